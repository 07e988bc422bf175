"""Facts about agreements."""

from dataclasses import dataclass

from quintet.foundation.events import Event, event_type


@event_type("invoice.agreement_signed")
@dataclass(frozen=True)
class AgreementSigned(Event):
    """Somebody signed the agreement of an invoice on its page, by typing their name."""

    title: str
    signed_name: str
