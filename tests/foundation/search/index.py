"""Documents for the tests of the index."""

from collections.abc import Iterable

from sqlalchemy.orm import Session

from quintet.foundation.db import Database, bind_workspace
from quintet.foundation.search import Document, Hit, Sight, find, index_many, remove
from quintet.kit.ids import new_id
from tests.world import HOME_ID

TYPES = ("contact", "company", "deal", "task", "note")


def document(title: str, text: str = "", *, subtitle: str = "", type_: str = "contact", id_: str = "") -> Document:
    return Document(type_, id_ or new_id(), title, subtitle, text)


def keep(db: Database, *documents: Document, workspace_id: str = HOME_ID) -> None:
    def work(session: Session) -> None:
        bind_workspace(session, workspace_id)
        index_many(session, documents)

    db.write_sync(work)


def forget(db: Database, type_: str, *ids: str, workspace_id: str = HOME_ID) -> None:
    def work(session: Session) -> None:
        bind_workspace(session, workspace_id)
        remove(session, type_, ids)

    db.write_sync(work)


def hits(
    db: Database, q: str, *, types: Iterable[str] = TYPES, limit: int = 20, workspace_id: str = HOME_ID
) -> list[Hit]:
    def work(session: Session) -> list[Hit]:
        bind_workspace(session, workspace_id)
        return find(session, q, Sight(tuple(types)), limit)

    return db.read_sync(work)


def titles(
    db: Database, q: str, *, types: Iterable[str] = TYPES, limit: int = 20, workspace_id: str = HOME_ID
) -> list[str]:
    return [hit.title for hit in hits(db, q, types=types, limit=limit, workspace_id=workspace_id)]
