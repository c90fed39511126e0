"""Asking a seller for several things at once: both sides see which of them are still missing."""

from __future__ import annotations

import json

import pytest

from goodstanding.base.clock import reading
from goodstanding.base.mailroom.models import Mail
from goodstanding.base.timeline.models import Entry
from goodstanding.systems.cases import actions, queries
from goodstanding.systems.cases.actions import Decision, Reply
from goodstanding.systems.cases.casefile import case_file
from goodstanding.systems.cases.models import Case, CaseMessage, CaseNeed, Rearrangement, ScheduledAnswer
from goodstanding.systems.cases.need_states import NeedState
from goodstanding.systems.cases.states import Outcome
from tests.factories.cases import asked_for, open_case
from tests.factories.tokens import program_of
from tests.world import World, happenings

THINGS = ("Proof of delivery", "Photo of the label", "Invoice of May")


@pytest.fixture
def case(world: World) -> Case:
    reading.move_to(world.now)
    return open_case(world)


def states(case: Case) -> dict[str, str]:
    return dict(queries.shown_in(CaseNeed, case).order_by("pk").values_list("text", "state"))


def desk(case: Case, path: str = "") -> str:
    return f"/console/cases/{case.ref}/{path}"


def hers(world: World, case: Case, path: str = "") -> str:
    return f"/s/{world.harbour.ref}/cases/{case.ref}/{path}"


def ask(world: World, case: Case, needs: str, **more: str) -> object:
    sent = {"body": "We need these.", "outcome": "wait_for_seller", "seen": str(case.message_count), "needs": needs}
    return world.as_(world.sam).post(desk(case, "answers/"), sent | more)


def test_things_are_asked_for_one_a_line_and_stand_in_what_is_said(world: World, case: Case) -> None:
    assert ask(world, case, "Proof of delivery\r\n\r\n  Photo of  the label \nProof of delivery").status_code == 302

    said = CaseMessage.objects.get(number=2)
    assert said.body == "We need these.\n\n- Proof of delivery\n- Photo of the label"
    assert states(case) == {"Proof of delivery": "missing", "Photo of the label": "missing"}
    case.refresh_from_db()
    assert (case.status, case.pending_what) == ("pending_seller", "Proof of delivery; Photo of the label")
    page = world.as_(world.alice).get(hers(world, case)).content.decode()
    assert "Still missing: tick what this answer holds" in page
    assert page.count("still missing") == 2
    assert "2 things are missing" in world.as_(world.sam).get(desk(case, "beside/")).content.decode()


def test_the_seller_ticks_off_what_her_answer_holds(world: World, case: Case) -> None:
    proof, photo, invoice = asked_for(world, case, *THINGS)
    client = world.as_(world.alice)

    client.post(hers(world, case, "messages/"), {"body": "Here are two.", "given": [str(proof), str(invoice)]})

    assert states(case) == {THINGS[0]: "given", THINGS[1]: "missing", THINGS[2]: "given"}
    assert CaseNeed.objects.get(pk=proof).settled_by_name == "Alice"
    page = client.get(hers(world, case)).content.decode()
    assert f'id="id_given_{photo}"' in page and f'id="id_given_{proof}"' not in page
    at_desk = world.as_(world.sam).get(desk(case, "beside/")).content.decode()
    assert "one thing is missing" in at_desk
    case_page = world.as_(world.sam).get(desk(case)).content.decode()
    assert "<b>Still missing:</b> Photo of the label." in case_page
    assert "Given: Proof of delivery; Invoice of May." in case_page
    assert [entry.reason for entry in Entry.objects.filter(verb="case.need_given").order_by("pk")] == [
        THINGS[0],
        THINGS[2],
    ]


