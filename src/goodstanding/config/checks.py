"""What `goodstanding doctor` looks at: each check says what it found and, when something is wrong, what to do."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import DatabaseError, connection
from django.utils import timezone

from goodstanding.base.clock import reading
from goodstanding.base.files import clamd
from goodstanding.base.mailroom import queries as mailroom
from goodstanding.base.mailroom import smtp
from goodstanding.base.mailroom.inbound import queries as arrivals
from goodstanding.base.mailroom.states import InState, MailState
from goodstanding.base.search import queries as search
from goodstanding.base.work import queries as work
from goodstanding.config import database, tables
from goodstanding.connectors.mail_in import listener, mailbox
from goodstanding.kit.errors import Invalid

LEAST_FREE_BYTES = 1024**3
OLDEST_POSTGRES = 140000
MOST_SKEW_SECONDS = 5
LONGEST_WAIT_SECONDS = 300
MOST_ARRIVED = 20
LONGEST_TASK = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the doctor's report. `remedy` is empty when all is well."""

    name: str
    said: str
    remedy: str = ""

    @property
    def ok(self) -> bool:
        """Whether nothing needs to be done."""
        return not self.remedy

    def as_json(self) -> dict[str, object]:
        """For scripts."""
        return {**asdict(self), "ok": self.ok}


def examine() -> list[Finding]:
    """Every check, in order. Checks that need the database are left out when it cannot be reached."""
    reached = _database()
    found = [*_settings(), _secret_key(), _disk(), _files(), reached]
    if reached.ok:
        found.append(_migrations())
        if found[-1].ok:
            for check in _NEED_TABLES:
                found += check()
    return found


def _settings() -> list[Finding]:
    env = settings.ENV
    url = urlsplit(env.base_url)
    here = url.hostname in {"127.0.0.1", "localhost", "::1"}
    found = [Finding("data folder", str(env.data))]
    if env.smtp_url and here:
        remedy = "Set GOODSTANDING_BASE_URL to the address that people use; links in mails begin with it."
        found.append(
            Finding("address", f"{env.base_url} is only reachable from this machine, but mail is sent", remedy)
        )
    elif url.scheme == "https" and not env.https:
        remedy = "Set GOODSTANDING_HTTPS=1, so that cookies are only sent encrypted."
        found.append(Finding("address", f"{env.base_url} is encrypted, but cookies are not bound to that", remedy))
    else:
        found.append(Finding("address", env.base_url))
    if env.debug:
        found.append(Finding("debug", "Tracebacks are shown to everybody", "Unset GOODSTANDING_DEBUG."))
    return found


def _secret_key() -> Finding:
    path = settings.ENV.data / "secret_key"
    if os.environ.get("GOODSTANDING_SECRET_KEY"):
        enough = len(settings.SECRET_KEY) >= 32
        return Finding("secret key", "from the environment", "" if enough else "Use at least 32 signs.")
    mode = stat.S_IMODE(path.stat().st_mode)
    remedy = f"chmod 600 {path}" if mode & 0o077 else ""
    return Finding("secret key", f"{path}, readable by {'others too' if remedy else 'its owner only'}", remedy)


def _disk() -> Finding:
    free = shutil.disk_usage(settings.ENV.data).free
    remedy = "Free some space, or move the data folder." if free < LEAST_FREE_BYTES else ""
    return Finding("disk", f"{free / 1024**3:.1f} GB free", remedy)


def _files() -> Finding:
    try:
        name = default_storage.save("doctor", ContentFile(b"ok"))
        default_storage.delete(name)
    except OSError as error:
        return Finding(
            "files", f"Uploads cannot be stored ({error.strerror})", f"Give {settings.MEDIA_ROOT} to this user."
        )
    return Finding("files", f"{settings.MEDIA_ROOT} can be written to")


def _database() -> Finding:
    try:
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.execute("SELECT sqlite_version()")
                version = cursor.fetchone()[0]
                size = sum(p.stat().st_size for p in settings.ENV.data.glob("goodstanding.sqlite3*")) / 1024**2
                return Finding("database", f"SQLite {version}, {size:.0f} MB")
            cursor.execute("SELECT current_setting('server_version_num')::int, pg_database_size(current_database())")
            number, size = cursor.fetchone()
    except DatabaseError as error:
        return Finding("database", "cannot be used", database.in_plain_words(error))
    remedy = "Upgrade the server to PostgreSQL 14 or newer." if number < OLDEST_POSTGRES else ""
    return Finding("database", f"PostgreSQL {number // 10000}.{number % 10000}, {size / 1024**2:.0f} MB", remedy)


def _migrations() -> Finding:
    future, missing = tables.from_the_future(), tables.missing()
    if future:
        return Finding("tables", "belong to a newer version of Goodstanding", "Install that version.")
    if missing:
        return Finding("tables", f"{len(missing)} migrations are missing", "Run `goodstanding manage migrate`.")
    return Finding("tables", "up to date")


def _workers() -> list[Finding]:
    at = timezone.now()
    alive = work.alive(at)
    if not alive:
        return [
            Finding("worker", "none is running", "Start one with `goodstanding worker`, or everything with ./start.")
        ]
    stuck = [worker for worker in alive if worker.doing_since and at - worker.doing_since > LONGEST_TASK]
    if stuck:
        said = f"{stuck[0]} has been busy with {stuck[0].doing} for more than 15 minutes"
        return [Finding("worker", said, "Look at its log. Stop it if it hangs: the task is taken over.")]
    return [Finding("worker", ", ".join(str(worker) for worker in alive))]


