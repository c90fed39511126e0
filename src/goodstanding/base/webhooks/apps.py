from django.apps import AppConfig


class WebhooksConfig(AppConfig):
    name = "goodstanding.base.webhooks"
    label = "webhooks"

    def ready(self) -> None:
        from goodstanding.base.timeline import sentences
        from goodstanding.base.webhooks.words import SENTENCES, SUBJECTS

        sentences.add(SENTENCES)
        sentences.call_subjects(SUBJECTS)
