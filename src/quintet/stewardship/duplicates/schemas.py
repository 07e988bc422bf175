"""Merges, scans and groups as the API takes and shows them."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field

from quintet.foundation.http import Body
from quintet.kit.values import RecordId
from quintet.stewardship.duplicates.matching import Level
from quintet.stewardship.duplicates.models import DuplicateScan, GroupStatus, Merge, ScanState

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


class ScanCreate(Body):
    """Which records to look through: contact or company."""

    object: Annotated[str, Field(max_length=60)]


class ScanRead(BaseModel):
    """A scan. `pairs` were compared; `groups` may be the same and were not decided about before."""

    id: str
    object: str
    state: ScanState
    records: int
    pairs: int
    groups: int
    error: str | None
    created_at: datetime
    finished_at: datetime | None

    @classmethod
    def of(cls, scan: DuplicateScan) -> "ScanRead":
        return cls.model_validate(scan, from_attributes=True)


class ScanList(BaseModel):
    data: list[ScanRead]


class CandidateRead(BaseModel):
    id: str
    title: str


class GroupRead(BaseModel):
    """Records that may be the same, the oldest first, and what speaks for it, the strongest first."""

    id: str
    object: str
    level: Level
    score: float
    reasons: list[str]
    status: GroupStatus
    members: list[CandidateRead]
    merge_id: str | None
    created_at: datetime
    decided_at: datetime | None


class GroupPage(BaseModel):
    data: list[GroupRead]
    next_cursor: str | None


class GroupMerge(Body):
    """Which member the others go into, the oldest without one; `choose` as in merging by hand."""

    winner_id: RecordId | None = None
    choose: Annotated[dict[FieldName, RecordId], Field(max_length=200)] = {}
