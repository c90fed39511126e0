"""An escalated case says once whose turn it is and by when; who may not escalate reads who may; objections stay in sight."""

from __future__ import annotations

import re
from html import unescape

from goodstanding.base.mailroom.models import Mail
from goodstanding.systems.cases.models import Case, CaseMessage
from goodstanding.systems.cases.states import Outcome
from goodstanding.systems.escalation import actions
from goodstanding.systems.escalation.models import Escalation
from goodstanding.ui import moments
from tests.factories import cases
from tests.factories.escalations import accepted, answered_case, contested, decided, escalated, specialist
from tests.world import Person, World

BY = r"\w{3} \d{1,2} \w{3}, \d{2}:\d{2}|\d{1,2} \w{3}, \d{2}:\d{2}"


def read(world: World, case: Case, more: str = "", by: Person | None = None) -> str:
    page = world.as_(by or world.alice).get(f"/s/{world.harbour.ref}/cases/{case.ref}/{more}")
    assert page.status_code == 200
    return unescape(page.content.decode())


def head(text: str) -> str:
    """The sentence under the title."""
    found = re.search(r'<div class="said"><p>(.*?)</p>', text, re.DOTALL)
    return found[1] if found else ""


def panel(text: str) -> str:
    """The part beside the thread that is about the escalation."""
    found = re.search(r"<h2[^>]*>Escalation</h2>(.*?)</section>", text, re.DOTALL)
    assert found
    return found[1]


def when(world: World, escalation: Escalation) -> str:
    escalation.refresh_from_db()
    assert escalation.due_at
    return moments.absolute(escalation.due_at, world.now)


def test_the_head_says_which_level_decides_by_when_and_no_other_place_names_a_second_time(world: World) -> None:
    escalation = escalated(world)

    text = read(world, escalation.case)

    by = when(world, escalation)
    assert head(text) == (f"It is our turn. Specialist team: Payments decides by {by}. You need do nothing until then.")
    assert re.findall(BY, panel(text)) == []
    assert "until the decision of level 2, to which the case is escalated" in text
    assert head(read(world, escalation.case, "escalation/")) == head(text)
    assert head(read(world, escalation.case, "print/")) == head(text)


def test_a_late_level_is_said_to_be_late_with_what_follows(world: World) -> None:
    escalation = escalated(world)
    by = escalation.due_at
    assert by
    world.at(world.later(days=20))

    text = read(world, escalation.case)

    assert (
        f"We are late: the decision of Specialist team: Payments was due on {moments.absolute(by, world.now)}." in text
    )
    assert "goes to the next level by itself" in head(text)
    assert "until then" not in head(text)


def test_what_a_level_needs_is_her_turn_with_her_time(world: World) -> None:
    escalation = escalated(world)
    tom = specialist(world)
    accepted(world, escalation, tom)
    actions.ask(actor=tom.actor, ref=escalation.ref, body="Which bank?", what="The bank's letter", at=world.now)

    text = read(world, escalation.case)

    escalation.case.refresh_from_db()
    assert escalation.case.seller_due_at
    by = moments.absolute(escalation.case.seller_due_at, world.now)
    assert head(text) == (
        "Specialist team: Payments needs from you: The bank's letter. Its clock stands still until you answer, "
        f"at the latest on {by}."
    )
    assert "waits for you" in panel(text)
    assert "waits for the seller" not in panel(text)


def test_after_a_decision_it_is_hers_to_say_whether_it_settles_it(world: World) -> None:
    escalation = decided(world, escalated(world), specialist(world))

    text = read(world, escalation.case)

    escalation.refresh_from_db()
    assert escalation.answer_until
    by = moments.absolute(escalation.answer_until, world.now)
    assert head(text) == (
        f"Specialist team: Payments has decided: say by {by} whether this settles it. Silence counts as a yes."
    )
    assert "decided: say whether it settles it" in panel(text)
    assert "Decided: the earlier answer stands." in panel(text)
    assert "what you write here does not contest it" in text
    assert re.search(
        r'<div class="acts row"><a class="btn" href="[^"]+/escalation/">Say whether it settles it</a>', text
    )
    assert "<h1>Decided: the earlier answer stands</h1>" in read(world, escalation.case, "escalation/")


