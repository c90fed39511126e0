from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "goodstanding.api"
    label = "api"
