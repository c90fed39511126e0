from tests.world import World


def test_a_seller_lands_on_the_home_of_her_store(world: World) -> None:
    response = world.as_(world.alice).get("/")

    assert response.status_code == 302
    assert response["Location"] == f"/s/{world.harbour.ref}/"


def test_an_associate_lands_in_the_console(world: World) -> None:
    response = world.as_(world.sam).get("/")

    assert response["Location"] == "/console/"


def test_a_stranger_is_asked_to_sign_in(world: World) -> None:
    response = world.as_(None).get("/")

    assert response["Location"].startswith("/accounts/login/")


def test_the_health_endpoint_answers(world: World) -> None:
    assert world.as_(None).get("/healthz").json()["status"] == "ok"
