"""Facts about payments. Amounts are in minor units of the currency."""

from dataclasses import dataclass

from quintet.foundation.events import Event, event_type


@event_type("company.card_setup_begun")
@dataclass(frozen=True)
class CardSetupBegun(Event):
    """Somebody began to save a card of a company."""

    company: str


@event_type("company.card_removed")
@dataclass(frozen=True)
class CardRemoved(Event):
    company: str
    card_id: str
