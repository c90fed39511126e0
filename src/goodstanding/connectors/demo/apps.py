from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "goodstanding.connectors.demo"
    label = "demo"
