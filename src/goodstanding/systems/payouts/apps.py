from django.apps import AppConfig


class PayoutsConfig(AppConfig):
    name = "goodstanding.systems.payouts"
    label = "payouts"

    def ready(self) -> None:
        from goodstanding.base.timeline import sentences
        from goodstanding.systems.payouts.words import SENTENCES, SUBJECTS

        sentences.add(SENTENCES)
        sentences.call_subjects(SUBJECTS)
