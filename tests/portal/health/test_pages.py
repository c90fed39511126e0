import pytest

from tests.factories.orders import order_events, record, sell
from tests.world import World, happenings


@pytest.fixture
def late(world: World) -> World:
    """Harbour Lane has shipped six of 96 orders late."""
    sell(world.harbour, world.now, good=90, late=6)
    return world


def url(world: World, rest: str = "") -> str:
    return f"/s/{world.harbour.ref}/health/{rest}"


def test_the_first_line_says_where_the_account_stands_and_why(late: World) -> None:
    page = late.as_(late.alice).get(url(late)).content.decode()

    assert "too many orders left late" in page
    assert "6 of 96 orders, last 30 days" in page


def test_every_number_links_to_its_orders(late: World) -> None:
    page = late.as_(late.alice).get(url(late, "LATE_SHIPMENT_RATE/?window=30")).content.decode()

    assert page.count("after the ship-by of") == 6


def test_orders_that_do_not_count_say_why(world: World) -> None:
    record(world.harbour, order_events(world.harbour, world.later(days=-5), channel="afn"), world.now)

    page = world.as_(world.alice).get(url(world, "LATE_SHIPMENT_RATE/?window=30&kind=not_counted")).content.decode()

    assert "The marketplace ships it" in page


def test_a_past_day_shows_the_numbers_of_that_day(late: World) -> None:
    page = late.as_(late.alice).get(url(late, "?as_of=2026-11-10")).content.decode()

    assert "As of Tuesday, 10 November 2026" in page
    assert "6 of 96" not in page


@pytest.mark.parametrize("query", ["?as_of=2027-01-01", "?as_of=yesterday", "?as_of=0001-01-01"])
def test_an_impossible_day_is_refused_in_words(late: World, query: str) -> None:
    response = late.as_(late.alice).get(url(late, query))

    assert response.status_code == 422
    assert "as_of must be a day" in response.content.decode()


@pytest.mark.parametrize("rest", ["NO_SUCH_RATE/", "LATE_SHIPMENT_RATE/?window=11", "ORDER_DEFECT_RATE/?channel=x"])
def test_an_unknown_metric_window_or_channel_is_not_found(late: World, rest: str) -> None:
    assert late.as_(late.alice).get(url(late, rest)).status_code == 404


def test_a_stranger_learns_nothing(late: World) -> None:
    before = happenings()

    assert late.as_(late.mallory).get(url(late)).status_code == 404
    assert late.as_(None).get(url(late)).status_code == 302
    assert happenings() == before


def test_a_seller_without_orders_is_told_so(world: World) -> None:
    page = world.as_(world.alice).get(url(world)).content.decode()

    assert "No orders have come in yet" in page


def test_an_order_says_in_which_numbers_it_counts(late: World) -> None:
    client = late.as_(late.alice)
    listing = client.get(f"/s/{late.harbour.ref}/orders/").content.decode()
    order = listing.split("orders/T-")[1].split("/")[0]

    page = client.get(f"/s/{late.harbour.ref}/orders/T-{order}/").content.decode()

    assert "Where it counts today" in page
    assert "Late shipment rate" in page


@pytest.mark.parametrize("rest", ["", "LATE_SHIPMENT_RATE/?window=30"])
def test_the_pages_ask_few_queries_however_many_orders(late: World, rest: str, django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]  # pytest-django's fixture
    client = late.as_(late.alice)
    client.get(url(late, rest))

    with django_assert_max_num_queries(15):
        client.get(url(late, rest))
