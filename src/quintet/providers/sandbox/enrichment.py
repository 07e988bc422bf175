"""Finds and checks addresses and numbers without asking anybody: the same question gets the same answer.

Magic values: at the domain `rejected.example` everything is refused, at `unavailable.example` nobody answers, and at
`unknown.example` nobody and nothing is found. Addresses that begin with `invalid`, `risky` or `unknown` are just
that. Numbers are what their last digit says: 0 is not in use, 1 a landline, 2 a VoIP line, 3 toll-free, 8 refused,
9 no answer; all others are mobiles.
"""

import re
from hashlib import blake2b

from quintet.kit.errors import ProviderRejected, ProviderUnavailable
from quintet.providers.sandbox.drawing import house_front
from quintet.providers.sandbox.mail import REJECTING, UNAVAILABLE
from quintet.records.contacts.schemas import EmailStatus
from quintet.records.enrichment.ports import (
    Business,
    BusinessProfile,
    EmailCheck,
    Found,
    Line,
    PhoneCheck,
    Place,
    PlacePhoto,
    Profile,
    Somebody,
)

UNKNOWN = "unknown.example"
_TITLES = (
    ("Head of Purchasing", "Purchasing"),
    ("Operations Manager", "Operations"),
    ("Managing Director", "Management"),
    ("IT Manager", "Information technology"),
)
_LINES = {"1": Line.landline, "2": Line.voip, "3": Line.toll_free}


class SandboxEnrichment:
    """Plays all the providers at once."""

    name = "sandbox"

    async def find_email(self, who: Somebody) -> Found | None:
        domain = who.domain or UNKNOWN
        _check_domain(domain)
        local = ".".join(filter(None, (re.sub(r"[^a-z0-9]", "", n.lower()) for n in (who.first_name, who.last_name))))
        if domain == UNKNOWN or not local:
            return None
        return Found(f"{local}@{domain}", 70 + _number(local, domain) % 30)

    async def verify_email(self, email: str) -> EmailCheck:
        local, _, domain = email.rpartition("@")
        _check_domain(domain)
        for status in (EmailStatus.invalid, EmailStatus.risky, EmailStatus.unknown):
            if local.startswith(status.value):
                return EmailCheck(status, 0 if status is EmailStatus.invalid else 50, f"sandbox_{status.value}")
        return EmailCheck(EmailStatus.valid, 90 + _number(email) % 10, "sandbox_valid")

    async def find_mobile(self, who: Somebody) -> Found | None:
        _check_domain(who.domain or "")
        if who.domain == UNKNOWN:
            return None
        number = _number(who.first_name, who.last_name, who.domain, who.company, who.linkedin_url)
        # 555-0100 to 555-0199 are nobody's, in every area of North America.
        return Found(f"+1{('206', '212', '312', '415', '512')[number % 5]}55501{number // 5 % 10}{4 + number % 4}", 85)

    async def verify_phone(self, phone: str) -> PhoneCheck:
        last = phone[-1]
        if last == "8":
            raise ProviderRejected("The sandbox does not know numbers that end in 8.")
        if last == "9":
            raise ProviderUnavailable("The sandbox does not answer for numbers that end in 9.", retry_after=30)
        if last == "0":
            return PhoneCheck(valid=False, line=Line.other, carrier=None, confidence=0)
        return PhoneCheck(True, _LINES.get(last, Line.mobile), "Sandbox Telecom", 80 + _number(phone) % 20)

    async def enrich_person(self, who: Somebody) -> Profile | None:
        domain = who.domain or (who.email or "").rpartition("@")[2]
        _check_domain(domain)
        if domain == UNKNOWN:
            return None
        number = _number(who.first_name, who.last_name, who.email, domain)
        slug = re.sub(r"[^a-z0-9]+", "-", f"{who.first_name} {who.last_name}".lower()).strip("-") or "somebody"
        title, department = _TITLES[number % len(_TITLES)]
        found = await self.find_email(who) if who.domain and who.last_name else None
        profile = f"https://www.linkedin.com/in/{slug}-{number % 1000}"
        return Profile(title, department, found.value if found else None, profile, who.company, who.domain)

    async def find_business(self, which: Business) -> BusinessProfile | None:
        _check_domain(which.domain or "")
        if which.domain == UNKNOWN:
            return None
        slug = re.sub(r"[^a-z0-9]+", "-", which.name.lower()).strip("-") or "business"
        website = f"https://{which.domain or f'{slug[:40]}.example'}"
        return BusinessProfile(website, f"{which.name} as the sandbox imagines it.")

    async def find_places(self, query: str) -> tuple[Place, ...]:
        for domain in (REJECTING, UNAVAILABLE):
            if domain in query:
                _check_domain(domain)
        if UNKNOWN in query:
            return ()
        return tuple(_place(query, number) for number in range(3))

    async def photo_of(self, place_id: str) -> PlacePhoto | None:
        for domain in (REJECTING, UNAVAILABLE):
            if domain in place_id:
                _check_domain(domain)
        return None if UNKNOWN in place_id else PlacePhoto(house_front(_number(place_id)), "The sandbox")


def _place(query: str, index: int) -> Place:
    number = _number(query, str(index))
    slug = re.sub(r"[^a-z0-9]+", "-", query.lower()).strip("-")[:40] or "place"
    return Place(
        place_id=f"sandbox-{number:x}",
        name=f"{query[:200]} {('One', 'Two', 'Three')[index]}",
        address=f"{1 + number % 900} Main Street, Springfield",
        category="Business",
        phone=f"+1206555010{number % 10}",
        website=f"https://{slug}-{index + 1}.example",
        maps_url=f"https://maps.example/{number:x}",
        rating=3 + number % 21 / 10,
        review_count=number % 500,
    )


def _check_domain(domain: str) -> None:
    if domain == REJECTING:
        raise ProviderRejected(f"The sandbox refuses {REJECTING}.")
    if domain == UNAVAILABLE:
        raise ProviderUnavailable(f"The sandbox does not answer for {UNAVAILABLE}.", retry_after=30)


def _number(*parts: str | None) -> int:
    """A number that looks like chance and is always the same."""
    return int.from_bytes(blake2b("\0".join(part or "" for part in parts).encode(), digest_size=6).digest())
