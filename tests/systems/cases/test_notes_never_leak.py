"""What one side keeps for itself appears behind no door of the other side, whatever is merged, split, taken back and said.

Every text that a side keeps for itself carries a mark: notes, files beside them, drafts, answers that wait, tags, fields,
problems, macros; labels, the team's notes and drafts. Then every address and operation of the other side is asked, with and
without the very words, and mails, facts and webhook bodies are read. Addresses come from the table in tests/access, so a new
page is walked without a line here.
"""

from __future__ import annotations

import json
import re
import string
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from goodstanding.api.v1.document import document
from goodstanding.base.mailroom.models import Mail
from goodstanding.base.outbox.models import StoredFact
from goodstanding.base.webhooks.models import Delivery
from goodstanding.kit.actors import Actor
from goodstanding.kit.errors import Refusal
from goodstanding.systems.cases import actions, queries
from goodstanding.systems.cases.actions import Decision, Part, Reply
from goodstanding.systems.cases.actions.drafting import UnsentCase
from goodstanding.systems.cases.casefile import case_file
from goodstanding.systems.cases.models import Case, Rearrangement
from goodstanding.systems.cases.states import Outcome, Rearranging
from goodstanding.systems.desk import actions as desk
from tests.access.places import Places, addresses
from tests.access.table import TABLE
from tests.factories import cases
from tests.factories.guests import browser_of, invited
from tests.factories.tokens import program_of
from tests.world import World

KNOWN = {name: taken for name, _pattern, taken in addresses()}
# Typed into the other side's search boxes: one that stands beside every mark, and one that stands nowhere.
WORD, NOWHERE = "quincequandary", "quonkequendary"
MARKS = st.text(alphabet=string.ascii_lowercase + string.digits, min_size=8, max_size=12)
AROUND = st.text(alphabet=st.characters(blacklist_categories=["Cs", "Cc"]), max_size=20)
STEPS = st.lists(
    st.sampled_from(["keep", "keep_other", "merge", "split", "undo", "answer", "parent", "reply", "shelve", "erase_tag"]),
    min_size=2, max_size=7,
)  # fmt: skip
SLOWLY = settings(
    max_examples=3, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)  # fmt: skip


@dataclass(frozen=True)
class Marked:
    """One run: what the associates' texts and the team's texts carry, and what stands around it."""

    inside: str
    team: str
    around: str

    def said(self, mark: str) -> str:
        """A text as a side would keep it."""
        return f"{self.around} {WORD} {mark} <b>{mark}</b>"


@pytest.fixture
def places(world: World) -> Places:
    return Places(world)


@pytest.mark.slow
@SLOWLY
@given(mark=MARKS, around=AROUND, steps=STEPS)
def test_what_a_side_keeps_for_itself_never_reaches_the_other(
    places: Places, mark: str, around: str, steps: list[str]
) -> None:
    marked = Marked(f"inside{mark}", f"team{mark}", around)
    with transaction.atomic():
        stage = Stage(places, marked)
        stage.play(steps)

        out_of_the_house = [where for where, text in stage.sellers_side() if marked.inside in text.casefold()]
        out_of_the_team = [where for where, text in stage.associates_side() if marked.team in text.casefold()]

        assert not out_of_the_house
        assert not out_of_the_team
        assert marked.inside in stage.own_page("ada")
        assert marked.team in stage.own_page("alice")
        transaction.set_rollback(True)


@pytest.mark.slow
def test_words_of_one_side_find_on_the_other_what_words_that_stand_nowhere_find(places: Places) -> None:
    world, base = places.world, f"/s/{places.world.harbour.ref}"
    stage = Stage(places, Marked("insidemark", "teammark", ""))
    queries_ = ("{}", '"{}"', "{}*", "-{}", "tag:{}", "assignee:{}", "queue:{}", "field:{}", "label:{}")

    with transaction.atomic():
        stage.keep_inside(places.case.ref)
        for path in (f"{base}/cases/", f"{base}/search/", f"{base}/palette/", f"{base}/cases/export.csv"):
            assert [query for query in queries_ if not _same(world.as_(world.alice), path, query)] == [], path
        transaction.set_rollback(True)

    stage.keep_team(places.case.ref)
    for path in ("/console/cases/", "/console/search/", "/console/palette/"):
        assert [query for query in queries_ if not _same(world.as_(world.ada), path, query)] == [], path


