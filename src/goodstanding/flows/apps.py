from django.apps import AppConfig


class FlowsConfig(AppConfig):
    name = "goodstanding.flows"
    label = "flows"

    def ready(self) -> None:
        from goodstanding.flows import registry

        registry.register()
