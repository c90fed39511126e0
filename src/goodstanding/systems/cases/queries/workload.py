"""Who has how much, who could take more, and who was called by name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min, Q, QuerySet

from goodstanding.base.people.models import User
from goodstanding.base.prepared import Prepared
from goodstanding.kit.actors import Actor
from goodstanding.systems.cases import mentions, policies
from goodstanding.systems.cases.errors import CaseNotFound
from goodstanding.systems.cases.models import Case, InternalNote, Mention
from goodstanding.systems.cases.queries.reading import associates
from goodstanding.systems.cases.states import Label

_DUE = Q(due_at__isnull=False, snoozed_until__isnull=True)


@dataclass(frozen=True, slots=True)
class Load:
    """What one associate has: living cases, those that owe a word, those that are late. `user` None: nobody has them."""

    user_id: int | None
    name: str
    living: int
    due: int
    late: int


@dataclass(frozen=True, slots=True)
class QueueLoad:
    """What stands in one queue: living cases, those that owe a word, those that are late, those nobody has; and by when the
    next word is owed."""

    queue: str
    living: int
    due: int
    late: int
    nobodys: int
    next_due_at: datetime | None


def queue_loads(actor: Actor, at: datetime) -> Sequence[QueueLoad]:
    """Every queue with living cases, the most late first. Raises NotFound for anybody but associates. One query."""
    if not policies.can_see_internal(actor):
        raise CaseNotFound
    counted = Case.objects.filter(label__in=[Label.OPEN, Label.PENDING]).values("queue").annotate(
        living=Count("pk"), due=Count("pk", filter=_DUE), late=Count("pk", filter=_DUE & Q(due_at__lte=at)),
        nobodys=Count("pk", filter=Q(assignee__isnull=True)), next_due_at=Min("due_at", filter=_DUE),
    )  # fmt: skip
    loads = [QueueLoad(**row) for row in counted.order_by()]
    return sorted(loads, key=lambda load: (-load.late, -load.due, load.queue))


def workload(actor: Actor, at: datetime, *, people: Sequence[User] = ()) -> Sequence[Load]:
    """Everybody who has living cases, those of `people` who have none too, the most due first; and what nobody has, last."""
    if not policies.can_see_internal(actor):
        raise CaseNotFound
    rows = Case.objects.filter(label__in=[Label.OPEN, Label.PENDING]).values("assignee_id", "assignee__name")
    counted = rows.annotate(
        n=Count("pk"), due=Count("pk", filter=_DUE), late=Count("pk", filter=_DUE & Q(due_at__lte=at))
    )
    found = {
        row["assignee_id"]: Load(row["assignee_id"], row["assignee__name"] or "", row["n"], row["due"], row["late"])
        for row in counted.order_by()
    }
    for user in people:
        found.setdefault(user.pk, Load(user.pk, user.name, 0, 0, 0))
    return sorted(found.values(), key=lambda load: (load.user_id is None, -load.due, -load.living, load.name))


def least_loaded(actor: Actor, roles: Sequence[str], at: datetime) -> Sequence[Load]:
    """The associates who may answer with these roles, who owes least first."""
    people = associates(roles)
    allowed = {user.pk for user in people}
    loads = [load for load in workload(actor, at, people=people) if load.user_id in allowed]
    return sorted(loads, key=lambda load: (load.due, load.living, load.name))


def living_of(user_id: int, *, limit: int) -> Sequence[str]:
    """The Case IDs of an associate's living cases, what is due first."""
    found = Case.objects.filter(assignee_id=user_id, label__in=[Label.OPEN, Label.PENDING])
    return list(found.order_by("due_at", "pk").values_list("ref", flat=True)[:limit])


def _unread(*, user: int) -> QuerySet[Mention]:
    found = Mention.objects.filter(user_id=user, read_at__isnull=True).select_related("note__case")
    return found.order_by("-pk")[:10]


_new_mentions = Prepared(_unread, one_plan=True)


def new_mentions(actor: Actor) -> Sequence[Mention]:
    """The ten newest notes in which this associate was called and that she has not read. One query."""
    return _new_mentions.rows(user=policies.writer(actor))


def can_be_called(actor: Actor) -> Sequence[tuple[str, str]]:
    """Every other associate by the handle that calls her in a note, with her name. Raises NotFound for anybody else."""
    if not policies.can_see_internal(actor):
        raise CaseNotFound
    people = (
        User.objects.filter(is_active=True)
        .exclude(staff_roles=[])
        .exclude(pk=actor.user_id or 0)
        .order_by("name", "pk")
    )
    return [(mentions.handle_of(user.email), user.name) for user in people[:1000]]


def called_in(note: InternalNote) -> tuple[Sequence[str], Sequence[str]]:
    """Whom a note called, by name, and the names in it that belong to nobody. One query, none for a note without an @."""
    wanted = mentions.handles_in(note.body)
    if not wanted:
        return (), ()
    people = [one.user for one in Mention.objects.filter(note=note).select_related("user").order_by("pk")]
    known = set().union(*(mentions.handles_of(user.name, user.email) for user in people))
    return [user.name for user in people], sorted(wanted - known)


def mention_of(note: int, user_id: int) -> Mention | None:
    """A mention for reactions, with its note, case and person."""
    return Mention.objects.select_related("note__case", "user").filter(note_id=note, user_id=user_id).first()
