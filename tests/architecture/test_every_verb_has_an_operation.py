"""Whatever the pages of cases, desk, service levels and escalation do, a program can do through the API.

Each address of those pages names the operations that do the same, or says in words why there is none. A new address fails here
until somebody has said which it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module

import pytest

from goodstanding.api.v1.document import document

PAGES = (
    "console.cases", "console.desk", "console.service", "console.escalation", "portal.cases", "portal.escalation",
    "portal.guests",
)  # fmt: skip
A_GUEST = (
    "A guest holds a link that was mailed to her, for one browser; she is nobody elsewhere and has no token (ADR 140)."
)


class Why(str):
    """Why there is no operation."""


Answer = tuple[str, ...] | Why
CONSOLE: Mapping[str, Answer] = {
    "cases-queue": ("listQueue", "listQueueLoads", "listDeskViews"),
    "cases-new": ("writeToSeller", "listSellers", "listCaseCategories"),
    "cases-new-questions": ("listCaseCategories",),
    "cases-new-company": ("listFirstWriters",),
    "cases-new-files": ("uploadFile",),
    "cases-new-draft": ("listFirstDrafts", "saveFirstDraft"),
    "cases-new-discard": ("discardFirstDraft",),
    "cases-erasure": ("getTraces", "erasePerson", "eraseFilesOfPerson", "getErasure"),
    "cases-problems": ("listProblems", "openProblem"),
    "cases-problem": ("getProblem", "describeProblem"),
    "cases-problem-cases": ("addToProblem", "takeFromProblem"),
    "cases-problem-answers": ("answerProblem",),
    "cases-problem-closing": ("closeProblem",),
    "cases-workload": ("getWorkload", "handOver"),
    "cases-colleagues": ("getWorkload",),
    "cases-mentions": ("listMentions", "readMentions"),
    "cases-outcomes": ("getOutcomes", "listClosings"),
    "cases-tags": ("listTags", "renameTag", "removeTag"),
    "cases-tag-names": ("listTags",),
    "cases-detail": ("getCase", "getDeskSide", "listRearrangements"),
    "cases-beside": ("getDeskSide", "getBesideCase", "listCaseHistory"),
    "cases-facts": ("getEscalation", "getOrder", "getHealth", "listNotifications", "searchCases", "listClosings"),
    "cases-company": ("lookAtCase",),
    "cases-later": ("stopScheduledAnswer",),
    "cases-snooze": ("snoozeCase",),
    "cases-tag": ("tagCase",),
    "cases-fields": ("fillInCase",),
    "cases-mail": ("getMailOfMessage", "listMailsOfCase", "getMailOfCase"),
    "cases-answers": ("writeInCase", "attachToCase", "answerWithMacro", "scheduleAnswer"),
    "cases-notes": ("noteInCase",),
    "cases-draft": ("saveDraft", "discardDraft", "listDrafts"),
    "cases-assignment": ("assignCase",),
    "cases-handling": ("prioritiseCase", "handToQueue"),
    "cases-description": ("describeCase",),
    "cases-links": ("linkCase",),
    "cases-unlink": ("unlinkCase",),
    "cases-merge": ("mergeCase",),
    "cases-split": ("splitCase",),
    "cases-shelf": ("putCaseAway",),
    "cases-undo": ("undoRearrangement",),
    "cases-reopening": ("reopenCase",),
    "cases-upload": ("uploadFile",),
    "cases-file": ("downloadAttachment",),
    "desk-bulk-list": ("listBulkChanges",),
    "desk-bulk-upload": ("uploadFile",),
    "desk-bulk-new": ("previewBulkChange", "beginBulkChange"),
    "desk-bulk": ("getBulkChange",),
    "desk-bulk-file": Why("The writer's own file: a program has it already, and getBulkChange names it."),
    "desk-bulk-undo": ("takeBackBulkChange",),
    "desk-bulk-stop": ("stopBulkChange",),
    "desk-bulk-go-on": ("resumeBulkChange",),
    "desk-macros": ("listMacros", "makeMacro"),
    "desk-macros-for": ("listFittingMacros",),
    "desk-macro": ("changeMacro",),
    "desk-macro-removal": ("removeMacro",),
    "desk-macro-words": ("fillInMacro",),
    "desk-macros-first": ("listMacros",),
    "desk-macro-first-words": ("writeToSeller",),
    "desk-rules": ("listRules", "makeRule"),
    "desk-rule-matches": ("listMatches",),
    "desk-rule": ("changeRule", "listRuleRuns"),
    "desk-rule-on": ("switchRule",),
    "desk-rule-off": ("switchRule",),
    "desk-rule-up": ("moveRule",),
    "desk-rule-down": ("moveRule",),
    "desk-rule-removal": ("removeRule",),
    "service": ("getServiceReport",),
    "service-report-csv": Why("The same numbers as a file for a spreadsheet; a program reads getServiceReport."),
    "service-promises": ("listPromises",),
    "service-calendars": ("listServiceCalendars",),
    "service-store-calendar": ("setStoreCalendar",),
    "service-calendar-new": ("addServiceCalendar", "previewServiceCalendar"),
    "service-calendar": ("getServiceCalendar", "changeServiceCalendar", "previewServiceCalendar"),
    "service-calendar-removal": ("removeServiceCalendar",),
    "service-policies": ("listServicePolicies",),
    "service-policy-new": ("addServicePolicy", "previewServicePolicy"),
    "service-policy": ("changeServicePolicy", "previewServicePolicy"),
    "service-policy-place": ("moveServicePolicy",),
    "service-policy-removal": ("removeServicePolicy",),
    "service-leads": ("listServiceLeads", "setServiceLeads"),
    "escalation": ("listEscalations",),
    "escalation-report": ("getEscalationReport",),
    "escalation-outside": ("listStoreOutsideSteps", "setOutsideStep"),
    "escalation-detail": ("getEscalationByRef",),
    "escalation-acceptance": ("acceptEscalation",),
    "escalation-questions": ("askInEscalation",),
    "escalation-decision": ("decideEscalation",),
    "escalation-handing-up": ("handUpEscalation",),
    "escalation-refusal": ("refuseEscalation",),
}
PORTAL: Mapping[str, Answer] = {
    "cases-list": ("listCases", "listCaseViews"),
    "cases-search-help": Why("Words for people about the search; the parameter `q` says the same in the document."),
    "cases-new": ("listCaseCategories", "listUnsentCases"),
    "cases-upload": ("uploadFile",),
    "cases-preview": ("previewText",),
    "cases-export": ("exportCases",),
    "cases-about": ("listCases",),
    "cases-write": ("openCase", "addToCase", "listLookAlikes"),
    "cases-draft": ("saveUnsentCase",),
    "cases-draft-discard": ("discardUnsentCase",),
    "cases-hints": ("listLookAlikes",),
    "cases-detail": ("getCase", "getBesideCase"),
    "cases-history": ("listCaseHistory",),
    "cases-similar": ("listSimilarCases",),
    "cases-opened": ("openCase",),
    "cases-print": ("getCaseFile",),
    "cases-messages": ("writeInCase", "attachToCase", "noteInCase"),
    "cases-mail": ("getMailOfMessage",),
    "cases-reply-draft": ("saveDraft",),
    "cases-closure": ("closeCase",),
    "cases-rating": ("rateCase",),
    "cases-reopening": ("reopenCase",),
    "cases-labels": ("labelCase", "unlabelCase"),
    "cases-watch": ("watchCase", "unwatchCase"),
    "cases-agreements": ("proposeAgreement",),
    "cases-agreement": ("settleAgreement",),
    "cases-guests": ("inviteGuest", "listGuests", "changeGuest"),
    "cases-guest-revocation": ("revokeGuest",),
    "cases-guest-link": ("sendGuestLink",),
    "cases-export-file": ("getCaseFile",),
    "cases-file": ("downloadAttachment",),
    "escalation": ("getEscalation", "escalateCase", "previewEscalation", "listOutsideSteps"),
    "escalation-draft": ("saveEscalationDraft", "getEscalationDraft", "discardEscalationDraft"),
    "escalation-checks": ("checkEscalation",),
    "escalation-follow-up": ("followUpEscalation",),
    "escalation-word": ("sayWhetherSettled",),
    "escalation-bundle": ("getEscalationBundle",),
    "escalation-bundle-file": ("getEscalationBundle",),
}
GUESTS: Mapping[str, Answer] = {
    "join": Why(A_GUEST), "new-link": Why(A_GUEST), "case": Why(A_GUEST), "messages": Why(A_GUEST), "leave": Why(A_GUEST),
    "file": Why(A_GUEST),
}  # fmt: skip
SAID: Mapping[str, Mapping[str, Answer]] = {"console": CONSOLE, "portal": PORTAL, "portal.guests": GUESTS}
OPERATIONS = {one["operationId"] for methods in document()["paths"].values() for one in methods.values()}


def _said_of(page: str) -> str:
    return page if page in SAID else page.partition(".")[0]


def _names(page: str) -> Iterator[str]:
    for pattern in import_module(f"goodstanding.{page}.urls").urlpatterns:
        yield pattern.name


@pytest.mark.parametrize("page", PAGES)
def test_every_address_names_its_operations_or_why_it_has_none(page: str) -> None:
    unsaid = [name for name in _names(page) if name not in SAID[_said_of(page)]]

    assert unsaid == []


def test_nothing_is_named_that_is_not_there() -> None:
    there = {said: {name for page in PAGES if _said_of(page) == said for name in _names(page)} for said in SAID}
    gone = [f"{said}:{name}" for said, names in SAID.items() for name in names if name not in there[said]]
    named = {
        name for names in SAID.values() for answer in names.values() if not isinstance(answer, Why) for name in answer
    }

    assert gone == []
    assert named - OPERATIONS == set()
