"""Taking a person's name and words out of the record. Who did what to which thing and when stays (GDPR Art. 5(2), 17)."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import Q, QuerySet

from goodstanding.base.erasing import Columns, Someone, Table, some_of
from goodstanding.base.timeline.models import Entry
from goodstanding.kit.actors import ActorKind

SAID = "[words of {former}]"


def sellers_of(user_id: int) -> set[int]:
    """The sellers on whose side, or about whom, a person did something."""
    found = Entry.objects.filter(actor_user_id=user_id).order_by().values_list("seller_id", flat=True).distinct()
    return {seller_id for seller_id in found if seller_id is not None}


def traces_of(her: Someone) -> Mapping[str, int]:
    """How many entries would lose words of hers, or her name."""
    others = Entry.objects.exclude(pk__in=_own(her).values("pk"))
    return some_of({"timeline.own_words": _own(her).count(), **her.count([_naming(her, others)])})


def erase(her: Someone) -> Mapping[str, int]:
    """Take what she gave as a reason on a seller's side out of the record, and her name out of what anybody gave.

    An associate's reason is the marketplace's, which has to account for it (DSA Art. 17, P2B Art. 4): it stays, without the
    name. The caller has authorised it and records it. Returns how many entries changed.
    """
    own = _own(her).update(reason=SAID.format(former=her.former.lower()))
    return some_of({"timeline.own_words": own, **her.erase([_naming(her, Entry.objects.all())])})


def _own(her: Someone) -> QuerySet[Entry]:
    return Entry.objects.filter(actor_user_id=her.user_id, actor_kind=ActorKind.SELLER.value).exclude(reason="")


def _naming(her: Someone, entries: QuerySet[Entry]) -> Table:
    herself = Q(subject_kind="person", subject_id=str(her.user_id))
    near = Q(seller_id__in=her.sellers) | Q(actor_user_id=her.user_id) | herself
    return Table("timeline.naming", entries, Columns(texts=("reason",), data=("data",)), near)
