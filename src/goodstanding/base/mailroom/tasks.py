"""Sending in the background."""

from __future__ import annotations

from django_tasks import task

from goodstanding.base.clock import reading
from goodstanding.base.mailroom import actions, queries


@task()
def send_mail(mail_id: int) -> str:
    """Try one mail now."""
    return actions.send(mail_id, at=reading.now()).value


@task()
def send_due() -> int:
    """Try every mail whose next try has come: retries, and mails whose worker was killed. Returns how many were tried."""
    at = reading.now()
    waiting = queries.due(at)
    for mail_id in waiting:
        actions.send(mail_id, at=at)
    return len(waiting)
