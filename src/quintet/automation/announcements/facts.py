"""Facts about the team's chat. Never the address in any of them."""

from dataclasses import dataclass

from quintet.foundation.events import Event, event_type


@event_type("team_chat.connected")
@dataclass(frozen=True)
class TeamChatConnected(Event):
    """A channel was connected, or what is told there was changed."""

    channel: str
    provider: str
    kinds: list[str]


@event_type("team_chat.disconnected")
@dataclass(frozen=True)
class TeamChatDisconnected(Event):
    channel: str
