"""The same tickets in django-helpdesk, asked in the same run: `python bench/cases.py --compare django-helpdesk`.

It is installed from PyPI into a venv in a temporary folder that is removed afterwards, with SQLite as here, and gets as many
tickets as the world has cases, with the same texts and two follow-ups each. Asked is what its page asks: the list is the JSON of
25 rows, newest first, that its ticket list loads; the search is the same with a word (it looks into titles and descriptions
with LIKE, not into replies). The empty page around it is left out, to its favour. Ours is the whole page with the rows.
"""

from __future__ import annotations

import json
import random
import statistics
import subprocess
import sys
import tempfile
import time
import venv
from argparse import Namespace
from pathlib import Path
from typing import Any

PACKAGES = ("django>=5.2,<5.3", "django-helpdesk")
REQUESTS = 12

SETTINGS = """
SECRET_KEY = "bench" * 10
DEBUG = False
ALLOWED_HOSTS = ["*"]
USE_TZ = True
ROOT_URLCONF = "their_urls"
SITE_ID = 1
DEFAULT_AUTO_FIELD = "django.db.models.AutoField"
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": "tickets.sqlite3", "OPTIONS": {
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA cache_size=-32000; PRAGMA mmap_size=268435456;"}}}
INSTALLED_APPS = ["django.contrib.admin", "django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions",
    "django.contrib.sites", "django.contrib.humanize", "django.contrib.messages", "django.contrib.staticfiles",
    "rest_framework", "helpdesk"]
MIDDLEWARE = ["django.contrib.sessions.middleware.SessionMiddleware", "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware", "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware"]
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True, "OPTIONS": {
    "context_processors": ["django.template.context_processors.request", "django.contrib.auth.context_processors.auth",
        "django.contrib.messages.context_processors.messages"]}}]
STATIC_URL = "/static/"
MEDIA_ROOT = "media"
HELPDESK_TEAMS_MODE_ENABLED = False
"""
URLS = """
from django.contrib import admin
from django.urls import include, path
urlpatterns = [path("admin/", admin.site.urls), path("", include("helpdesk.urls", namespace="helpdesk"))]
"""


def compare(args: Namespace, ours: dict[str, Any]) -> int:
    """Install, fill, ask both, print."""
    import cases

    with tempfile.TemporaryDirectory(prefix="goodstanding-compare-") as name:
        folder = Path(name)
        print("installing django-helpdesk …", file=sys.stderr)
        venv.create(folder / "venv", with_pip=True)
        python = folder / "venv" / "bin" / "python"
        subprocess.run([python, "-m", "pip", "install", "--quiet", *PACKAGES], check=True)
        (folder / "their_settings.py").write_text(SETTINGS)
        (folder / "their_urls.py").write_text(URLS)
        words = cases.words_of_the_world(REQUESTS)[0]
        (folder / "texts.json").write_text(json.dumps({"tickets": args.cases, "texts": _texts(), "words": words}))
        asked = [str(python), str(Path(__file__).resolve()), "--inside", name]
        done = subprocess.run(asked, check=True, stdout=subprocess.PIPE, text=True, cwd=folder)
        theirs = json.loads(done.stdout.splitlines()[-1])
    costs = {"list": cases._cost(ours["queue"], args), "search": cases._cost(ours["queue, one word"], args)}
    print(f"{args.cases:,} tickets{'':12}{'theirs ms':>11}{'queries':>9}{'ours ms':>9}{'queries':>9}{'times':>8}")
    for what, cost in costs.items():
        ms, queries = theirs[what]
        print(f"{what:26}{ms:11.1f}{queries:9}{cost.wall50:9.1f}{cost.queries:9}{ms / cost.wall50:8.1f}")
    print(f"django-helpdesk {theirs['version']}; p50 of wall time, one thread, in process")
    return 0


def _texts() -> list[tuple[str, str]]:
    import case_world

    prose = case_world.Prose(random.Random(7))
    return [(prose.subject(n), prose.body(n)[0]) for n in range(5_000)]


def inside(folder: Path) -> None:
    """Runs in their venv: fill the tables, ask the list and the search, print JSON."""
    import os

    sys.path.insert(0, str(folder))
    os.environ["DJANGO_SETTINGS_MODULE"] = "their_settings"
    import django

    django.setup()
    from importlib.metadata import version

    from django.contrib.auth import get_user_model
    from django.core.management import call_command
    from django.test import Client

    call_command("migrate", verbosity=0)
    told = json.loads((folder / "texts.json").read_text())
    _fill(told)
    user = get_user_model().objects.create_superuser("sam", "sam@market.example", "x")
    client = Client()
    client.force_login(user)
    print(
        json.dumps(
            {"list": _ask(client, [""]), "search": _ask(client, told["words"]), "version": version("django-helpdesk")}
        )
    )


def _fill(told: dict[str, Any]) -> None:
    from datetime import timedelta

    from django.db import connection, transaction
    from django.utils import timezone
    from helpdesk.models import FollowUp, Queue, Ticket

    queues = [Queue.objects.create(title=f"Queue {n}", slug=f"q{n}") for n in range(8)]
    now, texts = timezone.now(), told["texts"]
    for start in range(0, told["tickets"], 5_000):
        with transaction.atomic():
            tickets = Ticket.objects.bulk_create(
                [
                    Ticket(queue=queues[n % 8], title=f"{texts[n % 5_000][0]} {n}", description=texts[n % 5_000][1],
                           submitter_email=f"seller{n % 5_000}@example.com", priority=n % 5 + 1, status=1 if n % 16 == 0 else 4,
                           created=now - timedelta(minutes=20 * (told["tickets"] - n)), modified=now)
                    for n in range(start, min(start + 5_000, told["tickets"]))
                ]
            )  # fmt: skip
            FollowUp.objects.bulk_create(
                [
                    FollowUp(ticket=t, title="Reply", comment=texts[(t.pk * 3 + k) % 5_000][1], date=now)
                    for t in tickets
                    for k in (1, 2)
                ]
            )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _ask(client: Any, words: list[str]) -> tuple[float, int]:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext
    from django.urls import reverse
    from helpdesk.query import query_to_base64

    took = []
    for n in range(REQUESTS):
        asked = {"filtering": {"status__in": [1, 2, 3, 4, 5]}, "filtering_null": {}, "sorting": "created",
                 "sortreverse": True, "search_string": words[n % len(words)]}  # fmt: skip
        address = reverse("helpdesk:datatables_ticket_list", args=[query_to_base64(asked)])
        began = time.perf_counter()
        with CaptureQueriesContext(connection) as seen:
            answer = client.get(address)
        took.append((time.perf_counter() - began) * 1000)
        assert answer.status_code == 200, answer.status_code
    return statistics.median(took), len(seen)


if __name__ == "__main__":
    inside(Path(sys.argv[2]))
