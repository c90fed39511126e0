"""The importer as a fixture."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.connectors.importing import Importer


@pytest.fixture
def importer(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Importer:
    return Importer(capsys, tmp_path)
