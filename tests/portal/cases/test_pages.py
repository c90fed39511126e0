"""The case pages as the seller's team, a read-only colleague, another seller and a stranger meet them."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from goodstanding.systems.cases.models import Case, CaseMessage, NewCaseDraft, SellerNote
from goodstanding.systems.cases.states import Outcome, Status
from goodstanding.systems.cases.tasks import wake_cases
from goodstanding.ui import moments
from tests.factories import orders
from tests.factories.cases import BODY, SUBJECT, answer, open_case
from tests.factories.pictures import png
from tests.world import Person, World, happenings


def at(world: World, path: str = "") -> str:
    return f"/s/{world.harbour.ref}/cases/{path}"


def form(**more: object) -> dict[str, object]:
    return {"subject": SUBJECT, "body": BODY, "key": "one-request", **more}


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch, world: World) -> None:
    """The pages live in the world's present."""
    from goodstanding.base.clock import reading

    reading.move_to(world.now)


def test_sending_gives_the_case_id_at_once_with_what_happens_next(world: World) -> None:
    page = world.as_(world.alice).post(at(world, "new/orders_shipping.templates/"), form(), follow=True)

    case = Case.objects.get()
    assert page.redirect_chain == [(at(world, f"{case.ref}/opened/"), 302)]
    text = page.content.decode()
    assert f"Your Case ID is {case.ref}" in text
    assert "you have an answer by Sun 22 Nov" in text
    assert case.status == Status.NEW
    assert case.requester == world.alice.user


def test_the_form_says_by_when_it_is_answered_if_it_is_sent_now(world: World) -> None:
    client = world.as_(world.alice)

    form = client.get(at(world, "new/orders_shipping.templates/")).content.decode()
    case = open_case(world)

    assert case.due_at
    said = re.search(r"Sent now, the answer is due (.*?)</p>", form)
    assert said
    assert moments.absolute(case.due_at, world.now) in said[1]


def test_another_category_that_the_subject_speaks_of_is_offered_while_typing(world: World) -> None:
    client = world.as_(world.alice)

    def hints(category: str, subject: str) -> str:
        return client.get(at(world, f"new/{category}/hints/"), {"subject": subject}).content.decode()

    said = hints("orders_shipping.templates", "Tracking scan of a parcel is missing")

    assert "This reads like “Orders and shipping · Tracking and delivery”." in said
    assert "The order&#x27;s page shows every scan we know" in said
    assert "This reads like" not in hints("orders_shipping.tracking", "Tracking scan of a parcel is missing")
    assert "This reads like" not in hints("orders_shipping.templates", "A question about orders")


def test_what_was_written_goes_along_to_another_category_with_its_files(world: World) -> None:
    client = world.as_(world.alice)
    note = SimpleUploadedFile("note.txt", b"See the photo.", "text/plain")
    typed = {"subject": "Parcel lost", "body": "It never came.", "key": "k1", "move": "orders_shipping.tracking"}

    moved = client.post(at(world, "new/orders_shipping.templates/"), {**typed, "files": note})
    there = client.get(moved["Location"]).content.decode()
    key = re.search(r'name="key" value="([^"]+)"', there)
    assert key
    refs = re.findall(r'name="files_refs" value="([^"]+)"', there)

    assert moved["Location"] == at(world, "new/orders_shipping.tracking/")
    assert 'value="Parcel lost"' in there
    assert "It never came." in there
    assert (key[1], len(refs)) == ("k1", 1)
    assert NewCaseDraft.objects.get().category == "orders_shipping.tracking"


def test_a_case_begun_in_the_other_category_is_not_lost(world: World) -> None:
    client = world.as_(world.alice)
    begun = {"subject": "Another parcel", "body": "", "key": "k0", "keep": "1"}
    client.post(at(world, "new/orders_shipping.tracking/"), begun)
    typed = {"subject": "Parcel lost", "body": "It never came.", "key": "k1", "move": "orders_shipping.tracking"}

    refused = client.post(at(world, "new/orders_shipping.templates/"), typed)

    assert refused.status_code == 409
    assert "You have begun a case in that category already." in refused.content.decode()
    assert "It never came." in refused.content.decode()
    assert NewCaseDraft.objects.get().fields["subject"] == "Another parcel"


