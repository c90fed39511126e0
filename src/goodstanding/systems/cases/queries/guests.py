"""What a guest may read: one case, what both sides said in it, and files where the invitation says so. Nothing else here
takes a guest, and a guest is nobody everywhere else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from goodstanding.base.files import queries as files
from goodstanding.base.files.models import StoredFile
from goodstanding.base.people.errors import DeadLink
from goodstanding.base.people.links import hash_of
from goodstanding.kit.actors import Actor, ActorKind, SellerRole
from goodstanding.kit.errors import NotFound
from goodstanding.systems.cases.errors import CaseNotFound
from goodstanding.systems.cases.models import Case, CaseAttachment, CaseGuest
from goodstanding.systems.cases.queries.reading import Thread, thread

MOST_GUESTS = 10


@dataclass(frozen=True, slots=True)
class Opening:
    """What is behind a link: the guest it was sent to, and whether it was used already."""

    guest: CaseGuest
    used: bool


def opening_by(secret: str, *, at: datetime, lock: bool = False) -> Opening:
    """The invitation behind a link. Raises DeadLink for one that is unknown, taken back or past its end."""
    found = CaseGuest.objects.select_related("case", "case__seller", "case__seller__store")
    if lock:
        found = found.select_for_update(of=("self",))
    guest = found.filter(token_hash=hash_of(secret)).first()
    if guest is None or not guest.is_open(at):
        raise DeadLink(_("This invitation does not work any more. Ask the person who invited you for a new one."))
    return Opening(guest, guest.link_used)


def guest_for(ref: str, *, at: datetime, lock: bool = False) -> CaseGuest:
    """A guest who was let in and still may come in. Raises CaseNotFound."""
    found = CaseGuest.objects.select_related("case", "case__seller", "case__seller__store")
    if lock:
        found = found.select_for_update(of=("self",))
    guest = found.filter(ref=ref, accepted_at__isnull=False).first()
    if guest is None or not guest.is_open(at):
        raise CaseNotFound
    return guest


def guest_ref_of(user_id: int | None, case_ref: str) -> str:
    """The guest as whom somebody who signs in was let into a case, or nothing."""
    if user_id is None:
        return ""
    found = CaseGuest.objects.filter(user_id=user_id, case__ref=case_ref, revoked_at__isnull=True)
    return found.order_by("-pk").values_list("ref", flat=True).first() or ""


def guests_of(case: Case) -> Sequence[CaseGuest]:
    """Everybody who was let into a case, the newest first. The case's reading was authorised already."""
    return list(CaseGuest.objects.filter(case=case).order_by("-pk")[:50])


def guest_of(case: Case, ref: str) -> CaseGuest:
    """Somebody who is invited into a case or was let in. The case's reading was authorised already. Raises NotFound."""
    guest = CaseGuest.objects.filter(case=case, ref=ref, revoked_at__isnull=True).first()
    if guest is None:
        raise NotFound(_("There is no such guest in this case."))
    return guest


def guest_thread(guest: CaseGuest, *, before: int | None = None) -> Thread:
    """What both sides said in the guest's own case; not what was merged into it from another one, to which nobody invited
    her. Notes of either side are in no table read here."""
    found = thread(_reader(guest), guest.case, before=before)
    return Thread([one for one in found.messages if one.case_id == guest.case_id], found.earlier)


def guest_file(guest: CaseGuest, ref: str) -> StoredFile:
    """A file that both sides of the guest's own case see. Raises CaseNotFound for any other, and for a guest without files."""
    found = CaseAttachment.objects.select_related("file").filter(message__case_id=guest.case_id, file__ref=ref)
    attached = found.first() if guest.sees_files else None
    if attached is None:
        raise CaseNotFound
    return attached.file


def guest_uploads(guest: CaseGuest, refs: Sequence[str]) -> Sequence[StoredFile]:
    """Those of some uploads that this guest has not sent yet. They go after a day."""
    return files.free_uploads(guest_purpose(guest), refs) if guest.sees_files else []


def guest_purpose(guest: CaseGuest) -> str:
    """For what a guest's unsent files are kept: she has no user, so it says whose they are."""
    return f"guest-{guest.ref}"


def _reader(guest: CaseGuest) -> Actor:
    """Eyes for this module alone: they see what a seller sees in her case without her team's notes, and can do nothing."""
    accounts = {guest.case.seller.account_id: SellerRole.READ_ONLY}
    return Actor(ActorKind.SELLER, user_id=None, name=guest.name, accounts=accounts, viewing_as_seller=True)
