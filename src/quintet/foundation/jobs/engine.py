"""The durable engine under the jobs: DBOS. The only file that knows it.

DBOS keeps what is queued in tables of its own (on SQLite in the same file, on PostgreSQL in the schema `dbos`), hands
each workflow to one process and honours queue limits and delays. Everything people ask about a job (status, attempts,
error, progress) lives in our `jobs` table, and DBOS has just one workflow: run job number so-and-so.
"""

import asyncio
import logging
import sqlite3
import threading
import weakref
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future
from datetime import timedelta
from time import monotonic, sleep
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import Engine, column, create_engine, event, inspect, select, table
from sqlalchemy.orm import Session
from sqlalchemy.pool import QueuePool

from quintet.foundation.db import Database
from quintet.foundation.db.engines import make_engine
from quintet.foundation.jobs.declared import Queue
from quintet.kit import time

# DBOS takes half a second to import: it is imported where it is used, so that nothing waits for it that can do without.
if TYPE_CHECKING:
    from dbos import DBOS, DBOSClient, DBOSConfig, EnqueueOptions

ENGINE_TABLES = frozenset(
    {
        "application_versions",
        "dbos_migrations",
        "notifications",
        "operation_outputs",
        "queues",
        "streams",
        "workflow_events",
        "workflow_events_history",
        "workflow_input",
        "workflow_output",
        "workflow_schedules",
        "workflow_status",
    }
)
"""Table names that DBOS takes in a SQLite file: no model may use one, and migrations leave them alone."""

ENGINE_SCHEMA = 125
"""The version of these tables that the DBOS of our requirements makes."""

_SCHEMA = "dbos"
_APPLICATION = "quintet"
# Every version of the program takes over the jobs of every other: DBOS would otherwise leave the jobs
# queued by an older version lying. Only one workflow exists for it and its form does not change.
_APPLICATION_VERSION = "1"
_WORKFLOW = "quintet.run_job"
_ENDED = ["SUCCESS", "ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED"]
_BATCH = 500
_LAST_CLAIM_SECONDS = 0.05
_THREADS = 4
"""For the engine's own bookkeeping; jobs run on the threads of their queues."""

# DBOS adds a console handler to its logger unless it finds one, and is talkative below WARNING.
_dbos_log = logging.getLogger("dbos")
_dbos_log.addHandler(logging.NullHandler())
_dbos_log.setLevel(logging.WARNING)

Runner = Callable[["Claim", str], Future[None]]
"""Given a hand-over and its queue; the engine takes the hand-over for ended when the future is done."""


class Claim(NamedTuple):
    """One hand-over of a job to the engine."""

    job_id: str
    run: int


def prepare(url: str) -> None:
    """Make or upgrade DBOS's own tables. Safe to repeat and to run in several processes at once."""
    if (prepared_version(url) or 0) < ENGINE_SCHEMA:
        from dbos import DBOS

        DBOS.migrate(url)


def prepared_version(url: str) -> int | None:
    """The version of DBOS's tables, as DBOS counts; None when there are none."""
    engine = make_engine(url, threads=1)
    schema = None if engine.dialect.name == "sqlite" else _SCHEMA
    try:
        with engine.connect() as connection:
            if not inspect(connection).has_table("dbos_migrations", schema=schema):
                return None
            version: int | None = connection.scalar(
                select(column("version")).select_from(table("dbos_migrations", schema=schema))
            )
            return version
    finally:
        engine.dispose()


_clients: "dict[str, tuple[weakref.ref[Engine], DBOSClient]]" = {}
_clients_lock = threading.Lock()


def _make_client(engine: Engine) -> "DBOSClient":
    from dbos import DBOSClient, DBOSPortableJSONSerializer

    return DBOSClient(
        system_database_engine=engine,
        serializer=DBOSPortableJSONSerializer(),
        application_name=_APPLICATION,
        lazy=True,
    )


def _client(engine: Engine) -> "DBOSClient":
    # A client per engine: with the engine of the session's connection, DBOS compiles its statements only once.
    with _clients_lock:
        kept = _clients.get(engine.dialect.name)
        if kept is None or kept[0]() is not engine:
            kept = (weakref.ref(engine), _make_client(engine))
            _clients[engine.dialect.name] = kept
        return kept[1]


def submit(session: Session, queue: str, claim: Claim, delay: timedelta | None) -> None:
    """Hand a job over in the transaction of `session`: two inserts, no commit."""
    connection = session.connection()
    options: EnqueueOptions = {
        "workflow_name": _WORKFLOW,
        "queue_name": queue,
        "workflow_id": f"{claim.job_id}.{claim.run}",
        "app_version": _APPLICATION_VERSION,
    }
    if delay is not None and delay > timedelta(0):
        options["delay_seconds"] = delay.total_seconds()
    _client(connection.engine).enqueue_in_transaction(connection, options, claim.job_id, claim.run, queue)


class _Process:
    """DBOS is a singleton, and so is what it calls."""

    launched = False
    registered = False
    runner: Runner | None = None