def test_without_script_a_case_is_kept_for_later_by_a_button_with_its_files(world: World) -> None:
    client = world.as_(world.alice)
    note = SimpleUploadedFile("note.txt", b"See the photo.", "text/plain")

    typed = {"subject": "Parcel lost", "body": "", "key": "k1", "keep": "1", "files": note}
    kept = client.post(at(world, "new/orders_shipping.templates/"), typed)
    log = client.get(kept["Location"]).content.decode()
    again = client.get(at(world, "new/orders_shipping.templates/")).content.decode()

    assert kept["Location"] == at(world)
    assert "Kept, not sent." in log
    assert "Parcel lost" in log
    assert 'value="Parcel lost"' in again
    assert "note.txt" in again
    assert not Case.objects.exists()


def test_what_was_written_to_a_case_that_closed_meanwhile_can_be_copied(world: World) -> None:
    case = answer(world, open_case(world), outcome=Outcome.RESOLVE, at=world.now)
    world.at(world.later(days=20))
    wake_cases.call()

    refused = world.as_(world.alice).post(at(world, f"{case.ref}/messages/"), {"body": "One more thing.", "key": "k"})

    assert refused.status_code == 409
    assert "What you wrote was not sent. Copy it from here:" in refused.content.decode()
    assert "One more thing.</textarea>" in refused.content.decode()


def test_sending_twice_opens_one_case(world: World) -> None:
    client = world.as_(world.alice)
    first = client.post(at(world, "new/orders_shipping.templates/"), form())
    second = client.post(at(world, "new/orders_shipping.templates/"), form())

    assert first.url == second.url
    assert Case.objects.count() == CaseMessage.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"subject": " "}, "A subject is needed"),
        ({"subject": "x" * 161}, "at most 160 characters"),
        ({"body": ""}, "Write something first"),
        ({"body": "x" * 20_001}, "At most 20000 characters"),
    ],
)
def test_what_cannot_be_used_is_said_and_nothing_happens(world: World, change: dict[str, str], said: str) -> None:
    before = happenings()

    page = world.as_(world.alice).post(at(world, "new/orders_shipping.templates/"), form(**change))

    assert page.status_code == 422
    assert said in page.content.decode()
    assert happenings() == before
    assert not Case.objects.exists()


@pytest.mark.parametrize(
    ("category", "answers", "said"),
    [
        ("orders_shipping.tracking", {"q_order": ""}, "This is needed"),
        ("orders_shipping.tracking", {"q_order": "999-1"}, "There is no order 999-1"),
        ("orders_shipping.tracking", {"q_order": "RIVAL-1"}, "There is no order RIVAL-1"),
        ("account_health.notification", {"q_notification": "AAA-BBB"}, "There is no notification AAA-BBB"),
        ("payments.delayed", {"q_expected_on": "2024-01-01"}, "A day from 2026-05-26 to 2026-12-06"),
        ("payments.delayed", {"q_expected_on": "soon"}, "A day, such as"),
        ("payments.delayed", {"q_expected_on": "2026-11-20", "q_amount": "-3"}, "An amount above zero"),
        ("payments.delayed", {"q_expected_on": "2026-11-20", "q_amount": "many"}, "An amount in USD"),
        ("product_listings.images", {"q_sku": "x" * 65}, "One SKU of at most 64"),
        ("technical.site", {"q_how_often": "daily"}, "One of the choices"),
    ],
)
def test_a_category_gets_the_answers_it_needs(world: World, category: str, answers: dict[str, str], said: str) -> None:
    orders.record(
        world.rival, orders.order_events(world.rival, world.now - timedelta(days=9), order="RIVAL-1"), world.now
    )
    before = happenings()

    page = world.as_(world.alice).post(at(world, f"new/{category}/"), form(**answers))

    assert page.status_code == 422
    assert said in page.content.decode()
    assert happenings() == before


