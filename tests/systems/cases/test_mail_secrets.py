"""No mail carries what associates note among themselves, and nothing that came by mail does: not out, not in, not beside."""

from __future__ import annotations

import string
from typing import Any

from django.db import transaction
from hypothesis import HealthCheck, given
from hypothesis import settings as tuning
from hypothesis import strategies as st

from goodstanding.base.clock import reading
from goodstanding.base.mailroom import rules
from goodstanding.base.mailroom.models import InboundMail, Mail
from goodstanding.base.mailroom.states import Nature
from goodstanding.systems.cases import actions
from goodstanding.systems.cases.actions import Reply
from goodstanding.systems.cases.models import Case
from goodstanding.systems.cases.states import Outcome
from tests.factories.cases import answer, open_case
from tests.factories.mails import HOME, drop, letter, reply_address
from tests.world import World

SECRET = st.text(alphabet=string.ascii_letters, min_size=12, max_size=20).map(lambda text: f"INSIDE{text}")
STEPS = st.lists(
    st.sampled_from(["note", "answer", "mail", "mail_by_staff", "bounce", "away", "refused", "resolve", "reopen"]),
    min_size=2, max_size=7,
)  # fmt: skip


@tuning(
    max_examples=8, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)  # fmt: skip
@given(secret=SECRET, steps=STEPS)
def test_whatever_happens_no_mail_carries_a_note(world: World, settings: Any, secret: str, steps: list[str]) -> None:
    settings.MAIL_IN_ADDRESS, settings.MAIL_IN_ASSOCIATES = HOME, True
    with transaction.atomic():
        reading.move_to(world.now)
        case = answer(world, open_case(world), at=world.now)
        for number, step in enumerate(["note", *steps, "note", "mail", "answer"]):
            _do(world, case, step, secret, number)
        world.work_off()

        assert all(secret not in _as_sent(mail) for mail in Mail.objects.all())
        assert all(
            secret not in f"{mail.shown}{mail.whole}{mail.detail}{mail.subject}" for mail in InboundMail.objects.all()
        )
        seller = world.as_(world.alice)
        for mail in InboundMail.objects.filter(state="taken", about_part__isnull=False):
            link = f"/s/{world.harbour.ref}/cases/{case.ref}/messages/{mail.about_part}/mail/"
            assert secret not in seller.get(link).content.decode()
        transaction.set_rollback(True)


def _do(world: World, case: Case, step: str, secret: str, number: int) -> None:
    case.refresh_from_db()
    body = f"Step {number}\n"
    if step == "note":
        actions.add_internal_note(actor=world.sam.actor, ref=case.ref, note=Reply(f"{secret} {number}"), at=world.now)
    elif step == "answer" and case.label != "closed":
        answer(world, case, body=body, at=world.now)
    elif step == "resolve" and case.label != "closed":
        answer(world, case, body=body, outcome=Outcome.RESOLVE, at=world.now)
    elif step == "reopen" and case.label == "closed":
        actions.reopen(actor=world.sam.actor, ref=case.ref, reason="Not so", at=world.now)
    elif step == "mail_by_staff":
        actions.add_message(actor=world.alice.actor, ref=case.ref, reply=Reply(body), at=world.now)
        drop(world, letter(sender="sam@market.example", to=reply_address(world, case, world.sam), body=body))
    else:
        headers = {"Auto-Submitted": "auto-replied"} if step == "away" else {}
        sender = {"refused": "eve@evil.example", "bounce": "mailer-daemon@mx.example"}.get(step, "alice@example.com")
        drop(world, letter(sender=sender, to=reply_address(world, case, world.alice), body=body, headers=headers))


def _as_sent(mail: Mail) -> str:
    """The mail as it leaves, headers and all."""
    heading = rules.Heading(
        mail.message_id, mail.written_at, Nature(mail.nature), mail.reply_to, mail.in_reply_to, mail.references
    )
    message = rules.compose(
        sender="Goodstanding <no-reply@market.example>", to=(mail.to_name, mail.to_address), subject=mail.subject,
        bodies=(mail.text, mail.html), heading=heading,
    )  # fmt: skip
    return f"{message.as_string()}{mail.subject}{mail.text}{mail.html}"
