"""Steps as one form: a field for each kind, empty ones left out. Bulk changes, macros and rules show the kinds they allow."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from django import forms
from django.utils.translation import gettext_lazy as _

from goodstanding.systems.cases.rules import WHAT_LIMIT, WHO_LIMIT
from goodstanding.systems.cases.states import Outcome, Priority
from goodstanding.systems.cases.words import PRIORITY_WORDS
from goodstanding.systems.desk.models import Macro
from goodstanding.systems.desk.rules import BODY_LIMIT, LETTER_WAITS, NEW, Letter, Step
from goodstanding.systems.desk.states import Event, StepKind
from goodstanding.systems.desk.words import EVENT_WORDS, STEP_WORDS

ORDER = (
    StepKind.QUEUE, StepKind.ASSIGN, StepKind.PRIORITY, StepKind.TAG, StepKind.UNTAG, StepKind.SNOOZE, StepKind.PROBLEM,
    StepKind.NOTE,
)  # fmt: skip
SEVERAL = {StepKind.TAG, StepKind.UNTAG}
AWAY = {StepKind.SPAM, StepKind.TRASH}
NOBODY = "none"
LEAVE = ("", _("leave as it is"))
OUTCOMES = {
    Outcome.KEEP_OPEN: _("we go on working on it"),
    Outcome.WAIT_FOR_SELLER: _("it waits for the seller"),
    Outcome.WAIT_FOR_THIRD_PARTY: _("it waits for somebody else"),
    Outcome.RESOLVE: _("it is resolved"),
}


@dataclass(frozen=True, slots=True)
class Choices:
    """What steps may name: people by key, queues by code, problems by reference, categories by code."""

    people: Mapping[str, str]
    queues: Mapping[str, str]
    problems: Mapping[str, str] = field(default_factory=dict)
    areas: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True, slots=True)
class FormWords:
    """What the form of a macro or a rule says: above its steps, and on its two buttons."""

    then: str
    save: str
    look: str


class StepsForm(forms.Form):
    """Whatever is filled in is done, in this order."""

    def __init__(
        self, data: object, *, allowed: Collection[StepKind], choices: Choices, of: Sequence[Step] = (), me: bool = True
    ) -> None:
        super().__init__(data)  # type: ignore[arg-type]  # the request's own QueryDict, or nothing
        self.allowed = allowed
        for kind in ORDER:
            if kind in allowed:
                self.fields[kind.value] = _field(kind, choices, me)
            if kind is StepKind.PROBLEM and kind in allowed:
                title = _("or behind a new problem, called")
                self.fields["new_problem"] = forms.CharField(label=title, required=False, max_length=160)
        if AWAY & set(allowed):
            words = [(kind.value, STEP_WORDS[kind]) for kind in (StepKind.SPAM, StepKind.TRASH) if kind in allowed]
            self.fields["away"] = forms.ChoiceField(label=_("Put it away"), required=False, choices=[LEAVE, *words])
        self.initial.update(_initial(of))

    def steps(self) -> list[tuple[str, str]]:
        """Kind and value of each step. Call it on a valid form."""
        found: list[tuple[str, str]] = []
        for kind in ORDER:
            value = str(self.cleaned_data.get(kind.value) or "")
            if not value:
                continue
            if kind in SEVERAL:
                found += [(kind.value, word) for word in (one.strip() for one in value.split(",")) if word]
            else:
                found.append((kind.value, "" if value == NOBODY else value))
        title = self.cleaned_data.get("new_problem")
        if title:
            found.append((StepKind.PROBLEM.value, f"{NEW}{title}"))
        away = self.cleaned_data.get("away")
        return [*found, (away, "")] if away else found


class LetterForm(forms.Form):
    """One answer to every case chosen, begun from a macro or not. Nothing filled in: none."""

    macro = forms.ChoiceField(label=_("Begin with the macro"), required=False)
    body = forms.CharField(
        label=_("Answer to each seller"), max_length=BODY_LIMIT, required=False, widget=forms.Textarea(attrs={"rows": 7}),
        help_text=_("Fields are filled in for each case: {{seller.name}}, {{case.id}}, {{case.subject}}, {{me.name}}, {{today}}."),
    )  # fmt: skip
    outcome = forms.ChoiceField(label=_("After it"), required=False, choices=[("", _("choose")), *OUTCOMES.items()])
    what = forms.CharField(label=_("It waits for"), max_length=WHAT_LIMIT, required=False)
    who = forms.CharField(label=_("From which third party"), max_length=WHO_LIMIT, required=False)
    needs = forms.CharField(
        label=_("Things each seller is asked for, one on each line"), required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("They stand below the answer; each seller ticks off what the reply holds. Only where it waits for the seller."),
    )  # fmt: skip
    minutes = forms.ChoiceField(
        label=_("Goes out after"), required=False, help_text=_("Until then it can be taken back."),
        choices=[
            (str(n), word) for n, word in zip(LETTER_WAITS, (_("ten minutes"), _("an hour"), _("four hours")), strict=True)
        ],
    )  # fmt: skip

    def __init__(self, data: object = None, *, macros: Sequence[Macro]) -> None:
        super().__init__(data)  # type: ignore[arg-type]  # the request's own QueryDict, or nothing
        self.macros = {one.ref: one for one in macros}
        self.fields["macro"].choices = [  # type: ignore[attr-defined]  # a choice field
            ("", _("none")), *((one.ref, one.name) for one in macros)
        ]  # fmt: skip

    def letter(self) -> Letter | None:
        """The letter as asked for: what is left empty is the macro's. Call it on a valid form."""
        asked = self.cleaned_data
        macro = self.macros.get(asked["macro"])
        body = asked["body"] or (macro.body if macro else "")
        if not body:
            return None
        return Letter(
            body=body, outcome=asked["outcome"] or (macro.outcome if macro else ""),
            what=asked["what"] or (macro.what if macro else ""), who=asked["who"] or (macro.who if macro else ""),
            needs=asked["needs"].splitlines() or (macro.needs if macro else []), macro=macro.ref if macro else "",
            minutes=int(asked["minutes"] or LETTER_WAITS[0]),
        )  # fmt: skip


