"""Tags, and the fields that the rulebook asks of a category."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext

from goodstanding.kit.actors import Actor
from goodstanding.kit.errors import Invalid, NotFound
from goodstanding.systems.cases import marking, policies, queries
from goodstanding.systems.cases.actions import moving
from goodstanding.systems.cases.actions.indexing import index_many
from goodstanding.systems.cases.actions.talking import require_work
from goodstanding.systems.cases.models import Case, CaseField, CaseTag, CaseTagging

TAGS_LIMIT = 20


@transaction.atomic
def tag(*, actor: Actor, ref: str, name: str, at: datetime) -> CaseTag:
    """Put a tag on a case, making it if nobody has. The same tag again changes nothing. Sellers never see tags.

    Raises Invalid for a name that is none and for more than 20 tags, NotFound, NotAllowed.
    """
    case = queries.case_for(actor, ref, lock=True)
    policies.require_work(actor, ())
    word = marking.tag_name(name)
    kept, _ = CaseTag.objects.get_or_create(name=word, defaults={"made_by_name": actor.name, "made_at": at})
    if CaseTagging.objects.filter(case=case, tag=kept).exists():
        return kept
    if CaseTagging.objects.filter(case=case).count() >= TAGS_LIMIT:
        raise Invalid(gettext("At most %(most)s tags. Take one away first.") % {"most": TAGS_LIMIT}, field="tag")
    CaseTagging.objects.create(case=case, tag=kept, at=at)
    moving.log_inside(case, "case.tagged", actor=actor, at=at, tag=word)
    return kept


@transaction.atomic
def untag(*, actor: Actor, ref: str, name: str, at: datetime) -> None:
    """Take a tag off a case. One that is not there is no matter."""
    case = queries.case_for(actor, ref, lock=True)
    policies.require_work(actor, ())
    gone, _ = CaseTagging.objects.filter(case=case, tag__name=name).delete()
    if gone:
        moving.log_inside(case, "case.untagged", actor=actor, at=at, tag=name)


@transaction.atomic
def rename_tag(*, actor: Actor, name: str, to: str, at: datetime) -> CaseTag:
    """Give a tag another name everywhere. With the name of another tag the two become one. Needs the right `tags`."""
    kept = _tag(actor, name, at)
    word = marking.tag_name(to)
    cases = _cases_with(kept)
    other = CaseTag.objects.filter(name=word).exclude(pk=kept.pk).first()
    if other is None:
        kept.name = word
        kept.save(update_fields=["name"])
    else:
        has = CaseTagging.objects.filter(tag=other).values("case_id")
        CaseTagging.objects.filter(tag=kept).exclude(case_id__in=list(has.values_list("case_id", flat=True))).update(
            tag=other
        )
        kept.delete()
    index_many(cases)
    moving.log_thing("tag", name, "tag.renamed", actor=actor, at=at, to=word)
    return other or kept


@transaction.atomic
def remove_tag(*, actor: Actor, name: str, at: datetime) -> None:
    """Remove a tag from every case and from the list. Needs the right `tags`. Raises NotFound, NotAllowed."""
    gone = _tag(actor, name, at)
    cases = _cases_with(gone)
    gone.delete()
    index_many(cases)
    moving.log_thing("tag", name, "tag.removed", actor=actor, at=at)


@transaction.atomic
def fill_in(*, actor: Actor, ref: str, values: Mapping[str, str], at: datetime) -> Case:
    """Fill in fields of the case's category; an empty value clears one, what is not named stays.

    Raises Invalid naming the field for a value that does not fit, or for a field that the category does not have.
    """
    case = queries.case_for(actor, ref, lock=True)
    require_work(actor, case, at)
    known = {field.code: field for field in moving.catalogue_of(case, at).fields_of(case.category)}
    before = dict(CaseField.objects.filter(case=case).values_list("code", "value"))
    changed = []
    for code, given in values.items():
        if code not in known:
            raise Invalid(gettext("Cases of this category have no such field."), field=code)
        value = marking.field_value(known[code], given)
        if value == before.get(code, ""):
            continue
        changed.append(code)
        if value:
            CaseField.objects.update_or_create(
                case=case, code=code, defaults={"value": value, "by_name": actor.name, "at": at}
            )
        else:
            CaseField.objects.filter(case=case, code=code).delete()
    if changed:
        moving.log_inside(case, "case.filled_in", actor=actor, at=at, fields=", ".join(sorted(changed)))
    return case


def _cases_with(tag: CaseTag) -> list[int]:
    return list(CaseTagging.objects.filter(tag=tag).order_by("case_id").values_list("case_id", flat=True))


def _tag(actor: Actor, name: str, at: datetime) -> CaseTag:
    if not policies.can_see_internal(actor):
        raise NotFound(gettext("There is no such tag."))
    policies.require_right(actor, queries.house_catalogue(at).may("tags"))
    found = CaseTag.objects.select_for_update().filter(name=name).first()
    if found is None:
        raise NotFound(gettext("There is no such tag."))
    return found
