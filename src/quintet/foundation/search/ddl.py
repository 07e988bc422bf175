"""The index itself, which models cannot say. Used by migrations and by `create_all` alike.

SQLite: an FTS5 trigram table over `search_documents.words`, kept by triggers, so that no write can miss it.
PostgreSQL: a table of trigram numbers under GIN. It stands beside the documents because row security does not let
an index answer conditions that might leak; it holds nothing but numbers, and what they point at stays secured.
"""

from sqlalchemy import Connection, Table, event, text

from quintet.foundation.db.models import Model

_SQLITE = (
    """create virtual table search_documents_fts using fts5(
         words, content='search_documents', content_rowid='number',
         tokenize='trigram case_sensitive 1', columnsize=0)""",
    """create trigger search_documents_added after insert on search_documents begin
         insert into search_documents_fts (rowid, words) values (new.number, new.words);
       end""",
    """create trigger search_documents_removed after delete on search_documents begin
         insert into search_documents_fts (search_documents_fts, rowid, words)
         values ('delete', old.number, old.words);
       end""",
    """create trigger search_documents_changed after update of number, words on search_documents
       when old.words is not new.words or old.number is not new.number begin
         insert into search_documents_fts (search_documents_fts, rowid, words)
         values ('delete', old.number, old.words);
         insert into search_documents_fts (rowid, words) values (new.number, new.words);
       end""",
)
_POSTGRESQL = (
    """create table search_documents_fts (
         number bigint primary key references search_documents (number) on delete cascade,
         grams integer[] not null)""",
    """create index sx_search_documents_fts_grams on search_documents_fts
       using gin (grams) with (gin_pending_list_limit = 256)""",
    # An order that no other index has: else the planner would walk the key through all other tenants' documents.
    """create index sx_search_documents_newest on search_documents (workspace_id, (-number))""",
)


def create_search_index(connection: Connection) -> None:
    """Make the index; `search_documents` has to exist."""
    for statement in _SQLITE if connection.dialect.name == "sqlite" else _POSTGRESQL:
        connection.execute(text(statement))


def drop_search_index(connection: Connection) -> None:
    """Take the index away again, before `search_documents`."""
    if connection.dialect.name == "sqlite":
        for name in ("added", "removed", "changed"):
            connection.execute(text(f"drop trigger if exists search_documents_{name}"))
    connection.execute(text("drop table if exists search_documents_fts"))


@event.listens_for(Model.metadata, "after_create")
def _create(_: object, connection: Connection, tables: list[Table] | None = None, **__: object) -> None:
    if any(table.name == "search_documents" for table in tables or ()):
        create_search_index(connection)


@event.listens_for(Model.metadata, "before_drop")
def _drop(_: object, connection: Connection, tables: list[Table] | None = None, **__: object) -> None:
    if any(table.name == "search_documents" for table in tables or ()):
        drop_search_index(connection)
