"""Issuing and revoking tokens on both sites, and from the command line."""

import re
from dataclasses import replace

import pytest
from django.test import Client

from goodstanding.base.timeline.models import Entry
from goodstanding.base.tokens import actions
from goodstanding.base.tokens.models import Token
from goodstanding.config.cli import run
from goodstanding.kit.errors import Conflict, Refusal
from tests.factories.tokens import Program, machine, program_of
from tests.world import World, happenings

SECRET = re.compile(r"gs_[A-Za-z0-9]{6}_[A-Za-z0-9]{43}")
FORM = {"name": "Stock sync", "acts_as": "me", "scopes": ["sellers:read"], "days": "90"}


def test_a_seller_issues_a_token_and_sees_it_once(world: World) -> None:
    page = world.as_(world.alice).post(f"/s/{world.harbour.ref}/team/tokens/", FORM)

    secret = SECRET.findall(page.content.decode())[0]
    assert page["Cache-Control"].startswith("max-age=0, no-cache, no-store")
    assert Program(secret).get("/sellers").status_code == 200
    again = world.as_(world.alice).get(f"/s/{world.harbour.ref}/team/tokens/").content.decode()
    assert "Stock sync" in again
    assert not SECRET.search(again)
    entry = Entry.objects.get(verb="token.issued")
    assert (entry.actor_name, entry.seller_id) == ("Alice", world.harbour.pk)
    assert secret not in str(entry.data)


def test_only_an_owner_issues_to_machines(world: World) -> None:
    path = f"/s/{world.harbour.ref}/team/tokens/"
    before = Token.objects.count()

    assert b"a machine that reads" not in world.as_(world.bob).get(path).content
    world.as_(world.bob).post(path, {**FORM, "acts_as": "owner"})
    with pytest.raises(Refusal):
        draft = actions.TokenDraft("x", ["sellers:read"], account_id=world.harbour.account_id)
        actions.issue_to_machine(actor=world.bob.actor, role="owner", draft=draft, at=world.now)

    assert not Token.objects.filter(user=None).exists()
    world.as_(world.alice).post(path, {**FORM, "acts_as": "read_only"})
    assert Token.objects.get(user=None).role == "read_only"
    assert Token.objects.count() == before + 2  # bob's went to himself: the field is not his to fill


def test_an_owner_sees_and_revokes_the_teams_tokens(world: World) -> None:
    program = program_of(world.bob, account=world.harbour)
    token = Token.objects.get()

    page = world.as_(world.alice).get(f"/s/{world.harbour.ref}/team/tokens/").content.decode()
    answer = world.as_(world.alice).post(f"/s/{world.harbour.ref}/team/tokens/{token.ref}/revocation/")

    assert token.prefix in page
    assert answer.status_code == 302
    assert program.get("/sellers").json()["code"] == "token_revoked"
    assert Entry.objects.filter(verb="token.revoked", subject_id=token.ref).count() == 1


@pytest.mark.parametrize(("who", "status"), [("bob", 403), ("mallory", 404), ("sam", 404)])
def test_nobody_else_revokes_a_token(world: World, who: str, status: int) -> None:
    program = program_of(world.alice, account=world.harbour)
    token, person = Token.objects.get(), getattr(world, who)
    before = happenings()

    seller = world.rival if who == "mallory" else world.harbour
    path = (
        f"/console/tokens/{token.ref}/revocation/"
        if who == "sam"
        else f"/s/{seller.ref}/team/tokens/{token.ref}/revocation/"
    )
    answer = world.as_(person).post(path)

    assert answer.status_code == status
    assert program.get("/sellers").status_code == 200
    assert happenings() == before


def test_an_administrator_issues_to_a_machine_of_the_marketplace(world: World) -> None:
    page = world.as_(world.ada).post(
        "/console/tokens/", {"name": "Shop", "scopes": ["orders:write"], "days": "365", "acts_as": "administrator"}
    )

    secret = SECRET.findall(page.content.decode())[0]
    assert Program(secret).get("/token").json()["acts_for"] == "marketplace"
    assert Program(secret).get("/sellers").status_code == 403


def test_an_associate_sees_her_own_tokens_only(world: World) -> None:
    machine("administrator")
    program_of(world.sam)

    assert len(Token.objects.all()) == 2
    assert b"Machine" not in world.as_(world.sam).get("/console/tokens/").content
    assert b"Machine" in world.as_(world.ada).get("/console/tokens/").content


@pytest.mark.parametrize(
    "wrong", [{"name": " "}, {"scopes": []}, {"scopes": ["orders:write"]}, {"days": "99999"}, {"name": "x" * 81}]
)
def test_a_token_that_makes_no_sense_is_not_issued(world: World, wrong: dict[str, object]) -> None:
    before = happenings()

    page = world.as_(world.alice).post(f"/s/{world.harbour.ref}/team/tokens/", {**FORM, **wrong})

    assert page.status_code == 422
    assert not Token.objects.exists()
    assert happenings() == before


def test_a_person_holds_fifty_live_tokens_at_most(world: World) -> None:
    for _ in range(actions.MAX_LIVE):
        program_of(world.alice)

    with pytest.raises(Conflict):
        program_of(world.alice)


def test_a_token_cannot_issue_another(world: World) -> None:
    actor = replace(world.alice.actor, token_id=1)

    with pytest.raises(Refusal):
        actions.issue_to_person(
            actor=actor, user=world.alice.user, draft=actions.TokenDraft("x", ["sellers:read"]), at=world.now
        )


def test_the_command_prints_the_token_alone(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    code = run("token", "Alice@Example.com", "--scope", "sellers:read", "--days", "3")

    out, err = capsys.readouterr()
    assert code == 0
    assert SECRET.fullmatch(out.strip())
    assert "alice@example.com" in err
    assert Program(out.strip()).get("/sellers").status_code == 200
    assert Program(out.strip()).get("/sellers/harbour/health").status_code == 403


@pytest.mark.parametrize(
    "argv",
    [
        ("nobody@example.com",),
        ("alice@example.com", "--scope", "orders:write"),
        ("alice@example.com", "--scope", "everything"),
        ("alice@example.com", "--days", "0"),
    ],
)
def test_the_command_refuses_what_makes_no_sense(world: World, argv: tuple[str, ...]) -> None:
    with pytest.raises(Refusal):
        run("token", *argv)

    assert not Token.objects.exists()


def test_strangers_see_nothing(world: World) -> None:
    assert world.as_(world.mallory).get(f"/s/{world.harbour.ref}/team/tokens/").status_code == 404
    assert world.as_(world.alice).get("/console/tokens/").status_code == 404
    assert Client().get("/console/tokens/").status_code == 302
