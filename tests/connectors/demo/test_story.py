"""The demo marketplace in the database: loaded once for this file, and every test's own changes are rolled back."""

from __future__ import annotations

import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from goodstanding.base.clock import reading
from goodstanding.base.files.models import StoredFile
from goodstanding.base.mailroom.models import InboundMail, Mail
from goodstanding.base.outbox.models import StoredFact
from goodstanding.base.people.models import User
from goodstanding.base.saved_views.models import SavedView
from goodstanding.base.timeline.models import Entry
from goodstanding.config import cli
from goodstanding.config.schedule import SCHEDULE
from goodstanding.connectors.demo import actions, queries
from goodstanding.connectors.demo.actions import playing
from goodstanding.connectors.demo.models import DemoRun
from goodstanding.connectors.demo.people import SIGN_INS
from goodstanding.connectors.demo.plan import Plan
from goodstanding.kit.actors import SYSTEM
from goodstanding.kit.errors import Conflict, Invalid, NotFound
from goodstanding.systems.cases import actions as cases
from goodstanding.systems.cases.models import Case, Problem
from goodstanding.systems.cases.states import Outcome, Status
from goodstanding.systems.desk import actions as desk
from goodstanding.systems.desk.models import BulkChange, DeskRule, Macro, RuleRun
from goodstanding.systems.escalation.models import Escalation
from goodstanding.systems.health.queries import health_of
from goodstanding.systems.ledger import queries as ledger
from goodstanding.systems.orders.models import Order, OrderEvent
from goodstanding.systems.payouts import queries as payouts
from goodstanding.systems.payouts.models import Payout
from goodstanding.systems.performance.models import PerformanceNotification
from goodstanding.systems.sellers import actions as sellers
from goodstanding.systems.sellers.models import Seller
from goodstanding.systems.service.models import Promise
from goodstanding.systems.stores.models import Marketplace, Store

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
VIEWS = {
    "Money": True, "Everything asked for is in": True, "Late in every queue": True,
    "Mine, urgent or high": False, "With the marketplace": False,
    "Shipping templates": True,
}  # fmt: skip
PLAN = Plan(2026, NOW, sellers=45, orders=2_750, days=110)


def rows() -> dict[str, int]:
    """How many rows each table holds."""
    return {model._meta.label: model._base_manager.count() for model in apps.get_models(include_auto_created=True)}


@dataclass
class Loaded:
    """The demo as the fixture left it."""

    folder: Path
    before: dict[str, int]
    passwords: dict[str, str] = field(default_factory=dict)

    def signed_in(self, role: str) -> Client:
        """A browser in which somebody signed in through the form, with the printed password."""
        client = Client()
        email = next(who.email for who in SIGN_INS if who.sign_in == role)
        said = client.post("/accounts/login/", {"login": email, "password": self.passwords[role]})
        assert said.status_code == 302
        return client


