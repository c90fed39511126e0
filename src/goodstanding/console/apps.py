from django.apps import AppConfig


class ConsoleConfig(AppConfig):
    name = "goodstanding.console"
    label = "console"
