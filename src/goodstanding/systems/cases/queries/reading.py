"""One case and what hangs on it: fetch and authorise in one step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from django.db.models import Q, QuerySet

from goodstanding.base.files import queries as files
from goodstanding.base.files.models import StoredFile
from goodstanding.base.people.models import User
from goodstanding.base.prepared import Prepared
from goodstanding.base.timeline.models import Entry
from goodstanding.base.timeline.queries import entries_about
from goodstanding.kit.actors import Actor
from goodstanding.kit.errors import NotFound
from goodstanding.kit.refs import is_ref, normal_ref
from goodstanding.systems.cases import policies
from goodstanding.systems.cases.catalogue import Catalogue, read_catalogue
from goodstanding.systems.cases.errors import CaseNotFound
from goodstanding.systems.cases.models import (
    Case,
    CaseAttachment,
    CaseLink,
    CaseMessage,
    CaseNeed,
    InternalAttachment,
    InternalNote,
    NewCaseDraft,
    Rearrangement,
    ReplyDraft,
    SellerNote,
)
from goodstanding.systems.cases.queries.marks import watchers_of
from goodstanding.systems.cases.states import Label
from goodstanding.systems.rulebook import queries as rulebook
from goodstanding.systems.sellers import queries as sellers
from goodstanding.systems.sellers.models import Seller
from goodstanding.systems.stores.models import Store

Said = TypeVar("Said", bound=CaseMessage | InternalNote | SellerNote | CaseNeed)
MESSAGES_AT_ONCE = 50
UPLOADS_AT_ONCE = 50
NOTES_AT_ONCE = 100
DRAFTS_AT_ONCE = 5
_catalogues: dict[int, tuple[Any, Catalogue]] = {}  # Any: the rulebook's section, held so that its id stays its own


@dataclass(frozen=True, slots=True)
class Thread:
    """The newest messages in order of time; `earlier` is the number to ask for more before, or None."""

    messages: Sequence[CaseMessage]
    earlier: int | None


def catalogue_for(store: Store, at: datetime) -> Catalogue:
    """The category tree and numbers in effect in a store at an instant."""
    section = rulebook.rules_for(store, at).section("cases")
    kept = _catalogues.get(id(section))
    if kept is None:
        kept = (section, read_catalogue(section))
        _catalogues[id(section)] = kept
    return kept[1]


def cases_visible(actor: Actor) -> QuerySet[Case]:
    """Every case the actor may see, unordered and unbounded: associates see all, a team its own, nobody else any."""
    cases = Case.objects.select_related("seller", "seller__store", "assignee")
    if actor.is_staff or actor.is_system:
        return cases
    return cases.filter(seller__account_id__in=list(actor.accounts))


def _by_ref(*, ref: str) -> QuerySet[Case]:
    return Case.objects.select_related("seller", "seller__store", "assignee", "problem_link__problem").filter(ref=ref)


_case = Prepared(_by_ref, one_plan=True)


def case_for(actor: Actor, ref: str, *, seller: Seller | None = None, lock: bool = False) -> Case:
    """The case with this Case ID, however it is typed; with `seller` only if it is that seller's. Raises NotFound for
    strangers."""
    ref = ref if is_ref(ref) else normal_ref(ref)
    if lock:
        case = _by_ref(ref=ref).select_for_update(of=("self",)).first()
    else:
        case = _case.first(ref=ref)
    if case is None or not policies.can_read(actor, case) or (seller is not None and case.seller_id != seller.pk):
        raise CaseNotFound
    return case


def by_ref(ref: str) -> Case:
    """A case for reactions, with its people. Raises NotFound."""
    found = _with_people.first(ref=ref)
    if found is None:
        raise CaseNotFound
    return found


def _people_of(*, ref: str) -> QuerySet[Case]:
    people = ("seller", "seller__store", "seller__account", "requester", "assignee")
    return Case.objects.select_related(*people).filter(ref=ref)


_with_people = Prepared(_people_of, one_plan=True)


def thread(actor: Actor, case: Case, *, before: int | None = None, limit: int = MESSAGES_AT_ONCE) -> Thread:
    """What both sides said, with attachments; the newest `limit` messages, or those before a number. Two queries."""
    if not policies.can_read(actor, case):
        raise CaseNotFound
    if case.rearranged:
        return _rearranged_thread(case, before, limit)
    if limit == MESSAGES_AT_ONCE:
        newest = _newest.rows(case=case.pk) if before is None else _newest_before.rows(case=case.pk, before=before)
    else:
        found = CaseMessage.objects.filter(case=case)
        newest = list((found.filter(number__lt=before) if before else found).order_by("-number")[: limit + 1])
    messages = _with_files(case, newest[:limit][::-1])
    return Thread(messages, messages[0].number if len(newest) > limit else None)


def _newest_said(*, case: int) -> QuerySet[CaseMessage]:
    return CaseMessage.objects.filter(case_id=case).order_by("-number")[: MESSAGES_AT_ONCE + 1]


def _newest_said_before(*, case: int, before: int) -> QuerySet[CaseMessage]:
    found = CaseMessage.objects.filter(case_id=case, number__lt=before)
    return found.order_by("-number")[: MESSAGES_AT_ONCE + 1]


def _files_between(*, case: int, first: int, last: int) -> QuerySet[CaseAttachment]:
    found = CaseAttachment.objects.filter(case_id=case, message_id__gte=first, message_id__lte=last)
    return found.select_related("file").order_by("pk")


_newest, _newest_before, _files = (
    Prepared(_newest_said, one_plan=True),
    Prepared(_newest_said_before, one_plan=True),
    Prepared(_files_between, one_plan=True),
)


def _with_files(case: Case, messages: list[CaseMessage]) -> list[CaseMessage]:
    """Messages of one case, each with its files. One query."""
    if not messages:
        return []
    keys = [one.pk for one in messages]
    by_message: dict[int, list[CaseAttachment]] = {key: [] for key in keys}
    for file in _files.rows(case=case.pk, first=min(keys), last=max(keys)):
        by_message.get(file.message_id, []).append(file)
    return [one.put_files(by_message[one.pk]) for one in messages]


def shown_in(model: type[Said], case: Case) -> QuerySet[Said]:
    """What stands in a case, of messages, notes or things asked for: its own, less what went elsewhere, and what came to it."""
    where = Q(case=case, shown_in__isnull=True) | Q(shown_in=case) if case.rearranged else Q(case=case)
    return model._default_manager.filter(where)  # type: ignore[return-value]  # a bound model's manager is typed as the union


def placed(case: Case, *, limit: int = 5000) -> list[CaseMessage]:
    """Every message of a case's thread in order, each knowing its place. The case's reading was authorised already."""
    found = list(shown_in(CaseMessage, case).order_by("at", "pk")[:limit])
    return [one.put_at(place) for place, one in enumerate(found, 1)] if case.rearranged else found


def landing(case: Case) -> Case:
    """Where a merged case goes on; the case itself when it was not merged. What is written to it lands there."""
    while case.merged_into_id is not None:
        case = Case.objects.select_related("seller", "seller__store", "assignee").get(pk=case.merged_into_id)
    return case


def rearrangements_of(actor: Actor, case: Case) -> Sequence[Rearrangement]:
    """What was merged into, split from or done to a case and not taken back, the newest first. Both sides may know."""
    if not policies.can_read(actor, case):
        raise CaseNotFound
    found = Rearrangement.objects.filter(Q(case=case) | Q(other=case), undone_at__isnull=True)
    return list(found.select_related("case", "other").order_by("-pk")[:20])


def _rearranged_thread(case: Case, before: int | None, limit: int) -> Thread:
    """Pages of a thread by place: numbers come from several cases."""
    messages = placed(case)
    end = min(before - 1, len(messages)) if before is not None else len(messages)
    begin = max(0, end - limit)
    page = messages[begin:end]
    _hang(page, CaseAttachment, "message_id")
    return Thread(page, begin + 1 if begin else None)


def message_of(case: Case, number: int) -> CaseMessage:
    """One message of a case whose reading was authorised already. Raises NotFound."""
    message = CaseMessage.objects.filter(case=case, number=number).first()
    if message is None:
        raise CaseNotFound
    return message


def internal_notes(actor: Actor, case: Case) -> Sequence[InternalNote]:
    """The associates' notes, oldest first, with attachments. For anybody else there are none."""
    if not policies.can_see_internal(actor):
        return []
    if case.rearranged:
        found = list(shown_in(InternalNote, case).order_by("-pk")[:NOTES_AT_ONCE])[::-1]
    else:
        found = _notes.rows(case=case.pk)[::-1]
    _hang(found, InternalAttachment, "note_id")
    return found


