"""Which revision there is and which is wanted, without loading the migration tool (that would slow every start)."""

from functools import cache
from pathlib import Path

from sqlalchemy import Connection, inspect, text
from sqlalchemy.orm import Session

from quintet.foundation.db.engines import make_engine, sqlite_path

VERSIONS = Path(__file__).parent / "versions"


@cache
def head() -> str:
    """The newest revision this version knows. Files are named by their revision, which counts up."""
    return max(path.name.split("_")[0] for path in VERSIONS.glob("[0-9]*.py"))


def current(url: str) -> str | None:
    """The revision the database is at; None when it is empty or not there yet."""
    path = sqlite_path(url)
    if path is not None and not path.exists():
        return None
    engine = make_engine(url, threads=1)
    try:
        with engine.connect() as connection:
            return _of_connection(connection)
    finally:
        engine.dispose()


def revision_of(session: Session) -> str | None:
    """The revision of the database that a session is connected to."""
    return _of_connection(session.connection())


def _of_connection(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("select version_num from alembic_version")).scalar()
