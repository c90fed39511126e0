from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "goodstanding.systems.ledger"
    label = "ledger"

    def ready(self) -> None:
        from goodstanding.base.timeline import sentences
        from goodstanding.systems.ledger.sentences import SENTENCES, SUBJECTS

        sentences.add(SENTENCES)
        sentences.call_subjects(SUBJECTS)
