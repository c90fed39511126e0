"""Reading macros, bulk changes and rules: fetch and authorise in one step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q
from django.utils import translation
from django.utils.formats import date_format

from goodstanding.base.files import queries as files
from goodstanding.base.files.models import StoredFile
from goodstanding.base.keyset import Page, page_of
from goodstanding.base.people.models import User
from goodstanding.base.prepared import Prepared
from goodstanding.kit.actors import Actor
from goodstanding.systems.cases import queries as case_queries
from goodstanding.systems.cases.models import Case, ScheduledAnswer
from goodstanding.systems.cases.queries import Owner, QueueFilter, Shelf
from goodstanding.systems.cases.states import Outcome
from goodstanding.systems.desk import policies, rules
from goodstanding.systems.desk.errors import BulkNotFound, MacroNotFound, RuleNotFound
from goodstanding.systems.desk.models import BulkChange, BulkItem, DeskRule, Macro, RuleRun, WithLater
from goodstanding.systems.desk.states import UNDER_WAY, BulkState, Event, ItemState, StepKind
from goodstanding.systems.sellers.models import Seller
from goodstanding.systems.stores import queries as stores
from goodstanding.systems.stores.models import Store
from goodstanding.ui.paging import Cursor

MOST = 200
LETTER_FILES = "bulk_letter"  # who owns the files of an answer to many cases
PAGE = 50
STALLED = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Tally:
    """How many cases of a bulk change stand how."""

    by_state: Mapping[ItemState, int]

    @property
    def all(self) -> int:
        """All cases of the change."""
        return sum(self.by_state.values())

    def of(self, *states: ItemState) -> int:
        """The cases that stand so."""
        return sum(self.by_state.get(state, 0) for state in states)


@dataclass(frozen=True, slots=True)
class Named:
    """What words may say of a case: its Case ID, subject, category by code, and when it was opened."""

    ref: str
    subject: str
    category: str
    opened_at: datetime

    @classmethod
    def of(cls, case: Case) -> Named:
        """The same of a case that is there."""
        return cls(case.ref, case.subject, case.category, case.opened_at)


def macros_of(actor: Actor) -> Sequence[Macro]:
    """Every macro that the associate may use, shared ones first, then by name. Raises NotFound for anybody else."""
    if not policies.is_at_desk(actor):
        raise MacroNotFound
    mine = Q(owner__isnull=True) | Q(owner_id=actor.user_id or 0)
    found = Macro.objects.filter(mine, removed_at__isnull=True)
    return sorted(found.order_by("name", "pk")[:MOST], key=lambda one: one.owner_id is not None)


def macros_for_case(actor: Actor, case: Case) -> Sequence[Macro]:
    """Those that fit the case's category, the most fitting first."""
    return macros_for_category(actor, case.category)


def macros_for_category(actor: Actor, category: str) -> Sequence[Macro]:
    """Those that fit a category, the most fitting first; all of them while none is chosen."""
    found = macros_of(actor)
    if not category:
        return found
    return [found[index] for index in rules.best_first([(one.area, one.name) for one in found], category)]


def macro_for(actor: Actor, ref: str, *, lock: bool = False) -> Macro:
    """The macro with this reference. Raises NotFound for somebody else's."""
    found = Macro.objects.filter(ref=ref, removed_at__isnull=True)
    macro = (found.select_for_update() if lock else found).first()
    if macro is None or not policies.can_see_macro(actor, macro):
        raise MacroNotFound
    return macro


def filled_in(actor: Actor, macro: Macro, case: Case, at: datetime) -> str:
    """A macro's words for one case. Reading the case was authorised already; dates are days of its store."""
    return words_for(actor, macro.body, case, at)


def words_for(actor: Actor, body: str, case: Case, at: datetime) -> str:
    """Words with fields filled in for one case. Reading the case was authorised already; dates are days of its store."""
    seller = case.seller
    return rules.fill(body, _of_seller(actor, seller, at) | _of_case(seller, Named.of(case), at))


