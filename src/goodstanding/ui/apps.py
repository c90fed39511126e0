from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "goodstanding.ui"
    label = "ui"