_process = _Process()


class JobEngine:
    """DBOS in this process. One at a time may be launched: DBOS is a singleton."""

    def __init__(self, db: Database, *, poll_seconds: float) -> None:
        self._is_launched = False
        self._dbos: DBOS | None = None
        self._poll_seconds = poll_seconds
        if db.path is not None:
            self._sql = _sqlite_engine(str(db.path))
        else:
            self._sql = make_engine(db.url, threads=_THREADS)
        self._client = _make_client(self._sql)

    def launch(self, runner: Runner, worker_id: str, queues: Iterable[Queue], listen: Sequence[str]) -> None:
        """Start taking jobs of the queues named in `listen`."""
        from dbos import DBOS, DBOSPortableJSONSerializer

        if _process.launched:
            raise RuntimeError("this process already runs jobs")
        for queue in queues:
            self._client.register_queue(
                queue.name,
                worker_concurrency=queue.concurrency + queue.prefetch,
                global_concurrency=queue.total,
                limiter={"limit": queue.rate[0], "period": queue.rate[1]} if queue.rate else None,
                polling_interval_sec=self._poll_seconds,
            )
        config: DBOSConfig = {
            "name": _APPLICATION,
            "application_version": _APPLICATION_VERSION,
            "executor_id": worker_id,
            "system_database_engine": self._sql,
            "run_migrations": False,
            "serializer": DBOSPortableJSONSerializer(),
            "use_listen_notify": False,
            "max_executor_threads": _THREADS,
            "log_level": "WARNING",
            "enable_otlp": False,
            # Both only serve features of DBOS that we don't use.
            "scheduler_polling_interval_sec": 3600.0,
            "notification_listener_polling_interval_sec": min(1.0, self._poll_seconds),
        }
        self._is_launched = _process.launched = True
        _process.runner = runner
        try:
            if not _process.registered:
                DBOS.workflow(name=_WORKFLOW, max_recovery_attempts=None)(_run_job)
                _process.registered = True
            self._dbos = DBOS(config=config)
            DBOS.listen_queues(listen)
            DBOS.launch()
        except BaseException:
            self.destroy()
            raise

    def drain(self, worker_id: str, seconds: float) -> None:
        """Take no more jobs, and wait until those that were taken have ended and been noted as such."""
        if self._dbos is None:
            return
        # DBOS.destroy sets these events and closes its event loop at once, under the hands of a queue thread that
        # has just taken jobs, and it looks only once a second whether the running ones have ended.
        for stop in self._dbos.background_thread_stop_events:
            stop.set()
        end = monotonic() + seconds
        sleep(_LAST_CLAIM_SECONDS)
        while monotonic() < end and self.claimed_by(worker_id):
            sleep(0.02)

    def destroy(self) -> None:
        """End DBOS in this process; `drain` comes first."""
        if self._is_launched:
            from dbos import DBOS

            DBOS.destroy()
            self._dbos = None
            self._is_launched = _process.launched = False
            _process.runner = None

    def close(self) -> None:
        self._client.destroy()
        self._sql.dispose()

    def claimed_by(self, worker_id: str) -> list[Claim]:
        """What the engine believes this process to be working on."""
        found = self._client.list_workflows(
            executor_id=worker_id, status="PENDING", limit=_BATCH, load_input=False, load_output=False
        )
        return [Claim(job_id, int(run)) for job_id, _, run in (row.workflow_id.partition(".") for row in found)]

    def discard(self, claims: Sequence[Claim]) -> None:
        """Make the engine forget hand-overs, so that they neither run nor count as running."""
        self._client.cancel_workflows([f"{claim.job_id}.{claim.run}" for claim in claims])

    def purge(self, older_than: timedelta) -> int:
        """Delete what the engine keeps of ended hand-overs; returns how many."""
        before = time.to_text(time.now() - older_than)
        purged = 0
        while found := self._client.list_workflows(
            status=_ENDED, completed_before=before, limit=_BATCH, load_input=False, load_output=False
        ):
            self._client.delete_workflows([row.workflow_id for row in found])
            purged += len(found)
        return purged


async def _run_job(job_id: str, run: int, queue: str) -> None:
    runner = _process.runner
    if runner is not None:
        await asyncio.wrap_future(runner(Claim(job_id, run), queue))


def _sqlite_engine(path: str) -> Engine:
    engine = create_engine(
        f"sqlite:///{path}",
        poolclass=QueuePool,
        pool_size=4,
        max_overflow=_THREADS + 4,
        connect_args={"check_same_thread": False, "timeout": 30},
    )

    @event.listens_for(engine, "connect")
    def _prepare(connection: sqlite3.Connection, _: Any) -> None:
        # Writes begin as a writer, polls stay plain reads. What DBOS notes about a running job may be lost in
        # a power cut (the job runs again); that a job exists is committed by the writer lane and is not.
        connection.isolation_level = "IMMEDIATE"
        cursor = connection.cursor()
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "busy_timeout=30000"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    return engine
