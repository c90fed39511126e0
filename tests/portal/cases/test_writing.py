"""Contact us: answers held against facts, own cases offered, drafts with their files."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from goodstanding.base.clock import reading
from goodstanding.base.files import actions as files
from goodstanding.base.files.models import StoredFile
from goodstanding.systems.cases import queries
from goodstanding.systems.cases.catalogue import Kind as Wanted
from goodstanding.systems.cases.catalogue import Question
from goodstanding.systems.cases.models import Case, CaseMessage, NewCaseDraft
from goodstanding.systems.cases.states import Outcome
from goodstanding.systems.orders.events import Kind
from tests.factories import notifications, orders
from tests.factories.cases import SUBJECT, answer, open_case
from tests.factories.payouts import paid
from tests.world import World, happenings

LISTING = "new/product_listings.images/"
TRACKING = "new/orders_shipping.tracking/"


def at(world: World, path: str = "") -> str:
    return f"/s/{world.harbour.ref}/cases/{path}"


def form(**more: object) -> dict[str, object]:
    return {"subject": "Pictures of the blue vase are refused", "body": "Three times now.", "key": "k1", **more}


@pytest.fixture(autouse=True)
def _now(world: World) -> None:
    reading.move_to(world.now)


def sold(world: World) -> str:
    """An order of alice's, and with it an SKU that she sells."""
    orders.record(world.harbour, orders.order_events(world.harbour, world.now, order="118-204"), world.now)
    return str(world.harbour.orders.get(external_id="118-204").lead_sku)


def test_an_sku_of_mine_is_taken(world: World) -> None:
    world.as_(world.alice).post(at(world, LISTING), form(q_sku=sold(world)))

    assert Case.objects.get().answers == [{"code": "sku", "type": "sku", "value": sold(world)}]


def test_an_sku_that_no_order_has_is_questioned_and_taken_when_meant(world: World) -> None:
    client = world.as_(world.alice)

    questioned = client.post(at(world, LISTING), form(q_sku="VASE-BLEU"))
    none = Case.objects.count()
    client.post(at(world, LISTING), form(**{"q_sku": "VASE-BLEU", "q_sku.sure": "1"}))

    assert (questioned.status_code, none) == (422, 0)
    assert 'name="q_sku.sure"' in questioned.content.decode()
    assert Case.objects.get().answers[0]["unsold"] == "1"


def test_a_plan_of_mine_links_its_notification(world: World) -> None:
    notice = notifications.issued(world.harbour, world.now)
    plan = notifications.drafted(notice, world.alice, world.now)

    world.as_(world.alice).post(at(world, "new/account_health.plan/"), form(q_plan=plan.ref))

    assert [(one.kind, one.ref) for one in Case.objects.get().links.all()] == [("notification", notice.ref)]


def test_help_with_a_plan_is_asked_for_by_its_notification_before_the_plan_is_begun(world: World) -> None:
    notice = notifications.issued(world.harbour, world.now)

    world.as_(world.alice).post(at(world, "new/account_health.plan/"), form(q_plan=notice.ref))

    assert [(one.kind, one.ref) for one in Case.objects.get().links.all()] == [("notification", notice.ref)]


@pytest.mark.parametrize(("leaf", "offered"), [
    ("orders_shipping.tracking", '<option value="118-204">'),
    ("account_health.metric", '<option value="Late shipment rate">'),
])  # fmt: skip
def test_what_a_question_may_mean_is_there_to_choose_from(world: World, leaf: str, offered: str) -> None:
    sold(world)
    reading.move_to(world.now)

    page = world.as_(world.alice).get(at(world, f"new/{leaf}/")).content.decode()

    assert offered in page


