from django.apps import AppConfig


class ServiceConfig(AppConfig):
    name = "goodstanding.systems.service"
    label = "service"

    def ready(self) -> None:
        from goodstanding.base.timeline import sentences
        from goodstanding.systems.service.words import SENTENCES, SUBJECTS

        sentences.add(SENTENCES)
        sentences.call_subjects(SUBJECTS)
