"""What stands beside the thread: labels and watching of the team, agreements of both sides, settled cases alike."""

from __future__ import annotations

import pytest

from goodstanding.base.clock import reading
from goodstanding.base.mailroom.models import Mail
from goodstanding.kit.errors import Conflict, NotAllowed
from goodstanding.systems.cases import actions, queries
from goodstanding.systems.cases.agreement_states import AgreementState, Settling
from goodstanding.systems.cases.models import CaseAgreement, CaseLabel, CaseLabelling, CaseWatch
from goodstanding.systems.cases.states import Outcome
from tests.factories.cases import answer, open_case
from tests.world import World, happenings


@pytest.fixture(autouse=True)
def _now(world: World) -> None:
    reading.move_to(world.now)


def page_of(world: World, ref: str, path: str = "") -> str:
    return f"/s/{world.harbour.ref}/cases/{ref}/{path}"


def test_a_label_is_the_teams_own(world: World) -> None:
    case = open_case(world)
    client = world.as_(world.alice)

    client.post(page_of(world, case.ref, "labels/"), {"name": "Christmas stock", "tone": "amber"})
    again = client.post(page_of(world, case.ref, "labels/"), {"name": "christmas stock"})

    assert again.status_code == 302
    assert CaseLabel.objects.get().tone == "amber"
    assert (
        '<span class="tag close"><span>Christmas stock</span></span>'
        in client.get(page_of(world, case.ref)).content.decode()
    )
    assert "Christmas" not in world.as_(world.sam).get(f"/console/cases/{case.ref}/").content.decode()


def test_a_label_that_no_case_carries_is_gone(world: World) -> None:
    case = open_case(world)
    actions.label_case(actor=world.alice.actor, ref=case.ref, name="Big", at=world.now)

    world.as_(world.alice).post(page_of(world, case.ref, "labels/"), {"off": "Big"})

    assert not CaseLabelling.objects.exists()
    assert not CaseLabel.objects.exists()


def test_the_log_finds_labels_and_what_is_watched(world: World) -> None:
    case, _other = open_case(world), open_case(world, subject="Payout of October is missing")
    actions.label_case(actor=world.alice.actor, ref=case.ref, name="Big", at=world.now)
    actions.watch(actor=world.alice.actor, ref=case.ref, at=world.now)

    def found(text: str) -> list[str]:
        wanted = queries.LogFilter(text=text)
        hits = queries.search_log(world.alice.actor, world.harbour, wanted, None, world.now).hits
        return [hit.case.ref for hit in hits]

    assert found("label:big") == [case.ref]
    assert found("is:watched") == [case.ref]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("label:pay", {"Late payout", "Pay back"}),
        ('label:"late pay"', {"Late payout"}),
        ("label:pay*", {"Late payout", "Pay back"}),
        ("label:BIG", {"Big"}),
        ("label:big,late", {"Big", "Late payout"}),
        ("-label:pay", {"Big", "Big order"}),
        ("label:ayout", set()),
    ],
)
def test_a_label_is_found_by_how_its_words_begin_and_a_whole_one_alone(
    world: World, text: str, names: set[str]
) -> None:
    for name in ("Late payout", "Pay back", "Big", "Big order"):
        actions.label_case(actor=world.alice.actor, ref=open_case(world, subject=name).ref, name=name, at=world.now)
    rival = open_case(world, by=world.mallory, subject="Pay")
    actions.label_case(actor=world.mallory.actor, ref=rival.ref, name="Pay", at=world.now)

    page = world.as_(world.alice).get(f"/s/{world.harbour.ref}/cases/", {"q": text}).content.decode()

    assert {name for name in ("Late payout", "Pay back", "Big", "Big order", "Pay") if f">{name}</a>" in page} == names


def test_watchers_get_the_cases_mail(world: World) -> None:
    case = open_case(world)
    actions.watch(actor=world.bob.actor, ref=case.ref, at=world.now)

    answer(world, case, outcome=Outcome.WAIT_FOR_SELLER, at=world.now)
    world.work_off()

    about = Mail.objects.filter(about_ref=case.ref, subject__contains=case.ref)
    assert {"alice@example.com", "bob@example.com"} <= set(about.values_list("to_address", flat=True))


def test_a_read_only_colleague_watches_but_labels_nothing(world: World) -> None:
    case = open_case(world)
    client = world.as_(world.bob)

    assert client.post(page_of(world, case.ref, "watch/")).status_code == 302
    assert client.post(page_of(world, case.ref, "labels/"), {"name": "Mine"}).status_code == 403
    assert client.post(page_of(world, case.ref, "watch/"), {"off": "1"}).status_code == 302
    assert not CaseWatch.objects.exists()
    assert not CaseLabel.objects.exists()


def test_what_one_side_puts_down_the_other_confirms(world: World) -> None:
    case = answer(world, open_case(world), body="We refund 41.20 USD by Friday.", at=world.now)
    client = world.as_(world.alice)

    asked = client.get(page_of(world, case.ref, "?agree=2")).content.decode()
    client.post(page_of(world, case.ref, "agreements/"), {"text": "41.20 USD are refunded by Friday.", "message": "2"})
    desk = world.as_(world.sam)
    seen = desk.get(f"/console/cases/{case.ref}/beside/").content.decode()
    desk.post(f"/console/cases/{case.ref}/agreements/1/", {"decision": "confirm"})

    kept = CaseAgreement.objects.get()
    assert "We refund 41.20 USD by Friday." in asked
    assert "41.20 USD are refunded by Friday." in seen
    assert (kept.state, kept.settled_by_name, kept.message_number) == (AgreementState.CONFIRMED, "Sam", 2)
    assert "agreed" in client.get(page_of(world, case.ref)).content.decode()


def test_nobody_confirms_her_own_and_nothing_is_settled_twice(world: World) -> None:
    case = open_case(world)
    ours = actions.propose_agreement(actor=world.sam.actor, ref=case.ref, text="No fee this time.", at=world.now)
    ask = {"ref": case.ref, "number": ours.number, "at": world.now}
    before = happenings()

    with pytest.raises(NotAllowed):
        actions.settle_agreement(actor=world.sam.actor, settling=Settling.CONFIRM, **ask)
    with pytest.raises(NotAllowed):
        actions.settle_agreement(actor=world.alice.actor, settling=Settling.WITHDRAW, **ask)
    with pytest.raises(NotAllowed):
        actions.settle_agreement(actor=world.bob.actor, settling=Settling.CONFIRM, **ask)
    assert happenings() == before

    actions.settle_agreement(actor=world.alice.actor, settling=Settling.DECLINE, reason="A fee was never due.", **ask)
    with pytest.raises(Conflict):
        actions.settle_agreement(actor=world.alice.actor, settling=Settling.CONFIRM, **ask)
    assert CaseAgreement.objects.get().reason == "A fee was never due."


def test_settled_cases_alike_are_own_ones_only(world: World) -> None:
    old = answer(
        world, open_case(world, subject="Carrier lost the parcel of May"), outcome=Outcome.RESOLVE, at=world.now
    )
    open_case(world, by=world.mallory, subject="Carrier lost the parcel of May")
    case = open_case(world, subject="Carrier lost another parcel")

    page = world.as_(world.alice).get(page_of(world, case.ref, "similar/")).content.decode()

    assert old.ref in page
    assert page.count('class="mono"') == 1
