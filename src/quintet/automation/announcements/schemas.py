"""The team's chat as the API shows and takes it."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, Field

from quintet.automation.announcements.kinds import KINDS
from quintet.automation.announcements.models import Announcement
from quintet.foundation.http import Body

KindName = StrEnum("KindName", {name: name for name in KINDS})  # type: ignore[misc]


class TeamChatConnect(Body):
    """`hook` is the address of an incoming webhook (in Slack: an app's *Incoming Webhooks*), kept sealed and never
    shown again; without it the channel keeps the one it has. `kinds` says what is told; left out, nothing changes."""

    channel: Annotated[str, Field(min_length=1, max_length=100)]
    hook: Annotated[str, Field(max_length=500)] | None = None
    kinds: Annotated[list[KindName], Field(max_length=100)] | None = None


class KindRead(BaseModel):
    name: str
    label: str


class TeamChatRead(BaseModel):
    """Where the team is told what happened. `provider` is `slack`, or `sandbox`, which keeps the messages among the
    sandbox's; `needs_hook` says that a channel can only be connected by an address."""

    connected: bool
    provider: str | None
    channel: str | None
    kinds: list[str]
    offered: list[KindRead]
    needs_hook: bool


class AnnouncementRead(BaseModel):
    """What the channel was told, or will be. `error` says why it could not be."""

    id: str
    kind: str
    text: str
    subject_type: str | None
    subject_id: str | None
    status: str
    error: str | None
    created_at: datetime
    sent_at: datetime | None

    @classmethod
    def of(cls, row: Announcement) -> "AnnouncementRead":
        return cls(**{name: getattr(row, name) for name in cls.model_fields})


class AnnouncementPage(BaseModel):
    data: list[AnnouncementRead]
    next_cursor: str | None
