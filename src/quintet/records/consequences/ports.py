"""Who runs sequences of mails and texts for us."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from quintet.kit.errors import NotConfigured


class Step(StrEnum):
    """What is to become of a lead's sequences."""

    start = "start"
    end_precall = "end_precall"
    pause = "pause"
    stop = "stop"


@dataclass(frozen=True, slots=True)
class Order:
    """What to do for whom. `key` is the same when it is given again; `sequence` is the slug of the one to start."""

    key: str
    step: Step
    workspace_id: str
    lead_id: str
    name: str
    email: str | None
    sequence: str | None = None


class Outreach(Protocol):
    """Takes orders about the sequences of leads, each by its key once."""

    def take(self, order: Order) -> None:
        """ProviderUnavailable when it does not answer, ProviderRejected when it refuses."""
        ...


class NoOutreach:
    """In place of a provider where there is no sandbox."""

    def take(self, order: Order) -> None:
        raise NotConfigured("No provider of sequences is set up.")
