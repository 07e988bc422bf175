"""What a note is."""

from quintet.foundation.objects import Field, FieldType, ObjectSpec, Related, Visibility
from quintet.records.notes.models import Note
from quintet.records.notes.schemas import NoteCreate, NoteUpdate

_RELATED = Related(Note.related_type, Note.related_id)


def _words(note: Note) -> list[str | None]:
    return [note.body]


NOTE: ObjectSpec[Note, NoteCreate, NoteUpdate] = ObjectSpec(
    name="note",
    plural="notes",
    label="Note",
    label_plural="Notes",
    icon="note",
    model=Note,
    create=NoteCreate,
    update=NoteUpdate,
    title=Note.preview,
    search=_words,
    visibility=Visibility(owners=(Note.author_id,), related=_RELATED),
    related=_RELATED,
    default_sort="-pinned,-created_at",
    custom_fields=False,
    fields=(
        Field(Note.body, "Text", FieldType.long_text, required=True, sortable=False),
        Field(Note.preview, "Beginning", readonly=True, tracked=False, filterable=False, sortable=False),
        Field(Note.pinned, "Pinned", FieldType.boolean, indexed=True),
        Field(Note.author_id, "Author", FieldType.relation, relation="user", indexed=True, readonly=True, default=True),
        Field(Note.related_type, "On", required=True),
        Field(
            Note.related_id, "Related", FieldType.relation, indexed=True, required=True, default=True, sortable=False
        ),
    ),
)