def test_what_was_ticked_comes_back_with_a_refused_answer_and_with_its_draft(world: World, case: Case) -> None:
    proof, photo, _invoice = asked_for(world, case, *THINGS)
    client = world.as_(world.alice)

    refused = client.post(hers(world, case, "messages/"), {"body": "x" * 20_001, "given": [str(photo)]})
    assert refused.status_code == 422
    assert f'value="{photo}" id="id_given_{photo}" checked' in refused.content.decode()
    assert f'value="{proof}" id="id_given_{proof}">' in refused.content.decode()

    unsaid = client.post(hers(world, case, "messages/"), {"body": " ", "given": [str(photo)]})
    assert unsaid.status_code == 422
    assert f'value="{photo}" id="id_given_{photo}" checked' in unsaid.content.decode()

    client.post(hers(world, case, "draft/"), {"body": "Soon", "given": [str(proof)]})
    page = client.get(hers(world, case)).content.decode()
    assert f'value="{proof}" id="id_given_{proof}" checked' in page
    assert states(case) == dict.fromkeys(THINGS, "missing")


def test_an_associate_says_that_a_thing_is_there_not_needed_or_missing_after_all(world: World, case: Case) -> None:
    proof, photo, _invoice = asked_for(world, case, *THINGS)
    client = world.as_(world.sam)

    for need, said in ((proof, "given"), (photo, "waived"), (proof, "missing"), (proof, "missing")):
        assert client.post(desk(case, "needs/"), {"need": f"{need}:{said}"}).status_code == 302

    assert states(case) == {THINGS[0]: "missing", THINGS[1]: "waived", THINGS[2]: "missing"}
    verbs = Entry.objects.filter(verb__startswith="case.need_").order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["case.need_given", "case.need_waived", "case.need_missing"]
    page = world.as_(world.alice).get(hers(world, case)).content.decode()
    assert "not needed any more" in page
    assert (
        "What was asked for is missing after all"
        in world.as_(world.alice).get(hers(world, case, "history/")).content.decode()
    )


@pytest.mark.parametrize("need", ["", "given", "x:given", "0:given", "7:lost", "7:"])
def test_what_names_no_thing_of_the_case_changes_nothing(world: World, case: Case, need: str) -> None:
    asked_for(world, case, *THINGS)
    before = happenings()

    assert world.as_(world.sam).post(desk(case, "needs/"), {"need": need}).status_code == 404
    assert happenings() == before


def test_things_of_another_case_or_no_number_at_all_are_no_matter(world: World, case: Case) -> None:
    asked_for(world, case, *THINGS)
    other = open_case(world, by=world.mallory, subject="Mine", body="Other")
    (theirs,) = asked_for(world, other, "Their licence")

    client = world.as_(world.alice)
    client.post(hers(world, case, "messages/"), {"body": "All", "given": [str(theirs), "x", "-1", "9" * 30, "²"]})
    assert world.as_(world.sam).post(desk(case, "needs/"), {"need": f"{theirs}:given"}).status_code == 404

    assert states(other) == {"Their licence": "missing"}
    assert states(case) == dict.fromkeys(THINGS, "missing")


@pytest.mark.parametrize(
    ("needs", "outcome", "said"),
    [
        ("\n".join(f"Thing {n}" for n in range(11)), "wait_for_seller", "At most 10 things at once."),
        ("x" * 201, "wait_for_seller", "at most 200 characters"),
        ("Invoice", "keep_open", "let the case wait for the seller"),
    ],
)
def test_too_many_things_or_a_case_that_does_not_wait_are_refused_with_everything_typed(
    world: World, case: Case, needs: str, outcome: str, said: str
) -> None:
    page = ask(world, case, needs, outcome=outcome)

    assert page.status_code == 422
    text = page.content.decode()
    assert said in text
    assert needs.splitlines()[0] in text and "We need these." in text
    assert not CaseNeed.objects.exists() and CaseMessage.objects.count() == 1


def test_a_thing_asked_for_again_while_it_is_missing_stands_once(world: World, case: Case) -> None:
    proof, *_others = asked_for(world, case, *THINGS)
    asked_for(world, case, THINGS[0], "Signature", at=world.later(hours=2))
    actions.settle_need(actor=world.sam.actor, ref=case.ref, need=proof, state=NeedState.GIVEN, at=world.later(hours=3))
    asked_for(world, case, THINGS[0], at=world.later(hours=4))

    assert list(CaseNeed.objects.order_by("pk").values_list("text", "state")) == [
        (THINGS[0], "given"), (THINGS[1], "missing"), (THINGS[2], "missing"), ("Signature", "missing"), (THINGS[0], "missing"),
    ]  # fmt: skip


