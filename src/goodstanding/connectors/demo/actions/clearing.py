"""Removing the demo marketplace, without a trace in the tables and without touching what is not its own (ADR 32)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Q
from django_tasks_db.models import DBTaskResult

from goodstanding.base.bulk.removing import is_needed, remove
from goodstanding.base.clock import reading
from goodstanding.base.files.erasing import drop_bytes
from goodstanding.base.files.models import StoredFile
from goodstanding.base.mailroom.models import InboundMail, Mail
from goodstanding.base.outbox.models import StoredFact
from goodstanding.base.people.models import User
from goodstanding.base.saved_views.models import SavedView
from goodstanding.base.search import actions as search
from goodstanding.base.search.registry import sources
from goodstanding.base.timeline.models import Entry
from goodstanding.base.tokens.models import Token
from goodstanding.connectors.demo.actions import passwords
from goodstanding.connectors.demo.actions.showing import MAIL_HOST
from goodstanding.connectors.demo.models import DemoRun
from goodstanding.systems.cases.models import Case, CaseTag, Problem, ScheduledAnswer
from goodstanding.systems.desk.models import BulkChange, DeskRule, Macro
from goodstanding.systems.desk.queries import LETTER_FILES
from goodstanding.systems.ledger.models import Account
from goodstanding.systems.ledger.models import Entry as LedgerEntry
from goodstanding.systems.payouts.models import Payout
from goodstanding.systems.performance.models import PlanOfAction
from goodstanding.systems.sellers.models import Seller, SellerAccount
from goodstanding.systems.service import queries as service
from goodstanding.systems.service.models import BusinessCalendar, Edition, Promise, ServicePolicy, StoreCalendar
from goodstanding.systems.stores.models import Store

CHUNK = 500
T = TypeVar("T")


@transaction.atomic
def clear(*, folder: Path) -> int:
    """Remove sellers, orders, cases, notifications, mails, people and stores of the demo; returns how many rows went.

    Kept: the marketplace's name and settings, rule packs, associates and sellers that are not the demo's, and what people of
    the demo did to those (under their name, without the link). A demo store in which somebody else sells becomes a real
    one; a demo person who decided about somebody else stays without access. All of it happens or nothing.
    """
    sellers = list(Seller.objects.filter(account__is_demo=True).values_list("pk", flat=True))
    people = list(User.objects.filter(is_demo=True).values_list("pk", flat=True))
    files = _files_of(sellers)
    tags = list(CaseTag.objects.filter(taggings__case__seller__account__is_demo=True).values_list("pk", flat=True))
    problems = list(Problem.objects.filter(cases__case__seller__account__is_demo=True).distinct())
    removed = _remove_tools(people) + _remove_mail_in(people)
    removed += _remove_loose(sellers, people)
    removed += remove(Seller.objects.filter(account__is_demo=True))
    removed += remove(CaseTag.objects.filter(pk__in=tags, taggings__isnull=True))
    removed += _remove_problems(problems)
    removed += sum(search.prune(source) for source in sources.values())
    removed += _remove_files(files)
    removed += remove(SellerAccount.objects.filter(is_demo=True))
    removed += _remove_calendars()
    removed += _remove_stores()
    removed += _remove_people()
    removed += remove(DemoRun.objects.all())
    reading.reset()
    passwords.forget(folder)
    return removed


def _remove_loose(sellers: list[int], people: list[int]) -> int:
    """What names sellers and people by number, without a foreign key."""
    accounts = SellerAccount.objects.filter(is_demo=True).values_list("pk", flat=True)
    removed = remove(Token.objects.filter(Q(user__is_demo=True) | Q(account_id__in=list(accounts))))
    removed += remove(Mail.objects.filter(to_user_id__in=people))
    for chunk in _chunks(sellers):
        removed += remove(Mail.objects.filter(seller_id__in=chunk))
        removed += remove(Entry.objects.filter(seller_id__in=chunk))
        removed += remove(Promise.objects.filter(seller_id__in=chunk))
        removed += remove(Payout.objects.filter(seller__in=chunk)) + remove(Account.objects.filter(seller_id__in=chunk))
        removed += remove(LedgerEntry.objects.filter(seller_id__in=chunk))
    codes = list(Store.objects.filter(is_demo=True).values_list("code", flat=True))
    removed += remove(Entry.objects.filter(subject_kind="store", subject_id__in=codes))
    removed += remove(Entry.objects.filter(subject_kind="person", subject_id__in=[str(pk) for pk in people]))
    facts = set(_facts_about(set(sellers)))
    facts |= set(StoredFact.objects.filter(name="TermsChanged").values_list("pk", flat=True))  # says nothing of anybody
    for chunk in _chunks(sorted(facts)):
        removed += remove(StoredFact.objects.filter(pk__in=chunk))
    return removed + _remove_tasks(facts)


def _remove_tools(people: list[int]) -> int:
    """Macros and rules that people of the demo made, and the changes of many cases that they began."""
    made = Entry.objects.filter(verb__in=("macro.made", "rule.made"), actor_user_id__in=people)
    changes = BulkChange.objects.filter(user__is_demo=True)
    views = SavedView.objects.filter(owner__is_demo=True)
    refs = [
        *made.values_list("subject_id", flat=True),
        *views.values_list("ref", flat=True),
        *changes.values_list("ref", flat=True),
    ]
    queued = DBTaskResult.objects.filter(task_path__endswith="desk.tasks.carry_on_with")
    keys = set(changes.values_list("pk", flat=True))
    gone = [pk for pk, given in queued.values_list("pk", "args_kwargs").iterator() if _first(given) in keys]
    removed = sum(DBTaskResult.objects.filter(pk__in=chunk).delete()[0] for chunk in _chunks(gone))
    removed += (
        remove(changes) + remove(Macro.objects.filter(ref__in=refs)) + remove(DeskRule.objects.filter(ref__in=refs))
    )
    return removed + remove(
        Entry.objects.filter(subject_kind__in=("macro", "rule", "bulk", "view"), subject_id__in=refs)
    )


def _remove_problems(problems: Sequence[Problem]) -> int:
    """Those of the demo's cases that have no other case by now, with what the record says of them."""
    gone = Problem.objects.filter(pk__in=[one.pk for one in problems], cases__isnull=True)
    refs = list(gone.values_list("ref", flat=True))
    return remove(gone) + remove(Entry.objects.filter(subject_kind="problem", subject_id__in=refs))


