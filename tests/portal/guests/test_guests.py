"""Guests of one case: what they were invited to, for as long as they were invited, and nothing else anywhere."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from goodstanding.base.clock import reading
from goodstanding.base.files.models import StoredFile
from goodstanding.base.files.tasks import remove_unowned
from goodstanding.base.mailroom.models import Mail
from goodstanding.base.people.models import User
from goodstanding.base.timeline.models import Entry
from goodstanding.kit.errors import Conflict, Invalid, NotAllowed
from goodstanding.systems.cases import actions
from goodstanding.systems.cases.actions import Reply, Terms
from goodstanding.systems.cases.models import Case, CaseGuest, CaseMessage
from goodstanding.systems.cases.states import Outcome
from goodstanding.systems.cases.tasks import wake_cases
from tests.factories.cases import answer, open_case, with_file
from tests.factories.guests import NORA, browser_of, invited, secret_for
from tests.world import PASSWORD, World, happenings


@pytest.fixture(autouse=True)
def _now(world: World) -> None:
    reading.move_to(world.now)


def test_a_guest_reads_her_case_and_nothing_else(world: World) -> None:
    case, other = open_case(world), open_case(world, subject="Payout of October is missing")
    browser = browser_of(invited(world, case))

    page = browser.get(f"/guest/{case.ref}/")

    assert page.status_code == 200
    assert case.subject in page.content.decode()
    assert "guest of Harbour Lane Ceramics" in page.content.decode()
    assert browser.get(f"/guest/{other.ref}/").status_code == 404
    for path in ("", "cases/", f"cases/{case.ref}/", "orders/", "team/"):
        assert browser.get(f"/s/{world.harbour.ref}/{path}").status_code in {302, 401}
    assert browser.get("/console/").status_code == 302


def test_a_guest_without_attachments_is_told_so_where_she_reads(world: World) -> None:
    case = open_case(world)
    without, included = (
        invited(world, case, sees_files=False),
        invited(world, case, email="olga@consult.example", sees_files=True),
    )

    assert "Attachments are left out." in browser_of(without).get(f"/guest/{case.ref}/").content.decode()
    assert "Attachments are left out." not in browser_of(included).get(f"/guest/{case.ref}/").content.decode()


def test_the_end_of_her_time_reads_the_same_in_the_mail_and_on_both_pages(world: World) -> None:
    case = open_case(world)
    guest = invited(world, case, ends_on=date(2026, 12, 7))
    secret = secret_for()

    mail = Mail.objects.filter(to_address=NORA).latest("pk").text
    join = Client().get(f"/guest/join/{secret}/").content.decode()
    page = browser_of(guest).get(f"/guest/{case.ref}/").content.decode()

    for text in (mail, join, page):
        assert "Your access ends after Mon 7 Dec 2026" in text


def test_notes_of_either_side_are_out_of_her_reach(world: World) -> None:
    case = open_case(world)
    actions.add_seller_note(actor=world.alice.actor, ref=case.ref, note=Reply("Our margin is 4 %."), at=world.now)
    actions.add_internal_note(actor=world.sam.actor, ref=case.ref, note=Reply("Looks like fraud."), at=world.now)

    text = browser_of(invited(world, case)).get(f"/guest/{case.ref}/").content.decode()

    assert "Our margin" not in text
    assert "Looks like fraud" not in text


def test_a_link_works_once_and_a_new_one_goes_to_the_same_address(world: World) -> None:
    case = open_case(world)
    guest = invited(world, case)
    used = secret_for()
    browser_of(guest)
    thief = Client()

    again = thief.post(f"/guest/join/{used}/")

    assert again.status_code == 404
    assert thief.get(f"/guest/{case.ref}/").status_code == 404
    assert thief.post(f"/guest/join/{used}/new-link/").status_code == 200
    assert secret_for() != used
    assert thief.get(f"/guest/join/{used}/").status_code == 404
    assert browser_of(guest).get(f"/guest/{case.ref}/").status_code == 200


def test_following_a_link_alone_lets_nobody_in(world: World) -> None:
    case = open_case(world)
    invited(world, case)
    scanner = Client()

    assert scanner.get(f"/guest/join/{secret_for()}/").status_code == 200
    assert scanner.get(f"/guest/{case.ref}/").status_code == 404
    assert CaseGuest.objects.get().accepted_at is None


def test_one_click_takes_her_out_at_once(world: World) -> None:
    case = open_case(world)
    guest = invited(world, case)
    browser = browser_of(guest)

    world.as_(world.alice).post(f"/s/{world.harbour.ref}/cases/{case.ref}/guests/{guest.ref}/revocation/")

    assert browser.get(f"/guest/{case.ref}/").status_code == 404
    assert browser.post(f"/guest/{case.ref}/messages/", {"body": "Still here"}).status_code == 404
    verbs = list(Entry.objects.filter(subject_id=case.ref).values_list("verb", flat=True))
    assert {"case.guest_invited", "case.guest_joined", "case.guest_revoked"} <= set(verbs)


def test_her_time_ends_by_itself(world: World) -> None:
    case = open_case(world)
    browser = browser_of(invited(world, case, ends_on=world.later(days=2).date()))

    reading.move_to(world.later(days=2))
    within = browser.get(f"/guest/{case.ref}/")
    reading.move_to(world.later(days=3))
    after = browser.get(f"/guest/{case.ref}/")

    assert (within.status_code, after.status_code) == (200, 404)


def test_what_she_writes_goes_to_the_marketplace_as_a_guests(world: World) -> None:
    case = answer(world, open_case(world), outcome=Outcome.WAIT_FOR_SELLER, at=world.now)
    browser = browser_of(invited(world, case))
    scan = SimpleUploadedFile("scan.txt", b"Handed over at 16:40.", "text/plain")

    sent = browser.post(f"/guest/{case.ref}/messages/", {"body": "The scan is attached.", "key": "k", "files": scan})

    case.refresh_from_db()
    message = CaseMessage.objects.latest("pk")
    assert sent.status_code == 302
    assert (case.label, message.author, message.author_user) == ("open", "seller", None)
    assert message.attachments.get().file.name == "scan.txt"
    assert "guest of the seller" in world.as_(world.sam).get(f"/console/cases/{case.ref}/").content.decode()
    assert "your guest" in world.as_(world.alice).get(f"/s/{world.harbour.ref}/cases/{case.ref}/").content.decode()


def test_her_files_stay_when_what_she_wrote_is_refused_and_are_hers_alone(world: World) -> None:
    case, other = open_case(world), open_case(world, subject="Payout of October is missing")
    browser = browser_of(invited(world, case))
    intruder = browser_of(invited(world, other, email="otto@consultants.example"))
    scan = SimpleUploadedFile("scan.txt", b"Handed over at 16:40.", "text/plain")

    refused = browser.post(f"/guest/{case.ref}/messages/", {"body": " ", "key": "k", "files": scan})
    kept = StoredFile.objects.get()
    again = {"body": "The scan is attached.", "key": "k", "files_refs": kept.ref}
    intruded = intruder.post(f"/guest/{other.ref}/messages/", {**again, "key": "i"})
    sent = browser.post(f"/guest/{case.ref}/messages/", again)

    text = refused.content.decode()
    assert (refused.status_code, sent.status_code) == (422, 302)
    assert f'name="files_refs" value="{kept.ref}" checked' in text
    assert "scan.txt" in text
    assert CaseMessage.objects.get(case=case, number=2).attachments.get().file == kept
    assert intruded.status_code == 422
    assert not CaseMessage.objects.filter(case=other, number=2).exists()


def test_a_guest_without_files_leaves_none_behind(world: World) -> None:
    case = open_case(world)
    browser = browser_of(invited(world, case, sees_files=False))
    scan = SimpleUploadedFile("scan.txt", b"Handed over at 16:40.", "text/plain")

    refused = browser.post(f"/guest/{case.ref}/messages/", {"body": "Here it is.", "key": "k", "files": scan})

    assert refused.status_code == 403
    assert "Here it is." in refused.content.decode()
    assert not StoredFile.objects.exists()


def test_she_reads_whose_turn_it_is_and_by_when(world: World) -> None:
    case = answer(world, open_case(world), outcome=Outcome.WAIT_FOR_SELLER, at=world.now)

    page = browser_of(invited(world, case)).get(f"/guest/{case.ref}/").content.decode()

    assert "We need from you: The carrier&#x27;s proof of delivery." in page
    assert "at the latest on 2 Dec, 12:00" in page


def test_what_she_wrote_to_a_case_that_ended_meanwhile_can_be_copied(world: World) -> None:
    case = open_case(world)
    browser = browser_of(invited(world, case, ends_on=world.later(days=25).date()))
    answer(world, case, outcome=Outcome.RESOLVE, at=world.now)
    world.at(world.later(days=20))
    wake_cases.call()

    refused = browser.post(f"/guest/{case.ref}/messages/", {"body": "One more thing.", "key": "k"})

    assert refused.status_code == 409
    assert "One more thing.</textarea>" in refused.content.decode()


def test_a_reader_does_not_write(world: World) -> None:
    case = open_case(world)
    browser = browser_of(invited(world, case, may_write=False))
    before = happenings()

    refused = browser.post(f"/guest/{case.ref}/messages/", {"body": "Let me add something."})

    assert refused.status_code == 403
    assert happenings() == before


@pytest.mark.parametrize("sees_files", [True, False])
def test_files_come_with_the_invitation_or_not_at_all(world: World, sees_files: bool) -> None:
    case, file_ref = with_file(world)
    browser = browser_of(invited(world, case, sees_files=sees_files))

    page = browser.get(f"/guest/{case.ref}/").content.decode()
    file = browser.get(f"/guest/{case.ref}/files/{file_ref}/")

    assert ("note.txt" in page) is sees_files
    assert file.status_code == (200 if sees_files else 404)


def test_internal_files_are_nobodys_but_the_associates(world: World) -> None:
    case = open_case(world)
    secret = SimpleUploadedFile("secret.txt", b"Between us.", "text/plain")
    note = actions.add_internal_note(
        actor=world.sam.actor, ref=case.ref, note=Reply("See file.", uploads=[secret]), at=world.now
    )

    file_ref = note.attachments.get().file.ref

    assert browser_of(invited(world, case)).get(f"/guest/{case.ref}/files/{file_ref}/").status_code == 404


def test_somebody_who_signs_in_may_come_in_by_her_sign_in(world: World) -> None:
    case = open_case(world)
    nora = User.objects.create_user(NORA, PASSWORD, name="Nora")
    invited(world, case)
    client = Client()
    client.force_login(nora)

    joined = client.post(f"/guest/join/{secret_for()}/")
    elsewhere = Client()
    elsewhere.force_login(nora)

    assert joined.status_code == 302
    assert elsewhere.get(f"/guest/{case.ref}/").status_code == 200
    assert elsewhere.get(f"/s/{world.harbour.ref}/cases/{case.ref}/").status_code == 404


def test_inviting_again_changes_the_terms_and_ends_the_old_link(world: World) -> None:
    case = open_case(world)
    invited(world, case)
    old = secret_for()

    invited(world, case, may_write=False)

    assert CaseGuest.objects.count() == 1
    assert not CaseGuest.objects.get().may_write
    assert Client().get(f"/guest/join/{old}/").status_code == 404


def mails_to_nora() -> int:
    return Mail.objects.filter(to_address=NORA).count()


def change(world: World, case: Case, **terms: str) -> str:
    """Alice sends the form of Nora's terms from the case's page; returns the page with what came of it."""
    given = {"name": "Nora", "email": NORA, "scope": "write", "sees_files": "on", "ends_on": "2026-11-29", **terms}
    path = f"/s/{world.harbour.ref}/cases/{case.ref}/guests/"
    return str(world.as_(world.alice).post(path, given, follow=True).content.decode())


def test_another_last_day_changes_neither_link_nor_mail_and_says_so(world: World) -> None:
    case = open_case(world)
    change(world, case)
    link = secret_for()

    page = change(world, case, ends_on="2026-12-03")

    assert "The last day has changed. The link that Nora has stays, and no mail was sent." in page
    assert mails_to_nora() == 1
    assert "Your access ends after Thu 3 Dec 2026" in Client().get(f"/guest/join/{link}/").content.decode()
    assert Entry.objects.get(verb="case.guest_changed").data["was_ends_on"] == "2026-11-29"


def test_another_scope_is_mailed_with_what_changed_and_a_link_that_replaces_the_old_one(world: World) -> None:
    case = open_case(world)
    change(world, case)
    old = secret_for()

    page = change(world, case, scope="read", ends_on="2026-12-03")

    mail = Mail.objects.filter(to_address=NORA).latest("pk")
    assert "What Nora may do has changed. The last day has changed. A mail that says so" in page
    assert "changed what you may do" in mail.subject
    for said in (
        "You may read it, and write in it no more.",
        "The last day is another one.",
        "ends after Thu 3 Dec 2026",
    ):
        assert said in mail.text
    assert "Attachments are included now" not in mail.text
    assert Client().get(f"/guest/join/{old}/").status_code == 404
    assert Client().get(f"/guest/join/{secret_for()}/").status_code == 200


def test_the_very_same_terms_change_nothing_and_say_where_a_new_link_is(world: World) -> None:
    case = open_case(world)
    change(world, case)
    before = happenings()

    page = change(world, case)

    assert "on these very terms already. Nothing was sent" in page
    assert (mails_to_nora(), happenings()) == (1, before)


def test_a_new_link_is_sent_when_it_is_asked_for_and_a_session_goes_on(world: World) -> None:
    case = open_case(world)
    guest = invited(world, case)
    browser, old = browser_of(guest), secret_for()
    CaseGuest.objects.update(sent_count=10)  # she has asked ten times herself
    path = f"/s/{world.harbour.ref}/cases/{case.ref}/guests/{guest.ref}/links/"

    page = world.as_(world.alice).post(path, follow=True).content.decode()

    assert "A new link is on its way" in page
    assert secret_for() != old
    assert browser.get(f"/guest/{case.ref}/").status_code == 200
    assert Client().post(f"/guest/join/{secret_for()}/new-link/").status_code == 200


def test_whose_time_was_over_is_invited_anew(world: World) -> None:
    case = open_case(world)
    guest = invited(world, case, ends_on=world.now.date())
    world.at(world.later(days=2))
    with pytest.raises(Conflict, match="over"):
        actions.send_guest_link(actor=world.alice.actor, ref=case.ref, guest_ref=guest.ref, at=world.now)

    page = change(world, case)

    assert "The invitation is on its way" in page
    assert "invites you into case" in Mail.objects.filter(to_address=NORA).latest("pk").text


def files(*sizes: int) -> list[SimpleUploadedFile]:
    return [SimpleUploadedFile(f"scan{n}.txt", b"a" * size, "text/plain") for n, size in enumerate(sizes)]


def test_files_of_refused_answers_are_bounded_in_number_and_the_page_says_what_makes_room(world: World) -> None:
    case = open_case(world)
    browser = browser_of(invited(world, case))
    path = f"/guest/{case.ref}/messages/"
    browser.post(path, {"body": " ", "files": files(*[10] * 9)})
    first, *others = StoredFile.objects.order_by("pk").values_list("ref", flat=True)

    full = browser.post(path, {"body": " ", "files": files(10, 10), "files_refs": [first, *others]}).content.decode()
    kept = StoredFile.objects.count()
    again = browser.post(path, {"body": " ", "files": files(10), "files_refs": others}).content.decode()

    assert "Not kept: scan1.txt. At most 10 files" in full
    assert kept == 10
    assert "Not kept" not in again
    assert set(others) < set(StoredFile.objects.values_list("ref", flat=True))
    assert not StoredFile.objects.filter(ref=first).exists()


def test_files_of_refused_answers_are_bounded_in_bytes(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("goodstanding.systems.cases.actions.guests.MOST_KEPT_BYTES", 100)
    case = open_case(world)
    browser = browser_of(invited(world, case))

    page = browser.post(f"/guest/{case.ref}/messages/", {"body": " ", "files": files(60, 60, 30)}).content.decode()

    assert "Not kept: scan1.txt." in page
    assert sorted(StoredFile.objects.values_list("name", flat=True)) == ["scan0.txt", "scan2.txt"]


def test_a_file_that_went_meanwhile_is_not_left_out_in_silence(world: World) -> None:
    case = open_case(world)
    browser = browser_of(invited(world, case, ends_on=world.later(days=7).date()))
    browser.post(f"/guest/{case.ref}/messages/", {"body": " ", "files": files(10)})
    kept = StoredFile.objects.get()
    reading.move_to(world.later(hours=25))
    remove_unowned.call()

    refused = browser.post(f"/guest/{case.ref}/messages/", {"body": "The scan is attached.", "files_refs": kept.ref})

    assert refused.status_code == 422
    assert "kept no more" in refused.content.decode()
    assert "The scan is attached.</textarea>" in refused.content.decode()


def test_what_a_guest_had_not_sent_goes_when_she_is_taken_out(world: World) -> None:
    case = open_case(world)
    guest = invited(world, case)
    browser_of(guest).post(f"/guest/{case.ref}/messages/", {"body": " ", "files": files(10)})

    actions.revoke_guest(actor=world.alice.actor, ref=case.ref, guest_ref=guest.ref, at=world.now)

    assert not StoredFile.objects.exists()


def test_invitations_that_make_no_sense_are_refused(world: World) -> None:
    case = open_case(world)
    before = happenings()
    wrong = {
        "no address": Terms(email="nora", name="Nora", ends_on=world.now.date()),
        "of the team": Terms(email="bob@example.com", name="Bob", ends_on=world.now.date()),
        "past": Terms(email=NORA, name="Nora", ends_on=(world.now - timedelta(days=1)).date()),
        "too far": Terms(email=NORA, name="Nora", ends_on=(world.now + timedelta(days=91)).date()),
        "nameless": Terms(email=NORA, name=" ", ends_on=world.now.date()),
    }

    for terms in wrong.values():
        with pytest.raises(Invalid):
            actions.invite_guest(actor=world.alice.actor, ref=case.ref, terms=terms, at=world.now)
    with pytest.raises(NotAllowed):
        actions.invite_guest(
            actor=world.bob.actor,
            ref=case.ref,
            terms=Terms(email=NORA, name="N", ends_on=world.now.date()),
            at=world.now,
        )

    assert happenings() == before


def test_ten_guests_are_enough(world: World) -> None:
    case = open_case(world)
    for n in range(10):
        invited(world, case, email=f"guest{n}@example.net")

    with pytest.raises(Conflict):
        invited(world, case, email="one.more@example.net")


def test_the_case_page_shows_guests_and_the_form_says_what_is_wrong(world: World) -> None:
    case = open_case(world)
    client, base = world.as_(world.alice), f"/s/{world.harbour.ref}/cases/{case.ref}/"
    form = {"name": "Nora", "email": NORA, "scope": "write", "sees_files": "on", "ends_on": "2026-11-29"}

    client.post(f"{base}guests/", form)
    refused = client.post(f"{base}guests/", {**form, "email": "bob@example.com"})

    page = client.get(base).content.decode()
    assert "reads and writes, with attachments" in page
    assert NORA in page
    assert refused.status_code == 422
    assert "in your team" in refused.content.decode()
