"""What the record and the pages say about webhooks."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from goodstanding.base.timeline.sentences import Sentence
from goodstanding.base.webhooks.states import DeliveryState

SENTENCES = {
    "hook.set_up": Sentence(_("Webhook '%(name)s' set up to %(url)s")),
    "hook.changed": Sentence(_("Webhook '%(name)s' changed, now to %(url)s")),
    "hook.secret_replaced": Sentence(_("Secret of webhook '%(name)s' replaced")),
    "hook.switched_off": Sentence(_("Webhook '%(name)s' switched off")),
    "hook.switched_on": Sentence(_("Webhook '%(name)s' switched on")),
    "hook.removed": Sentence(_("Webhook '%(name)s' removed")),
    "hook.replayed": Sentence(_("%(event)s sent once more to webhook '%(name)s'")),
}
SUBJECTS = {"webhook": _("Webhook")}
STATE_WORDS = {
    DeliveryState.WAITING: _("Waiting"),
    DeliveryState.DELIVERED: _("Delivered"),
    DeliveryState.GIVEN_UP: _("Given up"),
}
STATE_TONES = {DeliveryState.WAITING: "waiting", DeliveryState.DELIVERED: "good", DeliveryState.GIVEN_UP: "over"}
OFF_WORDS = {
    "by_hand": _("switched off by hand"),
    "failing": _("switched off by itself: nothing arrived for five days"),
    "gone": _("switched off by itself: the receiver said that it is gone (410)"),
}
