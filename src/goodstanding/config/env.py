"""Settings by environment. Every variable the product reads is declared here, once; docs/operating/settings.md is the table."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Env:
    """What the operator may set. `data` holds all state: database, secret key, files."""

    data: Path
    database_url: str
    secret_key: str
    debug: bool
    hosts: tuple[str, ...]
    base_url: str
    smtp_url: str
    mail_from: str
    log_format: str
    https: bool
    file_max_mb: int


def read_env() -> Env:
    """Read the environment; makes the data folder and, at the first run, the secret key (kept there, owner-readable only)."""
    data = Path(os.environ.get("GOODSTANDING_DATA", "./var")).resolve()
    data.mkdir(parents=True, exist_ok=True)
    return Env(
        data=data,
        database_url=os.environ.get("GOODSTANDING_DATABASE_URL", "") or f"sqlite:///{data / 'goodstanding.sqlite3'}",
        secret_key=os.environ.get("GOODSTANDING_SECRET_KEY", "") or _kept_secret(data),
        debug=_flag("GOODSTANDING_DEBUG"),
        hosts=tuple(h for h in os.environ.get("GOODSTANDING_HOSTS", "127.0.0.1,localhost,[::1]").split(",") if h),
        base_url=os.environ.get("GOODSTANDING_BASE_URL", "http://127.0.0.1:8000").rstrip("/"),
        smtp_url=os.environ.get("GOODSTANDING_SMTP_URL", ""),
        mail_from=os.environ.get("GOODSTANDING_MAIL_FROM", "Goodstanding <no-reply@localhost>"),
        log_format=os.environ.get("GOODSTANDING_LOG_FORMAT", "console"),
        https=_flag("GOODSTANDING_HTTPS"),
        file_max_mb=int(os.environ.get("GOODSTANDING_FILE_MAX_MB", "10")),
    )


def _flag(name: str) -> bool:
    return os.environ.get(name, "").lower() in {"1", "true", "yes", "on"}


def _kept_secret(data: Path) -> str:
    path = data / "secret_key"
    try:
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(48))
    return path.read_text(encoding="ascii").strip()
