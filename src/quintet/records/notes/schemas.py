"""Request schemas of notes."""

from typing import Annotated

from pydantic import Field

from quintet.foundation.http import Body
from quintet.kit.values import RecordId
from quintet.records.related import ObjectName, OnRecord

Text = Annotated[str, Field(min_length=1, max_length=50_000)]


class NoteCreate(OnRecord):
    """A new note on a record."""

    related_type: ObjectName
    related_id: RecordId
    body: Text
    pinned: bool = False


class NoteUpdate(Body):
    """Changes to a note; it stays on its record."""

    body: Text = ""
    pinned: bool = False
