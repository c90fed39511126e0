"""What the codes in service levels are called: queues, categories, people, stores."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from goodstanding.console.cases.shown import language
from goodstanding.systems.cases import queries as cases
from goodstanding.systems.cases import words as case_words
from goodstanding.systems.cases.catalogue import Catalogue
from goodstanding.systems.sellers.states import Standing
from goodstanding.systems.sellers.words import STANDING_WORDS
from goodstanding.systems.service.queries import By
from goodstanding.systems.service.states import PRIORITIES
from goodstanding.systems.service.words import KIND_WORDS
from goodstanding.systems.stores import queries as stores
from goodstanding.systems.stores.models import Store

Pairs = Sequence[tuple[str, str]]


def catalogue(known: Sequence[Store], at: datetime) -> Catalogue:
    """The catalogue that gives queues and categories their names."""
    return cases.catalogue_for(known[0] if known else Store(), at)


def name_of(by: By, code: str, name: str, found: Catalogue, known: Sequence[Store]) -> str:
    """What a group of the report is called."""
    if by is By.PERSON:
        return name or _("Nobody had it")
    if by is By.QUEUE:
        return found.queue_label(code, language())
    if by is By.CATEGORY:
        return found.label(code, language())
    if by is By.STORE:
        return next((store.name for store in known if store.code == code), code)
    words: Mapping[str, object] = KIND_WORDS if by is By.KIND else case_words.PRIORITY_WORDS
    return str(words.get(code, code))


def by_names() -> dict[By, str]:
    """By what a report may be divided."""
    return {
        By.QUEUE: _("Queue"),
        By.PERSON: _("Person"),
        By.KIND: _("Promise"),
        By.CATEGORY: _("Category"),
        By.PRIORITY: _("Priority"),
        By.STORE: _("Store"),
    }


def queues(found: Catalogue) -> Pairs:
    """The queues with their names."""
    return [(code, queue.label.in_(language())) for code, queue in found.queues.items()]


def areas_and_leaves(found: Catalogue) -> Pairs:
    """Whole areas, then their categories, as a filter may name them."""
    pairs: list[tuple[str, str]] = []
    for area in found.areas:
        pairs.append((area.code, _("%(area)s (all)") % {"area": area.label.in_(language())}))
        pairs += [(leaf.code, found.label(leaf.code, language())) for leaf in area.leaves]
    return pairs


def priorities() -> Pairs:
    """The priorities with their names, the most urgent first."""
    return [(code, str(case_words.PRIORITY_WORDS[code])) for code in PRIORITIES]


def standings() -> Pairs:
    """How sellers may stand."""
    return [(one.value, str(STANDING_WORDS[one])) for one in Standing]


def store_names() -> Pairs:
    """The stores with their names."""
    return [(store.code, store.name) for store in stores.stores()]
