"""A backup brings everything back, and nothing is touched before it is proven whole."""

from __future__ import annotations

import io
import json
import sqlite3
import subprocess
import tarfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, connections

from goodstanding.base.files import actions as files
from goodstanding.base.files.models import StoredFile
from goodstanding.base.people.models import User
from goodstanding.config import snapshots
from goodstanding.kit.errors import Invalid
from tests.base.files import make
from tests.config.processes import command, database_url, environment
from tests.databases import spare
from tests.world import NOW, World

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Path]:
    """A data folder with a database of its own, like an operator's."""
    data = tmp_path / "data"
    if connection.vendor == "sqlite":
        data.mkdir(mode=0o700)
        spare(data / "goodstanding.sqlite3")
        yield data
        return
    with connection.cursor() as cursor:
        cursor.execute("DROP DATABASE IF EXISTS goodstanding_snapshot")
    spare("goodstanding_snapshot")
    yield data
    with connection.cursor() as cursor:
        cursor.execute("DROP DATABASE IF EXISTS goodstanding_snapshot WITH (FORCE)")


def cli(data: Path, *args: str) -> subprocess.CompletedProcess[str]:
    """Run the command on the place's own database."""
    env = environment(data)
    url = env["GOODSTANDING_DATABASE_URL"]
    env["GOODSTANDING_DATABASE_URL"] = (
        "" if url.startswith("sqlite") else url.rpartition("/")[0] + "/goodstanding_snapshot"
    )
    return subprocess.run(command(*args), env=env, capture_output=True, text=True, timeout=120, check=False)


def people(data: Path) -> list[str]:
    """Everybody's address, as the place's database has it."""
    query = "SELECT email FROM people_user ORDER BY email"
    if connection.vendor == "sqlite":
        with closing(sqlite3.connect(data / "goodstanding.sqlite3")) as place:
            return [email for (email,) in place.execute(query)]
    with psycopg.connect(database_url().rpartition("/")[0] + "/goodstanding_snapshot") as place:
        return [email for (email,) in place.execute(query)]


def test_a_round_trip_brings_back_people_files_and_key(place: Path, tmp_path: Path) -> None:
    assert cli(place, "manage", "migrate", "-v", "0").returncode == 0
    cli(place, "people", "administrator", "ada@example.com")
    (place / "files" / "plan").mkdir(parents=True)
    (place / "files" / "plan" / "ABC").write_bytes(make.PDF)
    key = (place / "secret_key").read_text()
    file = tmp_path / "backup.tar.gz"

    saved = cli(place, "backup", str(file))
    assert saved.returncode == 0, saved.stderr
    cli(place, "people", "administrator", "late@example.com")
    (place / "files" / "plan" / "ABC").write_bytes(b"spoilt")
    (place / "secret_key").write_text("another key, long enough to be one")

    refused = cli(place, "restore", str(file))
    assert refused.returncode == 1 and "not empty" in refused.stderr
    assert "late@example.com" in people(place)

    done = cli(place, "restore", str(file), "--force")
    assert done.returncode == 0, done.stderr
    assert people(place) == ["ada@example.com"]
    assert (place / "files" / "plan" / "ABC").read_bytes() == make.PDF
    assert (place / "secret_key").read_text() == key
    assert oct(file.stat().st_mode & 0o777) == "0o600"
    assert [p.name for p in place.iterdir() if p.name.startswith(("backup-", "restore-"))] == []


@pytest.mark.parametrize("damage", ["spoilt", "cut", "other", "absent"])
def test_a_damaged_backup_is_refused_before_anything_is_touched(world: World, tmp_path: Path, damage: str) -> None:
    file = tmp_path / "backup.tar"
    snapshots.backup(file, at=NOW)
    content = bytearray(file.read_bytes())
    content[4096] ^= 0xFF
    made = {"spoilt": bytes(content), "cut": bytes(content[: len(content) // 2]), "other": b"this is no archive"}
    if damage in made:
        (tmp_path / damage).write_bytes(made[damage])
    before = User.objects.count()

    with pytest.raises(Invalid) as refusal:
        snapshots.restore(tmp_path / damage, force=True)

    assert len(refusal.value.message.splitlines()) == 1
    assert "Nothing was changed" in refusal.value.message
    assert User.objects.count() == before


@pytest.mark.parametrize("name", ["../outside", "/etc/passwd", "files/../../outside", "surprise"])
def test_an_archive_cannot_write_elsewhere(tmp_path: Path, name: str) -> None:
    file = tmp_path / "evil.tar"
    with tarfile.open(file, "w") as tar:
        for member, content in ((name, b"x"), ("manifest.json", json.dumps({"format": 1}).encode())):
            info = tarfile.TarInfo(member)
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))

    with pytest.raises(Invalid, match="Nothing was changed"):
        snapshots.restore(file, force=True)

    assert not (tmp_path / "outside").exists()


def test_a_backup_is_made_while_people_work(world: World, tmp_path: Path) -> None:
    upload = SimpleUploadedFile("invoice.pdf", make.PDF)
    file = files.accept(actor=world.alice.actor, upload=upload, purpose="plan", at=NOW)

    made = snapshots.backup(tmp_path / "b.tar", at=NOW)

    assert made.files >= 1
    with tarfile.open(tmp_path / "b.tar") as tar:
        assert f"files/{file.path}" in tar.getnames()
    assert User.objects.exists() and StoredFile.objects.exists()
    connections.close_all()
