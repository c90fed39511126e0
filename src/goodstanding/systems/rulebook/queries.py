"""Reading the rules in effect."""

from __future__ import annotations

import time
from datetime import datetime

from goodstanding.systems.rulebook.models import RulePackVersion
from goodstanding.systems.rulebook.rules import Rulebook, read_rulebook
from goodstanding.systems.rulebook.shipped import PACKS, read_pack
from goodstanding.systems.stores.models import Store

_KEEP_SECONDS = 5.0
_in_effect: dict[tuple[str, str], tuple[float, list[tuple[datetime, int]]]] = {}
_books: dict[int, Rulebook] = {}
_shipped: dict[str, Rulebook] = {}


def rules_for(store: Store, at: datetime) -> Rulebook:
    """The rulebook that applies in a store at an instant: the newest version of its pack in effect by then.

    Before any version was stored, the shipped pack applies. A process notices a new version within five seconds.
    """
    latest = None
    for effective_from, version_id in _versions(store.rule_pack):
        if effective_from <= at:
            latest = version_id
    return shipped(store.rule_pack) if latest is None else _book(latest)


def shipped(pack: str) -> Rulebook:
    """The pack as it ships with this release. Raises Invalid when the files are broken, FileNotFoundError when unknown."""
    if pack not in _shipped:
        _shipped[pack] = read_rulebook(read_pack(PACKS / pack))
    return _shipped[pack]


def pack_names() -> list[str]:
    """Every pack there is: those that ship with this release and those that an operator has stored."""
    shipped_names = {folder.name for folder in PACKS.iterdir() if folder.is_dir() and not folder.name.startswith("_")}
    return sorted(shipped_names | set(RulePackVersion.objects.values_list("pack", flat=True).distinct()))


def forget() -> None:
    """Drop what is kept in memory, so that the next reading asks the database."""
    _in_effect.clear()
    _books.clear()


def _versions(pack: str) -> list[tuple[datetime, int]]:
    at = time.monotonic()
    kept = _in_effect.get((pack, ""))
    if kept is None or at - kept[0] > _KEEP_SECONDS:
        rows = RulePackVersion.objects.filter(pack=pack).order_by("effective_from", "pk")
        kept = (at, list(rows.values_list("effective_from", "pk")))
        _in_effect[(pack, "")] = kept
    return kept[1]


def _book(version_id: int) -> Rulebook:
    if version_id not in _books:
        _books[version_id] = read_rulebook(RulePackVersion.objects.get(pk=version_id).content)
    return _books[version_id]
