from django.apps import AppConfig


class ClockConfig(AppConfig):
    name = "goodstanding.base.clock"
    label = "clock"
