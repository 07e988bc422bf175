"""Lanes: the few private threads on which all database work runs.

SQLite: one reader, one reader for heavy work, one group-committing writer. PostgreSQL: a few threads for all.
Work is a function of a session. It is committed (or rolled back) by the lane, never by itself.
"""

import asyncio
import logging
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from time import monotonic, sleep, thread_time
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.orm import Session

from quintet.foundation.db.engines import make_engine, sqlite_path

if TYPE_CHECKING:
    from quintet.foundation.settings import Settings

T = TypeVar("T")
Work = Callable[[Session], T]
log = logging.getLogger(__name__)

_GROUP = 64
"""Units of work in one commit at most: bounds how long the first of them waits."""

_SHORT = 0.03
"""Seconds of computing that short reading work may take on SQLite."""
_TURN = 0.2
"""Seconds of writing without pause after which other processes get their turn, and how long that is."""
_GAP = 0.005
_STEPS = 20_000
"""Steps of SQLite between two looks at the time: about a millisecond."""


class _TooLong(Exception):
    """Work was stopped by the clock."""


def on_commit(session: Session, callback: Callable[[], None]) -> None:
    """Call back on the lane's thread once the session's work is committed (never if it is not)."""
    session.info.setdefault("on_commit", []).append(callback)


class Database:
    """The database of one process, with its lanes."""

    def __init__(self, settings: "Settings") -> None:
        self.url = settings.url
        self.dialect = "sqlite" if self.url.startswith("sqlite") else "postgresql"
        self.is_sqlite = self.dialect == "sqlite"
        self.path: Path | None = sqlite_path(self.url)
        threads = 1 if self.is_sqlite else settings.database_threads
        self.engine: Engine = make_engine(self.url, threads=threads + 2)
        self._read = ThreadPoolExecutor(threads, thread_name_prefix="db-read")
        self._heavy = ThreadPoolExecutor(1, thread_name_prefix="db-heavy")
        self._writer: _SqliteWriter | None = None
        self._closed = False
        if self.is_sqlite:
            self.write_engine: Engine = make_engine(self.url, threads=1, immediate=True)
            self._writer = _SqliteWriter(self.write_engine)
        else:
            self.write_engine = self.engine

    async def read(self, work: Work[T]) -> T:
        """Run short reading work; changes are refused by rolling back.

        On SQLite, work that turns out long is stopped and begun again in the heavy lane, or all others would wait.
        """
        if not self.is_sqlite:
            return await asyncio.wrap_future(self._read.submit(self.read_sync, work))
        try:
            return await asyncio.wrap_future(self._read.submit(self._read_hurried, work))
        except _TooLong:
            return await self.heavy(work)

    async def heavy(self, work: Work[T]) -> T:
        """Run reading work that may take long (reports, exports, scans) beside the short reads."""
        return await asyncio.wrap_future(self._heavy.submit(self.read_sync, work))

    async def write(self, work: Work[T]) -> T:
        """Run work that changes rows; returns after it is durably committed."""
        if self._writer is not None:
            return await asyncio.wrap_future(self._writer.submit(work))
        return await asyncio.wrap_future(self._read.submit(self._write_postgresql, work))

    def read_sync(self, work: Work[T]) -> T:
        """`read` on the calling thread (jobs, command line)."""
        with self.engine.connect() as connection:
            session = _session(connection)
            try:
                return work(session)
            finally:
                session.close()
                connection.rollback()

    def _read_hurried(self, work: Work[T]) -> T:
        stopped = False
        # The thread's own time: a busy machine makes no work long.
        until = thread_time() + _SHORT

        def late() -> bool:
            nonlocal stopped
            stopped = stopped or thread_time() > until
            return stopped

        def hurried(session: Session) -> T:
            driver: Any = session.connection().connection.driver_connection
            driver.set_progress_handler(late, _STEPS)
            try:
                result = work(session)
            except Exception:
                if stopped:
                    raise _TooLong from None
                raise
            finally:
                driver.set_progress_handler(None, 0)
            if stopped:  # and the work made do without what it was kept from reading
                raise _TooLong
            return result

        return self.read_sync(hurried)

    def write_sync(self, work: Work[T]) -> T:
        """`write` for a calling thread that may wait (jobs, command line)."""
        if self._writer is not None:
            return self._writer.submit(work).result()
        return self._write_postgresql(work)

    def _write_postgresql(self, work: Work[T]) -> T:
        if self._closed:
            raise RuntimeError("the database is closed")
        with self.engine.connect() as connection:
            session = _session(connection)
            try:
                result = work(session)
                session.flush()
                connection.commit()
            except BaseException:
                connection.rollback()
                raise
            finally:
                session.close()
        _committed(session)
        return result

    def close(self) -> None:
        """Finish what is queued and let go of all connections."""
        self._closed = True
        if self._writer is not None:
            self._writer.close()
        self._read.shutdown(wait=True)
        self._heavy.shutdown(wait=True)
        self.write_engine.dispose()
        self.engine.dispose()


