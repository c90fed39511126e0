"""The rules of the house, read from the code itself. What each guards is said in STYLE.md."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from goodstanding.systems.orders.vocabulary import MARK_OF
from goodstanding.systems.rulebook.shipped import SCHEMAS

ROOT = Path(__file__).resolve().parents[2]
SRC = ROOT / "src" / "goodstanding"
DOORS = ("portal", "console", "api")
LONGEST_FUNCTION = 60
LONGEST_MODULE = 400


def modules() -> list[Path]:
    return sorted(p for p in SRC.rglob("*.py") if "migrations" not in p.parts)


def floor(path: Path) -> str:
    return path.relative_to(SRC).parts[0]


TREES = {path: ast.parse(path.read_text(encoding="utf-8")) for path in modules()}


def nodes(*kinds: type[ast.AST]) -> Iterator[tuple[Path, ast.AST]]:
    for path, tree in TREES.items():
        for node in ast.walk(tree):
            if isinstance(node, kinds):
                yield path, node


def where(path: Path, node: ast.AST) -> str:
    return f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 0)}"


def test_functions_fit_on_a_page() -> None:
    long = [
        where(path, node)
        for path, node in nodes(ast.FunctionDef, ast.AsyncFunctionDef)
        if (node.end_lineno or 0) - node.lineno + 1 > LONGEST_FUNCTION  # type: ignore[attr-defined]  # function nodes
    ]

    assert long == []


def test_modules_stay_readable() -> None:
    long = [
        str(p.relative_to(ROOT))
        for p in modules()
        if sum(1 for line in p.open(encoding="utf-8") if line.strip()) > LONGEST_MODULE
    ]

    assert long == []


def test_no_folder_or_module_is_a_junk_room() -> None:
    names = {part for p in modules() for part in [*p.relative_to(SRC).parent.parts, p.stem]}

    assert (
        names & {"core", "utils", "util", "common", "helpers", "misc", "lib", "extras", "managers", "services"} == set()
    )


def test_doors_never_write() -> None:
    """Views, API and pages call actions: no manager, no save, no transaction in a door."""
    written = re.compile(r"\.objects\b|\.save\(|\.delete\(|transaction\.atomic|bulk_create|bulk_update")
    found = [
        f"{p.relative_to(ROOT)}: {match.group()}"
        for p in modules()
        if floor(p) in DOORS
        for match in written.finditer(p.read_text(encoding="utf-8"))
    ]

    assert found == []


def test_the_clock_is_read_in_doors_and_tasks_only() -> None:
    reads = re.compile(r"timezone\.now\(|datetime\.now\(|date\.today\(|time\.time\(|reading\.now\(")
    allowed = {"tasks.py", "doors.py", "reading.py", "middleware.py", "apps.py"}
    found = [
        str(p.relative_to(ROOT))
        for p in modules()
        if floor(p) in {"kit", "ui", "systems", "flows"}
        and p.name not in allowed
        and reads.search(p.read_text(encoding="utf-8"))
    ]

    assert found == []


def test_no_signals_and_no_save_overrides() -> None:
    saves = [
        where(p, method)
        for p, node in nodes(ast.ClassDef)
        if floor(p) in {"base", "systems"}
        for method in node.body  # type: ignore[attr-defined]  # class nodes
        if isinstance(method, ast.FunctionDef) and method.name == "save"
    ]
    receivers = [
        p.relative_to(ROOT)
        for p in modules()
        if floor(p) in {"systems", "flows"} and "@receiver" in p.read_text(encoding="utf-8")
    ]

    assert (saves, receivers) == ([], [])


def test_no_floats_where_money_is_counted() -> None:
    found = [
        where(p, n)
        for p, n in nodes(ast.Constant)
        if isinstance(n.value, float)
        and floor(p) in {"kit", "systems"}
        and "KEEP_SECONDS" not in p.read_text(encoding="utf-8")  # type: ignore[attr-defined]  # constant nodes
    ]

    assert found == []


@pytest.mark.parametrize("system", sorted(p.name for p in (SRC / "systems").iterdir() if (p / "apps.py").exists()))
def test_every_system_says_what_it_owns(system: str) -> None:
    readme = SRC / "systems" / system / "README.md"

    assert readme.exists()
    assert len(readme.read_text(encoding="utf-8").splitlines()) <= 60


def test_public_actions_queries_and_rules_have_docstrings() -> None:
    found = []
    for path, tree in TREES.items():
        if floor(path) != "systems" or not re.search(r"/(actions|queries|rules)(\.py$|/)", path.as_posix()):
            continue
        public = [n for n in tree.body if isinstance(n, ast.FunctionDef) and not n.name.startswith("_")]
        found += [where(path, node) for node in public if not ast.get_docstring(node)]

    assert found == []


def test_templates_carry_no_style_no_script_and_no_handlers() -> None:
    bad = re.compile(
        r"""\sstyle=["']|\son[a-z]+=["']|<script(?![^>]*(?:\bsrc=|application/json))[^>]*>|javascript:""", re.IGNORECASE
    )
    found = [
        f"{p.relative_to(ROOT)}: {m.group()}"
        for p in SRC.rglob("*.html")
        if "mail" not in p.parts and p.name != "mail.html"
        for m in bad.finditer(p.read_text(encoding="utf-8"))
    ]

    assert found == []


def test_nothing_is_fetched_from_another_host() -> None:
    outside = re.compile(r"""(?:src|href|action)=["']https?://|url\(["']?https?://|@import""")
    found = [
        f"{p.relative_to(ROOT)}: {m.group()}"
        for p in [*SRC.rglob("*.html"), *SRC.rglob("*.css"), *SRC.rglob("*.js")]
        for m in outside.finditer(p.read_text(encoding="utf-8"))
    ]

    assert found == []


def test_the_metrics_schema_knows_exactly_the_vocabulary() -> None:
    schema = (SCHEMAS / "metrics.json").read_text(encoding="utf-8")
    block = schema.split('"orderFact"')[1].split("]")[0]

    assert set(re.findall(r'"([a-z_]+)"', block)) - {"enum"} == set(MARK_OF)


def test_decisions_are_short_and_numbered_once() -> None:
    records = sorted((ROOT / "docs" / "adr").glob("*.md"))
    numbers = [p.name.split("-")[0] for p in records]

    assert len(numbers) == len(set(numbers))
    assert [p.name for p in records if len(p.read_text(encoding="utf-8").splitlines()) > 60] == []
