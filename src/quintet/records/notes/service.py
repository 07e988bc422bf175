"""What can be done with notes."""

from typing import Any

from sqlalchemy.orm import Session

from quintet.foundation.access import Actor
from quintet.foundation.objects import Draft, RecordService, register
from quintet.foundation.objects.adding import add_draft
from quintet.foundation.objects.writing import change_record, delete_record, record_to_change, restore_record
from quintet.kit.errors import Forbidden
from quintet.kit.ids import new_id
from quintet.records.notes.models import Note
from quintet.records.notes.object import NOTE
from quintet.records.notes.schemas import NoteCreate, NoteUpdate
from quintet.records.related import check_related

_PREVIEW = 200


def draft_note(session: Session, actor: Actor, data: NoteCreate) -> Draft[Note]:
    """A note to be added, by the actor."""
    check_related(session, actor, data)
    values = {"id": new_id(), **data.model_dump(), "preview": _preview(data.body), "author_id": actor.user_id}
    return Draft(Note, values)


def create_note(session: Session, actor: Actor, data: NoteCreate) -> Note:
    """Write a note on a record."""
    return add_draft(session, actor, NOTE, draft_note(session, actor, data))


def update_note(session: Session, actor: Actor, note_id: str, data: NoteUpdate) -> Note:
    """Change a note of one's own; the log keeps what was there before. Forbidden for others' notes."""
    note: Note = record_to_change(session, actor, NOTE, note_id)
    if not _is_author(actor, note):
        raise Forbidden("Only its author may change a note.")
    values: dict[str, Any] = data.model_dump(exclude_unset=True)
    if "body" in values:
        note.preview = _preview(values["body"])
    change_record(session, actor, NOTE, note, values)
    return note


def delete_note(session: Session, actor: Actor, note_id: str) -> None:
    """Move a note of one's own, or as a manager any, to the bin."""
    delete_record(session, actor, NOTE, _note_to_bin(session, actor, note_id))


def restore_note(session: Session, actor: Actor, note_id: str) -> Note:
    """Bring a note of one's own, or as a manager any, back from the bin."""
    note = _note_to_bin(session, actor, note_id, deleted=True)
    restore_record(session, actor, NOTE, note)
    return note


def _note_to_bin(session: Session, actor: Actor, note_id: str, *, deleted: bool = False) -> Note:
    note: Note = record_to_change(session, actor, NOTE, note_id, "delete", deleted=deleted)
    if not (actor.sees_all or _is_author(actor, note)):
        raise Forbidden("Only its author or a manager may delete a note.")
    return note


def _is_author(actor: Actor, note: Note) -> bool:
    return actor.user_id is not None and note.author_id == actor.user_id


def _preview(body: str) -> str:
    return " ".join(body[: 4 * _PREVIEW].split())[:_PREVIEW]


NOTES = register(RecordService(NOTE, create_note, update_note, delete_note, restore_note, draft_note))