def test_a_payout_is_chosen_from_mine_and_linked_and_what_is_called_otherwise_is_kept_as_it_is(world: World) -> None:
    mine, rivals = paid(world.harbour, world.now), paid(world.rival, world.now, settlement="S-rival")
    alice, matter = world.as_(world.alice), at(world, "new/payments.wrong_amount/")

    page = alice.get(matter).content.decode()
    alice.post(matter, form(q_settlement=mine.ref, key="a"))
    alice.post(matter, form(q_settlement=mine.settlement_id, key="b", anyway="1"))
    alice.post(matter, form(q_settlement="The fee of May", key="c", anyway="1"))
    alice.post(matter, form(q_settlement=rivals.ref, key="d", anyway="1"))

    assert f'<option value="{mine.ref}">' in page
    assert rivals.ref not in page
    linked = [[(link.kind, link.ref) for link in case.links.all()] for case in Case.objects.order_by("pk")]
    assert linked == [[("payout", mine.ref)], [("payout", mine.ref)], [], []]
    assert Case.objects.get(request_key="c").answers[0]["value"] == "The fee of May"


def test_a_colleague_who_may_not_see_payouts_is_offered_none_and_links_none(world: World) -> None:
    mine = paid(world.harbour, world.now)
    sue, matter = world.as_(world.sue), at(world, "new/payments.wrong_amount/")

    page = sue.get(matter).content.decode()
    sent = sue.post(matter, form(q_settlement=mine.ref, key="s"))

    assert (sent.status_code, Case.objects.get().links.count()) == (302, 0)
    assert mine.ref not in page


def test_my_notifications_are_there_to_choose_from_and_nobody_elses(world: World) -> None:
    mine = notifications.issued(world.harbour, world.now)
    rivals = notifications.issued(world.rival, world.now)

    page = world.as_(world.alice).get(at(world, "new/account_health.notification/")).content.decode()

    assert f'<option value="{mine.ref}">' in page
    assert rivals.ref not in page


def test_an_amount_names_its_currency_before_anything_is_typed(world: World) -> None:
    page = world.as_(world.alice).get(at(world, "new/payments.reserve/")).content.decode()

    assert "In USD, such as 47.90" in page


@pytest.mark.parametrize(("leaf", "answer_", "where"), [
    ("orders_shipping.tracking", {"q_order": "999-1"}, "as it stands under Orders."),
    ("orders_shipping.labels", {"q_order": "999-1"}, "You may also leave this empty."),
    ("account_health.metric", {"q_metric": "HAPPINESS_RATE"}, "one of the names on your account health page"),
    ("account_health.notification", {"q_notification": "AAA-BBB"}, "in its headline under Notifications"),
])  # fmt: skip
def test_what_is_not_there_says_where_the_right_one_stands(
    world: World, leaf: str, answer_: dict[str, str], where: str
) -> None:
    refused = world.as_(world.alice).post(at(world, f"new/{leaf}/"), form(**answer_))

    assert refused.status_code == 422
    assert where in refused.content.decode()
    assert world.harbour.store.name in refused.content.decode()


def test_every_question_of_contact_us_says_where_its_answer_stands(world: World) -> None:
    leaves = queries.catalogue_for(world.harbour.store, world.now).leaves()
    asked = [(leaf, question) for leaf in leaves for question in leaf.questions]

    silent = [f"{leaf.code}: {question.code}" for leaf, question in asked if not said(question)]

    assert len(asked) > 30
    assert silent == []


def said(question: Question) -> bool:
    """Amounts name their currency, choices their words."""
    return question.kind in (Wanted.AMOUNT, Wanted.CHOICE) or bool(question.hint.in_("en"))


def test_a_metric_goes_by_code_or_name(world: World) -> None:
    world.as_(world.alice).post(at(world, "new/account_health.metric/"), form(q_metric="late shipment rate"))

    assert [(one.kind, one.ref) for one in Case.objects.get().links.all()] == [("metric", "LATE_SHIPMENT_RATE")]
    page = world.as_(world.alice).get(at(world, f"{Case.objects.get().ref}/")).content.decode()
    assert re.search(r"<dt>Metric</dt>\s*<dd><a [^>]*>Late shipment rate</a>", page)


