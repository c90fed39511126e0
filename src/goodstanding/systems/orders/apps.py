from django.apps import AppConfig


class OrdersConfig(AppConfig):
    name = "goodstanding.systems.orders"
    label = "orders"
