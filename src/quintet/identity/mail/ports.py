"""What identity needs of the outside to send its own mail."""

from dataclasses import dataclass
from typing import Protocol


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


class MailSender(Protocol):
    """Sends mail. May be called again with the same key after a crash."""

    def send(self, mail: Mail) -> str:
        """The sender's id for the mail. ProviderUnavailable to try again, ProviderRejected when it is refused."""
        ...
