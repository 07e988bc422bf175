"""Who carries messages into a team's chat."""

from dataclasses import dataclass
from typing import Protocol

from quintet.kit.errors import Invalid, NotConfigured


@dataclass(frozen=True, slots=True)
class ChatMessage:
    """What is told. `url` leads to the record it is about; `key` is the same when it is told again."""

    key: str
    workspace_id: str
    channel: str
    text: str
    url: str | None = None


class TeamChatProvider(Protocol):
    """Posts into channels. A message may stand there twice when we were interrupted before noting that it was sent."""

    name: str

    def check(self, hook: str) -> None:
        """Invalid when this can't be an address that posts into a channel. Asks nobody."""
        ...

    def post(self, hook: str, message: ChatMessage) -> None:
        """ProviderUnavailable when it does not answer, ProviderRejected when it refuses."""
        ...


class NoTeamChat:
    """In place of the sandbox where there is none."""

    name = "none"

    def check(self, hook: str) -> None:
        raise Invalid.one("hook", "required", "Give the address of an incoming webhook.")

    def post(self, hook: str, message: ChatMessage) -> None:
        raise NotConfigured("The channel has no address. Connect it again.")


@dataclass(frozen=True, slots=True)
class TeamChats:
    """The real provider for channels that have an address, and what stands in for those that have none."""

    real: TeamChatProvider
    otherwise: TeamChatProvider

    def of(self, hook: str | None) -> TeamChatProvider:
        return self.real if hook else self.otherwise
