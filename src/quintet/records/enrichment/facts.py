"""Facts about what providers said of contacts. `provider` is who said it, `confidence` how sure they are (0 to 100)."""

from dataclasses import dataclass

from quintet.foundation.events import Event, event_type


@event_type("contact.email_found")
@dataclass(frozen=True)
class EmailFound(Event):
    title: str
    email: str
    provider: str
    confidence: int | None


@event_type("contact.email_verified")
@dataclass(frozen=True)
class EmailVerified(Event):
    """An address was checked; `status` says with what outcome."""

    title: str
    email: str
    status: str
    provider: str
    confidence: int | None


@event_type("contact.mobile_found")
@dataclass(frozen=True)
class MobileFound(Event):
    title: str
    phone: str
    provider: str
    confidence: int | None


@event_type("contact.phone_verified")
@dataclass(frozen=True)
class PhoneVerified(Event):
    """A number was checked; `valid` is None when the provider could not tell."""

    title: str
    phone: str
    valid: bool | None
    line: str
    provider: str
    confidence: int | None


@event_type("contact.enriched")
@dataclass(frozen=True)
class ContactEnriched(Event):
    """What a provider knew of them was filled in; `fields` were empty before."""

    title: str
    provider: str
    fields: list[str]


@event_type("company.enriched")
@dataclass(frozen=True)
class CompanyEnriched(Event):
    """What the web and the map know of it was filled in; `fields` changed."""

    title: str
    providers: list[str]
    fields: list[str]