def seller_notes(actor: Actor, case: Case) -> Sequence[SellerNote]:
    """The seller's private notes, oldest first, for its own team. For anybody else there are none."""
    if not policies.can_see_team_notes(actor, case):
        return []
    if case.rearranged:
        return list(shown_in(SellerNote, case).order_by("-pk")[:NOTES_AT_ONCE])[::-1]
    return _team_notes.rows(case=case.pk)[::-1]


_notes = Prepared(
    lambda *, case: InternalNote.objects.filter(case_id=case).order_by("-pk")[:NOTES_AT_ONCE], one_plan=True
)
_team_notes = Prepared(
    lambda *, case: SellerNote.objects.filter(case_id=case).order_by("-pk")[:NOTES_AT_ONCE], one_plan=True
)


def links_of(case: Case) -> Sequence[CaseLink]:
    """What a case is about, in the order in which it was linked. The case's reading was authorised already."""
    return _links.rows(case=case.pk)


_links = Prepared(lambda *, case: CaseLink.objects.filter(case_id=case).order_by("pk")[:50], one_plan=True)


def follow_ups_of(case: Case) -> Sequence[CaseLink]:
    """The later cases of the same seller that refer to this one, with those cases."""
    found = CaseLink.objects.filter(seller_id=case.seller_id, kind="case", ref=case.ref)
    return list(found.select_related("case").order_by("-pk")[:20])


