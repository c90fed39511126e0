"""The documentation does what it says: its commands run as they stand, its page is whole, its document is sound."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import jsonschema
from django.test import Client

from goodstanding.api.v1.document import document
from goodstanding.api.v1.examples import example_of
from goodstanding.base.clock import reading
from goodstanding.systems.orders.models import OrderEvent
from tests.factories import notifications
from tests.factories.tokens import machine, program_of
from tests.world import World

README = Path(__file__).parents[2] / "docs" / "api" / "README.md"


def blocks(kind: str) -> list[str]:
    return re.findall(rf"```{kind}\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)


def test_the_commands_of_the_documentation_work(live: str, tmp_path: Path) -> None:
    world = World()
    reading.move_to(world.now)
    notifications.issued(world.harbour, world.now)
    (tmp_path / ".curlrc").write_text("fail-with-body\nsilent\nshow-error\n")
    environment = {
        "HOST": live, "TOKEN": machine("administrator").secret, "PATH": "/usr/local/bin:/usr/bin:/bin",
        "SELLER_TOKEN": program_of(world.alice).secret, "CURL_HOME": str(tmp_path), "LC_ALL": "C.UTF-8",
    }  # fmt: skip

    for block in blocks("sh"):
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", block], cwd=tmp_path, env=environment, capture_output=True, text=True
        )
        assert done.returncode == 0, f"{block}\n{done.stdout}\n{done.stderr}"
        assert done.stdout.strip()

    assert set(OrderEvent.objects.values_list("external_id", flat=True)) >= {"A-1001-placed", "A-1001-shipped"}


def test_examples_in_the_documentation_are_json() -> None:
    assert [json.loads(block) for block in blocks("json")]


def test_every_reference_in_the_document_leads_somewhere() -> None:
    spec = document()

    for reference in re.findall(r'"\$ref": "#/([^"]+)"', json.dumps(spec)):
        node = spec
        for part in reference.split("/"):
            node = node[part]
        assert node


def test_every_operation_is_named_once_explained_and_guarded() -> None:
    operations = [one for methods in document()["paths"].values() for one in methods.values()]

    assert len({one["operationId"] for one in operations}) == len(operations)
    assert all(one["description"] and one["tags"] and one["security"] for one in operations)
    assert all("401" in one["responses"] and "422" in one["responses"] for one in operations)


def test_examples_fit_their_schemas() -> None:
    spec = document()

    for name, schema in spec["components"]["schemas"].items():
        example = example_of(schema, spec["components"])
        whole = {"$ref": f"#/components/schemas/{name}", "components": spec["components"]}
        jsonschema.Draft202012Validator(whole).validate(example)


def test_the_page_shows_every_operation_and_asks_no_other_host(world: World) -> None:
    page = Client().get("/api/v1/docs")

    text = page.content.decode()
    for methods in document()["paths"].values():
        for operation in methods.values():
            assert f'id="{operation["operationId"]}"' in text
    assert "'self'" in page["Content-Security-Policy"]
    assert not re.search(r'(src|href)="https?://', text)
    assert not re.search(r"<script(?![^>]*src=)|\son[a-z]+=|style=", text)