def words_for_seller(actor: Actor, body: str, seller: Seller, at: datetime) -> str:
    """Words with fields filled in for a seller to whom nobody has written yet; fields of the case stay fields until there is one.

    Reading the seller was authorised already; dates are days of its store.
    """
    return rules.fill(body, _of_seller(actor, seller, at))


def words_once_opened(body: str, seller: Seller, named: Named, at: datetime) -> str:
    """Words whose fields of the case are filled in, now that there is one. Every other field stays as it was written."""
    return rules.fill(body, _of_case(seller, named, at))


def example_of(actor: Actor, body: str, at: datetime) -> tuple[Case, str] | None:
    """Words with fields as the seller of the newest case would read them; None while there is no case. Raises Invalid."""
    clean = rules.clean_body(body, field="body")
    newest = QueueFilter(owner=Owner.ALL, shelf=Shelf.ANY)
    found = case_queries.search_queue(actor, newest, None, at, limit=1).hits
    return (found[0].case, words_for(actor, clean, found[0].case, at)) if found else None


def needs_with(macro: Macro, outcome: Outcome) -> Sequence[str]:
    """The things that a macro asks for: none where its answer waits for nobody, or for somebody else, after all."""
    return macro.needs if outcome is Outcome.WAIT_FOR_SELLER else []


def _of_seller(actor: Actor, seller: Seller, at: datetime) -> dict[str, str]:
    return {
        "seller.name": seller.name,
        "seller.id": seller.external_id,
        "me.name": actor.name,
        "marketplace.name": stores.marketplace().name,
        "store.name": seller.store.name,
        "today": _day(at, seller.store),
    }


def _of_case(seller: Seller, named: Named, at: datetime) -> dict[str, str]:
    catalogue = case_queries.catalogue_for(seller.store, at)
    return {
        "case.id": named.ref,
        "case.subject": named.subject,
        "case.category": catalogue.label(named.category, seller.store.language),
        "case.opened": _day(named.opened_at, seller.store),
    }


def _day(at: datetime, store: Store) -> str:
    """A day of the store, as it is written in its language: "23 November 2026"."""
    with translation.override(store.language):
        return date_format(at.astimezone(store.zone).date(), "j F Y")


def with_later(scheduled: Sequence[int]) -> Mapping[int, WithLater]:
    """What goes with answers that are sent later, by the answer's key. Reading these was authorised already."""
    return (
        {one.scheduled_id: one for one in WithLater.objects.filter(scheduled__in=list(scheduled))} if scheduled else {}
    )


def bulk_for(actor: Actor, ref: str, *, lock: bool = False) -> BulkChange:
    """The bulk change with this reference. Raises NotFound for anybody but associates."""
    found = BulkChange.objects.filter(ref=ref)
    change = (found.select_for_update() if lock else found).first()
    if change is None or not policies.can_see_bulk(actor, change):
        raise BulkNotFound
    return change


def under_way(change_id: int, *, back: bool) -> BulkChange | None:
    """A bulk change, or one that is being taken back, locked, with whoever acts in it; None once it was stopped or is through.

    For the worker.
    """
    found = BulkChange.objects.select_related("user", "token", "undone_by", "undone_token").filter(pk=change_id)
    state = BulkState.UNDOING if back else BulkState.RUNNING
    return found.select_for_update(of=("self",)).filter(state=state).first()


def bulk_changes_of(actor: Actor, *, cursor: Cursor | None = None, limit: int = PAGE) -> Page[BulkChange]:
    """A page of bulk changes, newest first: one's own, administrators everybody's. Raises NotFound for anybody else."""
    if not actor.is_staff:
        raise BulkNotFound
    found = (
        BulkChange.objects.all() if policies.may_share(actor) else BulkChange.objects.filter(user_id=actor.user_id or 0)
    )
    return page_of(found, order=("-id",), cursor=cursor, limit=limit)


def tally_of(change: BulkChange) -> Tally:
    """How far a bulk change is. Reading was authorised already."""
    rows = BulkItem.objects.filter(change=change).values_list("state").annotate(n=Count("pk"))
    return Tally({ItemState(state): n for state, n in rows})


