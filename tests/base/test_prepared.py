"""A prepared query gives what its queryset gives, on both databases, and refuses what it could get wrong."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import Count, F, QuerySet, Value
from django.db.models.signals import post_init
from django.test.utils import CaptureQueriesContext

from goodstanding.base.prepared import Prepared, counts
from goodstanding.systems.sellers.models import Membership, Seller
from goodstanding.systems.sellers.states import Standing
from tests.world import World

Build = Callable[..., QuerySet[Any, Any]]


def joined(*, accounts: Sequence[int]) -> QuerySet[Seller]:
    return Seller.objects.select_related("store", "account").filter(account_id__in=accounts).order_by("pk")


def held(*, user: int) -> QuerySet[Membership, tuple[int, str, datetime]]:
    return Membership.objects.filter(user_id=user).order_by("pk").values_list("account_id", "role", "since")


def united(*, seller: int, user: int) -> QuerySet[Any, dict[str, Any]]:
    """Two tables as rows of one shape."""
    first = (
        Seller.objects.filter(pk=seller)
        .annotate(what=Value("seller"))
        .values("what", text=F("name"), at=F("joined_at"))
    )
    other = (
        Membership.objects.filter(user_id=user)
        .annotate(what=Value("role"))
        .values("what", text=F("role"), at=F("since"))
    )
    return first.union(other, all=True).order_by("what")


def since(*, at: datetime, standing: str) -> QuerySet[Seller]:
    return Seller.objects.filter(joined_at__lte=at, standing=standing).order_by("-joined_at", "-pk")[:3]


def counted(*, seller: int) -> QuerySet[Seller]:
    found: QuerySet[Seller] = Seller.objects.filter(pk=seller).annotate(
        members=Count("account__memberships"), country=F("store__country")
    )
    return found


def some_columns(*, name: str) -> QuerySet[Seller]:
    return Seller.objects.filter(name=name).only("ref", "name")


def asked_of(world: World) -> list[tuple[Build, dict[str, Any]]]:
    return [
        (joined, {"accounts": [world.harbour.account_id]}),
        (joined, {"accounts": [world.harbour.account_id, world.rival.account_id]}),
        (held, {"user": world.alice.user.pk}),
        (united, {"seller": world.harbour.pk, "user": world.alice.user.pk}),
        (since, {"at": datetime(2100, 1, 1, tzinfo=UTC), "standing": Standing.NORMAL}),
        (since, {"at": datetime(1990, 1, 1, tzinfo=UTC), "standing": "normal"}),
        (counted, {"seller": world.harbour.pk}),
        (some_columns, {"name": world.harbour.name}),
    ]


def test_rows_and_counts_are_those_of_the_queryset(world: World) -> None:
    for build, values in asked_of(world):
        prepared = Prepared(build)
        for _ in range(2):
            assert prepared.rows(**values) == list(build(**values)), build.__name__
            if build is not united:  # what is united is listed, not counted
                assert prepared.count(**values) == build(**values).count(), build.__name__


def test_several_are_counted_by_one_query(world: World) -> None:
    asked = [(Prepared(build), values) for build, values in asked_of(world) if build is not united]
    each = [prepared.count(**values) for prepared, values in asked]

    with CaptureQueriesContext(connection) as queries:
        assert counts(*asked) == each
    assert len(queries) == 1


def test_models_come_whole_with_what_was_asked_for(world: World) -> None:
    prepared = Prepared(joined)
    first = prepared.first(accounts=[world.harbour.account_id])
    counting = Prepared(counted).first(seller=world.harbour.pk)

    assert first is not None and counting is not None
    with CaptureQueriesContext(connection) as queries:
        assert (first.store, first.account, first.joined_at) == (
            world.harbour.store,
            world.harbour.account,
            world.harbour.joined_at,
        )
    assert len(queries) == 0
    assert counting.members == world.harbour.account.memberships.count()  # type: ignore[attr-defined]  # annotated
    assert counting.country == world.harbour.store.country  # type: ignore[attr-defined]  # annotated


def test_columns_left_out_are_fetched_when_read(world: World) -> None:
    found = Prepared(some_columns).first(name=world.harbour.name)

    assert found is not None
    assert found.get_deferred_fields() >= {"external_id", "standing"}
    assert found.external_id == world.harbour.external_id


def test_a_model_made_at_once_is_the_one_that_django_makes(world: World) -> None:
    made, plain = (
        Prepared(joined).rows(accounts=[world.harbour.account_id]),
        joined(accounts=[world.harbour.account_id]),
    )

    for one, other in zip(made, plain, strict=True):
        for mine, theirs in ((one, other), (one.store, other.store), (one.account, other.account)):
            kept, known = dict(mine.__dict__), dict(theirs.__dict__)
            assert (kept.pop("_state").adding, known.pop("_state").adding) == (False, False)
            assert kept == known
        one.name = "Renamed"
        one.save(update_fields=["name"])
        assert Seller.objects.get(pk=one.pk).name == "Renamed"


def test_whoever_listens_to_the_making_of_models_hears_of_each(world: World) -> None:
    heard: list[Seller] = []

    def listen(sender: type[Seller], instance: Seller, **kwargs: object) -> None:
        heard.append(instance)

    post_init.connect(listen, sender=Seller)
    try:
        found = Prepared(joined).rows(accounts=[world.harbour.account_id])
    finally:
        post_init.disconnect(listen, sender=Seller)

    assert found and [one.pk for one in heard] == [one.pk for one in found]


def test_one_query_serves_other_values(world: World) -> None:
    prepared = Prepared(held)

    assert prepared.rows(user=world.alice.user.pk) != prepared.rows(user=world.bob.user.pk)
    assert prepared.rows(user=0) == []
    assert prepared.first(user=0) is None


def test_days_reach_the_database_too(world: World) -> None:
    def until(*, day: date) -> QuerySet[Seller]:
        return Seller.objects.filter(joined_at__date__lte=day)

    prepared = Prepared(until)
    later = (world.harbour.joined_at + timedelta(days=1)).date()

    assert prepared.count(day=later) == until(day=later).count()


def test_columns_of_every_kind_come_as_django_reads_them(world: World) -> None:
    """PostgreSQL sends them in its own form here, and as text to Django."""
    for model in apps.get_models():
        if model._meta.proxy or not model._meta.managed:
            continue
        names = [field.attname for field in model._meta.concrete_fields]

        def build(*, model: Any = model, names: Sequence[str] = names) -> QuerySet[Any, Any]:
            return model._default_manager.order_by("pk").values_list(*names)[:20]  # type: ignore[no-any-return]

        found = Prepared(build).rows()
        assert found == list(build()), model.__name__
        for row, plain in zip(found, build(), strict=True):
            assert [type(cell) for cell in row] == [type(cell) for cell in plain], model.__name__


def test_numbers_of_any_size_are_asked_for_by_one_statement(world: World) -> None:
    def beyond(*, number: int) -> QuerySet[Seller]:
        return Seller.objects.filter(pk__gt=number).order_by("pk")

    prepared = Prepared(beyond, one_plan=True)

    assert [len(prepared.rows(number=number)) for number in (0, 2**15, 2**31, 2**62)] == [
        Seller.objects.count(),
        0,
        0,
        0,
    ]


@pytest.mark.parametrize("one_plan", [True, False])
def test_postgresql_plans_once_what_says_that_one_plan_is_best(world: World, one_plan: bool) -> None:
    prepared = Prepared(held, one_plan=one_plan)

    for _ in range(5):
        assert prepared.rows(user=world.alice.user.pk)

    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%%sellers_membership%%'")
            assert cursor.fetchone() == (1 if one_plan else 0,)


@pytest.mark.parametrize(
    ("build", "values"),
    [
        (lambda *, text: Seller.objects.filter(name__contains=text), {"text": "a"}),
        (lambda *, name: Seller.objects.all(), {"name": "a"}),
        (lambda *, at: Seller.objects.filter(joined_at__lt=at), {"at": None}),
        (lambda *, yes: Seller.objects.filter(store__is_demo=yes), {"yes": True}),
        (joined, {"accounts": []}),
    ],
)
def test_what_could_go_wrong_is_refused_at_the_first_call(db: None, build: Build, values: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="prepared query"):
        Prepared(build).rows(**values)
