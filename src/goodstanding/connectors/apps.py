from django.apps import AppConfig


class ConnectorsConfig(AppConfig):
    name = "goodstanding.connectors"
    label = "connectors"
