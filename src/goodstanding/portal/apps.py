from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "goodstanding.portal"
    label = "portal"

    def ready(self) -> None:
        from goodstanding.portal import registry

        registry.register()
