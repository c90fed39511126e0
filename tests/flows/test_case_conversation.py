"""Mail about an escalation and among colleagues stands in the conversation about its case."""

from __future__ import annotations

from typing import Any

import pytest

from goodstanding.base.clock import reading
from goodstanding.base.mailroom.models import Mail
from goodstanding.base.mailroom.states import InState, Reason
from goodstanding.systems.cases import actions as case_actions
from goodstanding.systems.cases.actions import Reply
from goodstanding.systems.cases.models import CaseMessage
from goodstanding.systems.escalation import actions, queries
from goodstanding.systems.escalation.states import State
from tests.factories.cases import answer, open_case
from tests.factories.escalations import accepted, decided, escalated, specialist
from tests.factories.guests import NORA, browser_of, invited
from tests.factories.mails import HOME, drop, letter, reply_address
from tests.world import World

PROVEN = {"Authentication-Results": "mx.market.example; dmarc=pass"}


@pytest.fixture(autouse=True)
def _mail_in(world: World, settings: Any) -> None:
    settings.MAIL_IN_ADDRESS, settings.MAIL_IN_ASSOCIATES = HOME, True
    settings.MAIL_FROM, settings.MAIL_IN_TRUSTED = "Goodstanding <no-reply@market.example>", "mx.market.example"
    reading.move_to(world.now)


def test_what_a_level_says_stands_in_the_conversation_about_the_case(world: World) -> None:
    escalation = decided(world, escalated(world), specialist(world), at=world.later(hours=1))
    world.work_off()

    hers = list(Mail.objects.filter(about_ref=escalation.case.ref, to_user_id=world.alice.user.pk).order_by("pk"))
    levels = [mail for mail in hers if mail.key.startswith("escalation:")]
    assert len(levels) == 3
    assert {mail.subject.removeprefix("Re: ") for mail in hers} == {hers[0].subject}
    assert [mail.in_reply_to for mail in hers[1:]] == [mail.message_id for mail in hers[:-1]]
    assert {mail.reply_to for mail in hers} == {reply_address(world, escalation.case, world.alice)}
    assert [mail.nature for mail in levels] == ["person", "automatic", "person"]


def test_a_reply_to_a_levels_question_starts_its_clock_again(world: World) -> None:
    finn = specialist(world)
    escalation = accepted(world, escalated(world), finn)
    actions.ask(actor=finn.actor, ref=escalation.ref, body="Which bank?", what="The bank", at=world.now)
    address = reply_address(world, escalation.case, world.alice)

    drop(world, letter(sender="alice@example.com", to=address, body="Harbour Bank.\n"))

    assert queries.escalation_for(world.system, escalation.ref).state == State.IN_HAND


def test_a_guest_reads_what_a_level_answers_and_not_the_mail_about_its_steps(world: World) -> None:
    escalation = escalated(world)
    guest = invited(world, escalation.case)
    world.work_off()
    browser_of(guest)

    decided(world, escalation, specialist(world))
    world.work_off()

    told = Mail.objects.filter(to_address=NORA, about_kind="guest", threaded=True)
    assert "came back on 16 November" in told.get().text
    assert not Mail.objects.filter(to_address=NORA, key__startswith="escalation:").exists()


def mentioned(world: World) -> tuple[Any, Mail]:
    """Tess calls sam, who has the case, in a note; the mail that tells him (Any: Case)."""
    case = answer(world, open_case(world), at=world.now)
    case_actions.add_internal_note(
        actor=world.tess.actor, ref=case.ref, note=Reply("@sam is this the fraud ring?"), at=world.now
    )
    world.work_off()
    return case, Mail.objects.get(key__startswith="case-mentioned:")


def test_a_mail_among_colleagues_stands_in_the_conversation_and_has_no_reply_address(world: World) -> None:
    case, mail = mentioned(world)

    root = Mail.objects.filter(about_kind="case", about_ref=case.ref).earliest("pk").references.split()[0]
    assert mail.references.split()[0] == root
    assert (mail.threaded, mail.reply_to, mail.seller_id) == (True, "", None)


def test_an_answer_to_a_colleague_never_reaches_the_seller(world: World) -> None:
    case, mail = mentioned(world)
    headers = {**PROVEN, "In-Reply-To": mail.message_id, "References": mail.references}
    before = CaseMessage.objects.filter(case=case).count()

    came = drop(world, letter(sender=mail.to_address, body="Yes, it is the ring.\n", headers=headers))

    assert (came.state, came.reason, came.matched_by) == (InState.REFUSED, Reason.NOT_ALLOWED, "colleagues")
    assert CaseMessage.objects.filter(case=case).count() == before
    assert "colleagues" in Mail.objects.get(about_kind="mail_in").text


def test_a_mail_that_can_be_answered_says_so(world: World, settings: Any) -> None:
    heard = open_case(world)
    answer(world, heard)
    world.work_off()
    settings.MAIL_IN_ADDRESS = ""
    deaf = open_case(world)
    answer(world, deaf)
    world.work_off()

    for mail in Mail.objects.filter(to_user_id=world.alice.user.pk, about_ref__in=[heard.ref, deaf.ref]):
        assert bool(mail.reply_to) == (mail.about_ref == heard.ref)
        for part in (mail.text, mail.html):
            assert ("nswer this mail" in part) == bool(mail.reply_to)
    assert Mail.objects.filter(about_ref=heard.ref, text__contains="just answer this mail").exists()