def test_an_order_of_mine_is_filled_in_checked_and_linked(world: World) -> None:
    orders.record(
        world.harbour, orders.order_events(world.harbour, world.now - timedelta(days=9), order="118-204"), world.now
    )
    client = world.as_(world.alice)

    page = client.get(at(world, "new/orders_shipping.tracking/?about=order:118-204"))
    client.post(at(world, "new/orders_shipping.tracking/?about=order:118-204"), form(q_order="118-204"))

    assert 'value="118-204"' in page.content.decode()
    case = Case.objects.get()
    assert [(link.kind, link.ref, link.title) for link in case.links.all()] == [
        ("order", "118-204", "Stoneware teapot")
    ]
    detail = client.get(at(world, f"{case.ref}/")).content.decode()
    assert f"/s/{world.harbour.ref}/orders/118-204/" in detail


def test_an_object_of_somebody_else_in_the_address_is_as_if_not_named(world: World) -> None:
    orders.record(
        world.rival, orders.order_events(world.rival, world.now - timedelta(days=9), order="RIVAL-1"), world.now
    )

    page = world.as_(world.alice).get(at(world, "new/orders_shipping.tracking/?about=order:RIVAL-1"))

    assert page.status_code == 200
    assert "RIVAL-1" not in page.content.decode().replace("about=order", "")
    assert "Stoneware" not in page.content.decode()


def test_a_second_case_on_the_same_thing_is_noticed_and_still_possible(world: World) -> None:
    first = open_case(world, subject="Claim granted for parcel of November")
    client = world.as_(world.alice)
    data = form(subject="Claim granted parcel November")

    page = client.post(at(world, "new/orders_shipping.templates/"), data)
    assert page.status_code == 200
    assert first.ref in page.content.decode()
    assert Case.objects.count() == 1

    client.post(at(world, "new/orders_shipping.templates/"), data | {"anyway": "1"})
    assert Case.objects.count() == 2


def test_hints_come_while_typing(world: World) -> None:
    page = world.as_(world.alice).get(at(world, "new/orders_shipping.templates/hints/?subject=Urgent+help+please"))

    assert "This subject fits any case" in page.content.decode()


def test_what_is_written_is_kept_and_offered_again(world: World) -> None:
    client = world.as_(world.alice)
    url = at(world, "new/orders_shipping.templates/")

    saved = client.post(f"{url}draft/", {"key": "k1", "subject": "Half a subj", "body": "Half a text"})
    again = client.get(url).content.decode()

    assert re.fullmatch(r"\d\d:\d\d", saved.json()["saved_at"])
    assert "Half a text" in again
    assert 'value="k1"' in again
    assert "Half a subj" in client.get(at(world)).content.decode()
    assert "Half a subj" not in world.as_(world.sue).get(at(world)).content.decode()

    client.post(url, form(key="k1"))
    assert not NewCaseDraft.objects.exists()


def test_a_draft_can_be_thrown_away(world: World) -> None:
    client = world.as_(world.alice)
    url = at(world, "new/orders_shipping.templates/")
    client.post(f"{url}draft/", {"key": "k1", "subject": "x"})

    client.post(f"{url}discard/", {"key": "k1"})

    assert not NewCaseDraft.objects.exists()


def test_the_category_comes_first_and_can_be_searched(world: World) -> None:
    client = world.as_(world.alice)

    every = client.get(at(world, "new/")).content.decode()
    some = client.get(at(world, "new/?q=payout")).content.decode()
    none = client.get(at(world, "new/?q=zebra")).content.decode()

    assert "Missing or delayed disbursement" in every
    assert "Missing or delayed disbursement" in some
    assert "Tracking and delivery" not in some
    assert "Write without a category" in none


