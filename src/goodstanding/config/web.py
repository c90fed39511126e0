"""The web server: gunicorn with threads, the application loaded once and shared by its processes."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.urls import get_resolver
from gunicorn.app.base import BaseApplication
from gunicorn.glogging import Logger

from goodstanding.base import routes
from goodstanding.config.env import Env
from goodstanding.kit import later

AFTER_SECONDS = 0.5


class Log(Logger):  # type: ignore[misc]  # gunicorn ships no types
    """Gunicorn's own lines, written like all others."""

    def setup(self, cfg: Any) -> None:  # Any: gunicorn's configuration
        """Hand them to the root logger."""
        super().setup(cfg)
        self.error_log.handlers = []
        self.error_log.propagate = True
        self.error_log.setLevel(logging.WARNING)


class Web(BaseApplication):  # type: ignore[misc]  # gunicorn ships no types
    """Gunicorn without a configuration file."""

    def __init__(self, *, bind: str, env: Env, at_once: bool) -> None:
        self._bind = bind
        self._at_once = at_once
        self._env = env
        super().__init__()

    def load_config(self) -> None:
        """Everything that differs from gunicorn's defaults."""
        for name, value in {
            "bind": self._bind,
            "workers": self._env.web_processes,
            "threads": self._env.web_threads,
            "worker_class": "gthread",
            "preload_app": True,
            "timeout": 60,
            "graceful_timeout": 8,
            "keepalive": 15,
            "max_requests": 20_000,
            "max_requests_jitter": 2_000,
            "limit_request_line": 8190,
            "control_socket_disable": True,
            "logger_class": Log,
            "loglevel": "warning",
            "proc_name": "goodstanding-web",
            "post_worker_init": _begin,
        }.items():
            self.cfg.set(name, value)

    def load(self) -> Callable[..., Any]:  # Any: a WSGI application
        """The application."""
        from goodstanding.config.wsgi import application  # sets Django up, which the command already did

        if self._at_once:
            len(get_resolver().url_patterns)  # the front door and the sign-in
        else:
            _load_the_rest()  # here, once, before the processes part and share it
        return application


def serve(*, host: str, port: int, at_once: bool = False) -> None:
    """Serve until told to stop. `at_once` serves before all pages and the API are loaded: each process does that then for
    itself, beside the first pages, which takes more memory and less waiting."""
    bind = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    Web(bind=bind, env=settings.ENV, at_once=at_once).run()


def _begin(worker: object) -> None:
    soon = threading.Timer(AFTER_SECONDS, _load_the_rest)  # the first page does not share its core with this
    soon.daemon = True
    soon.start()


def _load_the_rest() -> None:
    routes.load_all()
    later.now()
