from django.apps import AppConfig


class ConsoleConfig(AppConfig):
    name = "goodstanding.console"
    label = "console"

    def ready(self) -> None:
        from goodstanding.console import registry

        registry.register()
