"""`{% load people %}`: words about people and their devices."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext as _

from goodstanding.base.people import rules
from goodstanding.base.people.words import SELLER_ROLE_NOTES, SELLER_ROLE_WORDS, STAFF_ROLE_WORDS
from goodstanding.base.timeline import sentences
from goodstanding.base.timeline.models import Entry
from goodstanding.kit.actors import ActorKind, SellerRole, StaffRole

register = template.Library()


@register.filter
def device(user_agent: str) -> str:
    """ "Firefox on Linux" from a User-Agent header."""
    return rules.describe_device(user_agent)


@register.filter
def seller_role(role: str) -> str:
    """What a role in a seller's team is called."""
    return str(SELLER_ROLE_WORDS[SellerRole(role)])


@register.filter
def seller_role_note(role: str) -> str:
    """What a role in a seller's team may do."""
    return str(SELLER_ROLE_NOTES[SellerRole(role)])


@register.filter
def staff_role(role: str) -> str:
    """What an associate's role is called."""
    return str(STAFF_ROLE_WORDS[StaffRole(role)])


@register.filter
def sentence(entry: Entry) -> str:
    """What an entry of the record says, in the language active now."""
    return sentences.say(entry)


@register.filter
def whose(entry: Entry) -> str:
    """Who did it, and from which side: "Sam (marketplace)", "Alice", "Goodstanding (a rule)"."""
    if entry.actor_kind == ActorKind.STAFF:
        return _("%(name)s (marketplace)") % {"name": entry.actor_name}
    if entry.actor_kind == ActorKind.SYSTEM:
        return _("%(name)s (by rule)") % {"name": entry.actor_name}
    return entry.actor_name


@register.filter
def subject(entry: Entry) -> str:
    """The thing an entry is about: "Case 4K7-2QX"."""
    return sentences.subject(entry)
