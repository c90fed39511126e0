"""Facts that one system announces and others may react to: frozen, made of ids and instants, never of model objects."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fact:
    """Base of every announced fact. Subclasses are dataclasses of ids, strings, ints and ISO instants (JSON values)."""
