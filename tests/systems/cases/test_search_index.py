"""The index is always what the cases are: kept by every action, made anew to the same, and each side's words on its side."""

from __future__ import annotations

import string
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from goodstanding.base.clock import reading
from goodstanding.base.search import actions as search
from goodstanding.base.search import queries as index
from goodstanding.base.search.models import Rebuild, SharedDocument, StaffDocument, TeamDocument
from goodstanding.config.cli import main
from goodstanding.systems.cases import actions, queries
from goodstanding.systems.cases.actions import CloseReason, Decision, NewCase, Reply
from goodstanding.systems.cases.models import Case
from goodstanding.systems.cases.queries import LogFilter, QueueFilter, Shelf
from goodstanding.systems.cases.searching.documents import SOURCE
from goodstanding.systems.cases.states import Outcome, Priority
from tests.factories.cases import open_case, with_file
from tests.factories.payouts import paid
from tests.world import World

WORDS = st.text(alphabet=string.ascii_lowercase, min_size=12, max_size=16)
STEPS = st.lists(
    st.sampled_from(
        ["note", "team", "answer", "reply", "wait", "close", "take", "priority", "describe", "wake", "tag", "label", "snooze"]
    ),
    min_size=1, max_size=7,
)  # fmt: skip
PROPERTY = settings(
    max_examples=6, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)  # fmt: skip


def documents() -> list[tuple[object, ...]]:
    return [
        (model.__name__, *row)
        for model in (SharedDocument, StaffDocument, TeamDocument)
        for row in model.objects.order_by("pk").values_list()
    ]


@PROPERTY
@given(steps=STEPS)
def test_after_whatever_happens_a_rebuild_finds_nothing_to_mend(world: World, steps: list[str]) -> None:
    with transaction.atomic():
        reading.move_to(world.now)
        case = open_case(world)
        for step in steps:
            _do(world, case, step, "inside", "team")
        before = documents()

        changed = search.rebuild(SOURCE, at=world.now)

        assert (changed, documents()) == (0, before)
        assert index.lag(SOURCE).complete
        transaction.set_rollback(True)


@PROPERTY
@given(inside=WORDS, team=WORDS, steps=STEPS)
def test_a_word_that_only_stands_in_a_note_is_found_on_its_own_side_only(
    world: World, inside: str, team: str, steps: list[str]
) -> None:
    inside, team = f"inside{inside}", f"team{team}"
    with transaction.atomic():
        reading.move_to(world.now)
        case = open_case(world)
        for step in [*steps, "note", "team"]:
            _do(world, case, step, inside, team)

        assert _log(world, world.alice.actor, team) == [case.ref]
        assert _desk(world, inside) == [case.ref]
        for spoken in (
            inside,
            f'"{inside}"',
            f"{inside[:7]}*",
            f"claim {inside}",
            f"nothing OR {inside}",
            f"from:{inside}",
        ):
            assert _log(world, world.alice.actor, spoken) == []
        for spoken in (team, f'"{team}"', f"claim {team}", f"{team[:-1]}*", f"label:{team}"):
            assert _desk(world, spoken) == []
        assert _log(world, world.sam.actor, inside) == _log(world, world.sam.actor, team) == []
        assert not SharedDocument.objects.filter(words__contains=inside).exists()
        assert not SharedDocument.objects.filter(words__contains=team).exists()
        assert not TeamDocument.objects.filter(words__contains=inside).exists()
        assert not StaffDocument.objects.filter(words__contains=team).exists()
        transaction.set_rollback(True)


