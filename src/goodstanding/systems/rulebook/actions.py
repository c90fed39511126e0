"""Bringing rule packs into the marketplace as immutable versions."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from goodstanding.base.timeline.actions import record
from goodstanding.kit.actors import Actor
from goodstanding.kit.errors import Conflict, NotAllowed
from goodstanding.systems.rulebook import queries
from goodstanding.systems.rulebook.models import RulePackVersion
from goodstanding.systems.rulebook.shipped import read_pack


@transaction.atomic
def add_pack(*, actor: Actor, folder: Path, at: datetime) -> RulePackVersion:
    """Store a pack's files as a version, in effect from the instant they name. The same files again are a no-op.

    Raises Invalid for files that do not fit their schema, Conflict for the same version with other content: a version
    that sellers were judged by never changes.
    """
    if not (actor.is_system or actor.has_staff_role()):
        raise NotAllowed(_("Only administrators may change the rules."))
    content = read_pack(folder)
    head = content["metrics"]
    digest = hashlib.sha256(json.dumps(content, sort_keys=True, default=str).encode()).hexdigest()
    known = RulePackVersion.objects.filter(pack=head["pack"], version=head["version"]).first()
    if known is not None:
        if known.digest != digest:
            raise Conflict(
                _("Version %(head)s of pack %(head2)s exists with other content. Give it a new version.")
                % {"head": head["version"], "head2": head["pack"]}
            )
        return known
    stored = RulePackVersion.objects.create(
        pack=head["pack"], version=head["version"], content=content, digest=digest,
        effective_from=datetime.fromisoformat(head["effective_from"]), added_at=at,
    )  # fmt: skip
    record(
        actor=actor,
        verb="rulebook.version_added",
        subject=("rulebook", f"{stored.pack} {stored.version}"),
        at=at,
        staff_only=True,
    )
    queries.forget()
    return stored
