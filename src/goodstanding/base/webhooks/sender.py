"""Sends what waits, beside the worker's other work: threads of its own, so that a slow receiver holds up no mail and no fact."""

from __future__ import annotations

import logging
import threading
from concurrent.futures import Future, ThreadPoolExecutor

from django.db import Error as DatabaseError
from django.db import close_old_connections, connection

from goodstanding.base.clock import reading
from goodstanding.base.webhooks import actions, queries

log = logging.getLogger("goodstanding.webhooks")

THREADS = 4
LOOK_SECONDS = 1.0


class Sender:
    """Looks every second for what is due and hands it to a few threads; one delivery per endpoint at a time."""

    def __init__(self) -> None:
        self._stop = threading.Event()
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="hooks")
        self._looking = threading.Thread(target=self._run, name="hooks", daemon=True)
        self._running: set[Future[None]] = set()

    def start(self) -> None:
        """Begin."""
        self._looking.start()

    def stop(self) -> None:
        """Begin nothing more. What is on its way may finish; what does not is tried again when its lease ends."""
        self._stop.set()
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _run(self) -> None:
        while not self._stop.wait(LOOK_SECONDS):
            try:
                self._look()
            except (DatabaseError, RuntimeError) as error:  # the pool is shut down, or the database is away for a while
                if not self._stop.is_set():
                    log.warning("Webhooks wait: %s", " ".join(str(error).split())[:200])
            finally:
                close_old_connections()

    def _look(self) -> None:
        self._running = {one for one in self._running if not one.done()}
        free = THREADS - len(self._running)
        if free <= 0:
            return
        for delivery_id in queries.due(reading.now(), limit=free):
            self._running.add(self._pool.submit(_send, delivery_id))


def _send(delivery_id: int) -> None:
    try:
        actions.send(delivery_id, at=reading.now())
    except Exception:
        log.exception("A webhook could not be sent; it is tried again.")
    finally:
        connection.close()
