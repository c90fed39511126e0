"""What sources made of files share: what they are called, how much there is, a fingerprint, and where to go on."""

from __future__ import annotations

import hashlib
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from goodstanding.connectors.imports.inspection import Inspected
from goodstanding.connectors.imports.shapes import Batch


class OfFiles(ABC):
    """The part of a `Source` that follows from its files, and what holds of nearly all: no seller is made, no currency is known."""

    __slots__ = ()

    @property
    @abstractmethod
    def inspected(self) -> Sequence[Inspected]:
        """The files, in the order they are read."""

    @property
    def options(self) -> Sequence[str]:
        """What else changes the meaning of the contents."""
        return ()

    @property
    def names(self) -> list[str]:
        """The files' names, without folders."""
        return [file.name for file in self.inspected]

    @property
    def rows(self) -> int:
        """About how many rows there are."""
        return sum(file.lines for file in self.inspected)

    @property
    def digest(self) -> str:
        """A fingerprint of all contents and of the options that change what they mean."""
        parts = [*(f"{file.digest} {file.encoding}" for file in self.inspected), *self.options]
        return hashlib.sha256("|".join(parts).encode()).hexdigest()

    @property
    def creates_sellers(self) -> bool:
        """Never: an id alone makes no seller."""
        return False

    @property
    def only_currency(self) -> str:
        """Not known before the rows are read."""
        return ""


@dataclass(frozen=True, slots=True)
class NamesSellers(OfFiles):
    """Files in a format of our own, in which every row names its seller by id."""

    files: list[Inspected]

    @property
    def inspected(self) -> Sequence[Inspected]:
        """The files, in the order they are read."""
        return self.files

    @property
    def one_seller(self) -> bool:
        """There may be rows of many."""
        return False

    def seller_name(self, external_id: str) -> str:
        """Files name sellers by id only."""
        return external_id


def by_rows(batches: Iterable[Batch], *, start: int) -> Iterator[Batch]:
    """The batches after the first `start` rows; the position of each is how many rows were read by its end."""
    done = 0
    for batch in batches:
        done += batch.read
        batch.position = done
        if done > start:
            yield batch
