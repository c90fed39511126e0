from django.apps import AppConfig


class PerformanceConfig(AppConfig):
    name = "goodstanding.systems.performance"
    label = "performance"
