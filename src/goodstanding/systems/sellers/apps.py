from django.apps import AppConfig


class SellersConfig(AppConfig):
    name = "goodstanding.systems.sellers"
    label = "sellers"

    def ready(self) -> None:
        from goodstanding.base.timeline import sentences
        from goodstanding.systems.sellers.sentences import SENTENCES, SUBJECTS

        sentences.add(SENTENCES)
        sentences.call_subjects(SUBJECTS)