def _backlog() -> list[Finding]:
    waits = work.backlog(timezone.now())
    said = f"{waits.ready} tasks wait, the oldest for {waits.oldest_seconds} s; {waits.failed_today} failed in a day"
    if waits.oldest_seconds > LONGEST_WAIT_SECONDS:
        return [Finding("work", said, "Look whether a worker runs; start a second one if one is not enough.")]
    if waits.failed_today:
        return [
            Finding("work", said, "Look for 'Task' in the worker's log. What a rule needs is tried again by itself.")
        ]
    return [Finding("work", said)]


def _mail() -> list[Finding]:
    counts = mailroom.counts()
    if not settings.SMTP_URL:
        return [Finding("mail", f"no server is set: mails stay in the outbox page ({counts[MailState.KEPT]} kept)")]
    try:
        outcome = smtp.greet(smtp.server_from(settings.SMTP_URL))
    except Invalid as refusal:
        return [Finding("mail", "GOODSTANDING_SMTP_URL cannot be read", refusal.message)]
    if not outcome.taken:
        return [
            Finding(
                "mail", outcome.error, "Check GOODSTANDING_SMTP_URL; mails wait and are tried again for three days."
            )
        ]
    said = f"the server answers; {counts[MailState.QUEUED]} wait, {counts[MailState.FAILED]} failed"
    remedy = "Look at them in the console's outbox." if counts[MailState.FAILED] else ""
    return [Finding("mail", said, remedy)]


def _search() -> list[Finding]:
    """Whether everything can be found as it is now."""
    found = []
    for lag in search.lags():
        said = f"{lag.indexed:,} of {lag.things:,} of kind {lag.kind} can be found"
        if lag.stale or lag.outdated:
            said += (
                "; a rebuild was not finished" if lag.outdated else f"; {lag.stale} of the newest are not up to date"
            )
        found.append(Finding("search", said, "" if lag.complete else f"Run `goodstanding search rebuild {lag.kind}`."))
    return found


def _mail_in() -> list[Finding]:
    if not settings.MAIL_IN_ADDRESS:
        if settings.MAIL_IN_IMAP_URL or settings.MAIL_IN_LISTEN:
            remedy = "Set GOODSTANDING_MAIL_IN_ADDRESS to the address at which replies arrive."
            return [Finding("mail in", "a way in is set, but no address", remedy)]
        return [Finding("mail in", "no address is set: cases cannot be answered by mail")]
    try:
        found = _ways_in()
    except Invalid as refusal:
        return [Finding("mail in", "a setting cannot be read", refusal.message)]
    stuck = arrivals.counts()[InState.ARRIVED]
    if stuck > MOST_ARRIVED:
        found.append(
            Finding("mail in", f"{stuck} mails wait to be looked at", "Look whether a worker runs, and at its log.")
        )
    return found


def _ways_in() -> list[Finding]:
    ways = []
    if settings.MAIL_IN_LISTEN:
        ear = listener.ear_from(settings.MAIL_IN_LISTEN)
        ways.append(f"{ear.protocol} on {ear.host}:{ear.port}")
    if settings.MAIL_IN_IMAP_URL:
        place = mailbox.place_from(settings.MAIL_IN_IMAP_URL)
        try:
            mailbox.greet(settings.MAIL_IN_IMAP_URL)
        except mailbox.MailboxAway as away:
            return [Finding("mail in", str(away), "Check GOODSTANDING_MAIL_IN_IMAP_URL; the mails wait over there.")]
        ways.append(f"mailbox {place.name}")
    told = ", ".join(ways) or "only by `goodstanding mail take`"
    trusted = settings.MAIL_IN_TRUSTED or "no server's word is taken for a sender"
    return [Finding("mail in", f"{settings.MAIL_IN_ADDRESS} by {told}; {trusted}")]


def _scanner() -> list[Finding]:
    if not settings.CLAMD:
        return [Finding("virus scan", "no scanner is set")]
    try:
        return [Finding("virus scan", clamd.ping(settings.CLAMD))]
    except Invalid as refusal:
        return [Finding("virus scan", "GOODSTANDING_CLAMD cannot be read", refusal.message)]
    except clamd.ScannerAway as away:
        return [
            Finding("virus scan", str(away), "Start clamd, or check GOODSTANDING_CLAMD; files wait until it answers.")
        ]


def _clock() -> list[Finding]:
    skew = _skew_seconds()
    ahead = reading.offset_seconds()
    told = f"; the marketplace's clock runs {timedelta(seconds=ahead)} ahead (demo)" if ahead else ""
    if abs(skew) > MOST_SKEW_SECONDS:
        said = f"this machine and the database differ by {skew:.0f} s"
        return [Finding("clock", said, "Let both keep time by NTP.")]
    return [Finding("clock", f"{timezone.now():%Y-%m-%d %H:%M:%S} UTC{told}")]


def _skew_seconds() -> float:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            return 0.0
        cursor.execute("SELECT clock_timestamp()")
        told: datetime = cursor.fetchone()[0]
    return (datetime.now(UTC) - told).total_seconds()


_NEED_TABLES: Sequence[Callable[[], list[Finding]]] = (_workers, _backlog, _mail, _mail_in, _scanner, _search, _clock)