def test_a_rebuild_goes_on_where_it_stopped_and_ends_the_same(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    for n in range(5):
        open_case(world, subject=f"Payout {n}")
    with_file(world)
    before = documents()
    SharedDocument.objects.all().delete()
    monkeypatch.setattr(search, "BATCH", 2)
    heard: list[int] = []

    def stop(done: int, total: int) -> None:
        heard.append(done)
        if done >= 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        search.rebuild(SOURCE, at=world.now, progress=stop)
    half = SharedDocument.objects.count()
    search.rebuild(SOURCE, at=world.now)

    assert (heard, half) == ([2, 4], 4)
    assert documents() == before
    assert Rebuild.objects.get().finished_at == world.now


def test_a_new_case_is_found_by_its_files_links_and_answers_as_after_a_rebuild(world: World) -> None:
    earlier = open_case(world, subject="The first one")
    payout = paid(world.harbour, world.now)
    slip = SimpleUploadedFile("bank slip.txt", b"Slip.", "text/plain")
    new = NewCase(
        category="orders_shipping.templates", subject="Days", words=Reply("Wrong days.", uploads=[slip], request_key="k"),
        about=[("payout", payout.ref)],
    )  # fmt: skip

    case = actions.open_case(actor=world.alice.actor, seller=world.harbour, new=new, at=world.now)

    assert _log(world, world.alice.actor, '"bank slip"') == [case.ref]
    assert _log(world, world.alice.actor, payout.ref) == [case.ref]
    before = documents()
    search.rebuild(SOURCE, at=world.now)
    assert documents() == before
    assert earlier.ref not in _log(world, world.alice.actor, "has:attachment")


def test_tags_and_labels_are_found_on_their_side_and_under_their_new_name(world: World) -> None:
    case = open_case(world)
    actions.tag(actor=world.sam.actor, ref=case.ref, name="kiln", at=world.now)
    actions.label_case(actor=world.alice.actor, ref=case.ref, name="autumn", at=world.now)

    actions.rename_tag(actor=world.ada.actor, name="kiln", to="oven", at=world.now)
    renamed = _desk(world, "tag:oven"), _desk(world, "tag:kiln")
    actions.remove_tag(actor=world.ada.actor, name="oven", at=world.now)

    assert renamed == ([case.ref], [])
    assert _desk(world, "tag:oven") == _desk(world, "label:autumn") == _log(world, world.alice.actor, "tag:kiln") == []
    assert _log(world, world.alice.actor, "label:autumn") == [case.ref]
    assert index.lag(SOURCE).complete


def test_what_is_gone_or_stale_or_missing_is_noticed_and_mended(world: World) -> None:
    kept, gone = open_case(world), open_case(world)
    SharedDocument.objects.filter(ref=kept.pk).update(words="something else")
    SharedDocument.objects.filter(ref=gone.pk).update(ref=10**9)

    before = index.lag(SOURCE)
    assert main(["search", "rebuild", "case"]) == 0
    after = index.lag(SOURCE)

    assert (before.complete, before.stale > 0, after.complete) == (False, True, True)
    assert sorted(SharedDocument.objects.values_list("ref", flat=True)) == [kept.pk, gone.pk]


def test_the_filters_of_the_log_can_be_said_and_understood_again(world: World) -> None:
    said = LogFilter(label="pending", area="payments", priority="high", about="order:118-204", text='late "bank slip"')

    words = queries.as_words(said)
    back = queries.as_filters(
        world.alice.actor, world.harbour, LogFilter(text="status:pending category:payments"), world.now
    )

    assert words == 'status:pending category:payments priority:high order:118-204 late "bank slip"'
    assert (back.label, back.area, back.text) == ("pending", "payments", "")
    for text in (
        "status:pending late",
        "-status:pending",
        "status:resolved",
        "status:pending status:open",
        "status:lost",
    ):
        asked = LogFilter(text=text)
        assert queries.as_filters(world.alice.actor, world.harbour, asked, world.now) == asked


@given(
    label=st.sampled_from(["", "open", "pending", "closed"]), priority=st.sampled_from(["", "urgent", "low"]),
    first=st.none() | st.dates(date(2020, 1, 1), date(2026, 1, 1)),
)  # fmt: skip
@PROPERTY
def test_filters_said_without_words_are_the_filters(world: World, label: str, priority: str, first: object) -> None:
    filters = LogFilter(label=label, priority=priority, opened_from=first)  # type: ignore[arg-type]  # a day or none

    text = queries.as_words(filters)

    assert queries.as_filters(world.alice.actor, world.harbour, LogFilter(text=text), world.now) == filters


def _do(world: World, case: Case, step: str, inside: str, team: str) -> None:
    sam, alice, at = world.sam.actor, world.alice.actor, world.now
    case.refresh_from_db()
    if step == "note":
        actions.add_internal_note(actor=sam, ref=case.ref, note=Reply(inside), at=at)
    elif step == "team":
        actions.add_seller_note(actor=alice, ref=case.ref, note=Reply(team), at=at)
    elif step == "tag":
        actions.tag(actor=sam, ref=case.ref, name="kiln", at=at)
    elif step == "label":
        actions.label_case(actor=alice, ref=case.ref, name="autumn", at=at)
    elif step == "snooze" and case.label == "open":
        actions.snooze(actor=sam, ref=case.ref, until=world.later(minutes=30), at=at)
    elif step == "wake":
        actions.wake(case_id=case.pk, at=at)
    elif case.label == "closed":
        return
    elif step == "reply":
        actions.add_message(actor=alice, ref=case.ref, reply=Reply("More facts."), at=at)
    elif step == "close":
        actions.close_by_seller(actor=alice, ref=case.ref, reason=CloseReason.SOLVED, words="It came.", at=at)
    elif step == "take" and case.assignee_id is None:
        actions.take(actor=sam, ref=case.ref, at=at)
    elif step == "priority":
        actions.prioritise(actor=sam, ref=case.ref, priority=Priority.URGENT, at=at)
    elif step == "describe":
        actions.describe(actor=sam, ref=case.ref, subject="Claim granted", summary="Claim of November", at=at)
    else:
        outcome = Outcome.WAIT_FOR_SELLER if step == "wait" else Outcome.KEEP_OPEN
        decision = Decision(outcome, what="proof")
        actions.answer(actor=sam, ref=case.ref, reply=Reply("An answer."), decision=decision, at=at)


def _log(world: World, actor: object, text: str) -> list[str]:
    found = queries.search_log(actor, world.harbour, LogFilter(text=text), None, world.now)  # type: ignore[arg-type]  # an actor
    return [hit.case.ref for hit in found.hits]


def _desk(world: World, text: str) -> list[str]:
    found = queries.search_queue(world.sam.actor, QueueFilter(text=text, shelf=Shelf.ANY), None, world.now)
    return [hit.case.ref for hit in found.hits]