def _remove_mail_in(people: list[int]) -> int:
    """The demo's own mails that came in, others of its people, what answered them, and their bytes."""
    mails = InboundMail.objects.filter(Q(message_id__endswith=f"@{MAIL_HOST}>") | Q(person_id__in=people))
    refs, paths = list(mails.values_list("ref", flat=True)), [p for p in mails.values_list("path", flat=True) if p]
    transaction.on_commit(partial(_delete_bytes, paths))
    arrived = StoredFact.objects.filter(name="MailArrived", payload__mail_ref__in=refs)
    facts = set(arrived.values_list("pk", flat=True))
    removed = remove(Mail.objects.filter(about_kind="mail_in", about_ref__in=refs)) + remove(arrived) + remove(mails)
    return removed + _remove_tasks(facts)


def _facts_about(sellers: set[int]) -> Iterator[int]:
    """Facts that speak of sellers of the demo only."""
    for pk, payload in StoredFact.objects.values_list("pk", "payload").iterator(chunk_size=2_000):
        spoken_of = set(payload.get("seller_ids") or [payload.get("seller_id")])
        if spoken_of <= sellers:
            yield pk


def _remove_tasks(facts: set[int]) -> int:
    """The queued handling of facts that are gone."""
    queued = DBTaskResult.objects.filter(task_path__endswith="outbox.tasks.hand_on")
    gone = [pk for pk, given in queued.values_list("pk", "args_kwargs").iterator() if _first(given) in facts]
    return sum(DBTaskResult.objects.filter(pk__in=chunk).delete()[0] for chunk in _chunks(gone))


def _first(given: dict[str, Any]) -> Any:  # Any: JSON
    arguments = given.get("args") or [None]
    return arguments[0]


def _files_of(sellers: list[int]) -> list[int]:
    """Uploads that belong to cases and plans of these sellers, sent or still waiting, and what people of the demo uploaded and
    did not attach, keep with what they write, or had go out with a change of many cases."""
    loose = StoredFile.objects.filter(uploaded_by__is_demo=True, owner_kind__in=["", "case_draft"])
    found = set(loose.values_list("pk", flat=True))
    letters = list(BulkChange.objects.filter(user__is_demo=True).values_list("ref", flat=True))
    found |= _owned([LETTER_FILES], letters)
    for chunk in _chunks(sellers):
        cases = Case.objects.filter(seller__in=chunk).values_list("ref", flat=True)
        plans = PlanOfAction.objects.filter(seller__in=chunk).values_list("ref", flat=True)
        waiting = ScheduledAnswer.objects.filter(case__seller__in=chunk).values_list("pk", flat=True)
        found |= _owned(["case", "case_internal"], list(cases)) | _owned(["plan"], list(plans))
        found |= _owned(["case_scheduled"], [str(pk) for pk in waiting])
    return sorted(found)


def _owned(kinds: list[str], refs: list[str]) -> set[int]:
    found = set[int]()
    for some in _chunks(refs):
        owned = StoredFile.objects.filter(owner_kind__in=kinds, owner_ref__in=some)
        found |= set(owned.values_list("pk", flat=True))
    return found


def _remove_files(files: list[int]) -> int:
    removed = 0
    for chunk in _chunks(files):
        rows = StoredFile.objects.filter(pk__in=chunk)
        drop_bytes(list(rows.values_list("path", flat=True)))
        removed += remove(rows)
    return removed


def _delete_bytes(paths: Iterable[str]) -> None:
    for path in paths:
        default_storage.delete(path)


def _remove_calendars() -> int:
    """The demo's calendars, and the count of their changes unless somebody else has made any."""
    demo = BusinessCalendar.objects.filter(is_demo=True).exclude(policies__isnull=False)
    codes = list(demo.values_list("code", flat=True))
    removed = remove(StoreCalendar.objects.filter(calendar__code__in=codes, store__is_demo=True))
    codes = [code for code in codes if not StoreCalendar.objects.filter(calendar__code=code).exists()]
    removed += remove(BusinessCalendar.objects.filter(code__in=codes))
    removed += remove(Entry.objects.filter(subject_kind="service_calendar", subject_id__in=codes))
    if not BusinessCalendar.objects.exists() and not ServicePolicy.objects.exists():
        removed += remove(Edition.objects.all())
    service.forget()
    return removed


def _remove_stores() -> int:
    stores = Store.objects.filter(is_demo=True)
    stores.filter(pk__in=Seller.objects.values("store_id")).update(is_demo=False)
    return remove(Store.objects.filter(is_demo=True))


def _remove_people() -> int:
    for person in User.objects.filter(is_demo=True):
        if is_needed(person):
            person.is_active, person.staff_roles, person.is_demo = False, [], False
            person.set_unusable_password()
            person.save(update_fields=["is_active", "staff_roles", "is_demo", "password"])
    return remove(User.objects.filter(is_demo=True), unlink=True)


def _chunks(items: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(items), CHUNK):
        yield items[start : start + CHUNK]
