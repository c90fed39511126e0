from django.apps import AppConfig


class SellersConfig(AppConfig):
    name = "goodstanding.systems.sellers"
    label = "sellers"