class MacroForm(forms.Form):
    """The words of a macro and what goes with them."""

    name = forms.CharField(label=_("Name"), max_length=80)
    area = forms.ChoiceField(label=_("Offered in"), required=False)
    body = forms.CharField(
        label=_("Words"), max_length=10_000, widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("Fields are filled in: {{seller.name}}, {{case.id}}, {{case.category}}, {{me.name}}, {{today}}."),
    )  # fmt: skip
    outcome = forms.ChoiceField(
        label=_("After it"), required=False, choices=[("", _("the writer decides")), *OUTCOMES.items()]
    )
    what = forms.CharField(label=_("It waits for"), max_length=WHAT_LIMIT, required=False)
    who = forms.CharField(
        label=_("From which third party"), max_length=WHO_LIMIT, required=False,
        help_text=_("Where it waits for somebody else, such as: the carrier. The seller reads it."),
    )  # fmt: skip
    needs = forms.CharField(
        label=_("Things to ask for, one on each line"), required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("They stand below the words; the seller ticks off what the reply holds. Only where it waits for the seller."),
    )  # fmt: skip
    shared = forms.BooleanField(label=_("For all associates"), required=False)

    def __init__(
        self, data: object = None, *, areas: Sequence[tuple[str, str]], may_share: bool, initial: object = None
    ) -> None:
        super().__init__(data, initial=initial)  # type: ignore[arg-type]  # as above
        self.fields["area"].choices = [("", _("every category")), *areas]  # type: ignore[attr-defined]  # a choice field
        if not may_share:
            del self.fields["shared"]


class RuleForm(forms.Form):
    """When, and if."""

    name = forms.CharField(label=_("Name"), max_length=80)
    event = forms.ChoiceField(label=_("When"), choices=[(event.value, EVENT_WORDS[event]) for event in Event])
    query = forms.CharField(
        label=_("If the case answers"),
        max_length=300,
        required=False,
        help_text=_("As in the search box: words, category:payments, tag:strike, -refund. Empty: every case."),
    )
    last_one = forms.BooleanField(label=_("No later rule after this one"), required=False)

    def __init__(self, data: object = None, *, initial: object = None, matches_url: str) -> None:
        super().__init__(data, initial=initial)  # type: ignore[arg-type]  # as above
        self.fields["query"].widget.attrs |= {
            "hx-get": matches_url, "hx-trigger": "input changed delay:400ms", "hx-target": "#matches", "hx-swap": "outerHTML",
        }  # fmt: skip


def _field(kind: StepKind, choices: Choices, me: bool) -> forms.Field:
    label = STEP_WORDS[kind]
    if kind is StepKind.ASSIGN:
        own = [("me", _("me"))] if me else []
        people = [LEAVE, *own, (NOBODY, _("nobody")), *choices.people.items()]
        return forms.ChoiceField(label=label, required=False, choices=people)
    if kind is StepKind.QUEUE:
        return forms.ChoiceField(label=label, required=False, choices=[LEAVE, *choices.queues.items()])
    if kind is StepKind.PRIORITY:
        words = [(one.value, PRIORITY_WORDS[one]) for one in Priority]
        return forms.ChoiceField(label=label, required=False, choices=[LEAVE, *words])
    if kind is StepKind.PROBLEM:
        return forms.ChoiceField(label=label, required=False, choices=[LEAVE, *choices.problems.items()])
    if kind is StepKind.SNOOZE:
        return forms.IntegerField(label=label, required=False, min_value=1, max_value=90)
    if kind is StepKind.NOTE:
        return forms.CharField(label=label, required=False, max_length=2_000, widget=forms.Textarea(attrs={"rows": 3}))
    return forms.CharField(label=label, required=False, max_length=200, help_text=_("Several with commas."))


def _initial(steps: Sequence[Step]) -> dict[str, str]:
    found: dict[str, str] = {}
    for step in steps:
        name = "away" if step.kind in AWAY else step.kind.value
        value = step.kind.value if step.kind in AWAY else step.value
        if step.kind is StepKind.ASSIGN and not value:
            value = NOBODY
        found[name] = f"{found[name]}, {value}" if name in found and step.kind in SEVERAL else value
    return found
