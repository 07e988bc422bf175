"""When sessions and keys were last used, gathered in memory and written now and then, never in a read.

A crash loses the counts of the last seconds and nothing else.
"""

import logging
import threading

from sqlalchemy import update
from sqlalchemy.orm import Session

from quintet.foundation.db import Database
from quintet.identity.sessions.models import ApiKey, UserSession
from quintet.kit import time

log = logging.getLogger(__name__)
_Seen = dict[tuple[str, str], tuple[int, str]]


class Usage:
    """Counts per session and key since the last flush."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._seen: _Seen = {}

    def note(self, kind: str, id_: str, client: str) -> None:
        """One use of a `session` or an `api_key`."""
        key = (kind, id_)
        with self._lock:
            known = self._seen.get(key)
            self._seen[key] = (known[0] + 1 if known else 1, client)

    def flush(self, db: Database) -> int:
        """Write what was gathered; returns for how many sessions and keys. What cannot be written is kept."""
        with self._lock:
            seen, self._seen = self._seen, {}
        if not seen:
            return 0
        try:
            db.write_sync(lambda session: _write(session, seen))
        except BaseException:
            with self._lock:
                for key, (count, client) in seen.items():
                    more, latest = self._seen.get(key, (0, client))
                    self._seen[key] = (count + more, latest)
            raise
        return len(seen)


def _write(session: Session, seen: _Seen) -> None:
    now = time.now()
    # In one order, so that two processes that flush at once never wait for each other in a circle.
    for (kind, id_), (count, client) in sorted(seen.items()):
        if kind == "session":
            statement = update(UserSession).where(UserSession.id == id_).values(last_used_at=now, client=client[:60])
        else:
            statement = (
                update(ApiKey).where(ApiKey.id == id_).values(last_used_at=now, usage_count=ApiKey.usage_count + count)
            )
        session.execute(statement.execution_options(synchronize_session=False))


class UsageWriter:
    """The thread of a process that flushes every few seconds, and once more when it stops."""

    def __init__(self, db: Database, *, every: float = 15.0) -> None:
        self._db = db
        self._every = every
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="usage-writer", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Before the database is closed."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join(timeout=30)
        self._flush()

    def _run(self) -> None:
        while not self._stopping.wait(self._every):
            self._flush()

    def _flush(self) -> None:
        try:
            usage.flush(self._db)
        except Exception:
            log.exception("usage of sessions and keys was not written; trying again")


usage = Usage()
