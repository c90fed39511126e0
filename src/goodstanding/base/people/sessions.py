"""Sessions in the database, as Django keeps them; the one query that every request asks is prepared (ADR 81)."""

from __future__ import annotations

from datetime import datetime

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils import timezone

from goodstanding.base.prepared import Prepared


def _living(*, key: str, at: datetime) -> QuerySet[Session]:
    return Session.objects.filter(session_key=key, expire_date__gt=at)


_session = Prepared(_living, one_plan=True)


class SessionStore(db.SessionStore):
    """Django's sessions in the database."""

    def _get_session_from_db(self) -> Session | None:
        key = self.session_key
        found = _session.first(key=key, at=timezone.now()) if key else None
        if found is None:
            self._session_key = None  # as Django's own store does for an unknown key
        return found
