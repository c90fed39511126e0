"""Every command refuses in one line that names the remedy; nothing an operator can mend shows a traceback."""

from __future__ import annotations

import json
import socket
import subprocess
from pathlib import Path

import pytest

from goodstanding.base.mailroom.models import Mail
from goodstanding.base.people.models import User
from goodstanding.config import checks
from goodstanding.config.cli import run
from goodstanding.config.cli.commands import COMMANDS
from goodstanding.kit.actors import StaffRole
from goodstanding.kit.errors import Conflict
from tests.base.mailroom.conftest import PostOffice, office
from tests.config.processes import command, environment
from tests.world import World

__all__ = ["office"]


def cli(data: Path, *args: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Run the command as an operator does."""
    env = {**environment(data), **more}
    return subprocess.run(command(*args), env=env, capture_output=True, text=True, timeout=120, check=False)


@pytest.mark.django_db
def test_an_administrator_is_made_and_printed_once(capsys: pytest.CaptureFixture[str]) -> None:
    run("people", "administrator", "Ada@Example.com")

    role, email, password = capsys.readouterr().out.strip().split("\t")
    user = User.objects.get(email="ada@example.com")
    assert (role, email) == ("administrator", "ada@example.com")
    assert user.check_password(password)
    assert user.staff_roles == [StaffRole.ADMINISTRATOR]


@pytest.mark.django_db
def test_the_command_does_not_lift_somebody_else_to_administrator(world: World) -> None:
    with pytest.raises(Conflict):
        run("people", "administrator", world.sam.user.email)

    world.sam.user.refresh_from_db()
    assert world.sam.user.staff_roles == [StaffRole.SUPPORT]


@pytest.mark.django_db
def test_a_test_mail_leaves_at_once(office: PostOffice, capsys: pytest.CaptureFixture[str]) -> None:
    run("mail", "test", "ada@example.com")

    assert "took the mail" in capsys.readouterr().out
    assert office.taken[0]["To"] == "ada@example.com"
    assert not Mail.objects.exists()


@pytest.mark.django_db
def test_what_the_mail_server_says_is_repeated(office: PostOffice) -> None:
    office.recipient_answer = "550 no such mailbox"

    with pytest.raises(Conflict, match="550 no such mailbox"):
        run("mail", "test", "nobody@example.com")


@pytest.mark.django_db
def test_the_doctor_says_what_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    code = run("doctor", "--json")

    report = json.loads(capsys.readouterr().out)
    worker = next(finding for finding in report["findings"] if finding["name"] == "worker")
    assert code == 1
    assert (worker["ok"], "goodstanding worker" in worker["remedy"]) == (False, True)
    fine = {finding["name"] for finding in report["findings"] if finding["ok"]}
    assert {"database", "tables", "files", "disk", "mail", "clock", "work"} <= fine


@pytest.mark.django_db
def test_the_doctor_notices_a_key_that_others_can_read(settings: object) -> None:
    key = settings.ENV.data / "secret_key"  # type: ignore[attr-defined]
    key.write_text("x" * 40)
    key.chmod(0o644)

    found = {finding.name: finding for finding in checks.examine()}
    key.chmod(0o600)

    assert found["secret key"].remedy.startswith("chmod 600")


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("args", "told"),
    [
        (["--database", "mysql://x@y/z", "doctor"], "Only PostgreSQL and SQLite"),
        (["--data", "/proc/goodstanding", "doctor"], "Choose another with --data"),
        (["--database", "postgresql://me:secret@127.0.0.1:1/x", "worker"], "does not answer"),
        (["mail", "test", "a@example.com"], "GOODSTANDING_SMTP_URL"),
        (["serve", "--port", "99999"], "--port"),
    ],
)
def test_refusals_are_one_line(tmp_path: Path, args: list[str], told: str) -> None:
    done = cli(tmp_path, *args)

    assert done.returncode == 1
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr
    assert told in done.stderr
    assert "secret" not in done.stderr


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_port_in_use_is_named(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        done = cli(tmp_path, "up", "--empty", "--port", str(port))

    assert done.returncode == 1
    assert f"Port {port} is in use" in done.stderr


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_the_help_names_every_command(tmp_path: Path) -> None:
    done = cli(tmp_path, "--help")

    assert done.returncode == 0
    assert [name for name in COMMANDS if name not in done.stdout] == []
