"""Facts about leads. Amounts are in minor units of the currency."""

from dataclasses import dataclass, field
from typing import Any

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
    """It became a contact, and a company and a deal where that was wanted.

    `made` names the objects of which one was made for it; the others were there. `joined`: a contact that was there got
    its company. `before` is how the lead stood.
    """

    title: str
    contact_id: str
    company_id: str | None
    deal_id: str | None
    made: list[str] = field(default_factory=list)
    joined: bool = False
    before: dict[str, Any] | None = None


@event_type("lead.conversion_undone")
@dataclass(frozen=True)
class LeadConversionUndone(Event):
    """It is a lead again, and what was made for it is in the bin; `removed` names the objects."""

    title: str
    removed: list[str]
