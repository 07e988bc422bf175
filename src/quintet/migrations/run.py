"""Upgrading the schema: one process at a time, all or nothing."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, text

from quintet.foundation.db.engines import make_engine
from quintet.foundation.db.statistics import seed_statistics
from quintet.migrations.schema import include_object, metadata

T = TypeVar("T")
_LOCK = 7_714_402_118


def _config(connection: Connection | None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def upgrade(url: str, revision: str = "head") -> None:
    """Bring the schema up to date. Others that try meanwhile wait and then find nothing left to do."""

    def work(connection: Connection) -> None:
        if connection.dialect.name == "postgresql":
            connection.execute(text("select pg_advisory_xact_lock(:key)"), {"key": _LOCK})
            connection.execute(text("select set_config('quintet.all_workspaces', 'on', true)"))
        command.upgrade(_config(connection), revision)
        seed_statistics(connection)
        if connection.dialect.name == "sqlite":
            broken = connection.execute(text("pragma foreign_key_check")).first()
            if broken is not None:
                raise RuntimeError(f"the upgrade would leave {broken[0]} with rows that point nowhere")

    _with_connection(url, work)


def drift(url: str) -> list[Any]:
    """Differences between the models and the database's schema, in Alembic's form; empty when they agree."""

    def work(connection: Connection) -> list[Any]:
        options = {"include_object": include_object, "compare_type": True}
        return list(compare_metadata(MigrationContext.configure(connection, opts=options), metadata()))

    return _with_connection(url, work)


def new_revision(url: str, name: str, revision_id: str) -> None:
    """Write a revision for what the models have and the database (at head) has not."""
    _with_connection(
        url, lambda connection: command.revision(_config(connection), name, autogenerate=True, rev_id=revision_id)
    )


def _with_connection(url: str, work: Callable[[Connection], T]) -> T:
    # On SQLite the transaction begins as a writer, which is also what keeps others out.
    engine = make_engine(url, threads=1, immediate=True)
    try:
        with engine.connect() as connection:
            if connection.dialect.name == "sqlite":
                # SQLite alters tables by building them anew; with keys on, that would delete what points at them.
                # The pragma counts only outside a transaction, so it goes past SQLAlchemy's own beginning of one.
                connection.connection.cursor().execute("pragma foreign_keys=off")
            with connection.begin():
                return work(connection)
    finally:
        engine.dispose()
