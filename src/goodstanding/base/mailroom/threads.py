"""Which mails belong together, so that a mail program shows them as one conversation (ADR 120)."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from django.conf import settings

from goodstanding.base.mailroom import addresses, rules
from goodstanding.base.mailroom.models import InboundMail, Mail
from goodstanding.base.mailroom.states import Nature

MOST_REFERENCES = 10
_PREFIX = re.compile(r"^(?:\s*re\s*:\s*)+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Style:
    """How a mail stands to others. `threaded` mails about one thing to one person are one conversation, under the subject
    of its first mail, and can be answered. `answers` is the Message-ID of a mail that this one answers. `within` is the thing in
    whose conversation the mail stands when it is about another one: an answer to it would reach the wrong people, so it
    carries no reply address."""

    nature: Nature = Nature.AUTOMATIC
    threaded: bool = False
    answers: str = ""
    within: tuple[str, str] | None = None


ALONE = Style()


@dataclass(frozen=True, slots=True)
class Place:
    """A mail's place in its conversation: what goes into its headers."""

    subject: str
    reply_to: str = ""
    in_reply_to: str = ""
    references: str = ""


def place_of(style: Style, *, subject: str, about: tuple[str, str], user_id: int | None) -> Place:
    """Where a mail about to be written to a person belongs. At most two queries."""
    if not style.threaded:
        return Place(subject, in_reply_to=style.answers, references=style.answers)
    aside, about = style.within is not None, style.within or about
    root = root_of(about)
    earlier = Mail.objects.filter(about_kind=about[0], about_ref=about[1], to_user_id=user_id, threaded=True)
    sent = list(earlier.order_by("-pk").values_list("written_at", "message_id", "subject")[:MOST_REFERENCES])
    came = InboundMail.objects.filter(about_kind=about[0], about_ref=about[1], person_id=user_id)
    taken = list(came.order_by("-pk").values_list("arrived_at", "message_id")[:MOST_REFERENCES])
    line = sorted([*((at, ident) for at, ident, _ in sent), *((at, ident) for at, ident in taken if ident)])
    idents = [ident for _, ident in line][-MOST_REFERENCES:]
    last = style.answers or (idents[-1] if idents else root)
    if sent:
        subject = f"Re: {_PREFIX.sub('', sent[-1][2])}"
    return Place(
        subject=subject,
        reply_to="" if aside else addresses.reply_address(about, user_id or 0),
        in_reply_to=last,
        references=" ".join(dict.fromkeys([root, *idents, last])),
    )


def root_of(about: tuple[str, str]) -> str:
    """The Message-ID at the root of every conversation about a thing. No mail carries it; programs thread by it all the same."""
    digest = hashlib.sha256(f"{settings.SECRET_KEY}:thread:{about[0]}:{about[1]}".encode()).hexdigest()[:32]
    return rules.message_id_for(key=digest, host=settings.MAIL_FROM.rpartition("@")[2].strip(">"))
