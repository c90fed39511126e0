from django.apps import AppConfig


class StoresConfig(AppConfig):
    name = "goodstanding.systems.stores"
    label = "stores"

    def ready(self) -> None:
        from goodstanding.base.timeline import sentences
        from goodstanding.systems.stores.sentences import SENTENCES, SUBJECTS

        sentences.add(SENTENCES)
        sentences.call_subjects(SUBJECTS)