@pytest.mark.parametrize(
    "path", ["", "new/", "new/orders_shipping.templates/", "{ref}/", "{ref}/opened/", "{ref}/print/"]
)
def test_other_sellers_and_strangers_find_nothing(world: World, path: str) -> None:
    case = open_case(world)
    url = at(world, path.format(ref=case.ref))

    assert world.as_(world.alice).get(url).status_code == 200
    assert world.as_(world.bob).get(url).status_code == 200
    assert world.as_(world.mallory).get(url).status_code == 404
    assert world.as_(None).get(url).status_code == 302


def test_a_case_is_not_found_under_another_seller_of_mine(world: World) -> None:
    case = open_case(world, by=world.mallory)

    assert world.as_(world.alice).get(at(world, f"{case.ref}/")).status_code == 404


@pytest.mark.parametrize("who", ["bob", "mallory", "sam"])
@pytest.mark.parametrize("verb", ["messages", "closure", "reopening"])
def test_who_may_not_write_changes_nothing(world: World, who: str, verb: str) -> None:
    case = open_case(world)
    person: Person = getattr(world, who)
    before = happenings()

    page = world.as_(person).post(at(world, f"{case.ref}/{verb}/"), {"body": "x", "reason": "solved", "words": ""})

    assert page.status_code == (404 if who == "mallory" else 403)
    assert happenings() == before
    case.refresh_from_db()
    assert (case.status, case.message_count) == (Status.NEW, 1)


def test_an_answer_to_a_pending_case_hands_it_back(world: World) -> None:
    case = answer(world, open_case(world), outcome=Outcome.WAIT_FOR_SELLER, at=world.now)
    client = world.as_(world.alice)
    page = client.get(at(world, f"{case.ref}/")).content.decode()
    assert "Pending: waits for you" in page
    assert "The carrier&#x27;s proof of delivery" in page or "proof of delivery" in page

    client.post(at(world, f"{case.ref}/messages/"), {"body": "Here it is.", "key": "a"})
    client.post(at(world, f"{case.ref}/messages/"), {"body": "Here it is.", "key": "a"})

    case.refresh_from_db()
    assert (case.status, case.message_count, case.pending_what) == (Status.OPEN, 3, "")
    assert case.due_at is not None
    assert case.seller_due_at is None


def test_files_come_along_by_button_or_uploaded_before_and_go_out_as_downloads(world: World) -> None:
    case = open_case(world)
    client = world.as_(world.alice)
    ref = client.post(at(world, "new/files/"), {"file": png("scan.png")}).json()["ref"]
    note = SimpleUploadedFile("note.txt", b"Depot photo follows.", "text/plain")

    client.post(at(world, f"{case.ref}/messages/"), {"body": "Scan and note.", "files": [note], "files_refs": [ref]})

    page = client.get(at(world, f"{case.ref}/")).content.decode()
    assert "scan.png" in page
    assert "note.txt" in page
    got = client.get(at(world, f"{case.ref}/files/{ref}/"))
    assert got.status_code == 200
    assert got["Content-Disposition"] == 'attachment; filename="scan.png"'
    assert got["X-Content-Type-Options"] == "nosniff"
    assert world.as_(world.mallory).get(at(world, f"{case.ref}/files/{ref}/")).status_code == 404


def test_a_file_of_another_case_is_not_served_through_this_one(world: World) -> None:
    mine, other = open_case(world), open_case(world, subject="Another matter altogether")
    client = world.as_(world.alice)
    client.post(at(world, f"{mine.ref}/messages/"), {"body": "x", "files": [SimpleUploadedFile("a.txt", b"Words.")]})
    ref = CaseMessage.objects.get(case=mine, number=2).attachments.get().file.ref

    assert client.get(at(world, f"{other.ref}/files/{ref}/")).status_code == 404


