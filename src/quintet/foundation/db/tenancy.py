"""Workspace scoping of sessions: the first belt of tenancy (the others: explicit filters, row security).

A session is bound to at most one workspace. Every ORM statement in it that touches a `Scoped` gets the
workspace condition, whatever its form; without a workspace such a statement is refused.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Text, cast, event, func, null, text
from sqlalchemy.orm import LoaderCriteriaOption, ORMExecuteState, Session, with_loader_criteria

from quintet.foundation.db.models import Scoped, UnscopedQuery


def workspace_of(session: Session) -> str:
    """The workspace the session is bound to."""
    workspace_id: str | None = session.info.get("workspace_id")
    if workspace_id is None:
        raise UnscopedQuery("the session is bound to no workspace")
    return workspace_id


def bind_workspace(session: Session, workspace_id: str) -> None:
    """Bind the session to one workspace until the end of its transaction. Binding to another is an error."""
    bound = session.info.get("workspace_id")
    if bound == workspace_id:
        return
    if bound is not None:
        raise UnscopedQuery(f"the session is already bound to workspace {bound}")
    session.info["workspace_id"] = workspace_id
    _tell_postgresql(session, "quintet.workspace_id", workspace_id)


def telling(workspace_id: ColumnElement[Any], dialect: str) -> ColumnElement[Any]:
    """A column for a statement that looks a workspace up: PostgreSQL's row security is told of it on the way, which
    saves a request one round trip. `bind_told` belongs to it."""
    if dialect != "postgresql":
        return null()
    return func.set_config("quintet.workspace_id", func.coalesce(cast(workspace_id, Text), ""), True)


def bind_told(session: Session, workspace_id: str) -> None:
    """Bind the session to the workspace of which a statement with `telling` has told the database."""
    if session.info.get("workspace_id") is None:
        session.info["workspace_id"] = workspace_id


@contextmanager
def as_workspace(session: Session, workspace_id: str) -> Iterator[None]:
    """Bind the session for a block, then put back what was bound before (deliveries, scans)."""
    before: str | None = session.info.get("workspace_id")
    session.flush()
    session.info["workspace_id"] = workspace_id
    _tell_postgresql(session, "quintet.workspace_id", workspace_id)
    try:
        yield
        session.flush()
    finally:
        session.info["workspace_id"] = before
        if session.is_active:
            _tell_postgresql(session, "quintet.workspace_id", before or "")


@contextmanager
def all_workspaces(session: Session) -> Iterator[None]:
    """Lift the scoping for a block: only for the system's own work (deliveries, purges, sign-in)."""
    before = session.info.get("all_workspaces", False)
    session.info["all_workspaces"] = True
    if not before:
        _tell_postgresql(session, "quintet.all_workspaces", "on")
    try:
        yield
    finally:
        session.info["all_workspaces"] = before
        if not before and session.is_active:
            _tell_postgresql(session, "quintet.all_workspaces", "")


def _tell_postgresql(session: Session, name: str, value: str) -> None:
    if session.get_bind().dialect.name == "postgresql":
        session.connection().execute(text("select set_config(:name, :value, true)"), {"name": name, "value": value})


@event.listens_for(Session, "do_orm_execute")
def _scope(state: ORMExecuteState) -> None:
    info = state.session.info
    if info.get("all_workspaces") or state.is_column_load:
        return
    state.statement = state.statement.options(_only(info.get("workspace_id")))


@lru_cache(maxsize=1_000)
def _only(workspace_id: str | None) -> LoaderCriteriaOption:
    """The workspace condition, kept because making it takes longer than all else that is done for it here."""
    if workspace_id is None:
        return with_loader_criteria(Scoped, lambda cls: cls.refuse_unscoped(), include_aliases=True)
    return with_loader_criteria(Scoped, lambda cls: cls.workspace_id == workspace_id, include_aliases=True)


@event.listens_for(Session, "before_flush")
def _stamp(session: Session, *_: object) -> None:
    workspace_id = session.info.get("workspace_id")
    lifted = session.info.get("all_workspaces", False)
    for row in session.new:
        if not isinstance(row, Scoped):
            continue
        if not row.workspace_id:
            if workspace_id is None:
                raise UnscopedQuery(f"{type(row).__name__} was added in a session that is bound to no workspace")
            row.workspace_id = workspace_id
        elif not lifted and row.workspace_id != workspace_id:
            raise UnscopedQuery(f"{type(row).__name__} was added for another workspace")
    for row in session.dirty:
        if isinstance(row, Scoped) and not lifted and row.workspace_id != workspace_id:
            raise UnscopedQuery(f"{type(row).__name__} was moved to another workspace")
