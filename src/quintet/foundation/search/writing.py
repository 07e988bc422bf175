"""Keeping the index: in the caller's transaction, for the session's workspace."""

from collections.abc import Iterable, Sequence
from typing import Any

import orjson
from sqlalchemy import text
from sqlalchemy.orm import Session

from quintet.foundation.db.inserting import Insertion, run_insert
from quintet.foundation.db.tenancy import workspace_of
from quintet.foundation.search import ddl as ddl  # the index is made together with its table
from quintet.foundation.search.folding import fold, grams, indexed_words, scope, scope_grams
from quintet.foundation.search.models import TITLE_KEY, Document

_COLUMNS = ("workspace_id", "record_type", "record_id", "title", "subtitle", "title_key", "words")
_KEEP = """
insert into search_documents (workspace_id, record_type, record_id, title, subtitle, title_key, words)
{rows}
on conflict (record_id, record_type) do update
set title = excluded.title, subtitle = excluded.subtitle, title_key = excluded.title_key, words = excluded.words
where search_documents.workspace_id = excluded.workspace_id
  and (search_documents.words <> excluded.words or search_documents.title <> excluded.title
       or search_documents.subtitle <> excluded.subtitle)
"""
_KEEP_GRAMS = """
insert into search_documents_fts (number, grams) select number, cast(cast(%(grams)s as text) as integer[]) from {first}
on conflict (number) do update set grams = excluded.grams where search_documents_fts.grams <> excluded.grams
"""
# One statement for all rows: between statements FTS5 writes what it has gathered, which costs more than the rest.
_LISTED = ", ".join(f"value ->> {place}" for place in range(len(_COLUMNS)))
_SQLITE = Insertion("search_documents", _KEEP.format(rows=f"select {_LISTED} from json_each(?) where true"))  # noqa: S608
_VALUES = f"values ({', '.join(f'%({name})s' for name in _COLUMNS)})"
_POSTGRESQL = Insertion("search_documents", _KEEP.format(rows=_VALUES) + "returning number", (_KEEP_GRAMS,), meets=True)
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
    if on_postgresql:
        run_insert(session.connection(), _POSTGRESQL, rows)
    else:
        listed = [[row[name] for name in _COLUMNS] for row in rows]
        run_insert(session.connection(), _SQLITE, [(orjson.dumps(listed).decode(),)])


def remove(session: Session, record_type: str, ids: Iterable[str]) -> None:
    """Make the records no longer found."""
    workspace_id = workspace_of(session)
    rows = [{"workspace_id": workspace_id, "record_type": record_type, "record_id": id_} for id_ in ids]
    if rows:
        session.connection().execute(_DELETE, rows)


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