class Stage:
    """Two cases of harbour's, what is done to them, and every door of both sides."""

    def __init__(self, places: Places, marked: Marked) -> None:
        self.places, self.world, self.marked = places, places.world, marked
        self.refs = [places.case.ref, cases.open_case(self.world, subject="The other parcel").ref]
        cases.answer(self.world, Case.objects.get(ref=self.refs[1]), at=self.world.now)
        self.number = 0

    def play(self, steps: list[str]) -> None:
        """Do one after the other. What cannot be done now is refused, and the next one comes."""
        acts: dict[str, Callable[[], object]] = {
            "keep": lambda: self.keep(self.refs[0]), "keep_other": lambda: self.keep(self.refs[1]), "merge": self._merge,
            "split": self._split, "undo": self._undo, "answer": self._answer, "parent": self._parent, "reply": self._reply,
            "shelve": self._shelve, "erase_tag": self._retag,
        }  # fmt: skip
        self.keep(self.refs[0])
        for step in [*steps, "keep_other"]:
            with suppress(Refusal), transaction.atomic():
                acts[step]()
            self.world.work_off()

    def keep(self, ref: str) -> None:
        """Both sides keep something for themselves in a case, in every way there is."""
        self.keep_inside(ref)
        self.keep_team(ref)

    def keep_inside(self, ref: str) -> None:
        """What associates keep among themselves."""
        sid, at, said = self.places.sid.actor, self.world.now, self.marked.said(self.marked.inside)
        name = f"{WORD} {self.marked.inside}.txt"
        note = Reply(f"@Tess {said}", uploads=[SimpleUploadedFile(name, b"Between us.", "text/plain")])
        decision = Decision(Outcome.WAIT_FOR_SELLER, what=said[-120:])
        for act in (
            lambda: actions.add_internal_note(actor=sid, ref=ref, note=note, at=at),
            lambda: actions.tag(actor=sid, ref=ref, name=f"{WORD} {self.marked.inside}"[:40], at=at),
            lambda: actions.tag(actor=sid, ref=ref, name=WORD, at=at),
            lambda: actions.save_reply_draft(actor=sid, ref=ref, kind="note", body=said, data={"x": said}, at=at),
            lambda: actions.schedule_answer(
                actor=sid, ref=ref, reply=Reply(said), decision=decision, send_at=self.world.later(hours=9), at=at
            ),
            lambda: actions.save_reply_draft(actor=sid, ref=ref, kind="answer", body=said, data={"what": said}, at=at),
            lambda: actions.snooze(actor=sid, ref=ref, until=self.world.later(minutes=30), at=at),
            lambda: self._problem(ref, said),
            lambda: desk.make_macro(
                actor=self.world.ada.actor, draft=desk.MacroDraft(name=said[-60:], body=said, shared=True), at=at
            ),
        ):
            with suppress(Refusal), transaction.atomic():
                act()
        self.world.work_off()

    def keep_team(self, ref: str) -> None:
        """What the seller's team keeps among itself."""
        alice, at, said = self.world.alice.actor, self.world.now, self.marked.said(self.marked.team)
        unsent = UnsentCase("orders_shipping.templates", "", f"key{self.number}", {"subject": said, "body": said})
        for act in (
            lambda: actions.add_seller_note(actor=alice, ref=ref, note=Reply(said), at=at),
            lambda: actions.label_case(actor=alice, ref=ref, name=f"{WORD} {self.marked.team}"[:32], at=at),
            lambda: actions.label_case(actor=alice, ref=ref, name=WORD, at=at),
            lambda: actions.watch(actor=alice, ref=ref, at=at),
            lambda: actions.save_reply_draft(actor=alice, ref=ref, kind="reply", body=said, data={}, at=at),
            lambda: actions.save_new_case_draft(actor=alice, seller_ref=self.world.harbour.ref, unsent=unsent, at=at),
        ):
            with suppress(Refusal), transaction.atomic():
                act()
        self.world.work_off()

    def own_page(self, who: str) -> str:
        """The case where what was kept last stands, as its own side reads it."""
        if who == "ada":
            case = queries.landing(queries.case_for(self.world.ada.actor, self.refs[1]))
            return _text(self.world.as_(self.world.ada).get(f"/console/cases/{case.ref}/"))
        case = queries.landing(queries.case_for(self.world.alice.actor, self.refs[1]))
        return _text(self.world.as_(self.world.alice).get(f"/s/{self.world.harbour.ref}/cases/{case.ref}/"))

    def sellers_side(self) -> Iterator[tuple[str, str]]:
        """Everything that comes out at the seller's side, and to guests, strangers and associates who view as the seller."""
        world = self.world
        guest = browser_of(invited(world, self.places.guest_case))
        walkers = {
            "alice": (world.as_(world.alice), {"portal", "own"}), "viewing": (world.as_(world.sam), {"portal"}),
            "guest": (guest, {"guest"}), "stranger": (Client(), {"public"}),
        }  # fmt: skip
        for who, (client, sides) in walkers.items():
            for where, response in self._walk(client, sides):
                yield f"{who}: {where}", _text(response)
        yield from self._operations("alice", program_of(world.alice).client)
        yield from self._files(world.alice.actor)
        yield from self._left()

    def associates_side(self) -> Iterator[tuple[str, str]]:
        """Everything that comes out at the associates' side, where one views as the seller too."""
        world = self.world
        for where, response in self._walk(world.as_(world.ada), {"console"}):
            yield f"ada: {where}", _text(response)
        for where, response in self._walk(world.as_(world.sam), {"portal"}):
            yield f"viewing: {where}", _text(response)
        yield from self._operations("ada", program_of(world.ada).client)
        yield from self._files(world.ada.actor)
        yield from self._left()

    def _walk(self, client: Client, sides: set[str]) -> Iterator[tuple[str, HttpResponse]]:
        refs = sorted({*self.refs, *Case.objects.order_by("-pk").values_list("ref", flat=True)[:2]})
        for name in sorted(KNOWN):
            access = TABLE.get(name)
            if access is None or access.side not in sides or access.get is None:
                continue
            given = self.places.args(name, KNOWN[name])
            own = given.get("case_ref", given.get("ref")) == self.places.case.ref
            for ref in refs if own else [""]:
                args = {key: ref if own and value == self.places.case.ref else value for key, value in given.items()}
                address = reverse(name, kwargs=args)
                for query in ({}, {"q": WORD, "subject": WORD, "notes": "1", "shelf": "any", "text": WORD}):
                    response = client.get(address, query)
                    assert response.status_code != 500, address
                    yield f"{address} {query}", response

    def _operations(self, who: str, client: Client) -> Iterator[tuple[str, str]]:
        """Every operation of the API, about both cases, with a body that some take and some refuse."""
        body = json.dumps({"body": "More.", "name": "x", "text": "It is so.", "q": WORD})
        file_ref = self.places.file_ref
        for path, methods in document()["paths"].items():
            for ref in self.refs if "{ref}" in path else [""]:
                mail = Mail.objects.filter(about_ref=ref).order_by("-pk").values_list("pk", flat=True).first()
                names = {
                    "external_id": "harbour", "ref": ref, "file": file_ref, "number": 1, "name": "x", "code": "x",
                    "mail": mail or 1,
                }  # fmt: skip
                address = re.sub(r"{(\w+)}", lambda found, names=names: str(names.get(found[1], "x")), path)
                for method in methods:
                    with transaction.atomic():
                        response = client.generic(method.upper(), address, body, content_type="application/json")
                        found = client.get(address, {"q": WORD}) if method == "get" else response
                        transaction.set_rollback(True)
                    assert response.status_code != 500, address
                    yield f"{who}: {method} {address}", _text(response) + _text(found)

    def _files(self, actor: Actor) -> Iterator[tuple[str, str]]:
        """The papers as they are set, with the team's notes asked for by everybody."""
        for ref in self.refs if actor.is_staff else []:
            case = queries.case_for(actor, ref)
            yield f"paper {ref}", repr(case_file(actor, case, self.world.now, language="en", with_notes=True))
        for ref in [] if actor.is_staff else self.refs:
            case = queries.case_for(actor, ref)
            yield f"paper {ref}", repr(case_file(actor, case, self.world.now, language="en", with_notes=True))

    def _left(self) -> Iterator[tuple[str, str]]:
        """What left the house: mails to anybody, facts, bodies of webhooks."""
        for mail in Mail.objects.all():
            yield f"mail {mail.key}", f"{mail.subject}{mail.text}{mail.html}{mail.to_name}"
        yield "facts", json.dumps(list(StoredFact.objects.values_list("payload", flat=True)))
        yield "webhooks", "".join(Delivery.objects.values_list("body", flat=True))

    def _problem(self, ref: str, said: str) -> None:
        problem = actions.open_problem(
            actor=self.world.ada.actor, title=said[-150:], cause=said, said="We look into it.", at=self.world.now
        )
        actions.add_to_problem(actor=self.world.ada.actor, ref=problem.ref, case_ref=ref, at=self.world.now)

    def _merge(self) -> None:
        actions.merge(
            actor=self.world.ada.actor, ref=self.refs[1], into=self.refs[0], reason="The same parcel", at=self.world.now
        )

    def _split(self) -> None:
        part = Part(places=[2], subject="A part of it")
        actions.split(actor=self.world.ada.actor, ref=self.refs[0], part=part, at=self.world.now)

    def _undo(self) -> None:
        step = Rearrangement.objects.filter(case__ref__in=self.refs, undone_at=None).order_by("-pk").first()
        if step is not None:
            actions.undo(actor=self.world.ada.actor, ref=step.case.ref, step=step.pk, at=self.world.now)

    def _answer(self) -> None:
        decision = Decision(Outcome.WAIT_FOR_SELLER, what="The scan")
        actions.answer(
            actor=self.places.sid.actor,
            ref=self.refs[0],
            reply=Reply("An answer."),
            decision=decision,
            at=self.world.now,
        )

    def _parent(self) -> None:
        problem = actions.open_problem(actor=self.world.ada.actor, title="Bank", cause="", said="", at=self.world.now)
        actions.add_to_problem(actor=self.world.ada.actor, ref=problem.ref, case_ref=self.refs[0], at=self.world.now)
        actions.answer_problem(
            actor=self.world.ada.actor, ref=problem.ref, reply=Reply("It is repaired."),
            decision=Decision(Outcome.KEEP_OPEN), refs=self.refs, at=self.world.now,
        )  # fmt: skip

    def _reply(self) -> None:
        self.number += 1
        actions.add_message(
            actor=self.world.alice.actor, ref=self.refs[0], reply=Reply(f"More facts {self.number}."), at=self.world.now
        )

    def _shelve(self) -> None:
        actions.put_away(
            actor=self.world.ada.actor, ref=self.refs[1], shelf=Rearranging.TRASH, reason="Twice", at=self.world.now
        )

    def _retag(self) -> None:
        actions.untag(actor=self.world.ada.actor, ref=self.refs[0], name=WORD, at=self.world.now)


def _text(response: HttpResponse) -> str:
    """All that an answer says, its head too."""
    body = b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]
    return f"{response.headers}{body.decode('utf-8', 'replace')}"


def _same(client: Client, path: str, query: str) -> bool:
    """Whether a word of the other side's and one that stands nowhere are answered alike. A minute may pass between two answers,
    and pages say minutes: those that differ are asked for again."""
    for _again in range(3):
        one, other = (
            _plain(client.get(path, {"q": query.format(word), "shelf": "any"}), word) for word in (WORD, NOWHERE)
        )
        if one == other:
            return True
    return False


def _plain(response: HttpResponse, word: str) -> str:
    """An answer without what was asked and without what is new each time."""
    text = _text(response).replace(response.headers["X-Request-ID"], "")
    return re.sub(r"[A-Za-z0-9]{64}", "", text).replace(word, "?")
