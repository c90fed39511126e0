"""One mail in both forms, from the same words."""

from collections.abc import Sequence
from dataclasses import dataclass, fields

from django.template.loader import render_to_string

from goodstanding.ui.frame import Brand


@dataclass(frozen=True, slots=True, kw_only=True)
class MailPage:
    """What a mail says. The headline is the answer; `by_when` names the deadline and what follows it."""

    brand: Brand
    headline: str
    paragraphs: Sequence[str]
    subject: str = ""
    by_when: str = ""
    facts: Sequence[tuple[str, str]] = ()
    action_label: str = ""
    action_url: str = ""
    why_sent: str = ""
    settings_url: str = ""


def render_mail(page: MailPage) -> tuple[str, str]:
    """The plain text and the HTML of a mail. Values are text in both; markup in them is shown, not obeyed."""
    context = {one.name: getattr(page, one.name) for one in fields(page)} | {"subject": page.subject or page.headline}
    return render_to_string("ui/mail.txt", context).strip() + "\n", render_to_string("ui/mail.html", context)
