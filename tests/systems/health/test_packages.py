"""Several packages to an order: what counts equals a plain recount of the events, whatever they are and however they arrive."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from goodstanding.kit.actors import SYSTEM
from goodstanding.kit.errors import Invalid
from goodstanding.kit.periods import window_ending
from goodstanding.systems.health import queries
from goodstanding.systems.health.counted import CountedOrder
from goodstanding.systems.health.queries import Asked
from goodstanding.systems.health.rules import Count
from goodstanding.systems.orders import actions
from goodstanding.systems.orders.events import EventDraft, Kind
from goodstanding.systems.orders.models import Order, Package
from goodstanding.systems.orders.vocabulary import Mark
from tests.factories.orders import draft, record
from tests.world import NOW, World

HOUR = timedelta(hours=1)
WINDOWS = {"VALID_TRACKING_RATE": (30, 14), "ON_TIME_DELIVERY_RATE": (14, 7), "LATE_SHIPMENT_RATE": (30, 0)}
PACKAGES = ("VALID_TRACKING_RATE", "ON_TIME_DELIVERY_RATE")


@dataclass(frozen=True)
class Said:
    """One event of an order, in plain words: hours after the order was placed, about a package, a number or neither."""

    kind: Kind
    hours: int
    package: str
    number: str


@dataclass(frozen=True)
class Story:
    """An order as it was told."""

    days_ago: int
    channel: str
    promised_after_days: int
    said: tuple[Said, ...]


parcels = st.sampled_from(["", "", "one", "two", "three"])
numbers = st.sampled_from(["", "", "NP1", "NP2"])
kinds = st.sampled_from([Kind.SHIPPED, Kind.SHIPPED, Kind.SHIPPED, Kind.CARRIER_SCAN, Kind.DELIVERED, Kind.CANCELLED])
sayings = st.builds(Said, kinds, st.integers(1, 200), parcels, numbers)
stories = st.builds(
    Story, st.integers(10, 45), st.sampled_from(["mfn", "mfn", "mfn", "afn"]), st.integers(1, 20),
    st.lists(sayings, max_size=9).map(tuple),
)  # fmt: skip


def told(world: World, stories: Sequence[Story]) -> list[EventDraft]:
    """The events of the stories. No two of an order happen at the same second."""
    drafts = []
    for place, story in enumerate(stories):
        order, placed_at = f"P-{place}", NOW - timedelta(days=story.days_ago)
        promised = placed_at + timedelta(days=story.promised_after_days)
        data = {
            "currency": "USD", "channel": story.channel, "deliver_by_at": promised.isoformat(),
            "ship_by_at": (placed_at + 60 * HOUR).isoformat(),
        }  # fmt: skip
        drafts.append(draft(world.harbour, order, Kind.PLACED, placed_at, data))
        for n, said in enumerate(story.said):
            about = {"package": said.package, "tracking_id": said.number}
            more = (
                {"by": "seller", "reason": "stock"}
                if said.kind is Kind.CANCELLED
                else {k: v for k, v in about.items() if v}
            )
            at = placed_at + said.hours * HOUR + timedelta(seconds=n)
            drafts.append(draft(world.harbour, order, said.kind, at, more, id=f"{order}:{n}"))
    return drafts


def recounted(drafts: Sequence[EventDraft], code: str, as_of: datetime) -> Count:
    """The rate of a metric by going through the events one after another, without marks, folds or windows in a database."""
    span = window_ending(as_of.date(), days=WINDOWS[code][0], lag_days=WINDOWS[code][1])
    numerator = denominator = 0
    for order in {d.order for d in drafts}:
        own = sorted((d for d in drafts if d.order == order and d.at <= as_of), key=lambda d: d.at)
        placed = own[0].data if own else {"channel": "afn"}
        if placed["channel"] != "mfn":
            continue
        promise = str(placed["ship_by_at"] if code == "LATE_SHIPMENT_RATE" else placed["deliver_by_at"])
        if datetime.fromisoformat(promise).date() not in span:
            continue
        for counts, hit in _verdicts(own, code, as_of, datetime.fromisoformat(promise)):
            denominator += counts
            numerator += counts and hit
    return Count(numerator, denominator)


def _verdicts(own: list[EventDraft], code: str, as_of: datetime, promised: datetime) -> Iterator[tuple[bool, bool]]:
    shipped = [d for d in own if d.kind is Kind.SHIPPED]
    if code == "LATE_SHIPMENT_RATE":
        cancelled = any(d.kind is Kind.CANCELLED for d in own)
        first = {d.data.get("package", ""): d.at for d in reversed(shipped)}  # confirmed again is not shipped again
        yield True, any(at > promised for at in first.values()) if first else not cancelled and as_of > promised
        return
    names = {d.data.get("package", "") for d in shipped}
    for name in names:
        mine = [d for d in shipped if d.data.get("package", "") == name]
        given = [d.data["tracking_id"] for d in mine if "tracking_id" in d.data]

        def about(
            d: EventDraft, name: object = name, begun: datetime = mine[0].at, given: list[object] = given
        ) -> bool:
            if "package" in d.data:
                return d.data["package"] == name
            if "tracking_id" in d.data:
                return d.data["tracking_id"] in given
            return name == "" or ("" not in names and (len(names) == 1 or begun <= d.at))

        arrived = [d.at for d in own if d.kind is Kind.DELIVERED and about(d)]
        scanned = any(d.kind is Kind.CARRIER_SCAN and about(d) for d in own) or bool(given and arrived)
        if code == "VALID_TRACKING_RATE":
            yield True, scanned
        else:
            yield bool(given) or scanned, bool(arrived) and arrived[0] <= promised


def every_row(world: World, asked: Asked, kind: str) -> list[CountedOrder]:
    """The whole list, three rows to a page."""
    rows: list[CountedOrder] = []
    after = ""
    while True:
        page = queries.counted_orders(world.harbour, asked, at=NOW, kind=kind, after=after, limit=3)
        rows += page.rows
        if page.next_after is None:
            return rows
        after = page.next_after


def kept() -> tuple[list[dict[str, object]], list[dict[str, object]]]:
    """Every order and every package, as they are in the database."""
    return list(Order.objects.order_by("pk").values()), list(Package.objects.order_by("pk").values())


@given(stories=st.lists(stories, min_size=1, max_size=5), data=st.data())
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_counts_is_a_plain_recount_of_the_events(world: World, stories: list[Story], data: st.DataObject) -> None:
    drafts = told(world, stories)
    placed = [d for d in drafts if d.kind is Kind.PLACED]
    arrival = data.draw(st.permutations([d for d in drafts if d.kind is not Kind.PLACED]))
    cut = data.draw(st.integers(0, len(arrival)))
    past = NOW - timedelta(days=data.draw(st.integers(1, 12)))
    with transaction.atomic():
        for lot in (placed, arrival[:cut], arrival[cut:]):
            assert record(world.harbour, list(lot), NOW).rejects == []

        end_of_past = past.replace(hour=23, minute=59, second=59)
        today, then = (queries.health_of(world.harbour, at=NOW, as_of=d.date()) for d in (NOW, past))
        for code in WINDOWS:
            assert [r.count for r in today.of(code) if r.window_days == WINDOWS[code][0]] == [
                recounted(drafts, code, NOW)
            ]
            assert [r.count for r in then.of(code) if r.window_days == WINDOWS[code][0]] == [
                recounted(drafts, code, end_of_past)
            ]
            assert queries.counted_orders(world.harbour, Asked(code), at=NOW).reading.count == recounted(
                drafts, code, NOW
            )
        for code in PACKAGES:
            for as_of, when in ((None, NOW), (past.date(), end_of_past)):
                counted = every_row(world, Asked(code, as_of=as_of), "counted")
                against = every_row(world, Asked(code, as_of=as_of), "against")
                others = every_row(world, Asked(code, as_of=as_of), "not_counted")
                whole = recounted(drafts, code, when)
                assert (len(counted), len(against)) == (whole.denominator, whole.denominator - whole.numerator)
                told_apart = [(r.order, r.part) for r in [*counted, *others]]
                assert len(set(told_apart)) == len(told_apart)
                assert all(r.is_package and r.sentence for r in [*counted, *others])

        live = kept()
        Order.objects.update(marks=0, carrier="", shipped_at=None, last_shipped_at=None)
        Package.objects.update(marks=0, number=9, tracking_id="wrong")
        actions.rebuild(actor=SYSTEM, at=NOW)
        assert kept() == live
        transaction.set_rollback(True)


def in_two_packages(world: World, *, second_after: timedelta = 30 * HOUR) -> None:
    """An order shipped in two packages, of which only the first was scanned and arrived in time."""
    placed_at = NOW - timedelta(days=25)
    promise = {"ship_by_at": (placed_at + 48 * HOUR).isoformat(), "deliver_by_at": (placed_at + 144 * HOUR).isoformat()}
    lines = [{"sku": "HL-TEAPOT-09", "quantity": 1}, {"sku": "HL-BOWL-02", "quantity": 1}]

    def say(kind: Kind, after: timedelta, name: str, **more: object) -> EventDraft:
        return draft(world.harbour, "A-1", kind, placed_at + after, {"package": name, **more}, id=f"A-1:{kind}:{name}")

    drafts = [
        draft(world.harbour, "A-1", Kind.PLACED, placed_at, {"currency": "USD", "lines": lines, **promise}),
        say(
            Kind.SHIPPED,
            20 * HOUR,
            "1",
            carrier="Northpost",
            tracking_id="NP1",
            items=[{"sku": "HL-TEAPOT-09", "quantity": 1}],
        ),
        say(Kind.CARRIER_SCAN, 23 * HOUR, "1"),
        say(Kind.DELIVERED, 90 * HOUR, "1"),
        say(Kind.SHIPPED, second_after, "2", carrier="Quickline", tracking_id="QL2", ship_from="Leeds"),
    ]
    assert record(world.harbour, drafts, NOW).rejects == []


def test_the_list_behind_a_number_shows_each_package_with_its_own_reason(world: World) -> None:
    in_two_packages(world)

    page = queries.counted_orders(world.harbour, Asked("VALID_TRACKING_RATE"), at=NOW, kind="counted")

    assert (page.reading.numerator, page.reading.denominator) == (1, 2)
    assert [(r.order, r.tracking_id, r.carrier, r.against, r.reason) for r in page.rows] == [
        ("A-1", "QL2", "Quickline", True, "tracking_not_scanned"),
        ("A-1", "NP1", "Northpost", False, "tracking_scanned"),
    ]
    assert page.rows[0].sentence == "The carrier has never scanned tracking number QL2."


def test_orders_are_counted_once_where_orders_are_counted(world: World) -> None:
    in_two_packages(world, second_after=60 * HOUR)

    late = queries.counted_orders(world.harbour, Asked("LATE_SHIPMENT_RATE", 30), at=NOW, kind="counted")

    assert (late.reading.numerator, late.reading.denominator) == (1, 1)
    assert [(r.order, r.is_package, r.reason) for r in late.rows] == [("A-1", False, "partly_shipped_late")]
    assert late.rows[0].sentence.startswith("Its last package was shipped on")
    assert "12 h 0 min after the ship-by" in late.rows[0].sentence


def test_the_order_says_what_its_packages_say_together(world: World) -> None:
    in_two_packages(world)

    order = Order.objects.get(external_id="A-1")
    first, second = order.packages.order_by("number")

    assert (order.carrier, order.tracking_id, order.delivered_at) == ("Northpost", "NP1", None)
    assert (order.shipped_at, order.last_shipped_at) == (first.shipped_at, second.shipped_at)
    assert (first.items, second.items) == ([{"sku": "HL-TEAPOT-09", "quantity": 1}], [])
    assert (first.ship_from, second.ship_from) == ("", "Leeds")
    assert Mark.SEVERAL_PACKAGES in Mark(order.marks)
    assert Mark.SHIPPED_PACKAGE not in Mark(order.marks)


def test_causes_are_those_of_the_packages(world: World) -> None:
    for n in range(3):
        in_two_packages(world)
        Order.objects.filter(external_id="A-1").update(external_id=f"A-{n + 2}")
        Order.objects.get(external_id=f"A-{n + 2}").events.update(source=f"s{n}")

    causes = queries.root_causes(world.harbour, Asked("VALID_TRACKING_RATE"), at=NOW)

    told_of = {(c.dimension, c.value): (c.defects, c.orders, c.all_orders) for c in causes}
    assert told_of["carrier", "Quickline"] == (3, 3, 6)
    assert told_of["ship_from", "Leeds"] == (3, 3, 6)


def test_an_order_in_one_package_costs_no_row_of_its_own(world: World) -> None:
    placed_at = NOW - timedelta(days=25)
    drafts = [draft(world.harbour, "A-1", Kind.PLACED, placed_at, {"currency": "USD"})]
    drafts += [draft(world.harbour, "A-1", Kind.SHIPPED, placed_at + 9 * HOUR, {"package": "1", "tracking_id": "NP1"})]
    drafts += [draft(world.harbour, "A-1", Kind.CARRIER_SCAN, placed_at + 19 * HOUR, {"tracking_id": "NP1"})]
    record(world.harbour, drafts, NOW)

    order = Order.objects.get(external_id="A-1")

    assert (Package.objects.count(), order.last_shipped_at, order.tracking_id) == (0, None, "NP1")
    assert order.first_scan_at == placed_at + 19 * HOUR


@pytest.mark.parametrize("after", ["2026-11-01", "2026-11-01_x_1", "2026-13-01_1_1", "1_2_3_4"])
def test_a_damaged_place_in_the_list_is_refused(world: World, after: str) -> None:
    with pytest.raises(Invalid):
        queries.counted_orders(world.harbour, Asked("VALID_TRACKING_RATE"), at=NOW, after=after)


def test_messages_of_one_order_are_paged_each(world: World) -> None:
    placed_at = NOW - timedelta(days=9)
    drafts = [draft(world.harbour, "A-1", Kind.PLACED, placed_at, {"currency": "USD"})]
    drafts += [
        draft(world.harbour, "A-1", Kind.MESSAGE_RECEIVED, placed_at + n * HOUR, {"message_id": f"m{n}"}, id=f"m{n}")
        for n in range(1, 8)
    ]
    record(world.harbour, drafts, NOW)

    for as_of in (None, NOW.date() - timedelta(days=2)):
        assert len(every_row(world, Asked("LATE_RESPONSE_RATE", as_of=as_of), "against")) == 7
