from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "goodstanding.api"
    label = "api"

    def ready(self) -> None:
        from goodstanding.api import limits  # noqa: F401 - its memory is made before the server forks, to be shared
