"""Sandbox messages as the API shows them."""

from datetime import datetime

from pydantic import BaseModel

from quintet.identity.mail.models import SandboxMessage


class SandboxMessageRead(BaseModel):
    """What a sandbox provider was given to send. `channel` is email, or outreach for orders about sequences."""

    id: str
    channel: str
    sender: str
    recipient: str
    recipient_name: str
    subject: str
    text: str
    html: str
    created_at: datetime

    @classmethod
    def of(cls, row: SandboxMessage) -> "SandboxMessageRead":
        return cls(
            id=row.id,
            channel=row.channel,
            sender=row.sender,
            recipient=row.recipient,
            recipient_name=row.recipient_name,
            subject=row.subject,
            text=row.text,
            html=row.html,
            created_at=row.created_at,
        )


class SandboxMessagePage(BaseModel):
    data: list[SandboxMessageRead]
    next_cursor: str | None
