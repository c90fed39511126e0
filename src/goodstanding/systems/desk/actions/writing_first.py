"""Writing to a seller first with a macro: its words before, its steps once there is a case (ADR 223)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from goodstanding.kit.actors import Actor
from goodstanding.kit.errors import Conflict
from goodstanding.systems.cases import actions as cases
from goodstanding.systems.cases import queries as case_queries
from goodstanding.systems.cases.models import Case, NewCaseDraft
from goodstanding.systems.desk import queries, rules
from goodstanding.systems.desk.actions.macros import brought_by, done_with
from goodstanding.systems.desk.errors import MacroNotFound
from goodstanding.systems.desk.models import Macro
from goodstanding.systems.desk.queries import Named
from goodstanding.systems.sellers import queries as sellers


@transaction.atomic
def begin_first_word_with(*, actor: Actor, ref: str, seller_ref: str, at: datetime) -> NewCaseDraft:
    """Put a macro's words, filled in for a seller, after what this associate has written to it so far, with what it brings.

    The message is a draft then, as if typed; fields of the case stay fields until it is sent. Raises NotFound for a macro or a
    seller that is not there.
    """
    seller = sellers.seller_for(actor, seller_ref)
    macro = queries.macro_for(actor, ref)
    kept = case_queries.first_draft(actor, seller)
    words = queries.words_for_seller(actor, macro.body, seller, at)
    before = dict(kept.fields) if kept else {}
    begun = before.get("body", "").rstrip()
    fields = {
        **before,
        **brought_by(macro, before),
        "goes_with": "1",
        "body": f"{begun}\n\n{words}" if begun else words,
    }
    held = [file.ref for file in case_queries.files_of_draft(actor, kept)]
    unsent = cases.UnsentCase("", "", kept.request_key if kept else "", fields, held)
    return cases.save_first_draft(actor=actor, seller_ref=seller_ref, unsent=unsent, at=at)


@transaction.atomic
def write_first_with(
    *, actor: Actor, seller_ref: str, first: cases.FirstWord, macro: str = "", at: datetime
) -> tuple[Case, list[str]]:
    """Write to a seller first, with the fields of the case filled in, and do what goes with a macro, if any; both or neither.

    Returns the case as it was opened and what hindered single steps. Repeating a request returns the case it opened and does
    nothing more. Raises what `cases.write_first` raises, Conflict for a macro that is not there (any more).
    """
    if not macro and not rules.names_the_case(first.words.body):
        return cases.write_first(actor=actor, seller_ref=seller_ref, first=first, at=at), []
    seller = sellers.seller_for(actor, seller_ref)
    if case_queries.opened_by_request(seller, first.words.request_key) is not None:
        return cases.write_first(actor=actor, seller_ref=seller_ref, first=first, at=at), []
    found = _macro(actor, macro) if macro else None
    tried: list[str] = []

    def worded(ref: str) -> str:
        tried.append(ref)
        named = Named(ref, " ".join(first.subject.split()), first.category, at)
        return queries.words_once_opened(first.words.body, seller, named, at)

    case = cases.write_first(actor=actor, seller_ref=seller_ref, first=replace(first, worded=worded), at=at)
    if found is None or case.ref not in tried:  # sent twice at once: the other one won, and has done it
        return case, []
    return case, done_with(found, actor=actor, case_ref=case.ref, at=at)


def _macro(actor: Actor, ref: str) -> Macro:
    try:
        return queries.macro_for(actor, ref)
    except MacroNotFound as gone:
        said = _(
            "The macro that this was begun with is gone. Its words stay; send it again to send them without what went with it."
        )
        raise Conflict(said, code="macro_gone") from gone
