from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "goodstanding.base.people"
    label = "people"

    def ready(self) -> None:
        from goodstanding.base.people.sentences import SENTENCES, SUBJECTS
        from goodstanding.base.timeline import sentences

        sentences.add(SENTENCES)
        sentences.call_subjects(SUBJECTS)
