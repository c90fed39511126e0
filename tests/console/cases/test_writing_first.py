"""Writing to a seller first at the desk, with what the seller gets of it and what comes back."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from goodstanding.base.clock import reading
from goodstanding.base.mailroom.models import Mail
from goodstanding.systems.cases.models import Case, CaseAttachment
from goodstanding.systems.cases.states import Outcome, Status
from tests.factories import payouts
from tests.factories.cases import open_case, write_first
from tests.factories.mails import HOME, drop, letter, reply_address
from tests.factories.notifications import issued
from tests.factories.orders import sell
from tests.world import World, happenings

URL = "/console/cases/new/"
SENT = {
    "seller": "HAR-BOUR", "category": "orders_shipping.templates", "subject": "The invoice of March",
    "body": "Please send us the **invoice** of March.", "outcome": "wait_for_seller", "what": "The invoice of March",
    "key": "first-1",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _now(world: World, settings: Any) -> None:
    """The pages live in the world's present, and mail can be answered."""
    settings.MAIL_IN_ADDRESS, settings.MAIL_FROM = HOME, "Goodstanding <no-reply@market.example>"
    reading.move_to(world.now)


def test_a_message_opens_a_case_that_waits_and_is_the_writers(world: World) -> None:
    sell(world.harbour, world.now, good=1)
    order = world.harbour.orders.get().external_id

    sent = world.as_(world.sam).post(URL, {**SENT, "about_kind": ["order", "case"], "about_ref": [order, ""]})

    case = Case.objects.get()
    assert sent["Location"] == f"/console/cases/{case.ref}/"
    assert (case.opened_by, case.status, case.assignee, case.requester_name) == (
        "marketplace", Status.PENDING_SELLER, world.sam.user, "Sam",
    )  # fmt: skip
    assert [(link.kind, link.ref) for link in case.links.all()] == [("order", order)]


@pytest.mark.parametrize(
    ("outcome", "status"),
    [
        ("keep_open", Status.OPEN),
        ("wait_for_third_party", Status.PENDING_THIRD_PARTY),
        ("resolve", Status.RESOLVED),
    ],
)
def test_what_happens_next_is_as_chosen(world: World, outcome: str, status: Status) -> None:
    sent = world.as_(world.sam).post(
        URL, {**SENT, "outcome": outcome, "who": "The carrier", "assignee": ""}, follow=True
    )

    case = Case.objects.get()
    told = f"case {case.ref} is {'resolved' if status is Status.RESOLVED else 'open'}, and its seller gets it by mail"
    assert told in sent.content.decode()
    assert (case.status, case.assignee) == (status, None)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"body": " "}, "Write something first"),
        ({"what": ""}, "What the seller should send is needed"),
        ({"category": ""}, "Choose what it is about"),
        ({"outcome": "vanish"}, "Say what happens next"),
        ({"about_ref": "NONE-SUCH"}, "nothing of this kind with the ID NONE-SUCH"),
        ({"assignee": "999999"}, "works in this queue"),
    ],
)
def test_a_refused_form_comes_back_with_everything(world: World, change: dict[str, str], said: str) -> None:
    photo = SimpleUploadedFile("invoice.txt", b"Number 14.", "text/plain")
    before = happenings()
    typed = {**SENT, "about_kind": "order", "about_ref": "", **change}

    page = world.as_(world.sam).post(URL, {**typed, "files": photo})

    html = page.content.decode()
    assert page.status_code == 422
    assert said in html
    assert (Case.objects.count(), happenings()) == (0, before)
    assert all(value in html for value in typed.values() if value.strip() and value not in ("vanish", "999999"))
    kept = re.search(r'name="files_refs" value="([^"]+)" checked', html)
    assert kept is not None

    world.as_(world.sam).post(URL, {**SENT, "files_refs": kept[1]})

    assert CaseAttachment.objects.get().file.name == "invoice.txt"


