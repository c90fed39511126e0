from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "goodstanding.base.people"
    label = "people"
