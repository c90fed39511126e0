from datetime import datetime, timedelta

import pytest
from django.db import transaction

from goodstanding.base.keyset import Page
from goodstanding.base.timeline import queries, sentences
from goodstanding.base.timeline.actions import forget_actor, record
from goodstanding.base.timeline.models import Entry
from goodstanding.base.timeline.queries import EntryFilter
from goodstanding.kit.errors import NotFound
from tests.world import World


def note(world: World, verb: str = "case.closed", *, at: datetime | None = None, **more: object) -> Entry:
    told = {"subject": ("case", "4K7-2QX"), "seller_id": world.harbour.pk, **more}
    return record(actor=world.alice.actor, verb=verb, at=at or world.now, **told)  # type: ignore[arg-type]  # told in tests


def seen(found: Page[Entry]) -> list[str]:
    return [entry.verb for entry in found.rows]


def test_an_entry_keeps_who_when_which_and_why(world: World) -> None:
    entry = note(world, reason="Answered by mail.", data={"from": "open", "to": "closed"})

    kept = Entry.objects.get(pk=entry.pk)
    assert (kept.actor_kind, kept.actor_user_id, kept.actor_name) == ("seller", world.alice.user.pk, "Alice")
    assert (kept.subject_kind, kept.subject_id, kept.seller_id, kept.at) == (
        "case",
        "4K7-2QX",
        world.harbour.pk,
        world.now,
    )
    assert (kept.reason, kept.data, kept.staff_only) == ("Answered by mail.", {"from": "open", "to": "closed"}, False)


def test_a_change_that_fails_leaves_no_entry(world: World) -> None:
    def change_that_fails() -> None:
        with transaction.atomic():
            note(world)
            raise ValueError("the change failed")

    with pytest.raises(ValueError, match="the change failed"):
        change_that_fails()

    assert not Entry.objects.exists()


def test_what_happened_to_a_thing_is_told_newest_first(world: World) -> None:
    note(world, "case.opened", at=world.later(hours=-2))
    note(world, "case.reopened", at=world.now)
    note(world, "case.closed", at=world.later(hours=-1))
    note(world, "case.closed", subject=("case", "OTH-ER1"))

    told = queries.entries_about("case", "4K7-2QX", for_staff=True)

    assert [entry.verb for entry in told] == ["case.reopened", "case.closed", "case.opened"]
    assert [entry.verb for entry in queries.entries_about("case", "4K7-2QX", for_staff=True, limit=1)] == [
        "case.reopened"
    ]


def test_what_is_for_associates_never_reaches_the_sellers_side(world: World) -> None:
    note(world, "case.noted", staff_only=True)
    note(world, "case.closed")

    assert [entry.verb for entry in queries.entries_about("case", "4K7-2QX", for_staff=False)] == ["case.closed"]
    assert seen(queries.activity_of(world.harbour.pk, for_staff=False, cursor=None)) == ["case.closed"]
    assert len(queries.activity_of(world.harbour.pk, for_staff=True, cursor=None).rows) == 2


def test_activity_is_that_of_one_seller(world: World) -> None:
    note(world, "case.closed")
    note(world, "case.opened", seller_id=world.rival.pk)

    assert seen(queries.activity_of(world.rival.pk, for_staff=True, cursor=None)) == ["case.opened"]


def test_pages_lose_and_repeat_nothing_when_all_happened_at_once(world: World) -> None:
    for n in range(7):
        note(world, f"case.step_{n}")

    told: list[str] = []
    cursor = None
    while True:
        page = queries.activity_of(world.harbour.pk, for_staff=True, cursor=cursor, limit=3)
        told += seen(page)
        cursor = page.older
        if cursor is None:
            break

    assert told == [f"case.step_{n}" for n in reversed(range(7))]


@pytest.mark.parametrize("who", ["alice", "mallory"])
def test_only_associates_read_the_whole_record(world: World, who: str) -> None:
    note(world)
    actor = getattr(world, who).actor

    with pytest.raises(NotFound):
        queries.audit(actor, where=EntryFilter(), cursor=None)
    with pytest.raises(NotFound):
        list(queries.audit_rows(actor, where=EntryFilter()))


def test_the_audit_is_narrowed_by_every_field(world: World) -> None:
    note(world, "case.closed", at=world.later(days=-3))
    note(world, "plan.submitted", subject=("plan", "P-1"), seller_id=world.rival.pk)
    ada = world.ada.actor

    for where, verbs in [
        (EntryFilter(), ["plan.submitted", "case.closed"]),
        (EntryFilter(actor_user_id=world.alice.user.pk, verbs=("case.closed",)), ["case.closed"]),
        (EntryFilter(actor_name="ali", subject_kind="plan"), ["plan.submitted"]),
        (EntryFilter(subject_id="4k7-2qx"), ["case.closed"]),
        (EntryFilter(seller_id=world.rival.pk), ["plan.submitted"]),
        (EntryFilter(since=world.now), ["plan.submitted"]),
        (EntryFilter(until=world.now), ["case.closed"]),
        (EntryFilter(actor_user_id=world.sam.user.pk), []),
    ]:
        assert seen(queries.audit(ada, where=where, cursor=None)) == verbs, where
        assert [entry.verb for entry in queries.audit_rows(ada, where=where)] == verbs, where


def test_an_erased_person_is_only_renamed(world: World) -> None:
    note(world)
    record(actor=world.sam.actor, verb="case.closed", subject=("case", "4K7-2QX"), at=world.now + timedelta(hours=1))
    before = list(Entry.objects.order_by("pk").values("at", "verb", "subject_id", "actor_user_id", "data"))

    changed = forget_actor(user_id=world.alice.user.pk, name="Former member")

    assert changed == queries.count_by_actor(world.alice.user.pk) == 1
    assert list(Entry.objects.order_by("pk").values("at", "verb", "subject_id", "actor_user_id", "data")) == before
    assert [entry.actor_name for entry in Entry.objects.order_by("pk")] == ["Former member", "Sam"]


def test_a_verb_without_a_sentence_reads_as_its_code_in_plain_words(world: World) -> None:
    assert "teleported" in str(sentences.say(note(world, "parcel.was_teleported"))).lower()
