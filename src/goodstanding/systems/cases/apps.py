from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "goodstanding.systems.cases"
    label = "cases"

    def ready(self) -> None:
        from goodstanding.base.search import registry as search
        from goodstanding.base.timeline import sentences
        from goodstanding.systems.cases.searching.documents import SOURCE
        from goodstanding.systems.cases.words import SENTENCES

        sentences.add(SENTENCES)
        search.add(SOURCE)
