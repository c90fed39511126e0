from django.apps import AppConfig


class SavedViewsConfig(AppConfig):
    name = "goodstanding.base.saved_views"
    label = "saved_views"

    def ready(self) -> None:
        from goodstanding.base.saved_views.words import SENTENCES, SUBJECTS
        from goodstanding.base.timeline import sentences

        sentences.add(SENTENCES)
        sentences.call_subjects(SUBJECTS)
