from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "goodstanding.base.outbox"
    label = "outbox"
