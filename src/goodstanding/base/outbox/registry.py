"""Which facts exist and who reacts to them. `flows/registry.py` fills it at the first look; nothing here knows a system."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from typing import TypeVar

from goodstanding.kit import later
from goodstanding.kit.facts import Fact

F = TypeVar("F", bound=Fact)
# A reaction takes the fact and the instant at which it is handled. It may run twice and late: re-read, check, act.
Reaction = Callable[[F, datetime], None]

_kinds: dict[str, type[Fact]] = {}
_reactions: dict[str, list[Callable[[Fact, datetime], None]]] = {}


def react(kind: type[F], reaction: Reaction[F]) -> None:
    """Have `reaction` run for each fact of `kind`. Naming the same pair twice is harmless."""
    _kinds[kind.__name__] = kind
    held = _reactions.setdefault(kind.__name__, [])
    if reaction not in held:
        held.append(reaction)  # type: ignore[arg-type]  # the registry pairs name and type itself


def reactions_to(name: str) -> list[Callable[[Fact, datetime], None]]:
    """The reactions to facts of a name, in the order in which they were named."""
    later.now()
    return _reactions.get(name, [])


def pack(fact: Fact) -> tuple[str, dict[str, object]]:
    """A fact as name and JSON payload."""
    return type(fact).__name__, asdict(fact)


def unpack(name: str, payload: dict[str, object]) -> Fact | None:
    """The fact again, or None when nobody reacts to its kind (any more)."""
    later.now()
    kind = _kinds.get(name)
    return kind(**payload) if kind else None