def test_an_answer_for_later_asks_when_it_goes_out(world: World, case: Case) -> None:
    decision = Decision(Outcome.WAIT_FOR_SELLER, needs=THINGS)
    actions.schedule_answer(
        actor=world.sam.actor, ref=case.ref, reply=Reply("Please send"), decision=decision, send_at=world.later(hours=3),
        at=world.now,
    )  # fmt: skip
    assert not CaseNeed.objects.exists()
    assert "\n".join(THINGS) not in world.as_(world.sam).get(desk(case)).content.decode()

    waiting = ScheduledAnswer.objects.get()
    actions.stop_scheduled(actor=world.sam.actor, ref=case.ref, scheduled=waiting.pk, at=world.now)
    assert "\n".join(THINGS) in world.as_(world.sam).get(desk(case)).content.decode()
    ScheduledAnswer.objects.update(state="waiting")

    assert actions.send_due(at=world.later(hours=3)) == 1

    assert states(case) == dict.fromkeys(THINGS, "missing")
    assert CaseMessage.objects.get(number=2).body.endswith("- Invoice of May")


def test_what_was_asked_for_goes_along_when_cases_are_joined_and_back_when_that_is_undone(
    world: World, case: Case
) -> None:
    other = open_case(world, subject="Again")
    asked_for(world, other, *THINGS)
    asked_for(world, case, "Signature")

    merged = actions.merge(
        actor=world.sam.actor, ref=other.ref, into=case.ref, reason="One matter", at=world.later(hours=2)
    )
    assert states(merged) == {**dict.fromkeys(THINGS, "missing"), "Signature": "missing"}
    first = CaseNeed.objects.get(text=THINGS[0]).pk
    world.as_(world.alice).post(hers(world, merged, "messages/"), {"body": "The proof", "given": [str(first)]})
    assert states(merged)[THINGS[0]] == "given"

    step = Rearrangement.objects.get().pk
    actions.undo(actor=world.sam.actor, ref=merged.ref, step=step, at=world.later(hours=3))

    case.refresh_from_db()
    other.refresh_from_db()
    assert states(other) == {THINGS[0]: "given", THINGS[1]: "missing", THINGS[2]: "missing"}
    assert states(case) == {"Signature": "missing"}


def test_mail_and_the_case_on_paper_say_what_is_asked_for(world: World, case: Case) -> None:
    asked_for(world, case, *THINGS)
    world.work_off()

    mail = Mail.objects.filter(to_user_id=world.alice.user.pk).latest("pk")
    assert "Photo of the label" in mail.text and "<li>" in mail.html
    paper = repr(case_file(world.alice.actor, case, world.now, language="en"))
    assert "Invoice of May: still missing" in paper


def test_nothing_is_called_missing_in_a_case_that_is_settled(world: World, case: Case) -> None:
    asked_for(world, case, "Photo of the label")
    settled = {"body": "Found it ourselves.", "outcome": "resolve", "seen": "2"}
    world.as_(world.sam).post(desk(case, "answers/"), settled)
    case.refresh_from_db()

    page = world.as_(world.alice).get(hers(world, case)).content.decode()
    at_desk = world.as_(world.sam).get(desk(case, "beside/")).content.decode()

    assert (case.label, states(case)) == ("closed", {"Photo of the label": "missing"})
    assert "not given" in page and "not given" in at_desk
    assert "till missing" not in page and "is missing" not in at_desk.replace("It is missing after all", "")
    assert "Photo of the label: not given" in repr(case_file(world.alice.actor, case, world.now, language="en"))
    world.as_(world.alice).post(hers(world, case, "messages/"), {"body": "It is lost again"})
    assert (
        "Still missing: tick what this answer holds" in world.as_(world.alice).get(hers(world, case)).content.decode()
    )


def test_a_reply_that_comes_too_late_may_still_bring_what_was_asked_for(world: World, case: Case) -> None:
    asked_for(world, case, "Photo of the label")
    for days in (4, 8, 12):
        actions.wake(case_id=case.pk, at=world.later(days=days))
    case.refresh_from_db()

    page = world.as_(world.alice).get(hers(world, case)).content.decode()

    assert (case.label, case.closed_how) == ("closed", "no_reply")
    assert "Still missing: tick what this answer holds" in page