@pytest.mark.parametrize(("leaf", "answer_"), [
    ("account_health.plan", {"q_plan": "4K7-2QX"}),
    ("account_health.metric", {"q_metric": "HAPPINESS_RATE"}),
    ("buyer_messages.abuse", {"q_message": "M-1"}),
    ("payments.delayed", {"q_expected_on": "2020-01-01"}),
])  # fmt: skip
def test_what_is_not_there_is_named_beside_its_question(world: World, leaf: str, answer_: dict[str, str]) -> None:
    before = happenings()

    refused = world.as_(world.alice).post(at(world, f"new/{leaf}/"), form(**answer_))

    assert refused.status_code == 422
    assert f'id="id_{next(iter(answer_))}_error"' in refused.content.decode()
    assert happenings() == before


def test_coming_from_a_metric_or_a_case_leads_on_and_fills_in(world: World) -> None:
    client = world.as_(world.alice)

    page = client.get(at(world, "new/?about=metric:LATE_SHIPMENT_RATE"), follow=True)

    assert page.redirect_chain[0][0].startswith(at(world, "new/account_health.metric/"))
    assert 'value="LATE_SHIPMENT_RATE"' in page.content.decode()


def test_a_buyers_message_leads_from_its_order_to_a_case_about_both(world: World) -> None:
    drafts = orders.order_events(world.harbour, world.now - timedelta(days=3), order="A-1")
    wrote = orders.draft(
        world.harbour, "A-1", Kind.MESSAGE_RECEIVED, world.now - timedelta(days=1), {"message_id": "M-7"}, id="m7"
    )
    orders.record(world.harbour, [*drafts, wrote], world.now)
    alice = world.as_(world.alice)
    page = alice.get(f"/s/{world.harbour.ref}/orders/A-1/").content.decode()
    start = re.search(r'href="([^"]+about=message:M-7)"', page)
    assert start

    written = alice.get(start[1], follow=True)
    address = written.request["PATH_INFO"] + "?" + written.request["QUERY_STRING"]
    alice.post(address, form(subject="Buyer threatens us", q_message="M-7", q_order="A-1", anyway="1"))

    assert "/cases/new/buyer_messages.abuse/" in address
    assert 'value="M-7"' in written.content.decode()
    assert 'value="A-1"' in written.content.decode()
    links = {(one.kind, one.ref) for one in Case.objects.get().links.all()}
    assert links == {("message", "M-7"), ("order", "A-1")}


def test_own_open_and_settled_cases_are_offered_while_typing(world: World) -> None:
    living = open_case(world)
    settled = answer(
        world, open_case(world, subject="Blue vase: pictures refused"), outcome=Outcome.RESOLVE, at=world.now
    )
    open_case(world, by=world.mallory, subject=SUBJECT)

    text = (
        world.as_(world.alice)
        .get(at(world, "new/orders_shipping.templates/hints/"), {"subject": SUBJECT})
        .content.decode()
    )
    other = (
        world.as_(world.alice)
        .get(at(world, "new/product_listings.images/hints/"), {"subject": "Pictures of the blue vase refused"})
        .content.decode()
    )

    assert f'name="instead" value="{living.ref}"' in text
    assert re.findall(r'name="shown" value="([^"]+)"', text) == [living.ref]
    assert settled.ref in other


def test_one_click_carries_everything_over(world: World) -> None:
    sold(world)
    case = open_case(world)
    scan = SimpleUploadedFile("scan.txt", b"16:40", "text/plain")
    client = world.as_(world.alice)
    client.post(at(world, TRACKING + "draft/"), form(q_order="118-204"))

    sent = client.post(
        at(world, TRACKING), form(subject="Parcel scanned late", q_order="118-204", instead=case.ref, files=scan)
    )

    said = CaseMessage.objects.filter(case=case).latest("number")
    assert sent.url == at(world, f"{case.ref}/#latest")
    assert Case.objects.count() == 1
    assert "Parcel scanned late" in said.body
    assert "118-204" in said.body
    assert "Three times now." in said.body
    assert said.attachments.get().file.name == "scan.txt"
    assert case.links.get().ref == "118-204"
    assert not NewCaseDraft.objects.exists()


def test_nobody_adds_to_a_case_of_somebody_else(world: World) -> None:
    hers = open_case(world, by=world.mallory)
    before = happenings()

    refused = world.as_(world.alice).post(at(world, "new/orders_shipping.templates/"), form(instead=hers.ref))

    assert refused.status_code == 404
    assert happenings() == before


