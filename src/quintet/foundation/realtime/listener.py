"""Hearing what other processes logged: PostgreSQL's notifications, on a thread of their own."""

import logging
import threading
from collections.abc import Callable

from sqlalchemy import make_url

from quintet.foundation.events.herald import CHANNEL

log = logging.getLogger(__name__)

_LOOK_SECONDS = 0.5
_PAUSE_SECONDS = 1.0


class Listener:
    """Calls `heard(workspace_id)` on its thread for each commit with events, in whatever process it was made.

    After a lost connection it calls `heard(None)`: anything may have happened meanwhile.
    """

    def __init__(self, url: str, heard: Callable[[str | None], None]) -> None:
        self._url = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
        self._heard = heard
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="event-listener", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Ask the thread to end; it does within half a second."""
        self._stopping.set()

    def join(self) -> None:
        self._thread.join(timeout=10)

    def _run(self) -> None:
        import psycopg  # only installations on PostgreSQL come here

        while not self._stopping.is_set():
            try:
                self._listen()
            except psycopg.Error as error:
                log.warning("listening for events failed, trying again: %s", error)
                self._stopping.wait(_PAUSE_SECONDS)

    def _listen(self) -> None:
        import psycopg

        with psycopg.connect(self._url, autocommit=True) as connection:
            connection.execute(f"listen {CHANNEL}")
            self._heard(None)
            while not self._stopping.is_set():
                for notice in connection.notifies(timeout=_LOOK_SECONDS):
                    self._heard(notice.payload)
                    if self._stopping.is_set():
                        break
