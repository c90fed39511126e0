"""What may be said before a colon when searching cases, on each side of the counter. Other systems add theirs with `extend`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cache

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from goodstanding.base.search import days
from goodstanding.base.search.folding import words_of
from goodstanding.base.search.nodes import Node, all_of, any_of, has
from goodstanding.base.search.operators import Operator, Operators, Takes, beside, choice, span, table, text
from goodstanding.kit.actors import Actor
from goodstanding.kit.refs import normal_ref
from goodstanding.systems.cases.catalogue import Catalogue
from goodstanding.systems.cases.need_states import Asked
from goodstanding.systems.cases.states import Author, Label, Priority, Status, status_told
from goodstanding.systems.cases.words import ASKED_WORDS, LABEL_WORDS, PRIORITY_WORDS, STATUS_WORDS

ME = "me"
NOBODY = "none"

Names = Callable[[], Iterable[str]]


@dataclass(frozen=True, slots=True)
class Asking:
    """Who asks and when. `inside` is the associates' side of the counter, `team` the seller's own team.

    `labels`, `tags`, `people` and `stores` read the names that there are, once an operator asks for them.
    """

    actor: Actor
    catalogue: Catalogue
    now: datetime
    inside: bool
    team: bool
    labels: Names = tuple
    tags: Names = tuple
    people: Names = tuple
    stores: Names = tuple


Extension = Callable[[Asking], Iterable[Operator]]
_extensions: dict[str, Extension] = {}


def extend(name: str, extension: Extension) -> None:
    """Add operators of another system; `_facts` of the documents must hold their terms. The same name replaces them."""
    _extensions[name] = extension


def operators_for(asking: Asking) -> Operators:
    """Every operator that this person may use. One that is not here is an unknown word to her."""
    found = [*_everybodys(asking)]
    if asking.inside:
        found += _associates(asking)
    if asking.team:
        found.append(_called("label", _("label of your team"), asking.labels, called=_("label")))
    for extension in _extensions.values():
        found += extension(asking)
    return table(found)


def _everybodys(asking: Asking) -> Iterable[Operator]:
    yield _status(inside=asking.inside)
    yield _category(asking.catalogue)
    for name in ("priority", "urgency"):  # two words for the same thing
        yield choice(
            name, _("priority"), {one.value: has("priority", one.value) for one in Priority}, _codes(PRIORITY_WORDS)
        )
    yield _about("order", _("order ID"))
    yield _about("sku", _("SKU"))
    yield _about("notification", _("notification ID"))
    yield _about("payout", _("payout ID"))
    yield Operator(name="id", takes=Takes.TEXT, label=_("Case ID"), read=_this_case)
    yield Operator(
        name="case", takes=Takes.TEXT, label=_("this case, and those that refer to it"), read=_with_followers
    )
    yield _from(asking)
    yield _is(asking)
    asked = {one.value: has("needs", one) for one in Asked}
    yield choice("needs", _("things the seller was asked for"), asked, _codes(ASKED_WORDS))
    files = dict.fromkeys(("attachment", "attachments", "file", "files"), has("attachment", 1))
    yield choice("has", _("what hangs on it"), files, {"attachment": _("a file")})
    yield span("opened", _("day it was opened"), "opened")
    yield span("updated", _("day of its last change"), "changed")
    yield beside("before", _("opened before a day"), "opened", days.before)
    yield beside("after", _("opened after a day"), "opened", days.after)


def _associates(asking: Asking) -> Iterable[Operator]:
    queues = asking.catalogue.queues
    yield choice(
        "queue", _("queue"), {code.casefold(): has("queue", code) for code in queues}, {code: code for code in queues}
    )
    yield _assignee(asking)
    yield Operator(name="seller", takes=Takes.WORDS, label=_("seller's name or ID"), read=_seller)
    yield _store(asking.stores)
    yield _called("tag", _("tag"), asking.tags, called=_("tag"))


def _called(name: str, label: str | Promise, known: Names, *, called: str | Promise) -> Operator:
    """A name that people gave. The whole of one means it alone; else each word begins a word of it: `pay` is "Late payout"."""
    names = cache(lambda: list(known()))  # read once, however often it is named

    def is_whole(value: str) -> bool:
        return value.strip().casefold() in {one.casefold() for one in names()}

    def begun_by(value: str) -> list[str]:
        wanted = words_of(value)
        return [one for one in names() if wanted and all(_begins(words_of(one), word) for word in wanted)]

    def read(value: str, today: date) -> Node | None:
        if not value.strip() or is_whole(value):
            return has(name, value) if value.strip() else None
        return any_of(has(name, one) for one in begun_by(value)) or has(name, value)

    return Operator(
        name=name, takes=Takes.TEXT, label=label, read=read, names=names, called=called,
        unknown=lambda value: not is_whole(value) and not begun_by(value),
    )  # fmt: skip


def _store(known: Names) -> Operator:
    """A store by its code."""
    names = cache(lambda: list(known()))
    return replace(
        text("store", _("store"), "store"), names=names, called=_("store"),
        unknown=lambda value: value.strip().casefold() not in {one.casefold() for one in names()},
    )  # fmt: skip


def _begins(words: Sequence[str], beginning: str) -> bool:
    return any(word.startswith(beginning) for word in words)


def _status(*, inside: bool) -> Operator:
    """For a seller what was put away is closed: there is no word for it, and three words are offered to her."""
    names = {
        **{one: word for one, word in STATUS_WORDS.items() if inside or status_told(Status(one)) == one},
        **LABEL_WORDS,
    }
    offered = _codes(names if inside else LABEL_WORDS)
    return choice("status", _("status"), {str(one): has("status", str(one)) for one in names}, offered)


def _category(catalogue: Catalogue) -> Operator:
    """An area or leaf by its code, or by words of its name in any language: "wrong amount", feedback."""

    def read(value: str, today: date) -> Node | None:
        known: dict[str, Node] = {}
        names: list[tuple[frozenset[str], Node]] = []
        for code, label in [(area.code, area.label) for area in catalogue.areas] + [
            (leaf.code, leaf.label) for leaf in catalogue.leaves()
        ]:
            known[code.casefold()] = found = has("category", code)
            known.setdefault(code.rsplit(".", 1)[-1].casefold(), found)
            names += [(frozenset(words_of(name)), found) for name in label.by_language.values()]
        wanted = set(words_of(value))
        by_name = any_of(dict.fromkeys(node for words, node in names if wanted and wanted <= words))
        return known.get(value.strip().casefold()) or by_name

    offered = {area.code: area.code for area in catalogue.areas}
    codes = [one.code.rsplit(".", 1)[-1] for one in catalogue.leaves()]
    return Operator(
        name="category", takes=Takes.CHOICE, label=_("category"), read=read, choices=offered, names=lambda: codes
    )


def _this_case(value: str, today: date) -> Node | None:
    return has("id", normal_ref(value)) if value.strip() else None


def _with_followers(value: str, today: date) -> Node | None:
    ref = normal_ref(value)
    return any_of((has("id", ref), has("about", f"case:{ref}"))) if value.strip() else None


def _about(kind: str, label: str | Promise) -> Operator:
    def read(value: str, today: date) -> Node | None:
        return has("about", f"{kind}:{value.strip()}") if value.strip() else None

    return Operator(name=kind, takes=Takes.TEXT, label=label, read=read)


def _from(asking: Asking) -> Operator:
    sides = {"seller": Author.SELLER, "marketplace": Author.MARKETPLACE, "us": Author.MARKETPLACE}

    def read(value: str, today: date) -> Node | None:
        plain = value.strip().casefold()
        if plain == ME and asking.actor.user_id:
            return has("by", asking.actor.user_id)
        if plain in sides:
            return has("from", sides[plain].value)
        return all_of(has("from", word) for word in words_of(value))

    offered = {ME: _("me"), "seller": _("the seller"), "marketplace": _("the marketplace")}
    return Operator(name="from", takes=Takes.WORDS, label=_("who wrote in it"), read=read, choices=offered)


def _is(asking: Asking) -> Operator:
    nodes: dict[str, Node] = {one.value: has("status", one.value) for one in Label}
    nodes["waiting"] = has("status", Status.PENDING_SELLER.value)
    nodes["escalated"] = has("escalated", 1)
    nodes["outreach"] = has("outreach", 1)
    if asking.inside:
        nodes["snoozed"] = has("snoozed", 1)
    if asking.team:
        nodes["watched"] = has("watcher", asking.actor.user_id or 0)

    def read(value: str, today: date) -> Node | None:
        plain = value.strip().casefold()
        return days.until("due", asking.now.astimezone(UTC)) if plain == "overdue" else nodes.get(plain)

    offered = {
        **_codes(LABEL_WORDS),
        "waiting": _("waits for the seller"),
        "overdue": _("our answer is late"),
        "escalated": _("escalated"),
        "outreach": _("the marketplace wrote first"),
        **({"watched": _("you watch it")} if asking.team else {}),
    }
    return Operator(name="is", takes=Takes.CHOICE, label=_("how it stands"), read=read, choices=offered)


def _assignee(asking: Asking) -> Operator:
    names = cache(lambda: list(asking.people()))

    def read(value: str, today: date) -> Node | None:
        plain = value.strip().casefold()
        if plain == ME:
            return has("assignee", asking.actor.user_id or 0)
        if plain in {NOBODY, "nobody"}:
            return has("assignee", 0)
        return all_of(has("assigneename", word) for word in words_of(value))

    def unknown(value: str) -> bool:
        words = set(words_of(value))
        listed = {ME, NOBODY, "nobody"}
        return value.strip().casefold() not in listed and not any(words <= set(words_of(one)) for one in names())

    offered = {ME: _("me"), NOBODY: _("nobody")}
    return Operator(
        name="assignee", takes=Takes.WORDS, label=_("who has it"), read=read, choices=offered, names=names,
        unknown=unknown, called=_("associate"),
    )  # fmt: skip


def _seller(value: str, today: date) -> Node | None:
    named = all_of(has("seller", word) for word in words_of(value))
    return any_of((has("seller", value), named)) if named is not None else None


def _codes(names: Mapping[str, str | Promise]) -> Mapping[str, str | Promise]:
    return {str(code): word for code, word in names.items()}
