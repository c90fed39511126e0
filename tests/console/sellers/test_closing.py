"""The marketplace closes an account: with reasons and notice, told to the team, taken back when the facts were wrong; and who owned
a closed account can be erased."""

from __future__ import annotations

from datetime import timedelta

import pytest

from goodstanding.base.mailroom.models import Mail
from goodstanding.base.people.models import User
from goodstanding.base.timeline.models import Entry
from goodstanding.systems.cases.models import CaseMessage
from goodstanding.systems.sellers import queries
from goodstanding.systems.sellers.models import Closure
from goodstanding.systems.sellers.states import Permit
from goodstanding.systems.sellers.tasks import watch_closings
from tests.factories import cases
from tests.factories.tokens import program_of
from tests.world import Person, World, happenings

NOTICE = {
    "reason": "Order H-1: the brand says that the goods are not genuine.", "ground": "Clause 4: genuine goods only.",
    "at_once": "notice", "sure": "on",
}  # fmt: skip
ERASURE = "/console/cases/erasure/"


def page(world: World, *rest: str) -> str:
    return f"/console/sellers/{world.harbour.ref}/account/closing/" + "".join(f"{part}/" for part in rest)


def give_notice(world: World, by: Person | None = None, **more: str) -> int:
    status: int = world.as_(by or world.ada).post(page(world), NOTICE | more).status_code
    world.work_off()
    return status


def pass_days(world: World, days: int) -> None:
    world.at(world.now + timedelta(days=days, minutes=5))
    watch_closings.enqueue()
    world.work_off()


def sells(world: World) -> bool:
    return queries.permits(queries.by_id(world.harbour.pk), Permit.SELL)


def closed_by_its_owner(world: World) -> None:
    world.as_(world.alice).post(f"/s/{world.harbour.ref}/team/closing/", {"reason": "Enough of it.", "sure": "on"})
    pass_days(world, 14)


def test_the_seller_has_thirty_days_and_reads_reasons_ground_and_redress(world: World) -> None:
    assert give_notice(world) == 302

    said = world.as_(world.bob).get(f"/s/{world.harbour.ref}/team/closing/").content.decode()
    mail = Mail.objects.get(key__startswith="closing:", to_address="alice@example.com")
    closure = Closure.objects.get()

    assert closure.final_at - closure.asked_at == timedelta(days=30)
    for text in (said, mail.text):
        assert "not genuine" in text and "Clause 4" in text and "Art. 4(3)" in text
    assert "The marketplace closes this account on 22 Dec" in said and "free of charge" in said
    assert "The marketplace closes your account on" in mail.subject
    assert sells(world)


def test_it_is_final_when_the_notice_is_over(world: World) -> None:
    give_notice(world)

    pass_days(world, 29)
    before = sells(world)
    pass_days(world, 1)

    assert (before, sells(world)) == (True, False)
    assert "Your account is closed" in Mail.objects.filter(key__endswith=f"final:{world.alice.user.pk}").get().subject


def test_at_once_needs_a_reason_of_the_rulebook_and_tells_the_reasons(world: World) -> None:
    assert give_notice(world, at_once="because") == 422
    assert give_notice(world, at_once="repeated") == 302

    mail = Mail.objects.get(key__startswith="closing:", key__contains="final", to_address="alice@example.com")

    assert not sells(world)
    assert "not genuine" in mail.text and "infringed repeatedly (Regulation (EU) 2019/1150, Art. 4(4)(c))" in mail.text


@pytest.mark.parametrize("missing", ["reason", "ground", "sure"])
def test_nothing_is_closed_without_facts_and_ground(world: World, missing: str) -> None:
    before = happenings()

    assert give_notice(world, **{missing: ""}) == 422
    assert happenings() == before


@pytest.mark.parametrize("who", ["sam", "tess", "fred"])
def test_only_administrators_close_an_account(world: World, who: str) -> None:
    before = happenings()

    assert give_notice(world, getattr(world, who)) == 403
    assert happenings() == before


def test_the_seller_cannot_take_back_what_the_marketplace_decided(world: World) -> None:
    give_notice(world)
    before = happenings()

    assert world.as_(world.alice).post(f"/s/{world.harbour.ref}/team/closing/taking-back/").status_code == 403
    assert happenings() == before


