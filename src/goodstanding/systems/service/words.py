"""What promises and their verdicts are called, and what the record of service levels says."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise as Text
from django.utils.translation import gettext_lazy as _

from goodstanding.base.timeline.sentences import Sentence
from goodstanding.systems.service.states import Kind, Side, Verdict

Names = Mapping[str, Text | str]

SERVICE = _("Service levels")
KIND_WORDS: Names = {
    Kind.FIRST_REPLY: _("First reply"),
    Kind.NEXT_REPLY: _("Next reply"),
    Kind.UPDATE: _("Update"),
    Kind.THIRD_PARTY_UPDATE: _("News of a third party"),
    Kind.RESOLUTION: _("Resolution"),
}
KIND_NOTES: Names = {
    Kind.FIRST_REPLY: _("from the opening to our first answer; automatic replies don't count"),
    Kind.NEXT_REPLY: _("from a seller's message to our next answer"),
    Kind.UPDATE: _("from an answer that leaves the case with us to our next word"),
    Kind.THIRD_PARTY_UPDATE: _("while a third party is asked, counted around the clock"),
    Kind.RESOLUTION: _("from the opening to the first end; reopening does not begin it anew"),
}
VERDICT_WORDS: Names = {Verdict.KEPT: _("kept"), Verdict.MISSED: _("missed"), Verdict.MOOT: _("not needed any more")}
SIDE_WORDS: Names = {
    Side.SELLER: _("while the seller has to answer"),
    Side.THIRD_PARTY: _("while a third party is asked"),
}

FIELD_WORDS: Names = {
    "name": _("name"),
    "always": _("around the clock"),
    "zone": _("time zone"),
    "hours": _("hours"),
    "country": _("holidays of"),
    "region": _("region"),
    "days_off": _("days off"),
    "filters": _("for whom"),
    "targets": _("targets"),
    "calendar": _("calendar"),
    "pauses": _("pauses"),
    "warn_percent": _("warning"),
    "bump": _("raising the priority"),
}
SENTENCES: Mapping[str, Sentence] = {
    "service.calendar_added": Sentence(_("Business calendar %(subject)s added")),
    "service.calendar_changed": Sentence(
        _("Business calendar %(subject)s changed: %(fields)s"), {"fields": FIELD_WORDS}
    ),
    "service.calendar_removed": Sentence(_("Business calendar %(subject)s removed")),
    "service.store_calendar_set": Sentence(_("Store %(store)s counts by the calendar %(to)s")),
    "service.policy_added": Sentence(_("Service policy %(subject)s added")),
    "service.policy_changed": Sentence(_("Service policy %(subject)s changed: %(fields)s"), {"fields": FIELD_WORDS}),
    "service.policy_moved": Sentence(_("Service policy %(subject)s moved to place %(to)s")),
    "service.policy_removed": Sentence(_("Service policy %(subject)s removed")),
    "service.lead_set": Sentence(_("Leads of the queue %(subject)s set")),
    "service.warned": Sentence(_("Promise near its end: %(kind)s"), {"kind": KIND_WORDS}),
    "service.broken": Sentence(_("Promise broken: %(kind)s"), {"kind": KIND_WORDS}),
}
SUBJECTS: Names = {
    "service_calendar": _("Business calendar"),
    "service_policy": _("Service policy"),
    "service_queue": _("Queue"),
}
