import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from goodstanding.systems.performance import actions, queries
from goodstanding.systems.performance.models import PlanVersion
from goodstanding.systems.performance.states import Decision, NotificationState
from tests.factories import notifications as make
from tests.world import World, happenings


def address(world: World, *parts: str) -> str:
    return "/".join([f"/s/{world.harbour.ref}/notifications", *parts, ""])


@pytest.fixture
def notification(world: World):  # type: ignore[no-untyped-def]  # a notification
    return make.issued(world.harbour, world.now, orders=40)


def posted(plan, **changes: object) -> dict[str, object]:  # type: ignore[no-untyped-def]  # a plan
    kept = make.words()
    return {
        "root_cause": kept.root_cause, "immediate_actions": kept.immediate_actions, "preventive_measures": kept.preventive_measures,
        "signer": "Alice", "acknowledged": "on", "base": plan.draft.saves, "window": "w1",
    } | changes  # fmt: skip


def test_the_list_says_what_is_due(world: World, notification) -> None:  # type: ignore[no-untyped-def]
    page = world.as_(world.alice).get(address(world)).content.decode()

    assert "One notification waits for you" in page
    assert "Late shipment rate 40\xa0%, under 4\xa0% required" in page
    assert notification.ref in page


def test_an_empty_list_explains_itself(world: World) -> None:
    page = world.as_(world.alice).get(address(world)).content.decode()

    assert "There has never been a notification here" in page


def test_filters_live_in_the_address(world: World, notification) -> None:  # type: ignore[no-untyped-def]
    page = world.as_(world.alice).get(address(world) + "?turn=over").content.decode()

    assert "Nothing fits these filters" in page


def test_the_page_opens_with_what_to_do_by_when(world: World, notification) -> None:  # type: ignore[no-untyped-def]
    page = world.as_(world.alice).get(address(world, notification.ref)).content.decode()

    assert "<h1>Late shipment rate 40\xa0%, under 4\xa0% required: send a plan of action by" in page
    assert "Start the plan from these facts" in page
    assert "L-0000" in page
    assert "Carrier Northpost" in page
    assert f"?about=notification:{notification.ref}" in page


def test_every_order_can_be_reached_page_by_page(world: World, notification) -> None:  # type: ignore[no-untyped-def]
    client, seen, url = world.as_(world.alice), set(), address(world, notification.ref)
    for _page in range(6):
        response = client.get(url)
        seen |= set(re.findall(r"/orders/(L-\d{4})/", response.content.decode()))
        url = address(world, notification.ref) + response.context["orders_older"].partition("#")[0]
        if not response.context["orders_older"]:
            break

    assert seen == {f"L-{n:04d}" for n in range(40)}


@pytest.mark.parametrize("name", ["", "plan/", "plan/versions/", "plan/submission/"])
def test_another_seller_finds_nothing(world: World, notification, name: str) -> None:  # type: ignore[no-untyped-def]
    make.drafted(notification, world.alice, world.now)

    assert world.as_(world.mallory).get(address(world, notification.ref) + name).status_code == 404
    own = f"/s/{world.rival.ref}/notifications/{notification.ref}/{name}"
    assert world.as_(world.mallory).get(own).status_code == 404


@pytest.mark.parametrize("path", ["acknowledgement/", "plan/start/"])
def test_a_read_only_colleague_changes_nothing(world: World, notification, path: str) -> None:  # type: ignore[no-untyped-def]
    before = happenings()

    response = world.as_(world.bob).post(address(world, notification.ref) + path)

    assert response.status_code == 403
    assert happenings() == before


def test_from_the_button_to_the_sent_plan(world: World, notification) -> None:  # type: ignore[no-untyped-def]
    client, base = world.as_(world.alice), address(world, notification.ref)
    assert client.post(base + "plan/start/")["Location"] == base + "plan/"
    plan = queries.plan_of(notification)
    assert "Northpost: 40 of 40 counted orders" in client.get(base + "plan/").content.decode()

    saved = client.post(base + "plan/draft/", posted(plan, send="1"))
    assert saved["Location"] == base + "plan/submission/"
    shown = client.get(base + "plan/submission/")
    assert "Send this plan of action?" in shown.content.decode()
    sent = client.post(base + "plan/submission/", {"saves": shown.context["form"]["saves"].value()})

    assert sent["Location"] == base
    assert PlanVersion.objects.get().signer == "Alice"
    assert "your plan is with us" in client.get(base).content.decode()


def test_a_script_saves_and_is_told_when(world: World, notification) -> None:  # type: ignore[no-untyped-def]
    plan = actions.start_plan(actor=world.alice.actor, ref=notification.ref, at=world.now)

    answer = world.as_(world.alice).post(
        address(world, notification.ref) + "plan/draft/", posted(plan), headers={"X-Autosave": "1"}
    )

    assert answer.json()["saves"] == 1
    assert answer.json()["saved_at"]


def test_a_script_is_told_of_another_window(world: World, notification) -> None:  # type: ignore[no-untyped-def]
    plan = make.drafted(notification, world.sue, world.now)

    answer = world.as_(world.alice).post(
        address(world, notification.ref) + "plan/draft/", posted(plan, base=0), headers={"X-Autosave": "1"}
    )

    assert answer.status_code == 409
    assert "Sue saved this plan" in answer.json()["detail"]