def test_where_nobody_had_answered_no_earlier_answer_is_spoken_of(world: World) -> None:
    silent = cases.open_case(world, category="payments.reserve", at=world.later(hours=-200))
    escalation = escalated(world, silent)
    team = specialist(world)
    escalation = accepted(world, escalation, team)
    form = world.as_(team).get(f"/console/escalation/{escalation.ref}/").content.decode()

    decided(world, escalation, team)
    world.work_off()

    page = read(world, silent, "escalation/")
    assert "it stays as it is" in form and "earlier answer" not in form
    assert "Decided: it stays as it is." in panel(read(world, silent))
    assert "<h1>Decided: it stays as it is</h1>" in page and "earlier answer stands" not in page
    assert "stays as it is" in page and ">answer stands<" not in page
    assert "Decision: it stays as it is" in CaseMessage.objects.latest("pk").body
    mail = Mail.objects.filter(to_user_id=world.alice.user.pk).latest("pk")
    assert "it stays as it is" in mail.text and "earlier answer" not in mail.text
    history = read(world, silent, "history/")
    assert "Level 2 decided: it stays as it is" in history


def test_her_turn_has_its_one_action_at_the_head(world: World) -> None:
    case = cases.answer(world, cases.open_case(world), outcome=Outcome.WAIT_FOR_SELLER, at=world.now)

    hers, readers = read(world, case), read(world, case, by=world.bob)

    assert re.search(r'<div class="acts row"><a class="btn" href="#id_body">Answer</a>', hers)
    assert 'href="#id_body"' not in readers


def test_a_first_line_that_asks_meanwhile_does_not_contradict_the_level(world: World) -> None:
    asked, third = escalated(world), escalated(world, answered_case(world))
    cases.answer(world, asked.case, by=world.fred, outcome=Outcome.WAIT_FOR_SELLER, at=world.later(minutes=1))
    cases.answer(world, third.case, by=world.fred, outcome=Outcome.WAIT_FOR_THIRD_PARTY, at=world.later(minutes=1))

    hers, theirs = read(world, asked.case), read(world, third.case)

    assert head(hers).startswith("We need from you: The carrier's proof of delivery, at the latest on ")
    assert head(hers).endswith(f"Specialist team: Payments decides by {when(world, asked)}.")
    assert head(theirs) == (
        f"Specialist team: Payments decides by {when(world, third)}. Meanwhile we wait for The carrier: "
        "The carrier's proof of delivery. You need do nothing."
    )
    assert "about The carrier we tell you by" in theirs


def test_whoever_may_not_escalate_reads_who_may(world: World) -> None:
    case = answered_case(world)

    page, beside = read(world, case, "escalation/", world.bob), panel(read(world, case, by=world.bob))

    assert "Escalate this case" not in page
    assert "<h1>This case can be escalated</h1>" in page
    assert head(page) == "Your role reads only. In your team this may do: Alice, Fay, Sue."
    assert "Why it can be escalated" in page
    assert "See who decides" not in page
    assert "Your role reads only: a colleague who may write does it." in beside


def test_what_she_objected_later_stands_with_what_she_asked(world: World) -> None:
    escalation = contested(world, decided(world, escalated(world), specialist(world)))
    objection = escalation.steps.get(kind="contested").words

    page, bundle = read(world, escalation.case, "escalation/"), read(world, escalation.case, "escalation/bundle/")

    for text in (page, bundle):
        asked = text.partition("Summary")[2].partition("</section>")[0]
        assert "Why the decision did not settle it: Specialist team: Payments" in asked
        assert objection in asked
