"""What a verb of the record means in words. Each system names its own at start-up; text is made when shown, never stored.

    sentences.add({"case.closed": Sentence(_("Case closed"), words={"by": {"seller": _("the seller"), …}})})

A sentence leaves out who and when, which stand beside it. `%(name)s` takes `data[name]`, through `words[name]` where codes
have words; `%(subject)s` is the reference of the thing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils.functional import Promise
from django.utils.timezone import localtime

from goodstanding.base.timeline.models import Entry
from goodstanding.ui.moments import formatted, pgettext

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
Words = Mapping[str, Promise | str]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A translatable sentence with named places, and the words for the codes that go into them.

    `instants` names places whose data is a moment in ISO 8601: it is shown in the time zone active now.
    """

    text: Promise | str
    words: Mapping[str, Words] = field(default_factory=dict)
    instants: frozenset[str] = frozenset()


_sentences: dict[str, Sentence] = {}
_subjects: dict[str, Promise | str] = {}


class _Places(dict[str, str]):
    """A place without data reads as a dash: an old entry never breaks a page."""

    def __missing__(self, key: str) -> str:
        return "–"


def add(more: Mapping[str, Sentence]) -> None:
    """Name the sentences of a system's verbs. Naming them twice is harmless."""
    _sentences.update(more)


def say(entry: Entry, instead: Mapping[str, Sentence] | None = None) -> str:
    """The entry's sentence in the language active now; a verb nobody named reads as its code in plain words.

    `instead` has sentences for a reader who is spoken to otherwise: "you" where others read a name.
    """
    sentence = (instead or {}).get(entry.verb) or _sentences.get(entry.verb)
    if sentence is None:
        return entry.verb.replace(".", ": ").replace("_", " ").capitalize()
    places = _Places(subject=entry.subject_id)
    for name, value in entry.data.items():
        said = _moment(str(value)) if name in sentence.instants else ""
        places[name] = said or _word(sentence.words.get(name, {}), value)
    return str(sentence.text) % places


def known_verbs() -> list[str]:
    """Every verb that has a sentence, in order; for filters."""
    return sorted(_sentences)


def _word(words: Words, value: object) -> str:
    if isinstance(value, list):
        return ", ".join(_word(words, one) for one in value)
    if isinstance(value, str) and _DAY.fullmatch(value):
        return _day(value)
    return str(words.get(str(value), value))


def _day(written: str) -> str:
    try:
        return formatted(date.fromisoformat(written), pgettext("day in another year", "j M Y"))
    except ValueError:  # no day of any calendar
        return written


def _moment(written: str) -> str:
    try:
        at = datetime.fromisoformat(written)
    except ValueError:
        return ""
    return formatted(localtime(at), "j M Y, H:i") if at.tzinfo else ""


def call_subjects(words: Words) -> None:
    """Name what kinds of subjects are called: {"case": _("Case")}. Naming them twice is harmless."""
    _subjects.update(words)


def subject(entry: Entry) -> str:
    """The thing an entry is about: "Case 4K7-2QX"."""
    kind = _subjects.get(entry.subject_kind, entry.subject_kind.replace("_", " ").capitalize())
    return f"{kind} {entry.subject_id}" if entry.subject_id != entry.subject_kind else str(kind)
