"""Reading the mail that came in: fetch and authorise in one step."""

from __future__ import annotations

from collections.abc import Sequence
from email.utils import parseaddr

from django.conf import settings
from django.core.files.storage import default_storage
from django.db.models import Count
from django.utils.translation import gettext as _

from goodstanding.base.keyset import Page, page_of
from goodstanding.base.mailroom import policies, rules
from goodstanding.base.mailroom.inbound import reading
from goodstanding.base.mailroom.inbound.reading import Incoming
from goodstanding.base.mailroom.models import InboundMail, Mail
from goodstanding.base.mailroom.states import InState
from goodstanding.kit.actors import Actor
from goodstanding.kit.errors import NotFound
from goodstanding.ui.paging import Cursor

PAGE = 50


def by_ref(ref: str, *, lock: bool = False) -> InboundMail:
    """A mail for reactions. Raises NotFound."""
    found = InboundMail.objects.filter(ref=ref)
    mail = (found.select_for_update() if lock else found).first()
    if mail is None:
        raise NotFound(_("There is no such mail here."))
    return mail


def mail_for(actor: Actor, ref: str, *, lock: bool = False) -> InboundMail:
    """A mail for an associate; its words only for those who may read mails. Raises NotFound for everybody else."""
    if not policies.can_list(actor):
        raise NotFound(_("There is no such mail here."))
    mail = by_ref(ref, lock=lock)
    if not policies.can_read_in(actor):
        mail.from_address, mail.shown, mail.whole = rules.masked(mail.from_address), "", ""
    return mail


def mail_in(actor: Actor, *, state: InState | None, cursor: Cursor | None, limit: int = PAGE) -> Page[InboundMail]:
    """A page of the mails that came in, newest first, without their words. Raises NotFound for everybody but associates."""
    if not policies.can_list(actor):
        raise NotFound(_("There is no such page here."))
    found = InboundMail.objects.defer("whole", "shown")
    if state is not None:
        found = found.filter(state=state.value)
    page = page_of(found, order=("-id",), cursor=cursor, limit=limit)
    if not policies.can_read_in(actor):
        for mail in page.rows:
            mail.from_address, mail.from_name = rules.masked(mail.from_address), ""
    return page


def counts() -> dict[InState, int]:
    """How many mails stand where."""
    rows = dict(InboundMail.objects.order_by().values_list("state").annotate(n=Count("pk")))
    return {state: rows.get(state.value, 0) for state in InState}


def became(about: tuple[str, str], part: int) -> InboundMail:
    """The mail that became one part of a thing. The thing's reading was authorised already. Raises NotFound."""
    mail = InboundMail.objects.filter(about_kind=about[0], about_ref=about[1], about_part=part).order_by("pk").first()
    if mail is None:
        raise NotFound(_("This did not come by mail."))
    return mail


def raw_of(mail: InboundMail) -> bytes:
    """The bytes as they came. Raises NotFound when they are gone, or were kept long enough."""
    if not mail.path:
        raise NotFound(_("The mail as it came was kept for its time and is gone; what it said is in the case."))
    try:
        with default_storage.open(mail.path) as kept:
            return bytes(kept.read())
    except FileNotFoundError as error:
        raise NotFound(_("The content of this mail is missing.")) from error


def read_again(mail: InboundMail) -> Incoming:
    """The mail taken apart again, with its files."""
    return reading.read(raw_of(mail))


def answered(idents: Sequence[str]) -> list[Mail]:
    """Mails of ours with one of these Message-IDs, in the order of the ids. One query."""
    found = {
        mail.message_id: mail for mail in Mail.objects.filter(message_id__in=list(idents)[:60]).defer("text", "html")
    }
    return [found[ident] for ident in idents if ident in found]


def is_our_own(message_id: str) -> bool:
    """Whether we wrote the mail with this Message-ID."""
    return Mail.objects.filter(message_id=message_id).exists()


def own_addresses() -> list[str]:
    """Addresses under which we write: nothing that comes from one of them is anybody's answer."""
    return [address.lower() for address in (parseaddr(settings.MAIL_FROM)[1], settings.MAIL_IN_ADDRESS) if address]