def test_the_same_form_sent_twice_opens_one_case(world: World) -> None:
    sam = world.as_(world.sam)

    first, again = sam.post(URL, SENT), sam.post(URL, SENT)

    assert first["Location"] == again["Location"]
    assert Case.objects.count() == 1


def test_without_script_a_category_shows_its_questions_and_ids_get_another_row(world: World) -> None:
    sam = world.as_(world.sam)
    tracking = {**SENT, "category": "orders_shipping.tracking"}

    asked = sam.post(URL, {**tracking, "ask": "1"}).content.decode()
    ids = [("order", f"A-{n}") for n in range(2)]
    more = {"more": "1", "about_kind": [kind for kind, _ in ids], "about_ref": [ref for _, ref in ids]}
    rows = sam.post(URL, {**tracking, **more}).content.decode()

    assert 'name="q_order"' in asked and "The invoice of March" in asked
    assert rows.count('name="about_ref"') == 3
    started = sam.post(URL, {**tracking, "subject": "", "body": "", "ask": "1"}).content.decode()
    assert "is required" not in started and "need your attention" not in started
    assert Case.objects.count() == 0
    assert 'name="q_order"' in sam.get(f"{URL}HAR-BOUR/questions/?category=orders_shipping.tracking").content.decode()


def test_a_seller_is_found_by_name_or_id(world: World) -> None:
    sam = world.as_(world.sam)

    by_name = sam.get(URL, {"q": "harbour lane", "about": "order:A-1"}).content.decode()

    assert "?seller=HAR-BOUR&amp;about=order:A-1" in by_name and "Rival" not in by_name
    assert sam.get(URL, {"q": "harbour"})["Location"] == f"{URL}?seller=HAR-BOUR"
    assert sam.get(URL, {"q": "HAR-BOUR"})["Location"] == f"{URL}?seller=HAR-BOUR"
    assert "No seller is called that" in sam.get(URL, {"q": "nobody"}).content.decode()
    assert sam.get(URL, {"seller": "NO-SUCH"}).status_code == 404


def test_the_pages_of_things_lead_here_with_seller_and_link(world: World) -> None:
    tess = world.as_(world.tess)
    notice = issued(world.harbour, world.now)
    payout = payouts.paid(world.harbour, world.now, settlement="S-1")

    for page, link in (
        ("/console/cases/", f'{URL}"'),
        (f"/console/sellers/{world.harbour.ref}/", f"{URL}?seller=HAR-BOUR"),
        (
            f"/console/performance/notifications/{notice.ref}/",
            f"{URL}?seller=HAR-BOUR&amp;about=notification:{notice.ref}",
        ),
        (f"/console/payouts/{payout.ref}/", f"{URL}?seller=HAR-BOUR&amp;about=payout:{payout.ref}"),
    ):
        assert link in tess.get(page).content.decode(), page
    filled = tess.get(URL, {"seller": "HAR-BOUR", "about": [f"payout:{payout.ref}", "order:NONE"]}).content.decode()
    assert f'value="{payout.ref}"' in filled and "NONE" not in filled


def test_the_team_gets_one_mail_each_that_says_who_wrote_what_is_needed_and_by_when(world: World) -> None:
    world.as_(world.sam).post(URL, SENT)
    world.work_off()

    case = Case.objects.get()
    mails = Mail.objects.filter(about_kind="case", about_ref=case.ref)
    assert sorted(mail.to_address for mail in mails) == ["alice@example.com", "fay@example.com", "sue@example.com"]
    mail = mails.get(to_address="alice@example.com")
    assert mail.subject == f"[{case.ref}] The invoice of March"
    assert "Sam of Goodstanding wrote to you" in mail.text
    assert "We need from you: The invoice of March." in mail.text
    assert "Please answer by Wed 2 Dec 2026, 12:00" in mail.text.replace("\n", " ")
    assert "Please send us the **invoice** of March." in mail.text
    assert f"/s/HAR-BOUR/cases/{case.ref}/" in mail.text


