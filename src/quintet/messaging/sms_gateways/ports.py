"""What sends text messages through a gateway."""

from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Gateway:
    """The way to one telephone."""

    url: str
    username: str
    password: str = field(repr=False)
    from_number: str


@dataclass(frozen=True, slots=True)
class TextMessage:
    """`key` is the same for the same message: it is sent once, however often it is given."""

    key: str
    workspace_id: str
    to: str
    """In E.164."""
    text: str


class SmsSender(Protocol):
    """Sends text messages."""

    def check(self, url: str) -> None:
        """Invalid for an address to which nothing would be sent."""
        ...

    async def send(self, gateway: Gateway, message: TextMessage) -> str:
        """The gateway's own id of the message. ProviderUnavailable, or ProviderRejected in the gateway's words."""
        ...
