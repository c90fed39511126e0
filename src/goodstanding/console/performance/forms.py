"""The forms of reviewers: a decision with its reasons, a notification by hand, a withdrawal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from goodstanding.systems.performance.actions import Failed, ManualNotice, Ruling
from goodstanding.systems.performance.playbook import KindRule, Rejection
from goodstanding.systems.performance.states import Decision, Detection, NotificationKind
from goodstanding.systems.performance.words import DETECTION_WORDS

DECISIONS = [
    (Decision.ACCEPT.value, _("Accept: the plan names the cause and what prevents it")),
    (Decision.MORE_INFORMATION.value, _("Ask for more: something is missing, the rest holds")),
    (Decision.REJECT.value, _("Reject: checks failed, the seller may send a better plan")),
    (Decision.REJECT_FINALLY.value, _("Reject for good: a second reviewer has to decide the same")),
]


class DecisionForm(forms.Form):
    """A decision about one version. Each check that failed has a reason of its own."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    decision = forms.ChoiceField(label=_("Decision"), choices=DECISIONS, widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("What you tell the seller"), max_length=4_000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("In a sentence or two. It goes out by mail and stays on the notification."),
    )  # fmt: skip

    def __init__(self, rejections: Sequence[Rejection], data: Any = None, **more: Any) -> None:  # Any: as Django's Form
        super().__init__(data, **more)
        self.rejections = rejections
        for rejection in rejections:
            self.fields[f"fail_{rejection.code}"] = forms.BooleanField(label=rejection.label, required=False)
            self.fields[f"why_{rejection.code}"] = forms.CharField(
                label=_("Why it failed here"),
                required=False,
                max_length=1_000,
                widget=forms.Textarea(attrs={"rows": 2}),
            )

    def check_fields(self) -> list[tuple[Rejection, forms.BoundField, forms.BoundField]]:
        """Each check with its two fields."""
        return [(r, self[f"fail_{r.code}"], self[f"why_{r.code}"]) for r in self.rejections]

    def ruling(self) -> Ruling:
        """The decision as it is taken. A reason written for a check counts as naming it."""
        kept = self.cleaned_data
        named = [r.code for r in self.rejections if kept[f"fail_{r.code}"] or kept[f"why_{r.code}"].strip()]
        return Ruling(
            version=kept["version"],
            decision=Decision(kept["decision"]),
            reason=kept["reason"],
            failed=[Failed(code, kept[f"why_{code}"]) for code in named],
        )


class NoticeForm(forms.Form):
    """A notification written by an associate."""

    seller = forms.CharField(
        label=_("Seller"), max_length=12, help_text=_("The reference of the seller account, such as HAR-BOUR.")
    )
    kind = forms.ChoiceField(label=_("Kind"))
    subject = forms.CharField(label=_("What happened, in one line"), max_length=200)
    facts = forms.CharField(
        label=_("The facts"), max_length=8_000, widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Dates, orders, listings, what was found. Leave out names and addresses of buyers."),
    )  # fmt: skip
    affected = forms.CharField(
        label=_("Listings or SKUs it is about"), required=False, max_length=4_000, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("One a line."),
    )  # fmt: skip
    orders = forms.CharField(
        label=_("Orders it is about"), required=False, max_length=8_000, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Order ids of this seller, one a line."),
    )  # fmt: skip
    detection = forms.ChoiceField(
        label=_("How we came to know"), choices=[(d.value, word) for d, word in DETECTION_WORDS.items()]
    )
    required_action = forms.CharField(
        label=_("What you ask for"), required=False, max_length=2_000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Left empty, the rulebook's words for this kind are used."),
    )  # fmt: skip
    consequence = forms.CharField(
        label=_("What follows if nothing is done"), required=False, max_length=2_000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Left empty, the rulebook's words for this kind are used."),
    )  # fmt: skip

    def __init__(self, kinds: Sequence[KindRule], data: Any = None, **more: Any) -> None:  # Any: as Django's Form
        super().__init__(data, **more)
        field = self.fields["kind"]
        assert isinstance(field, forms.ChoiceField)  # declared above
        field.choices = [(rule.kind.value, rule.label) for rule in kinds if rule.by_hand]

    def notice(self) -> ManualNotice:
        """What the associate writes."""
        kept = self.cleaned_data
        return ManualNotice(
            kind=NotificationKind(kept["kind"]),
            subject=kept["subject"],
            facts=kept["facts"],
            required_action=kept["required_action"],
            consequence=kept["consequence"],
            affected=kept["affected"].splitlines(),
            orders=[line.strip() for line in kept["orders"].splitlines() if line.strip()],
            detection=Detection(kept["detection"]),
        )


class WithdrawalForm(forms.Form):
    """Why a notification is taken back."""

    reason = forms.CharField(
        label=_("Why it is taken back"), max_length=2_000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Written for the seller. An apology goes with it by itself."),
    )  # fmt: skip
