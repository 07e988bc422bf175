"""What records need of those who find and check e-mail addresses and phone numbers.

All of it only reads, but each answer may cost a credit: `Lookups` sees to it that the same is not asked twice. Every
function raises ProviderUnavailable to try again later, ProviderRejected when it is refused, NotConfigured without
credentials.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from quintet.kit.errors import NotConfigured
from quintet.records.contacts.schemas import EmailStatus


class Line(StrEnum):
    """What a phone number leads to."""

    mobile = "mobile"
    landline = "landline"
    voip = "voip"
    toll_free = "toll_free"
    other = "other"


@dataclass(frozen=True, slots=True)
class Somebody:
    """By what a person is found: name and company, or the profile at LinkedIn."""

    first_name: str
    last_name: str
    domain: str | None = None
    company: str | None = None
    linkedin_url: str | None = None
    email: str | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """An e-mail address or phone number, folded; `confidence` is 0 to 100, None when the provider doesn't say."""

    value: str
    confidence: int | None


@dataclass(frozen=True, slots=True)
class EmailCheck:
    """Whether mail arrives. `reason` is the provider's own word for it."""

    status: EmailStatus
    confidence: int | None
    reason: str


@dataclass(frozen=True, slots=True)
class PhoneCheck:
    """Whether a number is in use, and for what; `valid` is None when the provider can't tell."""

    valid: bool | None
    line: Line
    carrier: str | None
    confidence: int | None

    @property
    def sms_eligible(self) -> bool:
        return self.valid is True and self.line in (Line.mobile, Line.voip)


@dataclass(frozen=True, slots=True)
class Place:
    """A business at a place; phone and addresses in folded form."""

    place_id: str
    name: str
    address: str | None = None
    category: str | None = None
    phone: str | None = None
    website: str | None = None
    maps_url: str | None = None
    rating: float | None = None
    review_count: int | None = None


@dataclass(frozen=True, slots=True)
class PlacePhoto:
    """A picture of a place, as a JPEG, PNG, GIF or WebP; `author` is whom the provider wants named."""

    content: bytes
    author: str | None


@dataclass(frozen=True, slots=True)
class Profile:
    """What is publicly known of a person; None for what is not. Addresses in folded form."""

    title: str | None = None
    department: str | None = None
    email: str | None = None
    linkedin_url: str | None = None
    company: str | None = None
    domain: str | None = None


@dataclass(frozen=True, slots=True)
class Business:
    """By what a business is found."""

    name: str
    domain: str | None = None
    city: str | None = None

    def among(self, places: Sequence[Place]) -> Place | None:
        """The first place that bears its name or leads to its domain."""
        return next((place for place in places if self._is(place)), None)

    def _is(self, place: Place) -> bool:
        name, other = place.name.casefold(), self.name.casefold()
        domain = self.domain or ""
        return name.startswith(other) or other.startswith(name) or bool(domain and domain in (place.website or ""))


@dataclass(frozen=True, slots=True)
class BusinessProfile:
    """What the web says of a business; None for what it does not."""

    website: str | None = None
    description: str | None = None


class PersonEnricher(Protocol):
    """Knows people."""

    name: str

    async def enrich_person(self, who: Somebody) -> Profile | None:
        """Needs an e-mail address, a profile, or a name and a domain or company. None for nobody it knows."""
        ...


class BusinessFinder(Protocol):
    """Finds what the web says of businesses."""

    name: str

    async def find_business(self, which: Business) -> BusinessProfile | None: ...


class EmailFinder(Protocol):
    """Finds the work address of somebody."""

    name: str

    async def find_email(self, who: Somebody) -> Found | None:
        """Needs a name and a domain. None when there is none to be found."""
        ...


class EmailVerifier(Protocol):
    """Tells whether mail to an address arrives."""

    name: str

    async def verify_email(self, email: str) -> EmailCheck: ...


class MobileFinder(Protocol):
    """Finds somebody's mobile number."""

    name: str

    async def find_mobile(self, who: Somebody) -> Found | None:
        """Needs a profile, or a name and a domain or company. None when there is none to be found."""
        ...


class PhoneVerifier(Protocol):
    """Tells what a phone number leads to."""

    name: str

    async def verify_phone(self, phone: str) -> PhoneCheck:
        """The number begins with + and its country."""
        ...


class PlaceFinder(Protocol):
    """Finds businesses."""

    name: str

    async def find_places(self, query: str) -> tuple[Place, ...]:
        """At most twenty, the best first, for words as people write them: plumbers in Tulsa."""
        ...


class PlacePhotographer(Protocol):
    """Has pictures of places."""

    name: str

    async def photo_of(self, place_id: str) -> PlacePhoto | None:
        """The picture that shows a place best, at most 5 MB. None when there is none, or no such place."""
        ...


class NoEnrichment:
    """In place of providers without keys where there is no sandbox."""

    name = "none"

    async def find_email(self, who: Somebody) -> Found | None:
        raise NotConfigured("Finding e-mail addresses needs a key of Hunter: set QUINTET_HUNTER_API_KEY.")

    async def verify_email(self, email: str) -> EmailCheck:
        raise NotConfigured("Checking e-mail addresses needs a key of Reoon: set QUINTET_REOON_API_KEY.")

    async def find_mobile(self, who: Somebody) -> Found | None:
        raise NotConfigured("Finding mobile numbers needs a key of Prospeo: set QUINTET_PROSPEO_API_KEY.")

    async def verify_phone(self, phone: str) -> PhoneCheck:
        raise NotConfigured("Checking phone numbers needs a key of Trestle: set QUINTET_TRESTLE_API_KEY.")

    async def enrich_person(self, who: Somebody) -> Profile | None:
        raise NotConfigured("Enriching contacts needs a key of Apollo: set QUINTET_APOLLO_API_KEY.")

    async def find_business(self, which: Business) -> BusinessProfile | None:
        raise NotConfigured("Enriching companies needs a key of Brave: set QUINTET_BRAVE_API_KEY.")

    async def find_places(self, query: str) -> tuple[Place, ...]:
        raise NotConfigured("Finding places needs a key of Google: set QUINTET_GOOGLE_PLACES_API_KEY.")

    async def photo_of(self, place_id: str) -> PlacePhoto | None:
        raise NotConfigured("Photos of places need a key of Google: set QUINTET_GOOGLE_PLACES_API_KEY.")


@dataclass(frozen=True, slots=True)
class EnrichmentProviders:
    """Who does what in this installation."""

    email_finder: EmailFinder
    email_verifier: EmailVerifier
    mobile_finder: MobileFinder
    phone_verifier: PhoneVerifier
    place_finder: PlaceFinder
    person_enricher: PersonEnricher
    business_finder: BusinessFinder
    place_photographer: PlacePhotographer
