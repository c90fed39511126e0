"""What the record of stores and settings says."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from goodstanding.base.timeline.sentences import Sentence

FIELD_WORDS = {
    "name": _("name"),
    "accent": _("accent colour"),
    "accent_dark": _("accent colour in the dark"),
    "support_email": _("support address"),
    "language": _("language"),
    "time_zone": _("time zone"),
    "staff_mfa_required": _("second factor for associates"),
    "sign_up_open": _("sign-up"),
    "logo": _("logo"),
    "country": _("country"),
    "rule_pack": _("rule pack"),
}

SENTENCES = {
    "marketplace.changed": Sentence(_("Marketplace settings changed: %(fields)s"), {"fields": FIELD_WORDS}),
    "store.opened": Sentence(_("Store %(subject)s opened, in %(currency)s")),
    "store.changed": Sentence(_("Store %(subject)s changed: %(fields)s"), {"fields": FIELD_WORDS}),
}

SUBJECTS = {"marketplace": _("Marketplace"), "store": _("Store")}