def _session(connection: Connection) -> Session:
    return Session(
        bind=connection,
        autoflush=False,
        expire_on_commit=False,
        join_transaction_mode="rollback_only",
    )


def _committed(session: Session) -> None:
    for callback in session.info.pop("on_commit", ()):
        try:
            callback()
        except Exception:
            log.exception("a callback after commit failed")


class _SqliteWriter:
    """One thread, one connection: takes what waits, runs each unit in a savepoint, commits once for all.

    One fsync serves many units, so full durability costs no throughput; a unit's future resolves only after
    the commit that holds it, so nothing is ever reported that a power cut could take back.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._queue: queue.SimpleQueue[tuple[Work[Any], Future[Any]] | None] = queue.SimpleQueue()
        self._closed = False
        self._thread = threading.Thread(target=self._run, name="db-write", daemon=True)
        self._thread.start()

    def submit(self, work: Work[T]) -> Future[T]:
        if threading.current_thread() is self._thread:
            raise RuntimeError("work on the write lane must use its own session, not the lane again")
        if self._closed:
            raise RuntimeError("the database is closed")
        future: Future[T] = Future()
        self._queue.put((work, future))
        return future

    def close(self) -> None:
        if not self._closed:
            self._closed = True
            self._queue.put(None)
        self._thread.join()

    def _run(self) -> None:
        stop = False
        busy_since = monotonic()
        while not stop:
            if monotonic() - busy_since > _TURN:
                sleep(_GAP)
                busy_since = monotonic()
            try:
                item = self._queue.get_nowait()
            except queue.Empty:
                item = self._queue.get()
                busy_since = monotonic()
            group: list[tuple[Work[Any], Future[Any]]] = []
            while True:
                if item is None:
                    stop = True
                    break
                group.append(item)
                if len(group) >= _GROUP:
                    break
                try:
                    item = self._queue.get_nowait()
                except queue.Empty:
                    break
            if group:
                self._commit(group)

    def _commit(self, group: list[tuple[Work[Any], Future[Any]]]) -> None:
        outcomes: list[tuple[Future[Any], Any, BaseException | None, Session | None]] = []
        try:
            with self._engine.connect() as connection:
                connection.begin()
                for work, future in group:
                    if future.set_running_or_notify_cancel():
                        outcomes.append((future, *_unit(connection, work)))
                connection.commit()
        except BaseException as error:
            for _, future in group:
                if not future.done() and (future.running() or future.set_running_or_notify_cancel()):
                    future.set_exception(error)
            return
        for future, result, failure, session in outcomes:
            if failure is None and session is not None:
                _committed(session)
                future.set_result(result)
            else:
                future.set_exception(failure or RuntimeError("no result"))


def _unit(connection: Connection, work: Work[Any]) -> tuple[Any, BaseException | None, Session | None]:
    savepoint = connection.begin_nested()
    session = _session(connection)
    try:
        result = work(session)
        session.flush()
        savepoint.commit()
        return result, None, session
    except BaseException as error:
        # A failed flush has already rolled it back through the session.
        if savepoint.is_active:
            savepoint.rollback()
        return None, error, None
    finally:
        session.close()