def test_when_the_facts_were_wrong_everything_is_as_it_was(world: World) -> None:
    give_notice(world)
    pass_days(world, 30)
    ada = world.as_(world.ada)

    unexplained = ada.post(page(world, "taking-back"), {"reason": " "}).status_code
    ada.post(page(world, "taking-back"), {"reason": "The brand was wrong about H-1."})
    world.work_off()

    assert unexplained == 422
    assert sells(world)
    told = Mail.objects.get(key__contains="taken_back", to_address="alice@example.com")
    assert "The brand was wrong about H-1." in told.text
    assert world.as_(world.alice).post(
        f"/s/{world.harbour.ref}/team/invitations/", {"email": "c@example.com", "role": "support"}
    ).status_code == 302  # fmt: skip


def test_the_console_says_that_an_account_closes_or_is_closed(world: World) -> None:
    give_notice(world)
    before = world.as_(world.sam).get(f"/console/sellers/{world.harbour.ref}/").content.decode()
    pass_days(world, 30)
    after = world.as_(world.sam).get(f"/console/sellers/{world.harbour.ref}/").content.decode()
    listed = world.as_(world.sam).get("/console/sellers/?q=Harbour").content.decode()

    assert "This account closes on" in before
    assert "This account is closed." in after
    assert "Account closed" in listed


def test_a_program_of_the_marketplace_closes_with_reasons(world: World) -> None:
    ada, sam = program_of(world.ada), program_of(world.sam)
    wish = {"reason": NOTICE["reason"], "ground": NOTICE["ground"]}

    refused = [ada.post("/sellers/harbour/closing", {"reason": "x"}), sam.post("/sellers/harbour/closing", wish)]
    told = ada.post("/sellers/harbour/closing", wish)
    kept = ada.post("/sellers/harbour/closing/taking-back", {"reason": "The brand was wrong."})

    assert [one.status_code for one in refused] == [422, 403]
    assert (told.status_code, told.json()["by_marketplace"], told.json()["state"]) == (201, True, "asked")
    assert kept.json()["state"] == "taken_back"


def test_the_erasure_names_the_way_while_a_lone_owner_cannot_be_erased(world: World) -> None:
    ada = world.as_(world.ada)

    before = ada.get(f"{ERASURE}?email=alice@example.com").content.decode()
    world.as_(world.alice).post(f"/s/{world.harbour.ref}/team/closing/", {"reason": "Enough of it.", "sure": "on"})
    meanwhile = ada.get(f"{ERASURE}?email=alice@example.com").content.decode()
    told = program_of(world.ada).get("/desk/traces?email=alice@example.com").json()

    assert "its only owner. Invite a new owner there" in before
    assert f"/console/sellers/{world.harbour.ref}/account/" in before
    assert "the account closes on 6 December 2026; from then on erasing is possible" in meanwhile
    assert [(one["account"], one["alone"]) for one in told["held_by"]] == [("Harbour Lane Ceramics", True)]
    assert "Erase this person" not in before + meanwhile


def test_the_lone_owner_of_a_closed_account_is_erased_and_told_what_stays(world: World) -> None:
    case = cases.open_case(world, by=world.alice)
    closed_by_its_owner(world)
    wish = {"person": str(world.alice.user.pk), "reason": "She asked for it."}

    answer = world.as_(world.ada).post(ERASURE, wish, follow=True)

    said = answer.content.decode()
    assert answer.status_code == 200
    assert "Closed accounts this person had a place in" in said and "Bookkeeping law" in said
    assert not world.harbour.account.memberships.filter(user=world.alice.user).exists()
    assert Closure.objects.get().asked_by_name == "A former member of the team"
    assert not CaseMessage.objects.filter(case=case, author_name="Alice").exists()
    assert not User.objects.filter(email="alice@example.com").exists()
    assert not Entry.objects.filter(actor_name="Alice").exists()
    assert world.as_(world.sam).get(f"/console/sellers/{world.harbour.ref}/").status_code == 200


def test_mails_about_the_account_name_her_no_more(world: World) -> None:
    closed_by_its_owner(world)
    told = Mail.objects.filter(key__startswith="closing:", to_address="bob@example.com")
    before = [mail for mail in told if "Alice" in mail.text]

    world.as_(world.ada).post(ERASURE, {"person": str(world.alice.user.pk), "reason": "She asked for it."})

    assert before
    assert not [mail for mail in told.all() if "Alice" in mail.text + mail.html]
    assert any("[a former member of the team]" in mail.text for mail in told.all())


def test_until_the_closing_is_final_nobody_of_the_team_is_erased(world: World) -> None:
    world.as_(world.alice).post(f"/s/{world.harbour.ref}/team/closing/", {"reason": "Enough of it.", "sure": "on"})
    before = happenings()

    answer = world.as_(world.ada).post(ERASURE, {"person": str(world.alice.user.pk), "reason": "She asked for it."})

    assert answer.status_code == 409
    assert happenings() == before
