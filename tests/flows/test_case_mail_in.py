"""Replies by mail: into the right case, as the right person, or refused with a reason."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress

from goodstanding.base.clock import reading
from goodstanding.base.mailroom import addresses
from goodstanding.base.mailroom.models import InboundMail, Mail
from goodstanding.base.mailroom.states import InState, Reason
from goodstanding.flows import case_mail_in
from goodstanding.kit.actors import SellerRole
from goodstanding.kit.errors import Conflict, NotAllowed, NotFound
from goodstanding.systems.cases import actions, queries
from goodstanding.systems.cases.actions import Reply
from goodstanding.systems.cases.models import Case, CaseMessage, InternalNote
from goodstanding.systems.cases.states import Outcome, Status
from tests.factories.cases import answer, open_case
from tests.factories.mails import HOME, drop, letter, reply_address
from tests.world import World


@pytest.fixture(autouse=True)
def _mail_in(world: World, settings: Any) -> None:
    settings.MAIL_IN_ADDRESS = HOME
    settings.MAIL_FROM = "Goodstanding <no-reply@market.example>"
    reading.move_to(world.now)


def outcome(mail: InboundMail) -> tuple[str, str]:
    return mail.state, mail.reason


def said(case: Case) -> list[str]:
    return list(CaseMessage.objects.filter(case=case).order_by("number").values_list("body", flat=True))[1:]


def told(address: str) -> list[str]:
    """What a mail about mail says first, to somebody."""
    return [m.text.split("\n")[0] for m in Mail.objects.filter(about_kind="mail_in", to_address=address).order_by("pk")]


def test_a_reply_to_the_reply_address_becomes_the_persons_message(world: World) -> None:
    case = open_case(world)
    body = "Here is the scan.\n\nOn Sun, 22 Nov 2026 at 12:00, Goodstanding <no-reply@market.example> wrote:\n> Hello\n"

    mail = drop(
        world, letter(sender="Alice <alice@example.com>", to=reply_address(world, case, world.alice), body=body)
    )

    assert outcome(mail) == (InState.TAKEN, Reason.MATCHED)
    assert (mail.matched_by, mail.about_ref, mail.about_part) == ("token", case.ref, 2)
    message = CaseMessage.objects.get(case=case, number=2)
    assert (message.body, message.author, message.author_user_id) == (
        "Here is the scan.",
        "seller",
        world.alice.user.pk,
    )
    assert message.channel == "email"


def test_every_mail_about_a_case_is_one_conversation_in_a_mail_program(world: World) -> None:
    case = open_case(world)
    answer(world, case, at=world.now)
    address = reply_address(world, case, world.alice)
    reply = letter(sender="alice@example.com", to=address, headers={"Message-ID": "<her-own@mail.example>"})
    drop(world, reply)
    answer(world, case, at=world.now, body="Thank you.")
    world.work_off()

    first, second, third = Mail.objects.filter(to_user_id=world.alice.user.pk, about_kind="case").order_by("pk")
    assert [first.subject, second.subject] == [f"[{case.ref}] {case.subject}", f"Re: [{case.ref}] {case.subject}"]
    assert second.in_reply_to == first.message_id
    assert third.in_reply_to == "<her-own@mail.example>"
    assert third.references.split()[1:] == [first.message_id, second.message_id, "<her-own@mail.example>"]
    assert first.references == first.in_reply_to
    assert first.references == second.references.split()[0]
    assert {m.reply_to for m in (first, second, third)} == {address}


def test_each_person_of_a_case_has_a_reply_address_of_her_own_that_cannot_be_guessed(world: World) -> None:
    case, other = open_case(world), open_case(world, by=world.mallory)
    one, two = reply_address(world, case, world.alice), reply_address(world, other, world.mallory)
    token = addresses.token_of(one.upper())
    assert token is not None
    assert (token.kind, token.ref, token.person_id) == ("case", case.ref, world.alice.user.pk)

    forged = two.split("@")[0].rsplit(".", 1)[-1]
    assert addresses.token_of(one.replace(one.split("@")[0].rsplit(".", 1)[-1], forged)) is None
    assert addresses.token_of(one.replace("market.example", "elsewhere.example")) is None


def test_a_known_colleague_who_was_given_no_reply_address_is_not_believed(world: World) -> None:
    case = open_case(world)

    mail = drop(world, letter(sender="sue@example.com", to=reply_address(world, case, world.alice)))

    assert outcome(mail) == (InState.REFUSED, Reason.NOT_BELIEVED)
    assert said(case) == []
    assert told("alice@example.com") == [f"A mail to your reply address of {case.ref} was not taken in"]
    assert told("sue@example.com") == []


def test_unless_our_own_server_has_proved_who_she_is(world: World, settings: Any) -> None:
    settings.MAIL_IN_TRUSTED = "mx.market.example"
    case = open_case(world)
    proof = {"Authentication-Results": "mx.market.example; dmarc=pass header.from=example.com"}

    mail = drop(world, letter(sender="sue@example.com", to=reply_address(world, case, world.alice), headers=proof))

    assert outcome(mail) == (InState.TAKEN, Reason.MATCHED)
    assert CaseMessage.objects.get(case=case, number=2).author_name == "Sue"


@pytest.mark.parametrize("said_by", ["mx.elsewhere.example", "mx.market.example.evil.example"])
def test_proof_of_another_server_proves_nothing(world: World, settings: Any, said_by: str) -> None:
    settings.MAIL_IN_TRUSTED = "mx.market.example"
    case = open_case(world)
    proof = {"Authentication-Results": f"{said_by}; dmarc=pass header.from=example.com"}

    mail = drop(world, letter(sender="sue@example.com", subject=f"Re: [{case.ref}] x", headers=proof))

    assert outcome(mail) == (InState.REFUSED, Reason.NOT_BELIEVED)


def test_a_mail_that_our_server_calls_forged_is_refused_even_at_the_right_address(world: World, settings: Any) -> None:
    settings.MAIL_IN_TRUSTED = "mx.market.example"
    case = open_case(world)
    proof = {"Authentication-Results": "mx.market.example; spf=fail; dmarc=fail header.from=example.com"}

    mail = drop(world, letter(sender="alice@example.com", to=reply_address(world, case, world.alice), headers=proof))

    assert outcome(mail) == (InState.REFUSED, Reason.FORGED)
    assert said(case) == []


@pytest.mark.parametrize("proved", [True, False])
@pytest.mark.parametrize("way", ["thread", "subject"])
def test_without_a_token_the_answered_mail_then_the_subject_name_the_case(
    world: World, settings: Any, way: str, proved: bool
) -> None:
    settings.MAIL_IN_TRUSTED = "mx.market.example"
    case = open_case(world)
    world.work_off()
    headers = {"Authentication-Results": "mx.market.example; dmarc=pass"} if proved else {}
    if way == "thread":
        headers["References"] = f"<other@x.example> {Mail.objects.get().message_id}"
    subject = f"Re: [{case.ref.lower()}] Claim" if way == "subject" else "Re: something else"

    mail = drop(world, letter(sender="alice@example.com", subject=subject, headers=headers))

    assert mail.matched_by == way
    assert outcome(mail) == ((InState.TAKEN, Reason.MATCHED) if proved else (InState.REFUSED, Reason.NOT_BELIEVED))


def test_the_token_counts_before_the_answered_mail_and_that_before_the_subject(world: World, settings: Any) -> None:
    first, second = open_case(world), open_case(world, subject="Another parcel")
    third = open_case(world, subject="A third parcel")
    address = reply_address(world, first, world.alice)
    named = Mail.objects.get(about_ref=second.ref).message_id

    mail = drop(
        world,
        letter(sender="alice@example.com", to=address, subject=f"[{third.ref}]", headers={"In-Reply-To": named}),
    )

    assert (mail.matched_by, mail.about_ref) == ("token", first.ref)


@pytest.mark.parametrize("person", ["bob", "mallory"])
def test_whoever_may_not_write_in_the_case_may_not_by_mail_either(world: World, settings: Any, person: str) -> None:
    settings.MAIL_IN_TRUSTED = "mx.market.example"
    case = open_case(world)
    proof = {"Authentication-Results": "mx.market.example; dmarc=pass"}

    mail = drop(world, letter(sender=f"{person}@example.com", subject=f"[{case.ref}] x", headers=proof))

    assert outcome(mail) == (InState.REFUSED, Reason.NOT_ALLOWED)
    assert said(case) == []


def test_a_second_confirmed_address_of_the_same_person_is_hers(world: World) -> None:
    case = open_case(world)
    EmailAddress.objects.create(user=world.alice.user, email="alice@home.example", verified=True)
    EmailAddress.objects.create(user=world.alice.user, email="alice@unproved.example", verified=False)
    address = reply_address(world, case, world.alice)

    confirmed = drop(world, letter(sender="Alice@Home.example", to=address))
    unproved = drop(world, letter(sender="alice@unproved.example", to=address))

    assert outcome(confirmed) == (InState.TAKEN, Reason.MATCHED)
    assert outcome(unproved) == (InState.REFUSED, Reason.NOT_BELIEVED)


@pytest.mark.parametrize(
    "sender", ["alice@example.com, eve@evil.example", "alice@example.com <eve@evil.example>", "", "Alice"]
)
def test_a_sender_who_is_nobody_or_two_is_not_believed(world: World, sender: str) -> None:
    case = open_case(world)
    address = reply_address(world, case, world.alice)
    raw = f"From: {sender}\nTo: {address}\nSubject: x\nMessage-ID: <1@x>\n\nPay me.\n".encode()

    mail = drop(world, raw)

    assert mail.state == InState.REFUSED
    assert said(case) == []


def test_a_strangers_mail_is_kept_and_answered_once_a_week(world: World) -> None:
    first = drop(world, letter(sender="stranger@elsewhere.example", body="Hello?\n"))
    drop(world, letter(sender="stranger@elsewhere.example", body="Hello again?\n"))

    assert outcome(first) == (InState.REFUSED, Reason.UNKNOWN_SENDER)
    assert told("stranger@elsewhere.example") == ["Your mail was not taken in"]
    help_mail = Mail.objects.get(about_kind="mail_in")
    assert (help_mail.nature, help_mail.in_reply_to) == ("auto_reply", first.message_id)


def test_or_not_at_all_where_the_operator_wants_it_so(world: World, settings: Any) -> None:
    settings.MAIL_IN_UNKNOWN = "bin"

    drop(world, letter(sender="stranger@elsewhere.example"))

    assert not Mail.objects.exists()


def test_nobody_is_written_to_under_a_forged_address(world: World, settings: Any) -> None:
    settings.MAIL_IN_TRUSTED = "mx.market.example"

    drop(world, letter(sender="stranger@elsewhere.example"))

    assert not Mail.objects.exists()


def test_a_known_person_who_names_no_case_is_told_how(world: World) -> None:
    mail = drop(world, letter(sender="alice@example.com", subject="A question"))

    assert outcome(mail) == (InState.REFUSED, Reason.NO_CASE)
    assert told("alice@example.com") == ["Your mail was not taken in"]


def test_a_reply_to_a_resolved_case_reopens_it_within_the_window(world: World) -> None:
    case = answer(world, open_case(world), outcome=Outcome.RESOLVE, at=world.now)
    address = reply_address(world, case, world.alice)

    mail = drop(world, letter(sender="alice@example.com", to=address, body="It is not settled.\n"))

    case.refresh_from_db()
    assert outcome(mail) == (InState.TAKEN, Reason.MATCHED)
    assert case.status == Status.REOPENED


def test_after_the_window_she_is_told_and_a_follow_up_is_offered(world: World) -> None:
    case = answer(world, open_case(world), outcome=Outcome.RESOLVE, at=world.now)
    address = reply_address(world, case, world.alice)
    world.at(world.now + timedelta(days=20))

    mail = drop(world, letter(sender="alice@example.com", to=address, body="It is not settled.\n"))

    assert outcome(mail) == (InState.REFUSED, Reason.CLOSED)
    assert told("alice@example.com") == [f"Your mail did not reach case {case.ref}"]
    assert "Open a follow-up case" in Mail.objects.get(about_kind="mail_in").text


def test_an_associate_answers_by_mail_only_where_that_is_switched_on(world: World, settings: Any) -> None:
    case = answer(world, open_case(world), at=world.now)
    actions.add_message(actor=world.alice.actor, ref=case.ref, reply=Reply("More."), at=world.now)
    address = reply_address(world, case, world.sam)

    off = drop(world, letter(sender="sam@market.example", to=address, body="We have it.\n"))
    settings.MAIL_IN_ASSOCIATES = True
    on = drop(world, letter(sender="sam@market.example", to=address, body="We have it now.\n"))

    assert outcome(off) == (InState.REFUSED, Reason.NOT_ALLOWED)
    assert outcome(on) == (InState.TAKEN, Reason.MATCHED)
    message = CaseMessage.objects.get(case=case, body="We have it now.")
    assert (message.author, message.author_name) == ("marketplace", "Sam")


def test_an_associates_mail_about_what_was_overtaken_sends_nothing(world: World, settings: Any) -> None:
    settings.MAIL_IN_ASSOCIATES = True
    case = answer(world, open_case(world), at=world.now)
    actions.add_message(actor=world.alice.actor, ref=case.ref, reply=Reply("More."), at=world.now)
    address = reply_address(world, case, world.sam)
    told_of = Mail.objects.get(to_user_id=world.sam.user.pk).message_id
    actions.add_message(actor=world.alice.actor, ref=case.ref, reply=Reply("Forget it."), at=world.now)

    mail = drop(world, letter(sender="sam@market.example", to=address, headers={"In-Reply-To": told_of}))

    assert outcome(mail) == (InState.REFUSED, Reason.MOVED_ON)
    assert told("sam@market.example") == [f"Your mail did not reach case {case.ref}"]


def test_somebody_elses_case_is_not_answered_by_mail(world: World, settings: Any) -> None:
    settings.MAIL_IN_ASSOCIATES = True
    case = answer(world, open_case(world), at=world.now)
    actions.add_message(actor=world.alice.actor, ref=case.ref, reply=Reply("More."), at=world.now)
    address = reply_address(world, case, world.sam)
    actions.assign(actor=world.ada.actor, ref=case.ref, user_id=world.ada.user.pk, at=world.now)

    mail = drop(world, letter(sender="sam@market.example", to=address))

    assert outcome(mail) == (InState.REFUSED, Reason.NOT_ALLOWED)


def test_the_same_mail_twice_is_one_message(world: World) -> None:
    case = open_case(world)
    message = letter(sender="alice@example.com", to=reply_address(world, case, world.alice))
    relayed = b"Received: from mx by mx2; Sun, 22 Nov 2026\r\n" + message.as_bytes()

    drop(world, message)
    again = drop(world, relayed)

    assert again.times_seen == 2
    assert said(case) == ["Here is the scan."]


def test_good_files_are_attached_and_others_named_with_the_reason(world: World) -> None:
    case = open_case(world)
    files = {"scan.txt": b"Signed by N. Hale", "run.exe": b"MZ\x90", "winmail.dat": b"\x78\x9f\x3e\x22"}

    drop(world, letter(sender="alice@example.com", to=reply_address(world, case, world.alice), files=files))

    message = CaseMessage.objects.get(case=case, number=2)
    assert [a.file.name for a in message.attachments.all()] == ["scan.txt"]
    assert "Left out: winmail.dat could not be opened" in message.body
    assert "Left out: run.exe: Files with .exe" in message.body


def test_who_wrote_is_told_what_was_left_out_of_her_mail(world: World) -> None:
    case = open_case(world)
    files = {f"scan-{number:02}.txt": b"Signed by N. Hale" for number in range(12)} | {"run.exe": b"MZ\x90"}

    drop(world, letter(sender="alice@example.com", to=reply_address(world, case, world.alice), files=files))

    assert said(case)[0].count("Left out:") == 2
    (mail,) = Mail.objects.filter(about_kind="mail_in", to_address="alice@example.com")
    assert mail.subject == f"[{case.ref}] Part of your mail was left out"
    assert "scan-10.txt, scan-11.txt: a message holds at most 10 files." in mail.text
    assert "run.exe: Files with .exe" in mail.text
    assert f"/s/{case.seller.ref}/cases/{case.ref}/" in mail.text


def test_a_mail_taken_in_whole_is_answered_by_nothing(world: World) -> None:
    case = open_case(world)

    drop(
        world, letter(sender="alice@example.com", to=reply_address(world, case, world.alice), files={"a.txt": b"Hello"})
    )

    assert told("alice@example.com") == []


def test_a_mail_of_which_nothing_can_be_read_is_refused_with_the_reason(world: World) -> None:
    case = open_case(world)
    message = letter(
        sender="alice@example.com",
        to=reply_address(world, case, world.alice),
        body="",
        files={"all.zip": b"PK\x03\x04"},
    )

    mail = drop(world, message)

    assert outcome(mail) == (InState.REFUSED, Reason.EMPTY)
    assert "all.zip" in mail.detail
    assert "all.zip" in Mail.objects.get(about_kind="mail_in", to_address="alice@example.com").text
    assert said(case) == []


@pytest.mark.parametrize(
    ("headers", "sender"),
    [
        ({"Auto-Submitted": "auto-replied"}, None),
        ({"X-Autoreply": "yes"}, None),
        ({"Precedence": "bulk"}, None),
        ({"List-Id": "<news.example>"}, None),
        ({"Subject": "Automatische Antwort: [4K7-2QX] Claim"}, None),
        ({}, ""),
    ],
)
def test_machines_are_noted_and_never_answered(world: World, headers: dict[str, str], sender: str | None) -> None:
    case = open_case(world)
    address = reply_address(world, case, world.alice)
    before = Mail.objects.count()

    mail = drop(world, letter(sender="alice@example.com", to=address, headers=headers), sender=sender)

    assert outcome(mail) == (InState.NOTED, Reason.AUTOMATIC)
    assert mail.about_ref == case.ref
    assert said(case) == []
    assert Mail.objects.count() == before


def test_our_own_mail_coming_back_makes_no_loop(world: World) -> None:
    case = open_case(world)
    address = reply_address(world, case, world.alice)
    own = Mail.objects.get().message_id

    looped = drop(world, letter(sender="alice@example.com", to=address, headers={"Message-ID": own}))
    ours = drop(world, letter(sender="no-reply@market.example", to=address))

    assert outcome(looped) == outcome(ours) == (InState.NOTED, Reason.LOOPED)


def test_a_mail_without_words_says_so(world: World) -> None:
    case = open_case(world)
    address = reply_address(world, case, world.alice)

    empty = drop(world, letter(sender="alice@example.com", to=address, body="\n \n"))
    file_only = drop(world, letter(sender="alice@example.com", to=address, body="\n", files={"scan.txt": b"Signed"}))

    assert outcome(empty) == (InState.REFUSED, Reason.EMPTY)
    assert outcome(file_only) == (InState.TAKEN, Reason.MATCHED)


def test_a_very_long_mail_is_cut_and_kept_whole(world: World) -> None:
    case = open_case(world)
    body = "All of it matters. " * 3_000

    mail = drop(world, letter(sender="alice@example.com", to=reply_address(world, case, world.alice), body=body))

    assert outcome(mail) == (InState.TAKEN, Reason.MATCHED)
    assert len(said(case)[0]) < 20_000
    assert "the whole mail has it" in said(case)[0]
    assert len(mail.whole) > 50_000


def test_support_takes_a_refused_mail_into_a_case_as_its_senders_message(world: World) -> None:
    case = open_case(world)
    mail = drop(world, letter(sender="sue@example.com", subject=f"[{case.ref}]"))

    case_mail_in.take_by_hand(actor=world.sam.actor, mail_ref=mail.ref, case_ref=case.ref, at=world.now)

    mail.refresh_from_db()
    assert outcome(mail) == (InState.TAKEN, Reason.BY_HAND)
    assert CaseMessage.objects.get(case=case, number=2).author_name == "Sue"
    with pytest.raises(Conflict):
        case_mail_in.take_by_hand(actor=world.sam.actor, mail_ref=mail.ref, case_ref=case.ref, at=world.now)


def test_a_strangers_mail_taken_in_by_hand_stays_among_associates(world: World) -> None:
    case = open_case(world)
    mail = drop(world, letter(sender="carrier@parcels.example", body="We lost it.\n", files={"scan.txt": b"x y z"}))

    case_mail_in.take_by_hand(actor=world.sam.actor, mail_ref=mail.ref, case_ref=case.ref, at=world.now)

    note = InternalNote.objects.get(case=case)
    assert "carrier@parcels.example" in note.body and "We lost it." in note.body
    assert said(case) == []
    assert "We lost it." not in world.as_(world.alice).get(f"/s/{world.harbour.ref}/cases/{case.ref}/").content.decode()


@pytest.mark.parametrize("person", ["alice", "tess", "fred"])
def test_nobody_else_takes_mail_in_by_hand(world: World, person: str) -> None:
    case = open_case(world)
    mail = drop(world, letter(sender="sue@example.com"))

    with pytest.raises((NotFound, NotAllowed)):
        case_mail_in.take_by_hand(
            actor=getattr(world, person).actor, mail_ref=mail.ref, case_ref=case.ref, at=world.now
        )

    mail.refresh_from_db()
    assert mail.state == InState.REFUSED


def test_a_guest_writes_from_the_address_she_was_invited_at(world: World) -> None:
    case = open_case(world)
    guest = _guest(world, case)
    answer(world, case, at=world.now)
    world.work_off()
    address = Mail.objects.get(to_address="nora@consult.example", about_kind="guest").reply_to

    mail = drop(world, letter(sender="nora@consult.example", to=address, body="I have seen the scan.\n"))
    other = drop(world, letter(sender="eve@consult.example", to=address, body="So have I.\n"))

    assert outcome(mail) == (InState.TAKEN, Reason.MATCHED)
    assert outcome(other) == (InState.REFUSED, Reason.NOT_BELIEVED)
    assert CaseMessage.objects.get(case=case, body="I have seen the scan.").author_name == f"{guest} (guest)"


def _guest(world: World, case: Case) -> str:
    from goodstanding.systems.cases.models import CaseGuest

    CaseGuest.objects.create(
        case=case, ref="GST-7KX", email="nora@consult.example", name="Nora", may_write=True, token_hash="x",
        sent_at=world.now, invited_by_name="Alice", invited_at=world.now, ends_at=world.now + timedelta(days=5),
        accepted_at=world.now,
    )  # fmt: skip
    return "Nora"


def test_whoever_left_the_team_writes_no_more(world: World) -> None:
    case = open_case(world)
    address = reply_address(world, case, world.alice)
    world.alice.user.memberships.update(role=SellerRole.READ_ONLY)

    mail = drop(world, letter(sender="alice@example.com", to=address))

    assert outcome(mail) == (InState.REFUSED, Reason.NOT_ALLOWED)
    assert queries.by_ref(case.ref).message_count == 1
