"""An owner closes the account: what stands open, the days to take it back, what is read afterwards, and the end of access."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from goodstanding.base.mailroom.models import Mail
from goodstanding.base.timeline.models import Entry
from goodstanding.base.tokens.models import Token
from goodstanding.base.webhooks import actions as webhooks
from goodstanding.base.webhooks.actions import Wanted
from goodstanding.base.webhooks.models import Delivery, Endpoint
from goodstanding.systems.sellers import actions, queries
from goodstanding.systems.sellers.models import Closure
from goodstanding.systems.sellers.states import Permit
from goodstanding.systems.sellers.tasks import watch_closings
from tests.factories import cases, notifications, orders, payouts
from tests.factories.people import invite, link_mailed_to
from tests.factories.tokens import machine, program_of
from tests.world import Person, World, happenings

WISH = {"reason": "We give up the business.", "sure": "on"}
COOLING_OFF, ACCESS = 14, 190


def page(world: World, *rest: str) -> str:
    return f"/s/{world.harbour.ref}/team/closing/" + "".join(f"{part}/" for part in rest)


def ask(world: World, by: Person | None = None) -> int:
    return world.as_(by or world.alice).post(page(world), WISH).status_code


def pass_days(world: World, days: int) -> None:
    """Let days go by, and the worker do what falls due."""
    world.at(world.now + timedelta(days=days, minutes=5))
    watch_closings.enqueue()
    world.work_off()


def read(world: World, who: Person, path: str = "") -> str:
    return world.as_(who).get(path or page(world)).content.decode()


def closed(world: World) -> None:
    ask(world)
    pass_days(world, COOLING_OFF)


def test_the_page_says_what_stands_open_and_what_becomes_of_it(world: World) -> None:
    orders.sell(world.harbour, world.now, good=3)
    notifications.issued(world.harbour, world.now)
    cases.open_case(world)
    payouts.paid(world.harbour, world.now)

    said = read(world, world.alice)

    assert "final after 14 days" in said and "for 190 days more" in said
    assert "Orders a buyer may still claim for" in said
    assert "Notifications that wait for your answer" in said
    assert "They stay open and are answered" in said
    assert "Payouts under way" not in said


def test_an_owner_asks_and_everything_goes_on_until_it_is_final(world: World) -> None:
    assert ask(world) == 302
    world.work_off()

    said = read(world, world.bob)

    assert "This account closes on 6 Dec" in said and "We give up the business." in said
    assert queries.permits(queries.by_id(world.harbour.pk), Permit.SELL)
    assert world.as_(world.alice).get(f"/s/{world.harbour.ref}/").content.decode().count("This account closes on") == 1


def test_the_whole_team_is_told_and_the_record_keeps_what_stood_open(world: World) -> None:
    cases.open_case(world)
    ask(world)
    world.work_off()

    told = Mail.objects.filter(key__startswith="closing:")
    entry = Entry.objects.get(verb="account.closing_asked")

    assert sorted(told.values_list("to_address", flat=True)) == [
        f"{who}@example.com" for who in ("alice", "bob", "fay", "sue")
    ]
    assert all(
        "closes on" in mail.subject and "We give up" in mail.text and "take that back" in mail.text for mail in told
    )
    assert entry.reason == WISH["reason"] and entry.data["open"]["cases"] == 1


@pytest.mark.parametrize("who", ["bob", "sue", "fay"])
def test_only_an_owner_asks_or_takes_back(world: World, who: str) -> None:
    ask(world)
    before = happenings()

    answers = {
        world.as_(getattr(world, who)).post(page(world, *rest), WISH).status_code for rest in ((), ("taking-back",))
    }

    assert answers == {403}
    assert happenings() == before


@pytest.mark.parametrize("wish", [{"reason": " ", "sure": "on"}, {"reason": "Enough."}])
def test_without_a_reason_or_a_look_at_what_is_open_nothing_is_asked(world: World, wish: dict[str, str]) -> None:
    before = happenings()

    assert world.as_(world.alice).post(page(world), wish).status_code == 422
    assert happenings() == before


def test_asking_twice_is_one_closing(world: World) -> None:
    ask(world)
    before = happenings()

    assert ask(world) == 409
    assert happenings() == before


def test_an_owner_keeps_the_account_until_the_last_day(world: World) -> None:
    ask(world)
    world.at(world.later(days=COOLING_OFF, minutes=-5))

    world.as_(world.alice).post(page(world, "taking-back"))
    pass_days(world, 30)

    assert Closure.objects.get().state == "taken_back"
    assert queries.permits(queries.by_id(world.harbour.pk), Permit.SELL)
    assert "Your account stays open" in Mail.objects.filter(key__contains="taken_back").values_list(
        "subject", flat=True
    )
    assert ask(world) == 302


def test_once_final_nothing_sells_and_everything_is_read(world: World) -> None:
    case = cases.open_case(world)
    closed(world)

    seller = queries.by_id(world.harbour.pk)
    home = f"/s/{seller.ref}/"
    allowed = {permit.value for permit in Permit if queries.permits(seller, permit)}

    assert allowed == {"sign_in", "answer", "ship_open_orders", "pay_out"}
    assert "This account is closed" in read(world, world.bob)
    for path in ("orders/", "payouts/", "health/", "cases/", f"cases/{case.ref}/", "cases/export.csv", "activity/"):
        assert world.as_(world.alice).get(home + path).status_code == 200, path


def test_a_closed_team_still_writes_in_its_cases(world: World) -> None:
    case = cases.open_case(world)
    closed(world)

    response = world.as_(world.sue).post(
        f"/s/{world.harbour.ref}/cases/{case.ref}/messages/", {"body": "What about May?"}
    )

    assert response.status_code == 302
    assert "What about May?" in read(world, world.sue, f"/s/{world.harbour.ref}/cases/{case.ref}/")


def test_once_final_an_owner_takes_nothing_back(world: World) -> None:
    closed(world)
    before = happenings()

    assert world.as_(world.alice).post(page(world, "taking-back")).status_code == 403
    assert happenings() == before


def test_nobody_joins_a_closed_account(world: World) -> None:
    ask(world)
    world.at(world.later(days=COOLING_OFF - 1))
    invite(world)
    link = link_mailed_to("carol@example.com")
    pass_days(world, 1)
    team = f"/s/{world.harbour.ref}/team/"

    answers = [
        world.as_(None).post(link, {"name": "Carol", "password": "quiet violet harbour"}).status_code,
        world.as_(world.alice).post(f"{team}invitations/", {"email": "x@example.com", "role": "support"}).status_code,
        world.as_(world.ada).post(
            f"/console/sellers/{world.harbour.ref}/account/owners/", {"email": "o@example.com", "reason": "Gone."}
        ).status_code,
    ]  # fmt: skip

    assert answers == [404, 409, 409]
    assert world.harbour.account.memberships.count() == 4


def test_the_only_owner_leaves_a_closed_account(world: World) -> None:
    closed(world)
    mine = world.harbour.account.memberships.get(user=world.alice.user)

    world.as_(world.alice).post(f"/s/{world.harbour.ref}/team/members/{mine.pk}/removal/")

    assert not world.harbour.account.memberships.filter(user=world.alice.user).exists()
    assert world.as_(world.alice).get(f"/s/{world.harbour.ref}/").status_code == 404


def test_access_ends_with_its_tokens_and_webhooks_and_associates_read_on(world: World) -> None:
    case = cases.open_case(world)
    hook = Wanted(name="Back office", url="https://hooks.example/in", events=["case.*"])
    webhooks.set_up(actor=world.alice.actor, account_id=world.harbour.account_id, wanted=hook, at=world.now)
    program, shop = program_of(world.alice, account=world.harbour), machine("read_only", account=world.harbour)
    closed(world)
    meanwhile = {one.get("/sellers/harbour").status_code for one in (program, shop)}

    pass_days(world, ACCESS)

    assert meanwhile == {200}
    assert {one.get("/sellers/harbour").status_code for one in (program, shop)} == {401}
    assert not Token.objects.filter(revoked_at__isnull=True).exists()
    assert not Endpoint.objects.filter(removed_at__isnull=True).exists()
    assert world.as_(world.alice).get(f"/s/{world.harbour.ref}/").status_code == 404
    assert world.as_(world.sam).get(f"/console/cases/{case.ref}/").status_code == 200
    assert Entry.objects.get(verb="account.access_ended").data["people"] == 4


def test_the_worker_may_come_twice(world: World) -> None:
    closed(world)
    before = happenings()

    assert (actions.make_final(at=world.now), actions.end_access(at=world.now)) == (0, 0)
    assert happenings() == before


def test_a_program_of_the_seller_asks_once_and_takes_it_back(world: World) -> None:
    cases.open_case(world)
    alice, bob = program_of(world.alice), program_of(world.bob)

    before = bob.get("/sellers/harbour/closing").json()
    asked, again = (
        alice.post("/sellers/harbour/closing", {"reason": "Enough."}, Idempotency_Key="end") for _ in range(2)
    )
    refused = bob.post("/sellers/harbour/closing/taking-back", {})
    told = alice.get("/sellers/harbour").json()
    kept = alice.post("/sellers/harbour/closing/taking-back", {})

    assert before["closing"] is None and before["open"]["cases"] == 1
    assert (asked.status_code, again["Idempotency-Replayed"], refused.status_code) == (201, "true", 403)
    assert told["closes_at"] == asked.json()["final_at"] and told["closed_at"] is None
    assert kept.json()["state"] == "taken_back"
    assert alice.get("/sellers/harbour").json()["closes_at"] is None


def test_programs_of_the_shop_learn_that_it_closes(world: World) -> None:
    hook = Wanted(name="Shop engine", url="https://hooks.example/in", events=["account.*"])
    endpoint, _secret = webhooks.set_up(actor=world.ada.actor, account_id=None, wanted=hook, at=world.now)

    closed(world)

    told = [json.loads(one.body)["data"]["state"] for one in Delivery.objects.filter(endpoint=endpoint).order_by("pk")]
    assert told == ["asked", "final"]