def test_without_script_both_texts_are_shown(world: World, notification) -> None:  # type: ignore[no-untyped-def]
    plan = make.drafted(notification, world.sue, world.now)

    answer = world.as_(world.alice).post(
        address(world, notification.ref) + "plan/draft/", posted(plan, base=0, root_cause="Mine alone")
    )

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Mine alone" in page
    assert "pick-up moved" in page


def test_checks_come_back_while_writing_and_nothing_is_kept(world: World, notification) -> None:  # type: ignore[no-untyped-def]
    plan = actions.start_plan(actor=world.alice.actor, ref=notification.ref, at=world.now)
    before = happenings()

    answer = world.as_(world.alice).post(
        address(world, notification.ref) + "plan/checks/",
        posted(plan, root_cause="The carrier lost the parcels of 9 November."),
    )

    assert "<mark>The carrier lost the parcels of 9 November.</mark>" in answer.content.decode()
    assert happenings() == before
    assert queries.plan_of(notification).draft.saves == 0


def test_an_incomplete_plan_comes_back_with_what_is_missing(world: World, notification) -> None:  # type: ignore[no-untyped-def]
    actions.start_plan(actor=world.alice.actor, ref=notification.ref, at=world.now)
    before = happenings()

    answer = world.as_(world.alice).post(address(world, notification.ref) + "plan/submission/", {"saves": 0})

    assert answer.status_code == 422
    assert "The plan cannot be sent yet" in answer.content.decode()
    assert happenings() == before


def test_evidence_goes_up_comes_down_and_stays_private(world: World, notification) -> None:  # type: ignore[no-untyped-def]
    make.drafted(notification, world.alice, world.now)
    base = address(world, notification.ref)

    world.as_(world.alice).post(
        base + "plan/evidence/", {"file": make.receipt(), "proves": "Second carrier", "dated_on": "2026-11-14"}
    )

    evidence = queries.evidence_of(queries.plan_of(notification))[0]
    got = world.as_(world.bob).get(f"{base}plan/evidence/{evidence.pk}/")
    assert b"".join(got.streaming_content).startswith(b"Second carrier")
    assert got["Content-Disposition"].startswith("attachment")
    assert world.as_(world.mallory).get(f"{base}plan/evidence/{evidence.pk}/").status_code == 404


def test_a_file_that_is_not_what_it_says_is_refused_in_place(world: World, notification) -> None:  # type: ignore[no-untyped-def]
    make.drafted(notification, world.alice, world.now)
    upload = SimpleUploadedFile("receipt.pdf", b"MZ\x90\x00 not a pdf", content_type="application/pdf")

    answer = world.as_(world.alice).post(address(world, notification.ref) + "plan/evidence/", {"file": upload})

    assert answer.status_code == 422
    assert not queries.evidence_of(queries.plan_of(notification))


def test_the_decision_stands_on_top_with_its_reasons(world: World, notification) -> None:  # type: ignore[no-untyped-def]
    make.decided(
        make.submitted(notification, world.alice, world.now),
        world.tess,
        Decision.REJECT,
        world.now,
        failed=("GENERIC_TEXT",),
    )

    page = world.as_(world.alice).get(address(world, notification.ref)).content.decode()

    assert "send a better plan by" in page
    assert "Generic text." in page
    assert "It does not name the step that failed." in page


def test_versions_stand_side_by_side(world: World, notification) -> None:  # type: ignore[no-untyped-def]
    version = make.submitted(notification, world.alice, world.now)
    make.decided(version, world.tess, Decision.REJECT, world.now, failed=("GENERIC_TEXT",))
    words = make.words(root_cause=make.ROOT_CAUSE.replace("Northpost", "Southpost"))
    actions.save_draft(
        actor=world.alice.actor, plan_ref=version.plan.ref, words=words, mark=actions.DraftMark(1, "test"), at=world.now
    )
    actions.submit_plan(actor=world.alice.actor, plan_ref=version.plan.ref, saves=2, at=world.now)

    page = world.as_(world.alice).get(address(world, notification.ref, "plan", "versions")).content.decode()

    assert "You sent 2 versions of the plan" in page
    assert "<del>Northpost" in page
    assert "<ins>Southpost" in page


def test_a_statement_of_reasons_can_be_read(world: World, notification) -> None:  # type: ignore[no-untyped-def]
    actions.expire_overdue(at=world.later(hours=73))
    statement = queries.statements_of(notification)[0]

    page = world.as_(world.alice).get(address(world, notification.ref, "statements", statement.ref)).content.decode()

    assert "No plan of action had arrived by" in page
    assert "Decided by a rule, without a person" in page
    assert "Regulation (EU) 2022/2065, Art. 20" in page
    assert (
        world.as_(world.mallory).get(address(world, notification.ref, "statements", statement.ref)).status_code == 404
    )


def test_acknowledging_through_the_door(world: World, notification) -> None:  # type: ignore[no-untyped-def]
    world.as_(world.alice).post(address(world, notification.ref, "acknowledgement"))

    notification.refresh_from_db()
    assert notification.acknowledged_at is not None
    assert notification.state == NotificationState.OPEN
