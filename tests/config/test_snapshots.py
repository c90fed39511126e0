"""A backup brings everything back, and nothing is touched before it is proven whole."""

from __future__ import annotations

import io
import json
import subprocess
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, connections

from goodstanding.base.files import actions as files
from goodstanding.base.files.models import StoredFile
from goodstanding.base.people.models import User
from goodstanding.config import snapshots
from tests.base.files import make
from tests.config.processes import command, environment
from tests.world import NOW, World

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Path]:
    """A data folder with a database of its own, set up by the command line like an operator's."""
    data = tmp_path / "data"
    if connection.vendor == "sqlite":
        yield data
        return
    with connection.cursor() as cursor:
        cursor.execute("DROP DATABASE IF EXISTS goodstanding_snapshot")
        cursor.execute("CREATE DATABASE goodstanding_snapshot")
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


def people(data: Path) -> str:
    """Everybody's address, as the place's database has it."""
    ask = (
        "from goodstanding.base.people.models import User; print(sorted(User.objects.values_list('email', flat=True)))"
    )
    return cli(data, "manage", "shell", "-v", "0", "-c", ask).stdout.strip()


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
    assert people(place) == "['ada@example.com']"
    assert (place / "files" / "plan" / "ABC").read_bytes() == make.PDF
    assert (place / "secret_key").read_text() == key
    assert oct(file.stat().st_mode & 0o777) == "0o600"
    assert [p.name for p in place.iterdir() if p.name.startswith(("backup-", "restore-"))] == []


def test_a_damaged_backup_is_refused_before_anything_is_touched(place: Path, tmp_path: Path) -> None:
    cli(place, "manage", "migrate", "-v", "0")
    file = tmp_path / "backup.tar"
    cli(place, "backup", str(file))
    cli(place, "people", "administrator", "ada@example.com")
    content = bytearray(file.read_bytes())
    content[4096] ^= 0xFF
    (tmp_path / "spoilt.tar").write_bytes(content)
    (tmp_path / "cut.tar").write_bytes(file.read_bytes()[: len(content) // 2])
    (tmp_path / "other.tar").write_bytes(b"this is no archive")

    for name in ("spoilt.tar", "cut.tar", "other.tar", "absent.tar"):
        refused = cli(place, "restore", str(tmp_path / name), "--force")
        assert refused.returncode == 1, name
        assert len(refused.stderr.strip().splitlines()) == 1, refused.stderr

    assert people(place) == "['ada@example.com']"


@pytest.mark.parametrize("name", ["../outside", "/etc/passwd", "files/../../outside", "surprise"])
def test_an_archive_cannot_write_elsewhere(tmp_path: Path, name: str) -> None:
    file = tmp_path / "evil.tar"
    with tarfile.open(file, "w") as tar:
        for member, content in ((name, b"x"), ("manifest.json", json.dumps({"format": 1}).encode())):
            info = tarfile.TarInfo(member)
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))

    with pytest.raises(snapshots.Invalid, match="Nothing was changed"):
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
