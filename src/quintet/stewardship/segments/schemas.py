"""Segments as the API takes and shows them."""

from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, StringConstraints

from quintet.foundation.http import Body
from quintet.foundation.objects.views import ViewFilter
from quintet.kit.values import RecordId, Timezone

MOST_AT_ONCE = 1_000
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Description = Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)]
Rules = Annotated[list[ViewFilter], Field(max_length=20)]


class SegmentKind(StrEnum):
    """What makes a record a member: `list`, that somebody put it there; `rules`, that all rules hold for it."""

    list = "list"
    rules = "rules"


class SegmentCreate(Body):
    """A new segment of an object's records. `rules` are filters as saved views have them; `me` in them stands for
    whoever saves them. `timezone` says whose days their periods are; without it, the workspace's."""

    object: Annotated[str, Field(min_length=1, max_length=60)]
    kind: SegmentKind
    name: Name
    description: Description = ""
    rules: Rules = []
    timezone: Timezone | None = None


class SegmentUpdate(Body):
    """Changes to a segment; what is not given stays as it is."""

    name: Name = ""
    description: Description = ""
    rules: Rules = []
    timezone: Timezone = "UTC"


class MembersBody(Body):
    """Records by their ids. Those that the caller doesn't see are told as missing."""

    ids: Annotated[list[RecordId], Field(min_length=1, max_length=MOST_AT_ONCE)]


class MatchingBody(Body):
    """All records that a list's query string lets through (`status=lead&q=acme`), as far as the caller sees them."""

    action: Literal["add", "remove"] = "add"
    filters: Annotated[str, Field(max_length=4000)] = ""


class MembersChanged(BaseModel):
    """`changed`: how many were put on the list, or taken from it; `unchanged`: it was so before, or not theirs to
    change; `missing`: there are no such records."""

    changed: int
    unchanged: int
    missing: list[str]


class JobStarted(BaseModel):
    """Its progress is at `/api/v1/jobs/{job_id}`."""

    job_id: str


class SegmentCount(BaseModel):
    count: int


class MemberPage(BaseModel):
    """Records as their own list shows them. Those on a list also say by whom (`added_by`) and when (`added_at`) they
    were put there; these are null for what rules found."""

    data: list[dict[str, Any]]
    next_cursor: str | None
    total: int = 0
