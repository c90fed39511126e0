"""The yardstick: a bare Django view with Django's default middleware that renders 25 rows of the same database.

python bench/bare.py --data DIR [--database URL] --requests 200     in process; prints CPU milliseconds, one a line
python bench/bare.py --data DIR [--database URL] --port 8101        served by gunicorn as the product is
"""

from __future__ import annotations

import argparse
import io
import os
import sys
import time
from collections.abc import Callable
from typing import Any

import django
from django.conf import settings
from django.http import HttpRequest, HttpResponse

PAGE = """<!doctype html><html lang="en"><head><title>Orders</title></head><body><h1>Orders</h1>
<table><thead><tr><th>Order</th><th>Ordered</th><th>Ship by</th><th>Carrier</th><th>Total</th></tr></thead><tbody>
{% for order in orders %}<tr><td><a href="/orders/{{ order.external_id }}/">{{ order.external_id }}</a> {{ order.lead_title }}</td>
<td>{{ order.placed_at|date:"j M Y, H:i" }}</td><td>{{ order.ship_by_at|date:"j M Y, H:i" }}</td><td>{{ order.carrier }}</td>
<td>{{ order.total_minor }} {{ order.currency }}</td></tr>{% endfor %}</tbody></table></body></html>"""

CASES = """<!doctype html><html lang="en"><head><title>Cases</title></head><body><h1>Cases</h1>
<table><thead><tr><th>Case</th><th>Opened</th><th>Updated</th><th>Status</th><th>Last word</th></tr></thead><tbody>
{% for case in orders %}<tr><td><a href="/cases/{{ case.ref }}/">{{ case.subject }}</a> {{ case.ref }}</td>
<td>{{ case.opened_at|date:"j M Y, H:i" }}</td><td>{{ case.updated_at|date:"j M Y, H:i" }}</td><td>{{ case.status }}</td>
<td>{{ case.last_author_name }}: {{ case.last_beginning }}</td></tr>{% endfor %}</tbody></table></body></html>"""

TEMPLATES = {"page.html": PAGE, "cases.html": CASES}


def of_cases() -> bool:
    """25 cases instead of 25 orders, for worlds without orders. From the environment: the view's module is loaded by name."""
    return os.environ.get("BARE_ROWS") == "cases"


def listing(request: HttpRequest) -> HttpResponse:
    """The 25 newest orders."""
    from django.shortcuts import render

    orders = list(order_model().objects.order_by("-id")[:25])
    return render(request, "cases.html" if of_cases() else "page.html", {"orders": orders})


def order_model() -> Any:
    """A model over the product's own table."""
    from django.apps import apps

    return apps.get_model("contenttypes", "BareCase" if of_cases() else "BareOrder")


def set_up(data: str, database: str) -> None:
    """Settings as `startproject` writes them."""
    os.environ.setdefault("GOODSTANDING_DATA", data)
    from pathlib import Path

    from goodstanding.config.database import database_from

    settings.configure(
        SECRET_KEY="bench" * 10, ALLOWED_HOSTS=["127.0.0.1"], ROOT_URLCONF="bare", USE_TZ=True,
        DATABASES={"default": database_from(database, data=Path(data))},
        INSTALLED_APPS=[
            "django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions", "django.contrib.messages",
            "django.contrib.staticfiles",
        ],
        MIDDLEWARE=[
            "django.middleware.security.SecurityMiddleware", "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.common.CommonMiddleware", "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware", "django.contrib.messages.middleware.MessageMiddleware",
            "django.middleware.clickjacking.XFrameOptionsMiddleware",
        ],
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "OPTIONS": {
                    "loaders": [
                        ("django.template.loaders.cached.Loader", [("django.template.loaders.locmem.Loader", TEMPLATES)])
                    ],
                    "context_processors": [
                        "django.template.context_processors.request", "django.contrib.auth.context_processors.auth",
                        "django.contrib.messages.context_processors.messages",
                    ],
                },
            }
        ],
    )  # fmt: skip
    django.setup()
    from django.db import models

    class BareOrder(models.Model):
        external_id = models.CharField(max_length=64)
        lead_title = models.CharField(max_length=200)
        placed_at = models.DateTimeField()
        ship_by_at = models.DateTimeField(null=True)
        carrier = models.CharField(max_length=64)
        total_minor = models.BigIntegerField()
        currency = models.CharField(max_length=3)

        class Meta:
            app_label = "contenttypes"
            managed = False
            db_table = "orders_order"

    class BareCase(models.Model):
        ref = models.CharField(max_length=12)
        subject = models.CharField(max_length=160)
        opened_at = models.DateTimeField()
        updated_at = models.DateTimeField()
        status = models.CharField(max_length=20)
        last_author_name = models.CharField(max_length=120)
        last_beginning = models.CharField(max_length=140)

        class Meta:
            app_label = "contenttypes"
            managed = False
            db_table = "cases_case"


def ask(application: Callable[..., Any], path: str, cookie: str = "") -> tuple[int, bytes]:
    """One GET through a WSGI application: status and body."""
    said: list[str] = []
    environ = {
        "REQUEST_METHOD": "GET", "PATH_INFO": path.partition("?")[0], "QUERY_STRING": path.partition("?")[2],
        "SERVER_NAME": "127.0.0.1", "SERVER_PORT": "80", "HTTP_HOST": "127.0.0.1", "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1", "HTTP_COOKIE": cookie, "wsgi.input": io.BytesIO(), "wsgi.errors": sys.stderr,
        "wsgi.url_scheme": "http", "wsgi.version": (1, 0), "wsgi.multithread": False, "wsgi.multiprocess": True,
        "wsgi.run_once": False, "SCRIPT_NAME": "",
    }  # fmt: skip
    answer = application(environ, lambda status, headers, info=None: said.append(status))
    body = b"".join(answer)
    answer.close()
    return int(said[0][:3]), body


def serve(port: int) -> None:
    """Gunicorn with the same settings as the product."""
    from dataclasses import make_dataclass

    from django.core.wsgi import get_wsgi_application

    from goodstanding.config import web

    class Bare(web.Web):
        def load_config(self) -> None:
            super().load_config()
            self.cfg.set("post_worker_init", lambda worker: None)  # there is nothing more to load

        def load(self) -> Any:
            return get_wsgi_application()

    env = make_dataclass("Env", ["web_processes", "web_threads"])(2, 4)
    Bare(bind=f"127.0.0.1:{port}", env=env, at_once=False).run()


def main() -> int:
    """Measure in process, or serve."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", required=True)
    parser.add_argument("--database", default="")
    parser.add_argument("--requests", type=int, default=200)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--rows", choices=["orders", "cases"], default="orders")
    args = parser.parse_args()
    os.environ["BARE_ROWS"] = args.rows
    set_up(args.data, args.database)
    if args.port:
        serve(args.port)
        return 0
    from django.core.wsgi import get_wsgi_application

    application = get_wsgi_application()
    for number in range(args.requests + 10):
        began = time.process_time()
        status, body = ask(application, "/")
        assert status == 200, body[:200]
        assert body.count(b"<tr>") == 26
        if number >= 10:
            print((time.process_time() - began) * 1000)
    return 0


from django.urls import path  # noqa: E402 - a URL configuration in the same file

urlpatterns = [path("", listing)]

if __name__ == "__main__":
    sys.modules["bare"] = sys.modules[__name__]
    sys.exit(main())
