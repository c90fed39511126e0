"""`{% load people %}`: words about people and their devices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django import template
from django.conf import settings
from django.http import HttpRequest
from django.http.request import validate_host
from django.utils.translation import gettext as _

from goodstanding.base.people import rules
from goodstanding.base.people.words import SELLER_ROLE_NOTES, SELLER_ROLE_WORDS, STAFF_ROLE_WORDS
from goodstanding.base.timeline import sentences
from goodstanding.base.timeline.models import Entry
from goodstanding.kit.actors import ActorKind, SellerRole, StaffRole

register = template.Library()


@dataclass(frozen=True, slots=True)
class PasskeyPlace:
    """Whether passkeys work where a page was opened; if not, the same page where they do, as far as there is one."""

    works: bool
    host: str
    instead: str = ""


@register.simple_tag(takes_context=True)
def passkey_place(context: Mapping[str, HttpRequest]) -> PasskeyPlace:
    """Where somebody is, as far as passkeys care."""
    request = context["request"]
    host = request.get_host()
    if rules.passkeys_work(request.scheme or "", host):
        return PasskeyPlace(True, host)
    named = rules.same_machine(host)
    known = named and validate_host("localhost", settings.ALLOWED_HOSTS) and request.scheme == "http"
    return PasskeyPlace(False, host, f"http://{named}{request.get_full_path()}" if known else "")


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
