from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "goodstanding.base.files"
    label = "files"
