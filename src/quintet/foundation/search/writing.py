"""Keeping the index: in the caller's transaction, for the session's workspace."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import TextClause, text
from sqlalchemy.orm import Session

from quintet.foundation.db.tenancy import workspace_of
from quintet.foundation.search import ddl as ddl  # the index is made together with its table
from quintet.foundation.search.folding import fold, grams, indexed_words, scope, scope_grams
from quintet.foundation.search.models import TITLE_KEY, Document

_KEEP = """
insert into search_documents (workspace_id, record_type, record_id, title, subtitle, title_key, words)
values (:workspace_id, :record_type, :record_id, :title, :subtitle, :title_key, :words)
on conflict (record_id, record_type) do update
set title = excluded.title, subtitle = excluded.subtitle, title_key = excluded.title_key, words = excluded.words
where search_documents.workspace_id = excluded.workspace_id
  and (search_documents.words <> excluded.words or search_documents.title <> excluded.title
       or search_documents.subtitle <> excluded.subtitle)
"""
_KEEP_GRAMS = """
insert into search_documents_fts (number, grams) select number, cast(cast(:grams as text) as integer[]) from kept
on conflict (number) do update set grams = excluded.grams where search_documents_fts.grams <> excluded.grams
"""
_SQLITE = text(_KEEP)
_POSTGRESQL = text("with kept as (" + _KEEP + "returning number)" + _KEEP_GRAMS)
_DELETE = text(
    "delete from search_documents where record_id = :record_id and record_type = :record_type "
    "and workspace_id = :workspace_id"
)


def index_document(session: Session, document: Document) -> None:
    """Make a record found by these words, and no longer by those it had."""
    index_many(session, [document])


def index_many(session: Session, documents: Sequence[Document]) -> None:
    """`index_document` for many records in one statement (imports)."""
    if not documents:
        return
    on_postgresql = session.get_bind().dialect.name == "postgresql"
    workspace_id = workspace_of(session)
    rows = [_row(workspace_id, document, on_postgresql) for document in documents]
    _execute(session, _POSTGRESQL if on_postgresql else _SQLITE, rows)


def remove(session: Session, record_type: str, ids: Iterable[str]) -> None:
    """Make the records no longer found."""
    workspace_id = workspace_of(session)
    rows = [{"workspace_id": workspace_id, "record_type": record_type, "record_id": id_} for id_ in ids]
    if rows:
        _execute(session, _DELETE, rows)


def _execute(session: Session, statement: TextClause, rows: list[dict[str, Any]]) -> None:
    if session.get_bind().dialect.name == "sqlite":
        # The driver reads these parameters as they are; SQLAlchemy would look at each of them first.
        session.connection().exec_driver_sql(statement.text, rows)
    else:
        session.connection().execute(statement, rows[0] if len(rows) == 1 else rows)


def _row(workspace_id: str, document: Document, with_grams: bool) -> dict[str, Any]:
    words = indexed_words(document.title, document.subtitle, document.text)
    row: dict[str, Any] = {
        "workspace_id": workspace_id,
        "record_type": document.record_type,
        "record_id": document.record_id,
        "title": document.title.replace("\0", ""),
        "subtitle": document.subtitle.replace("\0", ""),
        "title_key": fold(document.title[:TITLE_KEY])[:TITLE_KEY],
    }
    if with_grams:
        row["words"] = words
        numbers = sorted(grams(words) | set(scope_grams(workspace_id, document.record_type)))
        # As text: the driver takes long to make arrays of lists.
        row["grams"] = "{" + ",".join(map(str, numbers)) + "}"
    else:
        row["words"] = scope(workspace_id, document.record_type) + words
    return row
