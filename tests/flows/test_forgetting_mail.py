"""Mail that came in goes when its time is over, and a person's when she is erased."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.test import TestCase

from goodstanding.base.clock import reading
from goodstanding.base.mailroom import failing
from goodstanding.base.mailroom.inbound import queries
from goodstanding.base.mailroom.models import FailingAddress, InboundMail
from goodstanding.base.timeline.models import Entry
from goodstanding.flows import erasing
from goodstanding.flows.tasks import forget_mail_in
from goodstanding.kit.errors import NotAllowed, NotFound
from goodstanding.systems.cases.models import CaseMessage
from tests.factories.cases import open_case
from tests.factories.mails import HOME, drop, letter, reply_address
from tests.world import World, happenings


@pytest.fixture(autouse=True)
def _mail_in(world: World, settings: Any) -> None:
    settings.MAIL_IN_ADDRESS = HOME
    reading.move_to(world.now)


@pytest.fixture
def taken(world: World) -> InboundMail:
    """Sue's reply, in her case."""
    case = open_case(world, by=world.sue)
    return drop(world, letter(sender="Sue <sue@example.com>", to=reply_address(world, case, world.sue)))


@pytest.fixture
def refused(world: World) -> InboundMail:
    """Sue's mail about no case."""
    return drop(world, letter(sender="Sue <sue@example.com>", to=HOME, subject="Hello", body="It is me, Sue.\n"))


def run(world: World, *, days: int) -> None:
    world.at(world.later(days=days))
    with TestCase.captureOnCommitCallbacks(execute=True):
        forget_mail_in.call()


def test_a_mail_in_no_case_goes_whole_after_its_time(world: World, taken: InboundMail, refused: InboundMail) -> None:
    run(world, days=89)
    assert InboundMail.objects.count() == 2

    run(world, days=2)

    assert list(InboundMail.objects.values_list("ref", flat=True)) == [taken.ref]
    assert not default_storage.exists(refused.path)
    assert default_storage.exists(taken.path)


def test_of_a_mail_in_a_case_the_bytes_go_and_the_message_stays(world: World, taken: InboundMail) -> None:
    run(world, days=366)
    run(world, days=0)

    taken_path = taken.path
    taken.refresh_from_db()
    assert (taken.path, taken.whole, taken.state) == ("", "", "taken")
    assert not default_storage.exists(taken_path)
    assert CaseMessage.objects.filter(case__ref=taken.about_ref, body="Here is the scan.").exists()
    with pytest.raises(NotFound):
        queries.raw_of(taken)


def test_who_is_erased_is_in_no_mail_that_came_in(world: World, taken: InboundMail, refused: InboundMail) -> None:
    failing.note_failure("sue@example.com", error="550", at=world.now)
    other = drop(world, letter(sender="Nora <nora@example.net>", to=HOME))
    world.sue.user.memberships.all().delete()  # type: ignore[attr-defined]  # the reverse of sellers.Membership
    paths = (taken.path, refused.path)
    page = world.as_(world.ada).get("/console/cases/erasure/?email=sue@example.com").content.decode()
    assert "Mails that came in" in page

    with TestCase.captureOnCommitCallbacks(execute=True):
        form = {"person": str(world.sue.user.pk), "reason": "She asked for it"}
        world.as_(world.ada).post("/console/cases/erasure/", form)

    for mail in InboundMail.objects.exclude(pk=other.pk):
        said = [
            mail.from_address,
            mail.from_name,
            mail.subject,
            mail.shown,
            mail.whole,
            mail.message_id,
            mail.recipients,
        ]
        assert "sue" not in str(said).lower()
        assert (mail.path, mail.person_id) == ("", None)
    assert not any(default_storage.exists(path) for path in paths)
    assert not FailingAddress.objects.exists()
    assert default_storage.exists(InboundMail.objects.get(pk=other.pk).path)
    told = Entry.objects.get(verb="person.mail_erased").data
    assert (told["mail_in"], told["failing_address"]) == (2, 1)


def test_only_who_may_erase_does(world: World, taken: InboundMail) -> None:
    world.sue.user.memberships.all().delete()  # type: ignore[attr-defined]  # as above
    before = happenings()

    for person, refusal in ((world.sam, NotAllowed), (world.mallory, NotAllowed)):
        with pytest.raises((refusal, NotFound)):
            erasing.erase_person(actor=person.actor, user_id=world.sue.user.pk, reason="No", at=world.now)

    assert happenings() == before
    taken.refresh_from_db()
    assert taken.from_address == "sue@example.com"


def test_what_was_forgotten_is_not_tried_twice(world: World, taken: InboundMail) -> None:
    run(world, days=400)

    assert forget_mail_in.call() == 0
    assert InboundMail.objects.get().arrived_at < world.now - timedelta(days=399)
