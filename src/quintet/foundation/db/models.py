"""Declarative bases: `Model` for rows of the installation, `Scoped` and `Record` for rows of one workspace."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Dialect, MetaData, insert, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column
from sqlalchemy.sql import Executable
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.dml import ReturningInsert

from quintet.foundation.db.inserting import Insertion, insert_returning, run_insert
from quintet.foundation.db.raw import plain
from quintet.foundation.db.types import Id, Json, UTCDateTime
from quintet.kit import time
from quintet.kit.ids import new_id

_NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Model(DeclarativeBase):
    """A table of the installation. Tables with a `workspace_id` but outside `Record` filter by hand."""

    metadata = MetaData(naming_convention=_NAMING)
    type_annotation_map = {
        datetime: UTCDateTime,
        dict[str, Any]: Json,
        dict[str, str]: Json,
        list[Any]: Json,
        list[str]: Json,
        list[dict[str, Any]]: Json,
    }


class UnscopedQuery(RuntimeError):
    """A workspace's table was used in a session that is bound to no workspace."""


class Scoped(Model):
    """A row that belongs to exactly one workspace; sessions and PostgreSQL's row security keep it there."""

    __abstract__ = True

    workspace_id: Mapped[str] = mapped_column(Id)

    @classmethod
    def refuse_unscoped(cls) -> Any:
        """Stands in for the workspace condition in a session that has none."""
        # SQLAlchemy tries it on the base class first; only a real table is a mistake.
        if hasattr(cls, "__table__"):
            raise UnscopedQuery(f"{cls.__name__} was queried in a session that is bound to no workspace")
        return cls.workspace_id == ""


class Record(Scoped):
    """A workspace's row with an id of its own and its times."""

    __abstract__ = True

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    created_at: Mapped[datetime] = mapped_column(default=time.now)
    updated_at: Mapped[datetime] = mapped_column(default=time.now, onupdate=time.now)


def bulk_insert(session: Session, model: type[Model], rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows; those of a `Scoped` table are stamped with the session's workspace.

    All rows have the same columns. Column defaults apply to the others. On PostgreSQL a few rows go with the session's
    next statement (see `inserting`).
    """
    if not rows:
        return
    if issubclass(model, Scoped):
        workspace_id = session.info["workspace_id"]
        rows = [{**row, "workspace_id": workspace_id} for row in rows]
    session.flush()
    connection = session.connection()
    prepared = _prepared(model, connection.dialect, tuple(rows[0]), None)
    run_insert(connection, prepared.insertion, prepared.parameters(rows))


class _Prepared:
    """An INSERT compiled once; with `returning`, one that passes over rows which a unique key stands in the way of."""

    def __init__(
        self, model: type[Model], dialect: Dialect, keys: tuple[str, ...], returning: tuple[str, ...] | None
    ) -> None:
        table = model.metadata.tables[model.__tablename__]
        unknown = set(keys) - set(table.c.keys())
        if unknown:
            raise ValueError(f"{model.__tablename__} has no column {', '.join(sorted(unknown))}")
        self._defaults = {
            column.key: column.default
            for column in table.columns
            if column.key not in keys and column.default is not None and not column.default.is_clause_element
        }
        given = [*keys, *self._defaults]
        statement: Executable = insert(table)
        if returning is not None:
            columns = [plain(table.c[name], dialect.name).label(name) for name in returning]
            statement = postgresql.insert(table).on_conflict_do_nothing().returning(*columns)
        compiled = statement.compile(dialect=dialect, column_keys=given)  # type: ignore[attr-defined]
        if not isinstance(compiled, SQLCompiler):
            raise TypeError("not a statement with parameters")
        self.insertion = Insertion(table.name, str(compiled), meets=returning is not None)
        self._positional = compiled.positiontup is not None
        self._processors = [
            (name, table.c[name].type.dialect_impl(dialect).bind_processor(dialect))
            for name in compiled.positiontup or given
        ]

    def parameters(self, rows: Sequence[Mapping[str, Any]]) -> Any:
        """What the driver takes: tuples or dicts of values in the database's own form."""
        if self._defaults:
            rows = [{**row, **{key: _default_of(default) for key, default in self._defaults.items()}} for row in rows]
        processors = self._processors
        if self._positional:
            return [tuple([process(row[key]) if process else row[key] for key, process in processors]) for row in rows]
        return [{key: process(row[key]) if process else row[key] for key, process in processors} for row in rows]


@lru_cache(maxsize=500)
def _prepared(
    model: type[Model], dialect: Dialect, keys: tuple[str, ...], returning: tuple[str, ...] | None
) -> _Prepared:
    return _Prepared(model, dialect, keys, returning)


def _default_of(default: Any) -> Any:
    return default.arg(None) if default.is_callable else default.arg


def insert_new(
    session: Session, model: type[Scoped], rows: Sequence[Mapping[str, Any]], *returning: str
) -> list[tuple[Any, ...]]:
    """Insert those rows that no unique key stands in the way of; gives the named columns of the inserted ones.

    Waits for transactions under way that insert the same keys: give rows in a fixed order, or they may deadlock.
    """
    if not rows:
        return []
    workspace_id = session.info["workspace_id"]
    session.flush()
    connection = session.connection()
    given = [{**row, "workspace_id": workspace_id} for row in rows]
    if len(given) == 1 and connection.dialect.name == "postgresql":
        prepared = _prepared(model, connection.dialect, tuple(given[0]), returning)
        return insert_returning(connection, prepared.insertion, prepared.parameters(given)[0])
    inserted = connection.execute(
        _unless_there(model, connection.dialect.name, returning), given[0] if len(given) == 1 else given
    )
    return [tuple(row) for row in inserted]


@lru_cache(maxsize=500)
def _unless_there(model: type[Scoped], dialect: str, returning: tuple[str, ...]) -> ReturningInsert[Any]:
    table = model.metadata.tables[model.__tablename__]
    insert_ = sqlite.insert if dialect == "sqlite" else postgresql.insert
    return insert_(table).on_conflict_do_nothing().returning(*(table.c[name] for name in returning))


def only_where(condition: str) -> dict[str, Any]:
    """Keyword arguments that make an `Index` partial on both databases: `only_where("deleted_at is null")`."""
    return {"sqlite_where": text(condition), "postgresql_where": text(condition)}
