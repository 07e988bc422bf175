"""Inbound events as the API shows them."""

from datetime import datetime

from pydantic import BaseModel

from quintet.foundation.inbound.models import InboundEvent, InboundStatus


class InboundEventRead(BaseModel):
    """`error` says how the last handling failed."""

    id: str
    provider: str
    external_id: str
    type: str
    status: InboundStatus
    received_at: datetime
    handled_at: datetime | None
    error: str | None

    @classmethod
    def of(cls, event: InboundEvent) -> "InboundEventRead":
        return cls.model_validate(event, from_attributes=True)


class InboundEventDetail(InboundEventRead):
    """An event with what the provider sent; `body` is None when it is not text."""

    headers: dict[str, str]
    size: int
    body: str | None

    @classmethod
    def of(cls, event: InboundEvent) -> "InboundEventDetail":
        shown = InboundEventRead.of(event).model_dump()
        return cls(**shown, headers=event.headers, size=len(event.body), body=_text(event.body))


class InboundEventPage(BaseModel):
    data: list[InboundEventRead]
    next_cursor: str | None


class Received(BaseModel):
    received: bool


def _text(body: bytes) -> str | None:
    try:
        return body.decode()
    except UnicodeDecodeError:
        return None
