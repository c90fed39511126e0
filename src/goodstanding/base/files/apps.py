from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "goodstanding.base.files"
    label = "files"

    def ready(self) -> None:
        from goodstanding.base.files.sentences import SENTENCES, SUBJECTS
        from goodstanding.base.timeline import sentences

        sentences.add(SENTENCES)
        sentences.call_subjects(SUBJECTS)
