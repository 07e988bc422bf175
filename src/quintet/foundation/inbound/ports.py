"""What a provider has to bring so that its webhooks can be taken."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from sqlalchemy.orm import Session

from quintet.foundation.http.reply import Reply
from quintet.foundation.inbound.models import InboundEvent
from quintet.kit.errors import NotFound


@dataclass(frozen=True, slots=True)
class InboundRequest:
    """A webhook call as it came. Header names are in lower case; `url` is the address the provider was given."""

    method: str
    url: str
    key: str
    """The last part of the address, by which a workspace's connection is known; empty for the installation's."""
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Verified:
    """A call that is truly the provider's.

    `external_id` is the provider's id of the event, None when there is nothing to keep (a handshake).
    `reply` is what the provider wants to hear, if anything in particular.
    """

    external_id: str | None
    workspace_id: str | None = None
    type: str = ""
    reply: Reply | None = None


class InboundProvider(Protocol):
    """One provider's webhooks."""

    @property
    def name(self) -> str:
        """As in the address: `/api/v1/inbound/<name>`."""

    @property
    def kept_headers(self) -> frozenset[str]:
        """The headers, in lower case, that are stored with the event; never credentials."""

    def verify(self, session: Session, request: InboundRequest) -> Verified:
        """Check the signature. Unauthenticated when it is wrong, NotFound for an unknown key.

        The session reads only and is bound to no workspace.
        """

    def handle(self, session: Session, event: InboundEvent) -> None:
        """Take the event in, in one transaction with its end; raising tries again later.

        The session is bound to the event's workspace (lifted for events of the installation). May be asked again
        for an event it has handled, when somebody replays it. What calls out is a job that this queues.
        """


class InboundProviders:
    """The providers whose webhooks this installation takes. Filled once, by the wiring."""

    def __init__(self) -> None:
        self._by_name: dict[str, InboundProvider] = {}

    def add(self, provider: InboundProvider) -> None:
        if provider.name in self._by_name:
            raise ValueError(f"two inbound providers are named {provider.name}")
        self._by_name[provider.name] = provider

    def named(self, name: str) -> InboundProvider:
        """NotFound when there is none."""
        provider = self._by_name.get(name)
        if provider is None:
            raise NotFound("provider")
        return provider
