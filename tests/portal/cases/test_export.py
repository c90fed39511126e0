"""Files to take away: the case as PDF, the log as CSV."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace

import pytest

from goodstanding.base.clock import reading
from goodstanding.systems.cases import actions, casefile
from goodstanding.systems.cases.actions import Reply
from goodstanding.systems.cases.states import Outcome
from goodstanding.ui.paper import fonts
from goodstanding.ui.paper.setting import pdf_of
from tests.factories.cases import answer, open_case, with_file
from tests.world import World


@pytest.fixture(autouse=True)
def _now(world: World) -> None:
    reading.move_to(world.now)


def words_of(world: World, ref: str, **more: bool) -> str:
    """Everything that stands on the paper."""
    case = casefile.queries.case_for(world.alice.actor, ref)
    return repr(casefile.case_file(world.alice.actor, case, world.now, language="en", **more))


def test_the_case_file_is_a_pdf_with_every_file_named_by_its_sum(world: World) -> None:
    case, _ref = with_file(world)
    attached = case.attachments.get().file

    answered = world.as_(world.alice).get(f"/s/{world.harbour.ref}/cases/{case.ref}/case-file/")

    assert answered["Content-Type"] == "application/pdf"
    assert answered["Content-Disposition"] == f'attachment; filename="case-{case.ref}.pdf"'
    assert answered.content.startswith(b"%PDF-")
    assert attached.sha256 in words_of(world, case.ref)


def test_the_case_file_says_when_and_by_whom_it_was_opened_and_closed(world: World) -> None:
    case = answer(world, open_case(world), outcome=Outcome.RESOLVE)

    text = words_of(world, case.ref)

    day = f"{case.opened_at:%d %b %Y}".lstrip("0")
    assert re.search(rf"'Opened', '\w{{3}} {day}, [^']*, {case.requester_name}'", text)
    assert re.search(rf"resolved with an answer, {case.closed_by_name}, \w{{3}} {day}, ", text)


def test_the_case_file_says_who_answers_by_when(world: World) -> None:
    ours, hers = open_case(world), answer(world, open_case(world), outcome=Outcome.WAIT_FOR_SELLER)

    assert "'The marketplace answers by', '" in words_of(world, ours.ref)
    asked = words_of(world, hers.ref)
    assert "'The seller answers by', '" in asked and "'The marketplace answers by'" not in asked


def test_internal_notes_never_get_on_paper_and_the_teams_own_when_it_asks(world: World) -> None:
    case = open_case(world)
    actions.add_seller_note(actor=world.alice.actor, ref=case.ref, note=Reply("Our margin is 4 %."), at=world.now)
    actions.add_internal_note(actor=world.sam.actor, ref=case.ref, note=Reply("Looks like fraud."), at=world.now)

    plain, asked = words_of(world, case.ref), words_of(world, case.ref, with_notes=True)

    assert "Looks like fraud" not in plain + asked
    assert ("Our margin" in plain, "Our margin" in asked) == (False, True)


def test_every_script_and_every_mark_can_be_set(world: World) -> None:
    body = "**Fett** & <b>kein HTML</b>\n\n1. Ωμέγα\n2. Жук\n   - 日本語のテキスト\n   - 한국어\n\n> עברית\n\n`code` [x](https://example.com)"
    case = open_case(world, body=body * 40, subject="Größe & <Preis> 商品")

    found = casefile.case_file(world.alice.actor, case, world.now, language="en")

    assert pdf_of(found).startswith(b"%PDF-")


def test_a_paper_that_lacks_letters_says_where_they_can_be_read(world: World) -> None:
    plain = casefile.case_file(
        world.alice.actor, open_case(world, body="Größe, Жук, 商品, עברית, ไทย"), world.now, language="en"
    )
    emoji = casefile.case_file(world.alice.actor, open_case(world, body="Late 😀"), world.now, language="en")

    assert (fonts.lacks(plain.signs()), fonts.lacks(emoji.signs())) == (False, True)
    assert len(pdf_of(emoji)) > len(pdf_of(replace(emoji, unset="")))


def test_a_long_case_is_printed_from_its_newest_part_and_says_so(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(casefile, "MOST_SIGNS", 60)
    case = answer(world, open_case(world), body="The newest word.", at=world.now)

    text = words_of(world, case.ref)

    assert "The newest word." in text
    assert "1 earlier message is left out" in text


def test_the_log_goes_into_a_spreadsheet_without_running_there(world: World) -> None:
    case = open_case(world, subject="=HYPERLINK(1)", body="@SUM(A1)")
    open_case(world, by=world.mallory, subject="Not alice's")
    actions.label_case(actor=world.alice.actor, ref=case.ref, name="Big", at=world.now)

    answered = world.as_(world.alice).get(f"/s/{world.harbour.ref}/cases/export.csv")

    rows = list(csv.DictReader(io.StringIO(b"".join(answered.streaming_content).decode())))
    assert [row["case_id"] for row in rows] == [case.ref]
    assert (rows[0]["subject"], rows[0]["summary"]) == ("'=HYPERLINK(1)", "'@SUM(A1)")
    assert rows[0]["labels"] == "Big"


def test_the_export_takes_the_logs_own_filters(world: World) -> None:
    open_case(world)
    closed = open_case(world, subject="Payout of October is missing")
    actions.close_by_seller(
        actor=world.alice.actor, ref=closed.ref, reason=actions.CloseReason.SOLVED, words="", at=world.now
    )

    answered = world.as_(world.alice).get(f"/s/{world.harbour.ref}/cases/export.csv?status=closed")

    rows = list(csv.DictReader(io.StringIO(b"".join(answered.streaming_content).decode())))
    assert [row["case_id"] for row in rows] == [closed.ref]


def test_a_stranger_exports_nothing(world: World) -> None:
    case = open_case(world)

    for path in ("export.csv", f"{case.ref}/case-file/"):
        assert world.as_(world.mallory).get(f"/s/{world.harbour.ref}/cases/{path}").status_code == 404
