"""Sandbox messages as the API shows them."""

from datetime import datetime

from pydantic import BaseModel

from quintet.identity.mail.models import SandboxMessage


class SandboxAttachment(BaseModel):
    """A file that went with a message; `size` in bytes."""

    name: str
    content_type: str
    size: int


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
    attachments: list[SandboxAttachment]
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
            attachments=[SandboxAttachment(**each) for each in row.attachments],
            created_at=row.created_at,
        )


class SandboxMessagePage(BaseModel):
    data: list[SandboxMessageRead]
    next_cursor: str | None
