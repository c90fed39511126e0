"""Settings come from the environment; every variable is declared and documented once."""

from __future__ import annotations

import re
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from goodstanding.config.cli.commands import COMMANDS
from goodstanding.config.database import database_from, in_plain_words
from goodstanding.config.env import PREFIX, VARIABLES, SettingError, read_env

ROOT = Path(__file__).resolve().parent.parent.parent
NAMES = {PREFIX + variable.name for variable in VARIABLES}


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No variable of ours but the data folder."""
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("GOODSTANDING_DATA", str(tmp_path / "a folder" / "data"))


def test_with_nothing_set_everything_has_a_default(tmp_path: Path) -> None:
    env = read_env()

    assert env.data == tmp_path / "a folder" / "data"
    assert (env.database_url, env.smtp_url, env.debug, env.file_max_mb) == ("", "", False, 10)


def test_the_secret_key_is_made_once_and_only_its_owner_reads_it() -> None:
    first, second = read_env(), read_env()

    assert first.secret_key == second.secret_key
    assert len(first.secret_key) >= 50
    assert stat.S_IMODE((first.data / "secret_key").stat().st_mode) == 0o600


def test_the_host_of_the_base_address_is_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOODSTANDING_BASE_URL", "https://sellers.example.com/")
    monkeypatch.setenv("GOODSTANDING_HOSTS", "other.example.com")

    env = read_env()

    assert set(env.hosts) == {"other.example.com", "sellers.example.com", "127.0.0.1"}
    assert env.base_url == "https://sellers.example.com"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("FILE_MAX_MB", "lots"),
        ("FILE_MAX_MB", "0"),
        ("WEB_THREADS", "-1"),
        ("LOG_FORMAT", "xml"),
        ("BASE_URL", "sellers.example.com"),
        ("DATA", "/proc/goodstanding"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named_with_the_remedy(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(PREFIX + name, value)

    with pytest.raises(SettingError) as refusal:
        read_env()

    assert len(str(refusal.value).splitlines()) == 1
    assert name in str(refusal.value) or "--data" in str(refusal.value)


def test_a_damaged_key_is_not_used() -> None:
    env = read_env()
    (env.data / "secret_key").write_text("short")

    with pytest.raises(SettingError, match="damaged"):
        read_env()


@pytest.mark.parametrize("url", ["mysql://u@h/d", "nonsense", "postgresql://u:p@h:port/d", "http://h"])
def test_an_unusable_database_address_says_how_to_write_it(url: str, tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="postgresql://user:password@host:5432/name"):
        database_from(url, data=tmp_path)


@pytest.mark.parametrize(("asked", "kept"), [("", 2), ("?prepare_threshold=none", None), ("?prepare_threshold=7", 7)])
def test_plans_of_postgresql_are_kept_unless_the_address_says_otherwise(
    asked: str, kept: int | None, tmp_path: Path
) -> None:
    options = database_from(f"postgresql://me:it@localhost/market{asked}", data=tmp_path)["OPTIONS"]
    assert options == {"prepare_threshold": kept}

    with pytest.raises(SettingError, match="prepare_threshold"):
        database_from("postgresql://me:it@localhost/market?prepare_threshold=often", data=tmp_path)


def test_a_password_is_never_repeated() -> None:
    said = in_plain_words(Exception('connection to "postgresql://me:s3cret@db/x" failed:\n timeout expired'))

    assert "s3cret" not in said
    assert len(said.splitlines()) == 1


def test_the_table_of_settings_is_up_to_date() -> None:
    sys.path.insert(0, str(ROOT / "scripts"))
    try:
        import settings_table  # a script beside the package
    finally:
        sys.path.pop(0)

    assert settings_table.TARGET.read_text() == settings_table.table(), "run python scripts/settings_table.py"


def test_no_other_variable_is_read_anywhere() -> None:
    read = re.compile(rf"{PREFIX}[A-Z_]+")
    found: dict[str, set[str]] = {}
    for path in [*ROOT.glob("src/**/*.py"), *ROOT.glob("docs/**/*.md"), ROOT / "compose.yaml", ROOT / "Dockerfile"]:
        for name in read.findall(path.read_text()):
            found.setdefault(name.rstrip("_"), set()).add(path.name)

    known = NAMES | {"GOODSTANDING", "GOODSTANDING_DATABASE_PASSWORD"}  # the last belongs to compose.yaml alone
    assert {name: where for name, where in found.items() if name not in known} == {}


def test_the_compose_file_runs_commands_that_exist() -> None:
    services: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]

    assert {name: one["command"][0] for name, one in services.items() if "command" in one} == {
        "migrate": "manage",
        "web": "serve",
        "worker": "worker",
    }
    assert {one["command"][0] for one in services.values() if "command" in one} <= set(COMMANDS)


def test_the_shell_scripts_are_sound() -> None:
    for name in ("start", "test", ".ci/run"):
        subprocess.run(["sh", "-n", str(ROOT / name)], check=True)
        assert (ROOT / name).stat().st_mode & stat.S_IXUSR
