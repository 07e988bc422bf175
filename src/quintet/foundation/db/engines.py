"""Engines for both databases, set up so that they behave alike."""

import sqlite3
from pathlib import Path
from time import monotonic, sleep
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import DisconnectionError, OperationalError
from sqlalchemy.pool import ConnectionPoolEntry, QueuePool

from quintet.foundation.db.inserting import keep_inserts_waiting
from quintet.foundation.db.types import deserialize_json, serialize_json

_IDLE_SECONDS = 10.0
_BUSY_SECONDS = 20.0
"""How long one writer waits for another."""


def sqlite_path(url: str) -> Path | None:
    """The database file of a SQLite URL; None for PostgreSQL."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return None
    if not parsed.database or parsed.database == ":memory:":
        raise ValueError("a SQLite database has to be a file: sqlite:///path")
    return Path(parsed.database)


def make_engine(url: str, *, threads: int, immediate: bool = False) -> Engine:
    """An engine for up to `threads` threads; `immediate` begins SQLite transactions as a writer."""
    path = sqlite_path(url)
    if path is None:
        return _postgresql(url, threads)
    path.parent.mkdir(parents=True, exist_ok=True)
    return _sqlite(path, threads, immediate)


def _postgresql(url: str, threads: int) -> Engine:
    from psycopg.pq import TransactionStatus  # only installations on PostgreSQL come here

    target = make_url(url).set(drivername="postgresql+psycopg")
    engine = create_engine(
        target,
        pool_size=threads,
        max_overflow=threads,
        pool_recycle=1800,
        json_serializer=serialize_json,
        json_deserializer=deserialize_json,
        connect_args={"options": "-c timezone=UTC -c lock_timeout=15s -c idle_in_transaction_session_timeout=120s"},
    )

    keep_inserts_waiting(engine)

    @event.listens_for(engine, "rollback")
    def _keep_prepared(connection: Connection) -> None:
        # Reads end so, and the driver's own rollback forgets all prepared statements: every request would have its
        # statements planned anew. After an error it may.
        driver = connection.connection.driver_connection
        if driver is not None and driver.pgconn.transaction_status == TransactionStatus.INTRANS:
            driver.pgconn.exec_(b"ROLLBACK")

    @event.listens_for(engine, "checkin")
    def _note(_: Any, record: ConnectionPoolEntry) -> None:
        record.info["used_at"] = monotonic()

    @event.listens_for(engine, "checkout")
    def _try(connection: Any, record: ConnectionPoolEntry, _: Any) -> None:
        # The pool's own ping would cost every request a round trip; a connection used just now is alive.
        if monotonic() - record.info.get("used_at", monotonic()) > _IDLE_SECONDS:
            try:
                connection.execute("select 1")
                connection.rollback()
            except Exception as error:
                raise DisconnectionError from error

    return engine


def _sqlite(path: Path, threads: int, immediate: bool) -> Engine:
    engine = create_engine(
        f"sqlite:///{path}",
        poolclass=QueuePool,
        pool_size=threads,
        max_overflow=8,
        json_serializer=serialize_json,
        json_deserializer=deserialize_json,
        connect_args={"check_same_thread": False, "timeout": _BUSY_SECONDS, "cached_statements": 512},
    )

    @event.listens_for(engine, "connect")
    def _prepare(connection: sqlite3.Connection, _: Any) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves, below
        cursor = connection.cursor()
        _use_wal(cursor)
        for pragma in (
            "synchronous=FULL",
            "foreign_keys=ON",
            f"busy_timeout={1 if immediate else int(_BUSY_SECONDS * 1000)}",
            "temp_store=MEMORY",
            "cache_size=-32000",
            "mmap_size=268435456",
            "recursive_triggers=ON",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()
        connection.create_function("casefold", 1, _casefold, deterministic=True)

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        if immediate:
            _begin_as_writer(connection)
        else:
            # Each read begins so: what SQLAlchemy does around a statement takes longer than all else in it.
            connection.connection.driver_connection.execute("BEGIN")

    return engine


def _begin_as_writer(connection: Any) -> None:
    """Begin a transaction that may write: a deferred one that reads first fails when another writer came between.

    SQLite's own waiting looks every 0.1 s, too seldom beside a process that writes without pause.
    """
    deadline = monotonic() + _BUSY_SECONDS
    while True:
        try:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            return
        except OperationalError:
            if monotonic() > deadline:
                raise
            sleep(0.002)


def _use_wal(cursor: sqlite3.Cursor) -> None:
    """Turn the write-ahead log on. SQLite does not wait by itself when two first starts do it at once."""
    deadline = monotonic() + 20
    while True:
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError:
            if monotonic() > deadline:
                raise
            sleep(0.02)


def _casefold(text: str | None) -> str | None:
    return text.casefold() if isinstance(text, str) else text
