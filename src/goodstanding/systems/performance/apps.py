from django.apps import AppConfig


class PerformanceConfig(AppConfig):
    name = "goodstanding.systems.performance"
    label = "performance"

    def ready(self) -> None:
        from goodstanding.base.timeline import sentences  # apps are loaded before models
        from goodstanding.systems.performance.words import SENTENCES

        sentences.add(SENTENCES)
