"""GPS Leaders: notes on a company, also reached through its leads."""

from typing import Any

from sqlalchemy.orm import Session

from quintet.dialects.bodies import CamelBody
from quintet.dialects.records import RecordFace
from quintet.foundation.access import Actor
from quintet.kit.errors import NotFound
from quintet.records.public import NOTES

FACE = RecordFace(service=NOTES, expand=("author",))
MOST = 200


class NoteBody(CamelBody):
    body: str


def notes_of(session: Session, actor: Actor, company_id: str) -> list[dict[str, Any]]:
    """With their authors, the oldest first."""
    asked = [("related_type", "company"), ("related_id", company_id), ("sort", "created_at")]
    return FACE.page(session, actor, asked, page=1, limit=MOST)[0]


def add_note(session: Session, actor: Actor, company_id: str, body: NoteBody) -> dict[str, Any]:
    return FACE.create(session, actor, {"body": body.body}, related_type="company", related_id=company_id)


def change_note(session: Session, actor: Actor, company_id: str, note_id: str, body: NoteBody) -> dict[str, Any]:
    """Forbidden for all but its author."""
    _check_on(session, actor, company_id, note_id)
    return FACE.update(session, actor, note_id, {"body": body.body})


def delete_note(session: Session, actor: Actor, company_id: str, note_id: str) -> None:
    """Forbidden for all but its author."""
    _check_on(session, actor, company_id, note_id)
    NOTES.delete(session, actor, note_id)


def _check_on(session: Session, actor: Actor, company_id: str, note_id: str) -> None:
    if FACE.one(session, actor, note_id)["relatedId"] != company_id:
        raise NotFound("note")
