"""Stored packs that said `third_party_clock` say the same by the pauses of their service policies."""

from __future__ import annotations

import copy
import importlib
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps

from goodstanding.kit.actors import SYSTEM
from goodstanding.kit.errors import Invalid
from goodstanding.systems.rulebook import actions, queries
from goodstanding.systems.rulebook.models import RulePackVersion
from goodstanding.systems.rulebook.shipped import PACKS, read_pack
from goodstanding.systems.service.shipped import terms_of_section
from goodstanding.systems.service.states import Side
from tests.world import World

migrate = importlib.import_module("goodstanding.systems.rulebook.migrations.0002_one_pause_rule").one_pause_rule


def stored(world: World, said: str, *, without_service: bool = False) -> RulePackVersion:
    """A version of before, as the database kept it."""
    content: dict[str, Any] = copy.deepcopy(read_pack(PACKS / "default"))  # Any: YAML
    content["cases"]["waits"]["third_party_clock"] = said
    if without_service:
        del content["service"]
    return RulePackVersion.objects.create(
        pack="default", version=f"old-{said}-{without_service}", content=json.loads(json.dumps(content, default=str)),
        digest="old", effective_from=world.later(days=-9), added_at=world.now,
    )  # fmt: skip


@pytest.mark.parametrize("without_service", [False, True])
@pytest.mark.parametrize(("said", "pauses"), [("pauses", {Side.SELLER, Side.THIRD_PARTY}), ("runs", {Side.SELLER})])
def test_a_stored_pack_keeps_its_meaning(world: World, said: str, pauses: set[Side], without_service: bool) -> None:
    version = stored(world, said, without_service=without_service)

    migrate(apps, None)

    version.refresh_from_db()
    assert "third_party_clock" not in version.content["cases"]["waits"]
    section = version.content.get("service") or queries.shipped("default").section("service")
    assert {frozenset(policy.pauses) for policy in terms_of_section(section).policies} == {frozenset(pauses)}


def test_the_files_without_the_line_are_the_version_that_was_stored(world: World, tmp_path: Path) -> None:
    folder = shutil.copytree(PACKS / "default", tmp_path / "own")
    before = actions.add_pack(actor=SYSTEM, folder=folder, at=world.now)
    content = copy.deepcopy(before.content)
    content["cases"]["waits"]["third_party_clock"] = "pauses"
    RulePackVersion.objects.filter(pk=before.pk).update(content=content, digest="old")

    migrate(apps, None)

    assert actions.add_pack(actor=SYSTEM, folder=folder, at=world.now).pk == before.pk


def test_files_that_still_have_the_line_are_refused_with_its_place(tmp_path: Path) -> None:
    folder = shutil.copytree(PACKS / "default", tmp_path / "own")
    cases = folder / "cases.yaml"
    cases.write_text(cases.read_text().replace("waits:\n", "waits:\n  third_party_clock: runs\n"))

    with pytest.raises(Invalid, match="third_party_clock"):
        read_pack(folder)
