"""What identity needs of the outside to send its own mail."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with a mail."""

    name: str
    content_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Mail:
    """A finished mail to one person. Addresses are bare (`ann@example.com`)."""

    to: str
    to_name: str
    subject: str
    text: str
    html: str
    key: str
    """The same for every try to send this mail."""
    workspace_id: str | None = None
    sender_name: str | None = None
    """In whose name it is sent; None is the installation's."""
    reply_to: str | None = None
    attachments: tuple[Attachment, ...] = ()


class MailSender(Protocol):
    """Sends mail. May be called again with the same key after a crash."""

    def send(self, mail: Mail) -> str:
        """The sender's id for the mail. ProviderUnavailable to try again, ProviderRejected when it is refused."""
        ...
