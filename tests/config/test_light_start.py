"""What a start may cost: libraries that only some work needs are not loaded before that work comes."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.config.processes import environment

# Each costs between a fiftieth and a fifth of a second where it is loaded, whatever it is for.
HEAVY = (
    "rich",
    "holidays",
    "bs4",
    "markdown_it",
    "urllib3",
    "jsonschema",
    "PIL",
    "filetype",
    "apscheduler",
    "reportlab",
    "ninja",
    "pydantic",
    "goodstanding.api.v1",
    "goodstanding.console.urls",
    "goodstanding.flows.registry",
    "goodstanding.portal.urls",
)
START = "import django; django.setup(); import goodstanding.config.cli.supervisor"
PAGES = "import goodstanding.config.wsgi; from django.urls import get_resolver; len(get_resolver().url_patterns)"


@pytest.mark.slow
@pytest.mark.either
@pytest.mark.parametrize("steps", [START, f"{START}; {PAGES}"], ids=["starting", "serving"])
def test_a_start_loads_nothing_heavy(tmp_path: Path, steps: str) -> None:
    told = f"{steps}; import sys; print(*[name for name in {HEAVY!r} if name in sys.modules])"

    done = subprocess.run(
        [sys.executable, "-c", told], env=environment(tmp_path), capture_output=True, text=True, check=True
    )

    assert done.stdout.split() == []


@pytest.mark.slow
@pytest.mark.either
def test_a_server_that_shares_its_memory_loads_every_page_before_its_processes_part(tmp_path: Path) -> None:
    steps = (
        "import django; django.setup(); from goodstanding.config import web;"
        " web.Web(bind='', env=web.settings.ENV, at_once=False).load()"
    )
    late = (
        "goodstanding.api.v1.urls",
        "goodstanding.console.cases.urls",
        "goodstanding.portal.cases.urls",
        "goodstanding.flows.registry",
    )
    told = f"{steps}; import sys; print(*[name for name in {late!r} if name not in sys.modules])"

    done = subprocess.run(
        [sys.executable, "-c", told], env=environment(tmp_path), capture_output=True, text=True, check=True
    )

    assert done.stdout.split() == []
