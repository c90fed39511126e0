"""Settings by environment. Every variable the product reads is declared here, once; docs/operating/settings.md is the table."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

PREFIX = "GOODSTANDING_"


class SettingError(Exception):
    """A setting cannot be used. The message names the variable and the remedy, in one line."""


@dataclass(frozen=True, slots=True)
class Variable:
    """One variable: its name without the prefix, its default as written in the environment, and what it does."""

    name: str
    default: str
    meaning: str


VARIABLES = (
    Variable("DATA", "./var", "Folder that holds all state: database (SQLite), secret key, files."),
    Variable("DATABASE_URL", "", "`postgresql://user:password@host:5432/name`. Empty means SQLite in the data folder."),
    Variable("SECRET_KEY", "", "Signs sessions and links. Empty means a key made at the first run and kept in the data folder."),
    Variable("BASE_URL", "http://127.0.0.1:8000", "Address under which people reach the product; links in mails begin with it."),
    Variable("HOSTS", "127.0.0.1,localhost,[::1]", "Host names that are answered, with commas. That of BASE_URL always is."),
    Variable("HTTPS", "", "`1` behind a proxy that ends TLS and sets X-Forwarded-Proto: secure cookies and HSTS."),
    Variable("SMTP_URL", "", "`smtp://user:password@host:587?tls=starttls` (or tls, none). Empty: mails stay in the outbox page."),
    Variable("MAIL_FROM", "Goodstanding <no-reply@localhost>", "Sender of all mails."),
    Variable("MAIL_IN_ADDRESS", "", "`cases@market.example`: where replies come in. Empty: none do."),
    Variable("MAIL_IN_SEPARATOR", "+", "Between that name and a case's token: `+`, or `-` for aliases."),
    Variable("MAIL_IN_LISTEN", "", "`lmtp://127.0.0.1:2424` or `smtp://…`: where `goodstanding mail listen` takes mail."),
    Variable("MAIL_IN_IMAP_URL", "", "`imaps://user:password@host/INBOX?then=seen` (or delete, move:Name): fetched by the worker."),
    Variable("MAIL_IN_MAX_MB", "25", "Largest mail that is taken in, in megabytes."),
    Variable("MAIL_IN_TRUSTED", "", "Your server's name in Authentication-Results. Empty: only token addresses are believed."),
    Variable("MAIL_IN_UNKNOWN", "answer", "`answer` tells unknown senders, at most weekly, how to reach you; `bin` says nothing."),
    Variable("MAIL_IN_ASSOCIATES", "", "`1` lets associates answer cases by replying to the mails they get."),
    Variable("FILE_MAX_MB", "10", "Largest upload, in megabytes per file."),
    Variable("FILE_CLEAN_IMAGES", "", "`1` writes uploaded pictures anew, without hidden data such as where they were taken."),
    Variable("CLAMD", "", "`unix:/run/clamav/clamd.ctl` or `tcp://host:3310`: a virus scanner for uploads. Empty: none."),
    Variable("WEBHOOKS_INSIDE", "", "`1` lets webhooks go to http and to addresses of your own network. For trials only."),
    Variable("WEB_PROCESSES", "2", "Web server processes."),
    Variable("WEB_THREADS", "4", "Threads per web server process."),
    Variable("LOG_FORMAT", "console", "`console` for people, `json` for collectors; on standard error."),
    Variable("LOG_REQUESTS", "", "`1` writes a log line for each request."),
    Variable("DEBUG", "", "`1` shows tracebacks in the browser. For development only."),
)  # fmt: skip


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
    log_requests: bool
    https: bool
    mail_in_address: str
    mail_in_separator: str
    mail_in_listen: str
    mail_in_imap_url: str
    mail_in_max_mb: int
    mail_in_trusted: str
    mail_in_unknown: str
    mail_in_associates: bool
    file_max_mb: int
    file_clean_images: bool
    clamd: str
    webhooks_inside: bool
    web_processes: int
    web_threads: int


def read_env() -> Env:
    """Read the environment; makes the data folder and, at the first run, the secret key (kept there, owner-readable only).

    `database_url` is empty for SQLite in the data folder. Raises SettingError.
    """
    data = _data_folder(_text("DATA"))
    base_url = _base_url(_text("BASE_URL"))
    return Env(
        data=data,
        database_url=_text("DATABASE_URL"),
        secret_key=_text("SECRET_KEY") or _kept_secret(data),
        debug=_flag("DEBUG"),
        hosts=(
            *(h.strip() for h in _text("HOSTS").split(",") if h.strip()),
            urlsplit(base_url).hostname or "",
            "127.0.0.1",
        ),
        base_url=base_url,
        smtp_url=_text("SMTP_URL"),
        mail_from=_text("MAIL_FROM"),
        log_format=_choice("LOG_FORMAT", "console", "json"),
        log_requests=_flag("LOG_REQUESTS"),
        https=_flag("HTTPS"),
        mail_in_address=_text("MAIL_IN_ADDRESS").lower(),
        mail_in_separator=_choice("MAIL_IN_SEPARATOR", "+", "-"),
        mail_in_listen=_text("MAIL_IN_LISTEN"),
        mail_in_imap_url=_text("MAIL_IN_IMAP_URL"),
        mail_in_max_mb=_number("MAIL_IN_MAX_MB", least=1, most=200),
        mail_in_trusted=_text("MAIL_IN_TRUSTED").lower(),
        mail_in_unknown=_choice("MAIL_IN_UNKNOWN", "answer", "bin"),
        mail_in_associates=_flag("MAIL_IN_ASSOCIATES"),
        file_max_mb=_number("FILE_MAX_MB", least=1, most=200),
        file_clean_images=_flag("FILE_CLEAN_IMAGES"),
        clamd=_text("CLAMD"),
        webhooks_inside=_flag("WEBHOOKS_INSIDE"),
        web_processes=_number("WEB_PROCESSES", least=1, most=64),
        web_threads=_number("WEB_THREADS", least=1, most=64),
    )


def _text(name: str) -> str:
    default = next(v.default for v in VARIABLES if v.name == name)
    return os.environ.get(PREFIX + name, "").strip() or default


def _flag(name: str) -> bool:
    return _text(name).lower() in {"1", "true", "yes", "on"}


def _number(name: str, *, least: int, most: int) -> int:
    text = _text(name)
    if not text.isdecimal() or not least <= int(text) <= most:
        raise SettingError(f"{PREFIX}{name} is {text[:40]!r}. Set it to a whole number from {least} to {most}.")
    return int(text)


def _choice(name: str, *choices: str) -> str:
    text = _text(name)
    if text not in choices:
        raise SettingError(f"{PREFIX}{name} is {text[:40]!r}. Set it to {' or '.join(choices)}.")
    return text


def _base_url(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise SettingError(
            f"{PREFIX}BASE_URL is {text[:80]!r}. Set it to an address such as https://sellers.example.com."
        )
    return text.rstrip("/")


def _data_folder(text: str) -> Path:
    data = Path(text).expanduser().resolve()
    try:
        data.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SettingError(
            f"The data folder {data} cannot be made ({error.strerror}). Choose another with --data."
        ) from error
    if not os.access(data, os.W_OK | os.X_OK):
        raise SettingError(
            f"The data folder {data} cannot be written to. Change its owner, or choose another with --data."
        )
    return data


def _kept_secret(data: Path) -> str:
    path = data / "secret_key"
    try:
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        return _read_secret(path)
    except OSError as error:
        raise SettingError(f"The secret key {path} cannot be written ({error.strerror}).") from error
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(48))
    return _read_secret(path)


def _read_secret(path: Path) -> str:
    try:
        key = path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingError(f"The secret key {path} cannot be read. Give it back to the user who runs this.") from error
    if len(key) < 32:
        raise SettingError(
            f"The secret key {path} is damaged. Put it back from a backup, or delete it to sign everybody out."
        )
    return key