def test_what_was_shown_stops_nobody(world: World) -> None:
    case = open_case(world)
    client, path = world.as_(world.alice), at(world, "new/orders_shipping.templates/")

    stopped = client.post(path, form(subject=SUBJECT))
    sent = client.post(path, form(subject=SUBJECT, shown=case.ref))

    assert "Nothing is sent yet" in stopped.content.decode()
    assert sent.status_code == 302
    assert Case.objects.count() == 2


def test_many_cases_and_the_same_thing_are_noticed_and_never_refused(world: World) -> None:
    sold(world)
    for n in range(5):
        open_case(
            world, category="orders_shipping.tracking", subject=f"Parcel number {n}", answers={"order": "118-204"},
            at=world.now - timedelta(hours=n),
        )  # fmt: skip
    client = world.as_(world.alice)

    hints = client.get(
        at(world, TRACKING + "hints/"), {"subject": "Where is it", "q_order": "118-204"}
    ).content.decode()
    sent = client.post(at(world, TRACKING), form(q_order="118-204", anyway="1"))

    assert "You opened 5 cases within 24 hours" in hints
    assert "about the very same thing" in hints
    assert sent.status_code == 302


def test_files_of_a_draft_survive_a_closed_tab_and_the_day(world: World) -> None:
    client = world.as_(world.alice)
    note = SimpleUploadedFile("note.txt", b"Serial 4471", "text/plain")
    ref = client.post(at(world, "new/files/"), {"file": note}).json()["ref"]
    path = "new/orders_shipping.templates/"
    client.post(at(world, path + "draft/"), form(files_refs=ref))

    files.remove_unowned(at=world.later(days=9))
    again = client.get(at(world, path)).content.decode()
    client.post(at(world, path), form(files_refs=ref))

    assert f'value="{ref}" checked' in again
    assert Case.objects.get().attachments.get().file.name == "note.txt"


def test_a_file_taken_off_a_draft_is_let_go(world: World) -> None:
    client = world.as_(world.alice)
    note = SimpleUploadedFile("note.txt", b"Serial 4471", "text/plain")
    ref = client.post(at(world, "new/files/"), {"file": note}).json()["ref"]
    draft = at(world, "new/orders_shipping.templates/draft/")
    client.post(draft, form(files_refs=ref))

    client.post(draft, form())
    files.remove_unowned(at=world.later(days=2))

    assert not StoredFile.objects.exists()


def test_nobody_sends_the_file_of_another_persons_draft(world: World) -> None:
    note = SimpleUploadedFile("note.txt", b"Serial 4471", "text/plain")
    ref = world.as_(world.sue).post(at(world, "new/files/"), {"file": note}).json()["ref"]
    path = "new/orders_shipping.templates/"
    world.as_(world.sue).post(at(world, path + "draft/"), form(files_refs=ref))

    refused = world.as_(world.alice).post(at(world, path), form(files_refs=ref))

    assert refused.status_code == 404
    assert not Case.objects.exists()


def test_a_preview_is_what_the_thread_will_show(world: World) -> None:
    page = world.as_(world.alice).post(at(world, "new/preview/"), {"body": "- **one**\n\n<script>alert(1)</script>"})

    assert "<li><strong>one</strong></li>" in page.content.decode()
    assert "<script>" not in page.content.decode()


def test_an_objects_page_finds_its_cases(world: World) -> None:
    sold(world)
    case = open_case(world, category="orders_shipping.tracking", answers={"order": "118-204"})
    client = world.as_(world.alice)

    page = client.get(at(world, "about/?about=order:118-204"))
    fragment = client.get(at(world, "about/?about=order:118-204"), headers={"HX-Request": "true"})
    order = client.get(f"/s/{world.harbour.ref}/orders/118-204/").content.decode()

    assert case.ref in page.content.decode()
    assert case.ref in fragment.content.decode()
    assert "<html" not in fragment.content.decode()
    assert "cases/about/?about=order:118-204" in order
    assert "You have not written to us about this" in client.get(at(world, "about/?about=order:1")).content.decode()
