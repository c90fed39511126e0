"""`{% load people %}`: words about people and their devices."""

from __future__ import annotations

from django import template

from goodstanding.base.people import rules
from goodstanding.base.people.words import SELLER_ROLE_NOTES, SELLER_ROLE_WORDS, STAFF_ROLE_WORDS
from goodstanding.base.timeline import sentences
from goodstanding.base.timeline.models import Entry
from goodstanding.kit.actors import SellerRole, StaffRole

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
