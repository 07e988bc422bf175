"""Facts about deals. Amounts are in minor units of the currency."""

from dataclasses import dataclass

from quintet.foundation.events import Event, event_type


@event_type("deal.stage_changed")
@dataclass(frozen=True)
class DealStageChanged(Event):
    title: str
    value_minor: int
    currency: str
    from_stage_id: str
    from_stage: str
    to_stage_id: str
    to_stage: str


@event_type("deal.won")
@dataclass(frozen=True)
class DealWon(Event):
    title: str
    value_minor: int
    currency: str


@event_type("deal.lost")
@dataclass(frozen=True)
class DealLost(Event):
    title: str
    value_minor: int
    currency: str
    reason: str | None


@event_type("deal.reopened")
@dataclass(frozen=True)
class DealReopened(Event):
    title: str
    value_minor: int
    currency: str


@event_type("deal.contacts_changed")
@dataclass(frozen=True)
class DealContactsChanged(Event):
    """Other contacts belong to it; which is in the changes."""

    title: str


@event_type("deal.snoozed")
@dataclass(frozen=True)
class DealSnoozed(Event):
    title: str
    until: str


@event_type("deal.woken")
@dataclass(frozen=True)
class DealWoken(Event):
    """Its time came, or somebody ended its waiting before."""

    title: str


@event_type("deal.reviewed")
@dataclass(frozen=True)
class DealReviewed(Event):
    """A postmortem was written."""

    title: str
