from django.apps import AppConfig


class ConnectorsConfig(AppConfig):
    name = "goodstanding.connectors"
    label = "connectors"

    def ready(self) -> None:
        from goodstanding.base.timeline import sentences
        from goodstanding.connectors.sentences import SENTENCES

        sentences.add(SENTENCES)
