"""Facts about the addresses of companies. Their subject is the company."""

from dataclasses import dataclass

from quintet.foundation.events import Event, event_type


@event_type("company.address_added")
@dataclass(frozen=True)
class CompanyAddressAdded(Event):
    """`address` is the address in one line."""

    address_id: str
    kind: str
    address: str


@event_type("company.address_changed")
@dataclass(frozen=True)
class CompanyAddressChanged(Event):
    """`address` is the address in one line, as it is now."""

    address_id: str
    kind: str
    address: str


@event_type("company.address_removed")
@dataclass(frozen=True)
class CompanyAddressRemoved(Event):
    address_id: str
    kind: str
    address: str
