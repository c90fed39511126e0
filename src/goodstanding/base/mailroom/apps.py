from django.apps import AppConfig


class MailroomConfig(AppConfig):
    name = "goodstanding.base.mailroom"
    label = "mailroom"
