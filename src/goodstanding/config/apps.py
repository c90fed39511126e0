from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "goodstanding.config"
    label = "config"