def test_a_program_asks_gives_and_settles(world: World, case: Case) -> None:
    desk_api, seller = program_of(world.sam), program_of(world.alice)
    asked = desk_api.post(
        f"/cases/{case.ref}/messages", {"body": "We need", "outcome": "wait_for_seller", "needs": list(THINGS)}
    )
    assert asked.status_code == 201, asked.content
    proof, photo, invoice = [one["id"] for one in desk_api.get(f"/cases/{case.ref}/beside").json()["needs"]]

    assert seller.post(f"/cases/{case.ref}/messages", {"body": "Here", "given": [proof]}).status_code == 201
    assert seller.post(f"/cases/{case.ref}/messages", {"body": "No", "needs": ["You"]}).status_code == 422
    assert desk_api.post(f"/cases/{case.ref}/messages", {"body": "No", "given": [photo]}).status_code == 422
    assert seller.put(f"/cases/{case.ref}/needs/{photo}", {"state": "waived"}).status_code == 403
    settled = desk_api.put(f"/cases/{case.ref}/needs/{photo}", {"state": "waived"})

    assert [(one["state"], one["settled_by"]) for one in settled.json()["needs"]] == [
        ("given", "Alice"), ("waived", "Sam"), ("missing", ""),
    ]  # fmt: skip
    assert desk_api.put(f"/cases/{case.ref}/needs/{invoice + 99}", {"state": "given"}).status_code == 404


def test_a_person_who_is_erased_is_named_by_nothing_that_was_asked_for(world: World, case: Case) -> None:
    (passport,) = asked_for(world, case, "Passport of Sue")
    client = world.as_(world.sue)
    client.post(hers(world, case, "messages/"), {"body": "Here", "given": [str(passport)]})
    world.sue.user.memberships.all().delete()  # type: ignore[attr-defined]

    actions.erase_person(actor=world.ada.actor, user_id=world.sue.user.pk, reason="Asked", at=world.later(hours=5))

    kept = CaseNeed.objects.get()
    assert (kept.text, kept.settled_by_name) == (
        "Passport of [a former member of the team]",
        "A former member of the team",
    )
    assert "Sue" not in json.dumps(list(CaseNeed.objects.values("text", "settled_by_name", "asked_by_name")))


def test_things_can_be_asked_for_with_the_first_word_too(world: World) -> None:
    reading.move_to(world.now)
    sam = world.as_(world.sam)
    said = {
        "seller": world.harbour.ref, "category": "orders_shipping.templates", "subject": "Papers of May", "body": "We need these.",
        "outcome": "wait_for_seller", "needs": "\n".join(THINGS[:2]), "key": "first",
    }  # fmt: skip

    refused = sam.post("/console/cases/new/", said | {"outcome": "keep_open"})
    kept = sam.get(f"/console/cases/new/?seller={world.harbour.ref}").content.decode()
    sam.post("/console/cases/new/", said)

    opened = Case.objects.get()
    assert (refused.status_code, "let the case wait for the seller" in refused.content.decode()) == (422, True)
    assert f"{THINGS[0]}\n{THINGS[1]}</textarea>" in kept
    assert CaseMessage.objects.get().body == f"We need these.\n\n- {THINGS[0]}\n- {THINGS[1]}"
    assert (states(opened), opened.pending_what) == (dict.fromkeys(THINGS[:2], "missing"), "; ".join(THINGS[:2]))
    page = world.as_(world.alice).get(hers(world, opened)).content.decode()
    assert "Still missing: tick what this answer holds" in page


def test_a_program_asks_for_things_with_its_first_word(world: World) -> None:
    reading.move_to(world.now)
    said = {
        "category": "orders_shipping.templates",
        "subject": "Papers",
        "body": "These.",
        "outcome": "wait_for_seller",
    }
    sam = program_of(world.sam)

    kept = sam.put("/desk/sellers/harbour/case-draft", said | {"needs": list(THINGS)}).json()
    sam.post("/desk/sellers/harbour/cases", said | {"needs": list(THINGS), "draft": kept["key"]})

    assert kept["needs"] == list(THINGS)
    assert states(Case.objects.get()) == dict.fromkeys(THINGS, "missing")
