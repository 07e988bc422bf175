"""Facts about leads. Amounts are in minor units of the currency."""

from dataclasses import dataclass

from quintet.foundation.events import Event, event_type


@event_type("lead.stage_changed")
@dataclass(frozen=True)
class LeadStageChanged(Event):
    title: str
    from_stage_id: str
    from_stage: str
    to_stage_id: str
    to_stage: str


@event_type("lead.won")
@dataclass(frozen=True)
class LeadWon(Event):
    title: str


@event_type("lead.lost")
@dataclass(frozen=True)
class LeadLost(Event):
    title: str
    reason: str | None


@event_type("lead.bogus")
@dataclass(frozen=True)
class LeadBogus(Event):
    """It turned out not to be real: deleted."""

    title: str


@event_type("lead.reopened")
@dataclass(frozen=True)
class LeadReopened(Event):
    title: str


@event_type("lead.converted")
@dataclass(frozen=True)
class LeadConverted(Event):
    """It became a contact, and a company and a deal where that was wanted."""

    title: str
    contact_id: str
    company_id: str | None
    deal_id: str | None
