"""Merges as the API takes and shows them."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field

from quintet.foundation.http import Body
from quintet.kit.values import RecordId
from quintet.stewardship.duplicates.models import Merge

FieldName = Annotated[str, Field(min_length=1, max_length=80)]


class MergeCreate(Body):
    """The records that go into the one of the path. `choose` says for single fields whose value is kept
    (`{"title": "<id>"}`); otherwise it is the one of the path, or the first of `ids` that has any. Lists are united."""

    ids: Annotated[list[RecordId], Field(min_length=1, max_length=20)]
    choose: Annotated[dict[FieldName, RecordId], Field(max_length=200)] = {}


class MergeLeft(BaseModel):
    """Something that undoing left alone because it was changed after the merge; `id` is the record's."""

    object: str
    id: str
    field: str


class MergeRead(BaseModel):
    """A merge. Once it is undone, `left` says what was not put back."""

    id: str
    object: str
    winner_id: str
    loser_ids: list[str]
    created_at: datetime
    undone_at: datetime | None
    left: list[MergeLeft]

    @classmethod
    def of(cls, merge: Merge) -> "MergeRead":
        return cls.model_validate(merge, from_attributes=True)
