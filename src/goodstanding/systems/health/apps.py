from django.apps import AppConfig


class HealthConfig(AppConfig):
    name = "goodstanding.systems.health"
    label = "health"
