from django.apps import AppConfig

from goodstanding.kit import later


class FlowsConfig(AppConfig):
    name = "goodstanding.flows"
    label = "flows"

    def ready(self) -> None:
        later.register(_name_reactions)


def _name_reactions() -> None:
    from goodstanding.flows import registry  # half of what a start would load, and no page needs it to be drawn

    registry.register()
