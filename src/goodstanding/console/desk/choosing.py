"""What the desk's forms offer, in the reader's language."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import get_language

from goodstanding.console.desk.forms import Choices
from goodstanding.systems.cases import queries as cases
from goodstanding.systems.desk import queries


def choices_at(at: datetime) -> Choices:
    """People, queues and categories of the house."""
    language = get_language() or "en"
    catalogue = cases.house_catalogue(at)
    queues = {queue.code: queue.label.in_(language) for queue in catalogue.queues.values()}
    areas = []
    for area in catalogue.areas:
        areas.append((area.code, area.label.in_(language)))
        areas += [(leaf.code, f"{area.label.in_(language)} · {leaf.label.in_(language)}") for leaf in area.leaves]
    return Choices(people=queries.associates(), queues=queues, areas=areas)
