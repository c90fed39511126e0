"""What a person reads can be translated: so every refusal below the doors, and on pages, is worded through gettext."""

from __future__ import annotations

import ast

from goodstanding.kit.errors import Refusal
from tests.architecture.test_house import TREES, floor, where

# What programs (api), operators at a terminal (config, connectors) and developers (kit) read stays in English.
UNTRANSLATED = {"api", "config", "connectors", "kit"}


def test_every_refusal_that_a_person_reads_is_worded_through_gettext() -> None:
    refusals = {kind.__name__ for kind in _kinds(Refusal)}
    bare = []
    for path, tree in TREES.items():
        if floor(path) in UNTRANSLATED:
            continue
        bare += [where(path, call) for call in _raised(tree, refusals) if any(_is_bare(one) for one in call.args)]
        bare += [
            where(path, call) for name in refusals for call in _told_to_super(tree, name) if _is_bare(call.args[0])
        ]

    assert len(refusals) > 40  # else nothing was looked at
    assert sorted(set(bare)) == []


def _kinds(kind: type[Refusal]) -> set[type[Refusal]]:
    return {kind} | {one for sub in kind.__subclasses__() for one in _kinds(sub)}


def _raised(tree: ast.AST, names: set[str]) -> list[ast.Call]:
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return [call for call in calls if isinstance(call.func, ast.Name) and call.func.id in names]


def _told_to_super(tree: ast.AST, name: str) -> list[ast.Call]:
    kinds = [node for node in ast.walk(tree) if isinstance(node, ast.ClassDef) and node.name == name]
    calls = [call for kind in kinds for call in ast.walk(kind) if isinstance(call, ast.Call) and call.args]
    return [call for call in calls if isinstance(call.func, ast.Attribute) and call.func.attr == "__init__"]


def _is_bare(said: ast.expr) -> bool:
    """Whether it is words as they stand: a text, one with fields, or put together from such."""
    if isinstance(said, ast.Constant):
        return isinstance(said.value, str) and bool(said.value.strip())
    if isinstance(said, ast.BinOp) and isinstance(said.op, ast.Add):
        return _is_bare(said.left) or _is_bare(said.right)
    if isinstance(said, ast.IfExp):
        return _is_bare(said.body) or _is_bare(said.orelse)
    return isinstance(said, ast.JoinedStr)
