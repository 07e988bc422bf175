"""Facts about payments. Amounts are in minor units of the currency."""

from dataclasses import dataclass

from quintet.foundation.events import Event, event_type


@event_type("card.adding")
@dataclass(frozen=True)
class CardAdding(Event):
    """Somebody began to save a card of a company."""

    company: str


@event_type("card.removed")
@dataclass(frozen=True)
class CardRemoved(Event):
    company: str
    card_id: str
