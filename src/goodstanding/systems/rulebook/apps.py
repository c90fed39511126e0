from django.apps import AppConfig


class RulebookConfig(AppConfig):
    name = "goodstanding.systems.rulebook"
    label = "rulebook"