def items_of(change: BulkChange, *, cursor: Cursor | None = None, limit: int = PAGE) -> Page[BulkItem]:
    """A page of its cases, in the order in which they were chosen. Reading was authorised already."""
    found = BulkItem.objects.filter(change=change).select_related("case__seller")
    return page_of(found, order=("id",), cursor=cursor, limit=limit)


def letters_of(items: Sequence[BulkItem]) -> Mapping[int, ScheduledAnswer]:
    """What became of the answers of a bulk change, by the item's key: one query. Reading was authorised already."""
    keys = {item.pk: int(step["value"]) for item in items for step in item.back if step["kind"] == StepKind.REPLY.value}
    found = case_queries.scheduled_by_keys(list(keys.values()))
    return {item: found[key] for item, key in keys.items() if key in found}


def own_letter_files(actor: Actor, refs: Sequence[str]) -> Sequence[StoredFile]:
    """Those of some uploads that are this person's and wait for an answer to be sent with them."""
    return files.own_uploads(actor, refs)


def files_of_letter(change: BulkChange) -> Sequence[StoredFile]:
    """The files that go with the answers of a bulk change. Reading was authorised already."""
    return files.files_of(LETTER_FILES, change.ref)


def file_of_letter(actor: Actor, ref: str, file_ref: str) -> StoredFile:
    """One of them. Raises NotFound for anybody but associates."""
    return files.file_for(file_ref, owner=(LETTER_FILES, bulk_for(actor, ref).ref))


def next_item(change: BulkChange, *, back: bool) -> int | None:
    """The key of the next case to change, or to take back."""
    found = BulkItem.objects.filter(change=change, state=state_to_do(back=back)).order_by("pk")
    return found.values_list("pk", flat=True).first()


def state_to_do(*, back: bool) -> str:
    """How a case stands that is still to be changed, or to be taken back."""
    return (ItemState.CHANGED if back else ItemState.WAITING).value


def stalled_bulk(*, before: datetime) -> Sequence[int]:
    """Bulk changes that should have been through by an instant: their task was lost."""
    under_way = BulkChange.objects.filter(state__in=UNDER_WAY)
    return list(under_way.filter(at__lt=before - STALLED).values_list("pk", flat=True)[:20])


def rules_of(actor: Actor) -> Sequence[DeskRule]:
    """Every rule in the order in which they run. Raises NotFound for anybody but associates."""
    if not policies.is_at_desk(actor):
        raise RuleNotFound
    return list(DeskRule.objects.filter(removed_at__isnull=True).order_by("position", "pk")[:MOST])


def rule_for(actor: Actor, ref: str, *, lock: bool = False) -> DeskRule:
    """The rule with this reference. Raises NotFound for anybody but associates."""
    found = DeskRule.objects.filter(ref=ref, removed_at__isnull=True)
    rule = (found.select_for_update() if lock else found).first()
    if rule is None or not policies.is_at_desk(actor):
        raise RuleNotFound
    return rule


def _of_event(*, event: str):  # type: ignore[no-untyped-def]  # a queryset of rules
    return DeskRule.objects.filter(event=event, on=True, removed_at__isnull=True).order_by("position", "pk")


_listening = Prepared(_of_event, one_plan=True)


def rules_for_event(event: Event) -> Sequence[DeskRule]:
    """The rules that listen to an event, in their order. Every change of a case asks this."""
    found: list[DeskRule] = _listening.rows(event=event.value)
    return found


def runs_of(rule: DeskRule, *, cursor: Cursor | None = None, limit: int = PAGE) -> Page[RuleRun]:
    """A page of what a rule did, newest first. Reading was authorised already."""
    found = RuleRun.objects.filter(rule=rule).select_related("case")
    return page_of(found, order=("-id",), cursor=cursor, limit=limit)


def associates() -> Mapping[str, str]:
    """Names of those who work on cases, by key as text, for choosing and for reading steps."""
    found = User.objects.filter(is_active=True).exclude(staff_roles=[]).order_by("name", "pk")
    return {str(pk): name for pk, name in found.values_list("pk", "name")[:500]}
