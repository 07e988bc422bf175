"""Pictures of people, contacts and workspaces: seen by whoever has their address, gone when another replaces them.

An address bears the file's id, of which more than sixty bits are chance, so it cannot be guessed. Pages that show a
picture cannot send credentials along.
"""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute, Session

from quintet.foundation.access import Actor
from quintet.foundation.db import all_workspaces
from quintet.foundation.files.blobs import FileStore
from quintet.foundation.files.models import StoredFile
from quintet.foundation.files.purposes import purposes
from quintet.foundation.files.service import remove_file
from quintet.kit.errors import NotFound
from quintet.kit.ids import is_id

_SHOWING: list[InstrumentedAttribute[Any]] = []


def showing(attribute: InstrumentedAttribute[Any]) -> None:
    """Declare a column that names pictures by their file: what it names is not deleted."""
    _SHOWING.append(attribute)


def public_picture(session: Session, file_id: str) -> StoredFile:
    """A file that needs no right to be seen, of any workspace. NotFound for all others."""
    names = [name for name, purpose in purposes().items() if purpose.public]
    with all_workspaces(session):
        wanted = select(StoredFile).where(StoredFile.id == file_id, StoredFile.purpose.in_(names))
        file = session.scalar(wanted) if is_id(file_id) else None
    if file is None:
        raise NotFound("picture")
    return file


def discard_replaced(session: Session, actor: Actor, store: FileStore, file_id: str | None) -> None:
    """Delete a picture that another has replaced, unless it is shown elsewhere; for callers who had the right to that.

    One of another workspace stays: a user's picture may come from any they are in.
    """
    if file_id is None:
        return
    session.flush()
    mine = select(StoredFile).where(StoredFile.id == file_id, StoredFile.workspace_id == actor.workspace_id)
    file = session.scalar(mine)
    if file is not None and not any(_shows(session, attribute, file_id) for attribute in _SHOWING):
        remove_file(session, actor, store, file)


def _shows(session: Session, attribute: InstrumentedAttribute[Any], file_id: str) -> bool:
    return session.scalar(select(attribute).where(attribute == file_id).limit(1)) is not None
