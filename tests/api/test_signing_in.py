"""Tokens through the API: what opens, what does not, and that a token never reaches further than its person."""

from datetime import timedelta

import pytest
from django.test import Client

from goodstanding.api import limits
from goodstanding.base.clock import reading
from goodstanding.base.tokens.models import Token
from goodstanding.systems.sellers.models import Membership
from tests.factories.tokens import Program, machine, program_of
from tests.world import World


def test_a_token_says_what_it_is(world: World) -> None:
    answer = program_of(world.alice, "sellers:read", "health:read").get("/token")

    assert answer.status_code == 200
    found = answer.json()
    assert (found["acts_for"], found["acts_as"]) == ("seller", "Alice")
    assert found["scopes"] == ["health:read", "sellers:read"]
    assert answer["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize(
    "header", [None, "", "Bearer", "Bearer ", "Basic YTpi", "Bearer gs_nonsense", "Bearer gs_\xe4"]
)
def test_without_a_good_token_nothing_opens(world: World, header: str | None) -> None:
    client = Client(headers={"Authorization": header} if header is not None else {})

    answer = client.get("/api/v1/sellers")

    assert answer.status_code == 401
    assert answer["WWW-Authenticate"].startswith("Bearer")
    assert answer.json()["title"] == "A token is needed"


def test_a_session_alone_does_not_open_the_api(world: World) -> None:
    assert world.as_(world.ada).get("/api/v1/sellers").status_code == 401


def test_expired_and_revoked_tokens_say_so(world: World) -> None:
    program = program_of(world.alice)
    token = Token.objects.get()
    Token.objects.update(expires_at=reading.now() - timedelta(seconds=1))
    assert program.get("/sellers").json()["code"] == "token_expired"

    Token.objects.update(expires_at=token.expires_at, revoked_at=reading.now())
    answer = program.get("/sellers")

    assert (answer.status_code, answer.json()["code"]) == (401, "token_revoked")
    assert 'error="invalid_token"' in answer["WWW-Authenticate"]


def test_a_person_who_may_not_sign_in_has_no_api_either(world: World) -> None:
    program = program_of(world.alice)
    world.alice.user.is_active = False
    world.alice.user.save()

    assert program.get("/sellers").json()["code"] == "person_inactive"


def test_a_scope_that_the_token_lacks_is_named(world: World) -> None:
    answer = program_of(world.alice, "cases:read").get("/sellers")

    assert answer.status_code == 403
    assert "sellers:read" in answer.json()["detail"]
    assert 'error="insufficient_scope", scope="sellers:read"' in answer["WWW-Authenticate"]


def test_a_token_loses_what_its_person_loses(world: World) -> None:
    program = program_of(world.alice)
    assert program.get("/sellers/harbour").status_code == 200

    Membership.objects.filter(user=world.alice.user).delete()

    assert program.get("/sellers/harbour").status_code == 404
    assert program.get("/sellers").json()["data"] == []


def test_a_token_does_not_follow_its_person_to_the_other_side(world: World) -> None:
    program = program_of(world.alice)
    world.alice.user.staff_roles = ["administrator"]
    world.alice.user.save()

    assert program.get("/sellers").json()["data"] == []
    assert program.get("/sellers/rival").status_code == 404


def test_a_token_for_one_account_reaches_no_other(world: World) -> None:
    Membership.objects.create(account=world.rival.account, user=world.alice.user, role="owner", since=world.now)
    both, one = program_of(world.alice), program_of(world.alice, account=world.harbour)

    assert len(both.get("/sellers").json()["data"]) == 2
    assert [s["external_id"] for s in one.get("/sellers").json()["data"]] == ["harbour"]
    assert one.get("/sellers/rival").status_code == 404


def test_a_sellers_machine_sees_its_own_account_only(world: World) -> None:
    program = machine("read_only", account=world.harbour)

    assert [s["external_id"] for s in program.get("/sellers").json()["data"]] == ["harbour"]
    assert program.get("/sellers/rival").status_code == 404


def test_requests_are_limited_and_the_wait_is_named(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "REQUESTS_A_MINUTE", 2)
    program = program_of(world.alice)
    assert [program.get("/sellers").status_code for _ in range(2)] == [200, 200]

    answer = program.get("/sellers")

    assert answer.status_code == 429
    assert 1 <= int(answer["Retry-After"]) <= 60
    assert answer.json()["code"] == "too_many_requests"
    assert program_of(world.mallory).get("/sellers").status_code == 200


def test_the_last_use_is_written_at_most_once_a_minute(world: World) -> None:
    program = program_of(world.alice)
    program.get("/token")
    first = Token.objects.get().last_used_at

    program.get("/token")

    assert first is not None
    assert Token.objects.get().last_used_at == first


def test_secrets_are_not_stored(world: World) -> None:
    program: Program = program_of(world.alice)

    kept = Token.objects.values().get()

    assert program.secret not in str(kept)
    assert program.secret.startswith(kept["prefix"])
