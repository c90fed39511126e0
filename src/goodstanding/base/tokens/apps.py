from django.apps import AppConfig


class TokensConfig(AppConfig):
    name = "goodstanding.base.tokens"
    label = "tokens"

    def ready(self) -> None:
        from goodstanding.base.timeline import sentences
        from goodstanding.base.tokens.sentences import SENTENCES, SUBJECTS

        sentences.add(SENTENCES)
        sentences.call_subjects(SUBJECTS)
