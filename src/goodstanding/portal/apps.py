from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "goodstanding.portal"
    label = "portal"
