from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "goodstanding.systems.cases"
    label = "cases"