def cases_about(actor: Actor, seller: Seller, *, kind: str, ref: str, limit: int = 20) -> Sequence[Case]:
    """The cases about an object of a seller, newest first: the other end of a link."""
    found = cases_visible(actor).filter(seller=seller, links__kind=kind, links__ref=ref)
    return list(found.order_by("-pk")[:limit])


def living_about(actor: Actor, seller: Seller, *, kind: str, refs: Sequence[str]) -> dict[str, str]:
    """The Case ID of the newest open or pending case about each of some objects of a seller, by the object. One query."""
    if not refs:
        return {}
    found = CaseLink.objects.filter(case__in=cases_visible(actor), seller=seller, kind=kind, ref__in=list(refs))
    living = found.filter(case__label__in=[Label.OPEN, Label.PENDING])
    return dict(living.order_by("pk").values_list("ref", "case__ref"))


def history(actor: Actor, case: Case, *, limit: int = 100) -> Sequence[Entry]:
    """What was done to the case, newest first. Internal steps are left out for the seller's side."""
    return entries_about("case", case.ref, for_staff=policies.can_see_internal(actor), limit=limit)


def file_for(actor: Actor, case: Case, ref: str) -> StoredFile:
    """A file of the case that the actor may download. Raises NotFound; internal files exist for associates only."""
    inside = policies.can_see_internal(actor)
    if case.rearranged and (found := _file_shown(case, ref, inside=inside)) is not None:
        return found
    try:
        return files.file_for(ref, owner=("case", case.ref))
    except NotFound:
        if not inside:
            raise
    return files.file_for(ref, owner=("case_internal", case.ref))


def _file_shown(case: Case, ref: str, *, inside: bool) -> StoredFile | None:
    """A file that stands in the thread of a merged or split case, whichever case it was sent to."""
    sent = CaseAttachment.objects.filter(file__ref=ref, message__in=shown_in(CaseMessage, case))
    if (attachment := sent.select_related("file").first()) is not None:
        return attachment.file
    noted = InternalAttachment.objects.filter(file__ref=ref, note__in=shown_in(InternalNote, case))
    kept = noted.select_related("file").first() if inside else None
    return kept.file if kept else None


def attachments_of(case: Case, *, limit: int = 100) -> Sequence[CaseAttachment]:
    """The files both sides can see, oldest first. The case's reading was authorised already."""
    found = CaseAttachment.objects.filter(case=case)
    if case.rearranged:
        found = CaseAttachment.objects.filter(message__in=shown_in(CaseMessage, case))
    return list(found.select_related("file").order_by("pk")[:limit])


