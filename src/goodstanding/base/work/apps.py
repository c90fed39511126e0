from django.apps import AppConfig


class WorkConfig(AppConfig):
    name = "goodstanding.base.work"
    label = "work"
