from django.apps import AppConfig


class EscalationConfig(AppConfig):
    name = "goodstanding.systems.escalation"
    label = "escalation"

    def ready(self) -> None:
        from goodstanding.base.timeline import sentences
        from goodstanding.systems.escalation.words import SENTENCES

        sentences.add(SENTENCES)