def reply_draft(actor: Actor, case: Case, kind: str) -> ReplyDraft | None:
    """What this person was writing in this case."""
    return _draft.first(case=case.pk, user=policies.writer(actor), kind=kind)


_draft = Prepared(
    lambda *, case, user, kind: ReplyDraft.objects.filter(case_id=case, user_id=user, kind=kind).order_by("pk")[:1],
    one_plan=True,
)


def new_case_draft(actor: Actor, seller: Seller, *, category: str, about: str) -> NewCaseDraft | None:
    """The case this person was about to open in a category."""
    return NewCaseDraft.objects.filter(
        seller=seller, user_id=policies.writer(actor), category=category, about=about
    ).first()


def new_case_drafts(actor: Actor, seller: Seller) -> Sequence[NewCaseDraft]:
    """This person's unsent cases as one of the seller's team, newest first."""
    return _unsent.rows(seller=seller.pk, user=policies.writer(actor))


def _new_drafts(*, seller: int, user: int) -> QuerySet[NewCaseDraft]:
    found = NewCaseDraft.objects.filter(seller_id=seller, user_id=user).exclude(category="")
    return found.order_by("-saved_at")[:DRAFTS_AT_ONCE]


_unsent = Prepared(_new_drafts, one_plan=True)


def files_of_draft(actor: Actor, draft: NewCaseDraft | None) -> Sequence[StoredFile]:
    """The files that a draft of this person's holds."""
    if draft is None or not draft.request_key:
        return []
    return files.files_of("case_draft", f"{actor.user_id}:{draft.request_key}"[:64])


def uploads_of(actor: Actor, request_key: str, refs: Sequence[str]) -> Sequence[StoredFile]:
    """Those of some uploads that are still this person's to send: held by her draft, or free. In the order asked for."""
    if not refs:
        return []
    held = files.files_of("case_draft", f"{actor.user_id}:{request_key}"[:64]) if request_key else []
    found = [file for file in held if file.ref in refs] + list(files.own_uploads(actor, refs[:UPLOADS_AT_ONCE]))
    return sorted(found, key=lambda file: refs.index(file.ref))


def correspondents(case: Case) -> list[tuple[int, str, str]]:
    """User id, e-mail and name of those on the seller's side to whom mail about the case goes.

    Whoever of the team opened it, if she is still active in it, else everybody in the team who may act, owners first; and
    those who watch it.
    """
    team = sellers.team_addresses(case.seller)
    own = [person for person in team if person[0] == case.requester_id] or team
    return own + [person for person in watchers_of(case) if person not in own]


def associates(roles: Sequence[str], *, limit: int = 200) -> Sequence[User]:
    """Active associates who hold one of the roles, or administer, by name."""
    wanted = {*roles, "administrator"}
    people = User.objects.filter(is_active=True).exclude(staff_roles=[]).order_by("name", "pk")[:1000]
    return [person for person in people if wanted & set(person.staff_roles)][:limit]


def opened_by_request(seller: Seller, request_key: str) -> Case | None:
    """The case that a request opened before, if it did. The seller's reading was authorised already."""
    if not request_key:
        return None
    return Case.objects.select_related("seller", "seller__store").filter(seller=seller, request_key=request_key).first()


def drafts_of(actor: Actor, case: Case) -> dict[str, ReplyDraft]:
    """What this person is writing in a case, by kind."""
    return {draft.kind: draft for draft in _own_drafts.rows(case=case.pk, user=policies.writer(actor))}


_own_drafts = Prepared(lambda *, case, user: ReplyDraft.objects.filter(case_id=case, user_id=user), one_plan=True)


def _hang(
    said: Sequence[CaseMessage] | Sequence[InternalNote],
    attachment: type[CaseAttachment] | type[InternalAttachment],
    by: str,
) -> None:
    """The files of messages or notes of several cases, in one query."""
    if not said:
        return
    held: dict[int, list[Any]] = {one.pk: [] for one in said}  # Any: attachments of the one kind or the other
    found = attachment._default_manager.filter(**{f"{by}__in": list(held)}).select_related("file")
    for file in found.order_by("pk"):
        held[getattr(file, by)].append(file)
    for one in said:
        one.put_files(held[one.pk])
