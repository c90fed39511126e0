from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "goodstanding.systems.desk"
    label = "desk"

    def ready(self) -> None:
        from goodstanding.base.timeline import sentences
        from goodstanding.systems.desk.words import SENTENCES, SUBJECTS

        sentences.add(SENTENCES)
        sentences.call_subjects(SUBJECTS)
