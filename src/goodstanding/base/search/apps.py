from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "goodstanding.base.search"
    label = "search"
