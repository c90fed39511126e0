import pytest

from goodstanding.systems.sellers import actions
from tests.factories.tokens import Program, machine, program_of
from tests.world import World


@pytest.fixture
def many(world: World) -> Program:
    names = {f"s{n}": f"Seller {n}" for n in range(5)}
    actions.open_sellers(actor=world.system, store=world.store, names=names, at=world.now)
    return machine("support", "sellers:read")


def ids(found: dict[str, list[dict[str, str]]]) -> list[str]:
    return [one["external_id"] for one in found["data"]]


def test_following_next_shows_every_row_once(many: Program) -> None:
    page = many.get("/sellers?limit=3")
    seen = ids(page.json())
    while page.json()["next"]:
        assert page["Link"] == f'<{page.json()["next"]}>; rel="next"'
        page = many.get(page.json()["next"])
        seen += ids(page.json())

    assert seen == ["harbour", "rival", "s0", "s1", "s2", "s3", "s4"]


def test_rows_that_come_meanwhile_do_not_move_the_page(world: World, many: Program) -> None:
    first = many.get("/sellers?limit=6").json()
    actions.open_sellers(actor=world.system, store=world.store, names={"late": "Late"}, at=world.now)

    assert ids(many.get(first["next"]).json()) == ["s4", "late"]


def test_a_cursor_belongs_to_its_list(many: Program) -> None:
    cursor = many.get("/sellers?limit=1").json()["next"].partition("cursor=")[2]

    answer = many.get(f"/sellers?standing=normal&cursor={cursor}")

    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_cursor")


@pytest.mark.parametrize("cursor", ["x", "WyIvIl0", "a:b:c", "%F0%9F", "x" * 900])
def test_a_made_up_cursor_is_refused(many: Program, cursor: str) -> None:
    assert many.get(f"/sellers?cursor={cursor}").json()["code"] == "invalid_cursor"


@pytest.mark.parametrize("limit", ["0", "-1", "501", "x", "1e3", "9" * 30])
def test_the_limit_is_bounded(many: Program, limit: str) -> None:
    assert many.get(f"/sellers?limit={limit}").status_code == 422


def test_sellers_are_filtered_by_standing_and_store(world: World, many: Program) -> None:
    assert ids(many.get("/sellers?standing=suspended").json()) == []
    assert ids(many.get("/sellers?store=de").json()) == []
    assert len(ids(many.get("/sellers?store=us&standing=normal").json())) == 7


def test_a_seller_sees_its_own_account_only(world: World) -> None:
    program = program_of(world.mallory)

    assert ids(program.get("/sellers").json()) == ["rival"]
    assert program.get("/sellers/harbour").status_code == 404


@pytest.mark.parametrize("external_id", ["ü ö", "a%b", "x?y#z", "+&=", "é;,", "日本", "'\"<>", "a.b"])
def test_an_external_id_may_hold_any_sign(world: World, external_id: str) -> None:
    from urllib.parse import quote

    actions.open_sellers(actor=world.system, store=world.store, names={external_id: "X"}, at=world.now)

    answer = machine("support").get(f"/sellers/{quote(external_id, safe='')}")

    assert answer.json()["external_id"] == external_id
