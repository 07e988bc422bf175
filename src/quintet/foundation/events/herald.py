"""Telling the other processes where something was logged: PostgreSQL's notifications, after the commits."""

import logging
import threading
from collections.abc import Callable

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from quintet.foundation.db import Database
from quintet.foundation.events.log import on_emitted

log = logging.getLogger(__name__)

CHANNEL = "quintet_events"
_PAUSE_SECONDS = 0.2  # no stream reads more often


class Herald:
    """The thread of a process that tells the others, on PostgreSQL, in which workspaces facts were logged.

    Not in the transactions that log them: PostgreSQL lets those that notify commit one after the other only, however
    many there are. What a crash keeps from being told, the others find when they look by themselves.
    """

    def __init__(self, db: Database) -> None:
        self._db = db
        self._lock = threading.Lock()
        self._untold: set[str] = set()
        self._awake = threading.Event()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="event-herald", daemon=True)
        self._forget: Callable[[], None] | None = None

    def start(self) -> None:
        if not self._db.is_sqlite:
            self._forget = on_emitted(self._note)
            self._thread.start()

    def stop(self) -> None:
        """Before the database is closed. Safe to repeat."""
        if self._forget is None:
            return
        self._forget()
        self._forget = None
        self._stopping.set()
        self._awake.set()
        self._thread.join(timeout=30)

    def _note(self, workspace_id: str) -> None:
        with self._lock:
            self._untold.add(workspace_id)
        self._awake.set()

    def _run(self) -> None:
        while self._awake.wait():
            self._awake.clear()
            self._tell()
            if self._stopping.wait(_PAUSE_SECONDS):  # what is logged meanwhile is told at once
                break
        self._tell()

    def _tell(self) -> None:
        with self._lock:
            untold, self._untold = self._untold, set()
        if not untold:
            return
        try:
            self._db.write_sync(lambda session: _notify(session, untold))
        except Exception:
            log.exception("telling other processes of events failed; they will find them by themselves")


def _notify(session: Session, workspace_ids: set[str]) -> None:
    for workspace_id in workspace_ids:
        session.execute(select(func.pg_notify(CHANNEL, workspace_id)))