def test_information_says_that_nothing_needs_be_done_and_asks_for_no_opinion(world: World) -> None:
    case = write_first(world, outcome=Outcome.RESOLVE)
    world.work_off()

    mail = Mail.objects.get(about_ref=case.ref, to_address="alice@example.com")
    page = world.as_(world.alice).get(f"/s/HAR-BOUR/cases/{case.ref}/").content.decode()
    assert "you need do nothing" in mail.text and "settled for you" not in mail.text
    assert "We wrote this for your information on" in page and "Is it settled" not in page


def test_a_reply_by_mail_lands_in_the_case_and_makes_it_our_turn(world: World) -> None:
    case = write_first(world)
    address = reply_address(world, case, world.alice)

    drop(world, letter(sender="alice@example.com", to=address, body="The invoice is number 14.\n"))

    case.refresh_from_db()
    assert (case.status, case.message_count, case.last_author_name) == (Status.OPEN, 2, "Alice")
    thread = Mail.objects.filter(about_ref=case.ref).order_by("pk")
    assert thread.filter(to_address="sam@market.example").exists()


def test_the_portal_says_that_the_marketplace_wrote(world: World) -> None:
    case = write_first(world)
    hers = open_case(world)
    alice = world.as_(world.alice)

    log = alice.get("/s/HAR-BOUR/cases/").content.decode()
    page = alice.get(f"/s/HAR-BOUR/cases/{case.ref}/").content.decode()
    paper = alice.get(f"/s/HAR-BOUR/cases/{case.ref}/print/").content.decode()
    past = alice.get(f"/s/HAR-BOUR/cases/{case.ref}/history/").content.decode()
    own = alice.get(f"/s/HAR-BOUR/cases/{hers.ref}/").content.decode()
    csv = b"".join(alice.get("/s/HAR-BOUR/cases/export.csv")).decode()

    assert log.count("the marketplace wrote to you") == 1
    assert "The marketplace wrote to you" in page and "The marketplace wrote to you" not in own
    assert "We need from you: The invoice of March" in page
    assert "Sam, marketplace" in page and "Sam, marketplace" in paper
    assert "The marketplace wrote to you" in past
    rows = {line.split(",")[0].strip('"'): line for line in csv.splitlines()}
    assert rows[case.ref].endswith("marketplace") and rows[hers.ref].endswith("seller")


def test_the_desk_says_that_we_wrote_first(world: World) -> None:
    case = write_first(world)

    page = world.as_(world.tess).get(f"/console/cases/{case.ref}/").content.decode()

    assert "we wrote first" in page and "Sam, marketplace" in page and "it has not run yet" in page


def test_no_other_seller_reads_of_it(world: World) -> None:
    case = write_first(world)
    world.work_off()
    mallory = world.as_(world.mallory)

    assert mallory.get(f"/s/HAR-BOUR/cases/{case.ref}/").status_code == 404
    assert case.subject not in mallory.get(f"/s/{world.rival.ref}/cases/").content.decode()
    assert not Mail.objects.filter(to_address="mallory@example.com").exists()
    assert mallory.get(URL).status_code == 404
    assert mallory.post(URL, SENT).status_code == 404


def test_only_categories_of_ones_own_queues_are_offered_and_accepted(world: World) -> None:
    fred = world.as_(world.fred)

    page = fred.get(URL, {"seller": "HAR-BOUR"}).content.decode()
    refused = fred.post(URL, SENT)

    assert 'value="payments.' in page and 'value="orders_shipping.templates"' not in page
    assert refused.status_code == 403
    assert Case.objects.count() == 0


@pytest.mark.parametrize("path", ["?seller=HAR-BOUR", "?q=harb", "", "HAR-BOUR/questions/?category=payments.delayed"])
def test_the_page_asks_fifteen_times_at_most(world: World, path: str, django_assert_max_num_queries: Any) -> None:
    for n in range(20):
        open_case(world, subject=f"Matter {n}")
    sam = world.as_(world.sam)
    sam.get(URL + path)

    with django_assert_max_num_queries(15):
        page = sam.get(URL + path)

    assert page.status_code == 200
    assert len(page.content) < 80 * 1024
