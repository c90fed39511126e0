from django.apps import AppConfig


class StoresConfig(AppConfig):
    name = "goodstanding.systems.stores"
    label = "stores"