def test_a_refused_file_sends_nothing_and_keeps_the_text(world: World) -> None:
    case = open_case(world)
    before = happenings()
    bad = SimpleUploadedFile("scan.pdf", b"MZ\x90\x00 not a pdf", "application/pdf")

    page = world.as_(world.alice).post(at(world, f"{case.ref}/messages/"), {"body": "My long text", "files": [bad]})

    assert page.status_code == 422
    assert "My long text" in page.content.decode()
    assert happenings() == before


def test_private_notes_stay_in_the_team(world: World) -> None:
    case = open_case(world)

    world.as_(world.alice).post(at(world, f"{case.ref}/messages/"), {"body": "Jon has the photo", "private": "1"})

    assert SellerNote.objects.get().body == "Jon has the photo"
    assert "Jon has the photo" in world.as_(world.sue).get(at(world, f"{case.ref}/")).content.decode()
    assert "Jon has the photo" not in world.as_(world.alice).get(at(world, f"{case.ref}/print/")).content.decode()
    assert "Jon has the photo" not in world.as_(world.sam).get(f"/console/cases/{case.ref}/").content.decode()


def test_closing_with_a_reason_and_reopening_within_the_window(world: World) -> None:
    case = open_case(world)
    client = world.as_(world.alice)

    client.post(at(world, f"{case.ref}/closure/"), {"reason": "solved", "words": "The scan turned up."})
    case.refresh_from_db()
    assert (case.status, case.closed_how, case.closed_by_name) == (Status.RESOLVED, "solved", "Alice")
    page = client.get(at(world, f"{case.ref}/")).content.decode()
    assert "Alice closed it as solved" in page
    assert "You can reopen it until" in page

    client.post(at(world, f"{case.ref}/reopening/"), {"reason": "It came back."})
    case.refresh_from_db()
    assert (case.status, case.closed_at) == (Status.REOPENED, None)


def test_writing_in_a_resolved_case_reopens_it(world: World) -> None:
    case = answer(world, open_case(world), outcome=Outcome.RESOLVE, at=world.now)

    world.as_(world.alice).post(at(world, f"{case.ref}/messages/"), {"body": "Not settled."})

    case.refresh_from_db()
    assert case.status == Status.REOPENED


def test_after_the_window_a_follow_up_case_is_offered_and_refers_to_the_old_one(world: World) -> None:
    from goodstanding.base.clock import reading

    case = answer(world, open_case(world), outcome=Outcome.RESOLVE, at=world.now)
    reading.move_to(world.later(days=15))
    client = world.as_(world.alice)
    before = happenings()

    refused = client.post(at(world, f"{case.ref}/reopening/"), {"reason": "again"})
    assert refused.status_code == 409
    assert "Open a follow-up case" in refused.content.decode()
    assert happenings() == before

    url = re.search(r'href="([^"]*about=case:[^"]*)"', refused.content.decode())
    assert url is not None
    assert "Follow-up: Claim on order" in client.get(url[1]).content.decode()
    client.post(url[1], form(subject="Follow-up: claim", key="f"))
    newer = Case.objects.exclude(pk=case.pk).get()
    assert newer.links.get().ref == case.ref
    assert newer.ref in client.get(at(world, f"{case.ref}/")).content.decode()


def test_no_follow_up_to_an_open_case(world: World) -> None:
    case = open_case(world)
    before = happenings()

    page = world.as_(world.alice).post(
        at(world, f"new/orders_shipping.templates/?about=case:{case.ref}"), form(key="f", anyway="1")
    )

    assert page.status_code == 409
    assert happenings() == before


