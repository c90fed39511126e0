"""The morning's digest of forgotten cases: worst first, once a day, to whoever leads the queue."""

from __future__ import annotations

from datetime import timedelta

from goodstanding.base.mailroom.models import Mail
from goodstanding.flows import forgotten
from goodstanding.systems.service import actions
from tests.factories.cases import open_case
from tests.world import World


def test_leads_are_told_once_a_morning_the_longest_overdue_first(world: World) -> None:
    actions.set_leads(actor=world.ada.actor, queue="support", user_ids=[world.tess.user.pk], at=world.now)
    short = open_case(world, category="other.other", at=world.now - timedelta(hours=30), subject="Short overdue")
    long = open_case(world, category="other.other", at=world.now - timedelta(hours=90), subject="Long overdue")
    open_case(world, category="other.other", subject="Not overdue at all")
    world.work_off()
    Mail.objects.all().delete()

    written = [forgotten.tell(world.now), forgotten.tell(world.later(hours=1))]

    mail = Mail.objects.get(to_address="tess@market.example")
    assert written == [1, 1]
    assert Mail.objects.count() == 1
    assert mail.subject == "2 cases are overdue"
    assert mail.text.index(long.ref) < mail.text.index(short.ref)
    assert "Not overdue" not in mail.text


def test_administrators_are_told_where_nobody_leads_and_nobody_before_seven(world: World) -> None:
    open_case(world, category="other.other", at=world.now - timedelta(hours=90))

    early = forgotten.tell(world.now.replace(hour=5))
    forgotten.tell(world.now)

    assert early == 0
    assert set(Mail.objects.filter(subject="One case is overdue").values_list("to_address", flat=True)) == {
        "ada@market.example"
    }