@pytest.fixture(scope="module")
def _loaded(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[Loaded]:
    folder = tmp_path_factory.mktemp("demo")
    with django_db_blocker.unblock():
        found = Loaded(folder, rows())
        assert actions.load(plan=PLAN, folder=folder)
        found.passwords = {line.split("\t")[0]: line.split("\t")[2] for line in actions.sign_ins(folder)}
    yield found
    with django_db_blocker.unblock():
        actions.clear(folder=folder)
        Marketplace.objects.all().delete()
        left = {k: v for k, v in rows().items() if v != found.before[k] and k != "people.CacheRow"}  # ends by itself
        assert left in ({}, {"timeline.Entry": 1})
        for model in (apps.get_model("timeline", "Entry"),):
            model.objects.all().delete()


@pytest.fixture
def demo(_loaded: Loaded, db: None) -> Loaded:
    reading.move_to(NOW)
    return _loaded


def seller(external_id: str) -> Seller:
    return queries.sellers_by_external_id()[external_id]


def notification(external_id: str, code: str) -> PerformanceNotification:
    found = PerformanceNotification.objects.filter(seller=seller(external_id), metric_code=code)
    return found.latest("issued_at")


def test_a_second_load_does_nothing(demo: Loaded) -> None:
    before = rows()

    assert actions.load(plan=Plan(1, NOW), folder=demo.folder) is False

    assert rows() == before


def test_every_event_of_the_year_was_recorded_and_nothing_waits(demo: Loaded) -> None:
    assert 2_600 <= Order.objects.count() <= 2_750
    assert OrderEvent.objects.filter(recorded_at__gt=NOW).count() == 0
    assert not StoredFact.objects.filter(handled_at__isnull=True).exists()


def test_sign_ins_are_one_line_each_and_kept_for_their_owner_only(demo: Loaded) -> None:
    lines = actions.sign_ins(demo.folder)

    assert [line.split("\t")[0] for line in lines] == [
        "seller-healthy", "seller-at-risk", "seller-suspended", "seller-read-only",
        "support", "reviewer", "finance", "administrator",
    ]  # fmt: skip
    assert all(len(line.split("\t")) == 3 for line in lines)
    assert stat.S_IMODE((demo.folder / "demo-signins.tsv").stat().st_mode) == 0o600


def test_lost_passwords_are_made_anew(demo: Loaded) -> None:
    lost = demo.folder / "elsewhere"
    lost.mkdir(exist_ok=True)

    line = actions.sign_ins(lost)[0]

    assert User.objects.get(email=line.split("\t")[1]).check_password(line.split("\t")[2])


@pytest.mark.parametrize(
    ("role", "external_id", "says"),
    [
        ("seller-healthy", "tillbrook", "good standing"),
        ("seller-at-risk", "harbour-lane", "At risk"),
        ("seller-suspended", "pellworth", "Suspended"),
        ("seller-read-only", "harbour-lane", "At risk"),
    ],
)
def test_each_seller_sees_at_once_where_the_account_stands(
    demo: Loaded, role: str, external_id: str, says: str
) -> None:
    client = demo.signed_in(role)

    page = client.get(f"/s/{seller(external_id).ref}/health/")

    assert says.lower() in page.content.decode().lower()
    assert client.get(f"/s/{seller('saltmarsh').ref}/health/").status_code == 404


@pytest.mark.parametrize("role", ["support", "reviewer", "finance", "administrator"])
def test_associates_reach_the_console(demo: Loaded, role: str) -> None:
    assert demo.signed_in(role).get("/console/").status_code == 200


def test_the_seller_at_risk_has_a_fresh_notification_and_two_days_to_answer(demo: Loaded) -> None:
    found = notification("harbour-lane", "LATE_SHIPMENT_RATE")

    assert found.state == "open"
    assert found.response_due_at is not None
    assert timedelta(hours=12) < found.response_due_at - NOW < timedelta(hours=72)
    assert found.orders.count() == found.numerator >= 3
    assert {cause["value"] for cause in found.causes} & {"Cartwheel Couriers", "HLC-BOWL-24"}
    assert Mail.objects.filter(to_address="alice@harbour-lane.example", about_ref=found.ref).exists()


def test_the_suspended_seller_has_its_whole_story(demo: Loaded) -> None:
    found = notification("pellworth", "ORDER_DEFECT_RATE")

    decisions = list(found.plan.reviews.order_by("at").values_list("decision", "in_force"))

    assert decisions == [("reject", True), ("reject_finally", False), ("reject_finally", True)]
    assert found.plan.versions.count() == 2
    assert list(seller("pellworth").standing_changes.order_by("at").values_list("after", flat=True)) == [
        "at_risk", "restricted", "suspended",
    ]  # fmt: skip
    assert seller("pellworth").statements.filter(standing="suspended").exists()


def test_other_stories_wait_where_somebody_can_take_them_up(demo: Loaded) -> None:
    assert notification("brackenfell", "ORDER_DEFECT_RATE").plan.state == "submitted"
    assert notification("saltmarsh", "PRE_FULFILMENT_CANCEL_RATE").plan.state == "more_info"
    assert notification("linnet-vale", "LATE_SHIPMENT_RATE").state == "resolved"


def test_there_are_cases_in_every_state_with_words_from_both_sides(demo: Loaded) -> None:
    states = set(Case.objects.values_list("status", flat=True))

    assert Case.objects.count() >= 45
    assert states == {status.value for status in Status} - {Status.MERGED, Status.SPAM, Status.TRASHED}
    assert (
        Case.objects.filter(messages__author="seller").filter(messages__author="marketplace").distinct().count() >= 30
    )


def test_the_marketplace_wrote_first_and_both_sides_find_it(demo: Loaded) -> None:
    asked, told = (
        Case.objects.get(opened_by="marketplace", seller=seller(one)) for one in ("harbour-lane", "tillbrook")
    )
    ours = Case.objects.filter(opened_by="marketplace")

    hers = demo.signed_in("seller-at-risk").get(f"/s/{asked.seller.ref}/cases/{asked.ref}/").content.decode()
    log = demo.signed_in("seller-healthy").get(f"/s/{told.seller.ref}/cases/").content.decode()
    queue = demo.signed_in("finance").get("/console/cases/?owner=all&q=is:outreach").content.decode()

    assert "We need from you: A letter or statement of the bank that names the holder" in hers
    assert "the marketplace wrote to you" in log and told.subject in log
    assert asked.ref in queue and sorted(ours.values_list("status", flat=True)) == [
        "pending_seller",
        "resolved",
        "resolved",
    ]


def test_the_healthy_seller_is_good_in_everything_that_is_enforced(demo: Loaded) -> None:
    readings = health_of(seller("tillbrook"), at=NOW).readings

    assert not [r for r in readings if r.breaching]
    assert not PerformanceNotification.objects.filter(seller=seller("tillbrook")).exists()


def test_one_account_sells_in_both_stores(demo: Loaded) -> None:
    assert seller("harbour-lane").account_id == seller("harbour-lane-de").account_id
    assert set(Store.objects.filter(is_demo=True).values_list("code", "currency")) == {("us", "USD"), ("de", "EUR")}


def test_running_the_clock_forward_shows_drift_notification_payouts_and_recovery(demo: Loaded) -> None:
    assert not PerformanceNotification.objects.filter(seller=seller("sparrowgate")).exists()
    before = Payout.objects.filter(seller=seller("harbour-lane")).latest("ends_at")

    reached = actions.advance(by=timedelta(days=9), now=NOW)

    assert reached == NOW + timedelta(days=9)
    assert abs(reading.now() - reached) < timedelta(seconds=60)
    assert Order.objects.filter(placed_at__gt=NOW).count() > 100
    assert notification("sparrowgate", "LATE_SHIPMENT_RATE").plan.versions.count() == 1
    assert notification("harbour-lane", "LATE_SHIPMENT_RATE").state == "overdue", "nobody answered for Harbour Lane"
    assert seller("harbour-lane").standing == "restricted"

    reached = actions.advance(by=timedelta(days=5), now=reached)

    before.refresh_from_db()
    after = Payout.objects.filter(seller=seller("harbour-lane")).latest("ends_at")
    changed = Entry.objects.filter(subject_id=before.ref, verb="payout.status_changed").order_by("pk")
    assert (before.status, [one.data["to"] for one in changed]) == ("paid", ["in_transit", "paid"])
    assert (after.starts_at, after.status) == (before.ends_at, "scheduled")
    assert list(ledger.out_of_balance()) == []

    reached = actions.advance(by=timedelta(days=26), now=reached)

    assert not [r for r in health_of(seller("harbour-lane"), at=reached).readings if r.breaching]
    assert notification("harbour-lane", "LATE_SHIPMENT_RATE").state == "recovered"
    assert seller("harbour-lane").standing == "normal"
    assert notification("sparrowgate", "LATE_SHIPMENT_RATE").recovered_at is not None


class Pulled(Exception):
    """The plug."""


def pull_after(instant: datetime) -> playing.Progress:
    def watch(reached: datetime, events: int) -> None:
        if reached > instant:
            raise Pulled

    return watch


def test_a_stopped_load_goes_on_where_it_stopped(demo: Loaded) -> None:
    happened = list(OrderEvent.objects.values_list("occurred_at", flat=True))
    actions.clear(folder=demo.folder)

    for days_left in (80, 60):
        with pytest.raises(Pulled):
            actions.load(plan=PLAN, folder=demo.folder, progress=pull_after(NOW - timedelta(days=days_left)))

    run = DemoRun.objects.get()
    assert not run.is_loaded
    assert OrderEvent.objects.count() == sum(at < run.played_until for at in happened)


def test_clear_leaves_no_row_of_the_demo_and_keeps_settings(demo: Loaded) -> None:
    Marketplace.objects.update(accent="#0c6b58")
    tess = User.objects.create_user("real@operator.example", "a real password", name="Real", staff_roles=["reviewer"])
    actions.advance(by=timedelta(days=1), now=NOW)

    actions.clear(folder=demo.folder)

    left = {name: count for name, count in rows().items() if count != demo.before[name]}
    assert set(left) <= {"stores.Marketplace", "people.User", "timeline.Entry", "people.CacheRow"}
    assert list(User.objects.all()) == [tess]
    assert Marketplace.objects.get().accent == "#0c6b58"
    assert reading.offset_seconds() == 0
    assert not (demo.folder / "demo-signins.tsv").exists()


def test_clear_takes_files_that_had_not_been_sent_and_those_of_answers_to_many(demo: Loaded) -> None:
    support, case = demo.signed_in("support"), Case.objects.filter(label="open").first()
    assert case is not None
    form = SimpleUploadedFile("form.txt", b"Fill in and send back.", "text/plain")
    wish = {"case": case.ref, "body": "See the form.", "outcome": "keep_open", "key": "once"}
    page = support.post("/console/desk/bulk/new/", {**wish, "do": "look", "files": form}).content.decode()
    kept = re.findall(r'name="files_refs" value="([^"]+)"', page)
    support.post("/console/desk/bulk/new/", {**wish, "do": "begin", "files_refs": kept})
    desk.carry_on(BulkChange.objects.get(request_key__contains="once").pk, at=NOW)
    held = set(StoredFile.objects.filter(name="form.txt").values_list("owner_kind", flat=True))

    actions.clear(folder=demo.folder)

    assert held == {"bulk_letter", "case_scheduled"}
    assert not StoredFile.objects.exists()


def test_clear_spares_whoever_else_sells_in_a_demo_store(demo: Loaded) -> None:
    us = Store.objects.get(code="us")
    sellers.open_sellers(actor=SYSTEM, store=us, names={"own": "Own Shop"}, at=NOW)

    actions.clear(folder=demo.folder)

    assert Seller.objects.get().external_id == "own"
    assert Store.objects.get().is_demo is False


def test_the_demo_is_not_loaded_among_real_sellers(demo: Loaded) -> None:
    actions.clear(folder=demo.folder)
    store = Store.objects.create(code="fr", name="FR", currency="EUR")
    sellers.open_sellers(actor=SYSTEM, store=store, names={"own": "Own Shop"}, at=NOW)

    with pytest.raises(Conflict):
        actions.load(plan=PLAN, folder=demo.folder)

    assert not DemoRun.objects.exists()


def test_time_passes_only_where_a_demo_is_loaded_and_within_reason(demo: Loaded) -> None:
    for by in (timedelta(0), timedelta(days=-1), timedelta(days=401)):
        with pytest.raises(Invalid):
            actions.advance(by=by, now=NOW)
    actions.clear(folder=demo.folder)
    with pytest.raises(NotFound):
        actions.advance(by=timedelta(days=1), now=NOW)


def test_the_commands_say_what_is_there(demo: Loaded, capsys: Any) -> None:
    assert cli.run("demo", "status") == 0
    assert "suspended" in capsys.readouterr().out

    assert cli.run("demo", "advance", "--hours", "3") == 0
    assert "It is now Sunday 22 November 2026, 15:00" in capsys.readouterr().out


def test_steps_never_stand_still_whatever_the_time_of_day() -> None:
    for hour in range(24):
        opened_at = datetime(2026, 3, 29, hour, 23, 15, tzinfo=UTC)
        run = DemoRun(seed=1, opened_at=opened_at, sellers=300, orders=20_000, days=365, played_until=opened_at)
        run.played_until = opened_at - timedelta(days=366)

        ends = list(playing.steps(run, opened_at))

        assert ends == sorted(set(ends))
        assert ends[-1] == opened_at
        assert len(ends) < 60


def test_there_are_escalations_mails_and_tools_to_look_at(demo: Loaded) -> None:
    decided, waiting = Escalation.objects.order_by("opened_at")
    assert (decided.level, decided.state, decided.verdict) == (2, "answered", "changed")
    assert (waiting.level, waiting.state, waiting.due_at is not None and waiting.due_at > NOW) == (3, "waiting", True)
    assert sorted(InboundMail.objects.values_list("state", flat=True)) == ["refused", "taken"]
    assert (Macro.objects.count(), DeskRule.objects.count(), BulkChange.objects.get().state) == (4, 2, "done")
    assert RuleRun.objects.filter(refused=False).count() >= 3

    client = demo.signed_in("administrator")
    for path in ("escalation/", f"escalation/{waiting.ref}/", "mail-in/", "desk/macros/", "desk/rules/", "desk/bulk/"):
        assert client.get(f"/console/{path}").status_code == 200, path


def test_the_clocks_that_run_out_on_the_way_strike_in_order_and_at_their_time(demo: Loaded) -> None:
    waiting = Escalation.objects.get(state="waiting")
    due_at, warns_at = waiting.due_at, waiting.warns_at
    assert due_at is not None
    assert warns_at is not None
    sam = queries.associate("sam")
    living = Case.objects.filter(clock_side="marketplace", due_at__gt=NOW + timedelta(hours=3), level=0).order_by("pk")
    asleep, later = living[0], living[1]
    nap, sending = NOW + timedelta(hours=1, minutes=10), NOW + timedelta(hours=2, minutes=20)
    cases.snooze(actor=sam, ref=asleep.ref, until=nap, at=NOW)
    cases.schedule_answer(
        actor=sam, ref=later.ref, reply=cases.Reply("It is on its way."), decision=cases.Decision(Outcome.KEEP_OPEN),
        send_at=sending, at=NOW,
    )  # fmt: skip
    owed = Promise.objects.filter(look_at__gt=NOW, look_at__lt=NOW + timedelta(days=2), broken_at__isnull=True)
    near = {one.pk for one in owed}

    reached = actions.advance(by=timedelta(days=2), now=NOW)

    struck = Entry.objects.filter(at__gt=NOW, at__lte=reached).order_by("pk")
    told = {entry.verb: entry.at for entry in struck.filter(subject_id=waiting.case.ref)}
    assert told["escalation.clock_missed"] == due_at
    assert Escalation.objects.get(pk=waiting.pk).level == waiting.level + 1
    warned = Mail.objects.filter(key__startswith=f"escalation-near:{waiting.ref}:{due_at.isoformat()}").first()
    assert warned is not None
    assert warned.written_at == warns_at
    assert struck.get(verb="case.woken", subject_id=asleep.ref).at == nap
    assert later.messages.get(body="It is on its way.").at == sending
    broken = Promise.objects.filter(pk__in=near, broken_at__isnull=False)
    assert broken.exists()
    for promise in broken:
        line = Entry.objects.get(verb="service.broken", subject_id=promise.subject_ref, data__kind=promise.kind)
        assert line.at - promise.broken_at <= timedelta(seconds=1)
    times = list(struck.filter(subject_kind="case").values_list("at", flat=True))
    assert times == sorted(times)
    assert Mail.objects.filter(key__startswith="forgotten:").exists()


def test_everything_that_runs_by_the_clock_is_played_or_left_to_the_worker_for_a_reason() -> None:
    played = {
        "systems.health.tasks.tick", "systems.health.tasks.judge_everybody", "systems.performance.tasks.watch_deadlines",
        "systems.cases.tasks.wake_cases", "systems.escalation.tasks.watch_clocks", "systems.cases.tasks.wake_snoozed",
        "systems.cases.tasks.resume_answers", "systems.cases.tasks.empty_shelves", "systems.service.tasks.watch_promises",
        "flows.tasks.tell_of_forgotten", "flows.tasks.forget_mail_in", "base.outbox.tasks.sweep", "systems.desk.tasks.pick_up",
        "base.files.tasks.remove_unowned", "base.webhooks.tasks.forget_old", "systems.orders.tasks.forget_contacts",
        "systems.sellers.tasks.forget_sign_ups", "systems.sellers.tasks.watch_closings",
        "systems.cases.tasks.forget_drafts", "systems.escalation.tasks.forget_drafts",
    }  # fmt: skip
    by_the_wall_clock = {"base.work.tasks.prune", "base.work.tasks.count_tables"}
    outside_this_house = {
        "base.mailroom.tasks.send_due",
        "connectors.mail_in.tasks.poll",
        "base.files.tasks.scan_unchecked",
    }

    scheduled = {name.removeprefix("goodstanding.") for name, _seconds in SCHEDULE}

    assert scheduled == played | by_the_wall_clock | outside_this_house


def test_a_first_visitor_finds_every_feature_of_the_case_log_in_use(demo: Loaded) -> None:
    support, seller_side = demo.signed_in("support"), demo.signed_in("seller-at-risk")
    handling = Case.objects.get(request_key="demo-shown-handling")
    near = Case.objects.get(request_key="demo-shown-scans")
    harbour = f"/s/{seller('harbour-lane').ref}/cases/"

    queue = support.get("/console/cases/?owner=all").content.decode()
    log = seller_side.get(harbour).content.decode()
    page = seller_side.get(f"{harbour}{handling.ref}/").content.decode()

    assert {"Money", "Late in every queue", "Mine, urgent or high"} <= {name for name in VIEWS if name in queue}
    assert {"With the marketplace", "Shipping templates"} <= {name for name in VIEWS if name in log}
    assert sorted(SavedView.objects.values_list("name", "shared")) == sorted(VIEWS.items())
    for words in ("do not count as late shipments", "We send the list of listings", "Ask again on Monday"):
        assert words in page
    assert near.due_promise == "third_party_update"
    assert near.due_at is not None
    assert timedelta(minutes=30) < near.due_at - NOW < timedelta(hours=1)
    assert Promise.objects.get(subject_ref=near.ref, kind="third_party_update").warned_at is not None
    assert near.ref in queue
    problem = Problem.objects.get()
    assert problem.cases.count() == 2
    told = support.get(f"/console/cases/problems/{problem.ref}/").content.decode()
    assert "Order events answered with 409" in told
    assert all(one.case.ref in told for one in problem.cases.select_related("case"))


def test_a_first_visitor_finds_cases_that_asked_for_things_in_part_and_all_there(demo: Loaded) -> None:
    support, seller_side = demo.signed_in("support"), demo.signed_in("seller-at-risk")
    part = Case.objects.get(request_key="demo-shown-breakage")
    whole = Case.objects.get(request_key="demo-shown-invoices")

    queue = support.get("/console/cases/?owner=all").content.decode()
    complete = support.get("/console/cases/?owner=all&needs=in").content.decode()
    log = seller_side.get(f"/s/{seller('harbour-lane').ref}/cases/").content.decode()

    assert "2 of 4 things asked for are missing" in queue and "All 3 things asked for are in" in queue
    assert whole.ref in complete and part.ref not in complete
    assert "2 of 4 things asked for are missing" in log
    beside = support.get(f"/console/sellers/{seller('harbour-lane').ref}/").content.decode()
    assert "Uma Castell has begun to write to this seller and has not sent it." in beside


@pytest.mark.parametrize(
    "name",
    [
        "Money",
        "Everything asked for is in",
        "Late in every queue",
        "Mine, urgent or high",
        "With the marketplace",
        "Shipping templates",
    ],
)
def test_every_view_that_the_demo_keeps_opens_on_cases(demo: Loaded, name: str) -> None:
    view = SavedView.objects.get(name=name)
    role, path = (
        ("seller-at-risk", f"/s/{seller('harbour-lane').ref}/cases/")
        if view.account_id
        else ("support", "/console/cases/")
    )

    page = demo.signed_in(role).get(f"{path}?{view.query}").content.decode()

    assert "not read as written" not in page
    refs = Case.objects.values_list("ref", flat=True)
    assert name == "Mine, urgent or high" or any(f"/cases/{ref}/" in page for ref in refs)


def test_payouts_of_the_last_weeks_are_there_and_add_up(demo: Loaded) -> None:
    found = Payout.objects.filter(seller=seller("harbour-lane")).order_by("-ends_at")

    assert [payout.status for payout in found] == ["scheduled", "paid", "paid"]
    assert {(one.ends_at - one.starts_at).days for one in found} == {14}
    for payout in Payout.objects.all():
        assert sum(one.total.minor for one in payouts.sums_of(payout)) == payout.total_minor
    assert list(ledger.out_of_balance()) == []
    lines = payouts.lines_of(found[0]).rows
    assert payouts.known_orders(found[0].seller, lines) == {line.order_id for line in lines if line.order_id}


def test_a_suspended_sellers_payout_is_on_hold_and_says_why(demo: Loaded) -> None:
    held = Payout.objects.filter(seller=seller("pellworth"), status="on_hold")

    page = demo.signed_in("seller-suspended").get(f"/s/{seller('pellworth').ref}/payouts/").content.decode()

    assert held.exists()
    assert "The account is suspended" in page