def test_the_log_shows_all_time_and_narrows_by_the_address(world: World) -> None:
    old = open_case(world, subject="Teapot images refused", at=world.now - timedelta(days=400), category="other.other")
    new = open_case(world, subject="Payout of November missing", category="account_settings.users")
    answer(world, new, outcome=Outcome.WAIT_FOR_SELLER, at=world.now)
    open_case(world, by=world.mallory, subject="Rival secret")
    client = world.as_(world.alice)

    def refs(query: str) -> list[str]:
        text = client.get(at(world, query)).content.decode()
        return [ref for ref in (new.ref, old.ref) if f'class="mono">{ref}<' in text]

    assert refs("") == [new.ref, old.ref]
    assert refs("?status=pending") == [new.ref]
    assert refs("?category=other") == [old.ref]
    assert refs("?q=teapot") == [old.ref]
    assert refs(f"?q={new.ref.lower().replace('-', '')}") == [new.ref]
    assert refs("?from=2026-11-01") == [new.ref]
    assert refs("?to=2026-01-01") == [old.ref]
    assert refs("?status=nonsense&sort=nonsense&after=nonsense&from=yesterday") == [new.ref, old.ref]
    assert "Rival secret" not in client.get(at(world)).content.decode()


def test_pages_follow_each_other_without_gap_or_repeat(world: World) -> None:
    refs = {
        open_case(world, subject=f"Matter number {n % 3}", at=world.now - timedelta(hours=n // 4)).ref
        for n in range(60)
    }
    client = world.as_(world.alice)

    for sort in ("-updated", "updated", "-opened", "subject", "-subject"):
        seen: list[str] = []
        url = f"?sort={sort}"
        while url:
            text = client.get(at(world, url)).content.decode()
            seen += re.findall(r'class="mono">([0-9A-Z-]+)<', text)
            older = re.search(r'rel="next" href="([^"]+)"', text)
            url = older[1].replace("&amp;", "&") if older else ""
        assert len(seen) == 60
        assert set(seen) == refs


def test_going_back_leads_to_the_page_before(world: World) -> None:
    for n in range(60):
        open_case(world, subject=f"Matter number {n}", at=world.now - timedelta(minutes=n))
    client = world.as_(world.alice)

    def page(url: str) -> tuple[list[str], str, str]:
        text = client.get(at(world, url)).content.decode()
        links = [re.search(rf'rel="{rel}" href="([^"]+)"', text) for rel in ("prev", "next")]
        newer, older = (link[1].replace("&amp;", "&") if link else "" for link in links)
        return re.findall(r'class="mono">([0-9A-Z-]+)<', text), newer, older

    first, no_newer, older = page("")
    second, newer, _further = page(older)
    assert no_newer == ""
    assert page(newer)[0] == first
    assert not set(first) & set(second)


def test_late_and_silent_cases_stand_out(world: World) -> None:
    open_case(world, at=world.now - timedelta(days=6, hours=1))

    text = world.as_(world.alice).get(at(world)).content.decode()

    assert "Open: we are late" in text
    assert "silent for 6 d" in text


def test_somebody_without_cases_is_told_what_this_is_for(world: World) -> None:
    text = world.as_(world.alice).get(at(world)).content.decode()

    assert "Ask us anything about your account" in text
    assert at(world, "new/") in text


def test_what_happened_speaks_to_the_seller_and_of_her_to_associates(world: World) -> None:
    case = answer(world, open_case(world), outcome=Outcome.RESOLVE, at=world.now)
    alice = world.as_(world.alice)
    guest = {
        "name": "Gail",
        "email": "gail@adviser.example",
        "scope": "read",
        "ends_on": (world.now.date() + timedelta(days=9)).isoformat(),
    }
    alice.post(at(world, f"{case.ref}/guests/"), guest)
    alice.post(at(world, f"{case.ref}/messages/"), {"body": "Not settled yet.", "key": "two"})

    hers = alice.get(at(world, f"{case.ref}/history/")).content.decode()
    ours = world.as_(world.sam).get(f"/console/cases/{case.ref}/beside/").content.decode()

    assert "Your team wrote" in hers
    assert "The seller wrote" not in hers
    assert "The seller wrote" in ours
    assert f"invited until {guest['ends_on']}" not in hers
    assert "invited until" in hers
