"""How a prospect becomes records: what is known is filled, never overwritten; what is not known is made."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from pydantic import ValidationError
from sqlalchemy.orm import Session

from quintet.foundation.access import Actor
from quintet.foundation.http.problems import from_pydantic
from quintet.foundation.objects.reading import read_record
from quintet.foundation.objects.registry import AnyService
from quintet.kit.errors import QuintetError
from quintet.kit.values import fold_domain
from quintet.records.public import COMPANIES, CONTACTS, LEADS, known_company, known_contact, known_lead
from quintet.stewardship.prospects.schemas import IngestOutcome, Prospect

SHARED_HOSTS = frozenset(
    (
        "facebook.com", "instagram.com", "linkedin.com", "twitter.com", "x.com", "yelp.com", "google.com",
        "business.site", "wixsite.com", "squarespace.com", "linktr.ee", "sites.google.com",
    )
)  # fmt: skip
"""Where many businesses have their pages: such an address tells none of them."""
_COMPANY_TOO = ("website", "rating", "review_count", "photo_url", "maps_url", "icp_tag", "business_label", "source")
_ADDRESS = {"line1": "address", "city": "city", "region": "region", "postal_code": "postal_code", "country": "country"}


class _Did(Enum):
    nothing = auto()
    filled = auto()
    made = auto()


@dataclass(frozen=True, slots=True)
class Ingested:
    """What became of one row."""

    outcome: IngestOutcome
    lead_id: str | None = None
    company_id: str | None = None
    contact_id: str | None = None
    problems: Sequence[tuple[str, str]] = ()
    made: Sequence[str] = ()
    """The objects of which it made a record, so that it can be taken back."""


def ingest_rows(
    session: Session, actor: Actor, rows: Iterable[Mapping[str, Any]], *, dry_run: bool = False
) -> list[Ingested]:
    """Ingest rows one after the other; a wrong one leaves the others be. A dry run takes all of it back."""
    savepoint = session.begin_nested() if dry_run else None
    found = [_one(session, actor, row) for row in rows]
    if savepoint is None:
        return found
    savepoint.rollback()
    session.expire_all()
    return [_of_dry_run(session, each) for each in found]


def ingest(session: Session, actor: Actor, prospect: Prospect) -> Ingested:
    """Make or fill company, contact and lead. The contact is known by e-mail address, else phone; the company by
    domain, else name; the lead by place, else as the open one of contact or company."""
    company_id, company = _company(session, actor, prospect)
    contact_id, contact = _contact(session, actor, prospect, company_id)
    made = [spec.name for spec, did in ((COMPANIES.spec, company), (CONTACTS.spec, contact)) if did is _Did.made]
    given = prospect.model_dump(mode="json", exclude_unset=True, exclude={"icp_tag", "business_label"})
    given |= {"contact_id": contact_id, "company_id": company_id}
    lead_id = known_lead(session, actor, place_id=prospect.place_id, contact_id=contact_id, company_id=company_id)
    if lead_id is None:
        lead_id = LEADS.create(session, actor, LEADS.spec.create.model_validate(given)).id
        return Ingested(IngestOutcome.created, lead_id, company_id, contact_id, made=[LEADS.spec.name, *made])
    did = {_fill(session, actor, LEADS, lead_id, given), company, contact}
    outcome = IngestOutcome.skipped if did == {_Did.nothing} else IngestOutcome.merged
    return Ingested(outcome, lead_id, company_id, contact_id, made=made)


def _one(session: Session, actor: Actor, row: Mapping[str, Any]) -> Ingested:
    try:
        try:
            prospect = Prospect.model_validate(row)
        except ValidationError as error:
            raise from_pydantic(error.errors()) from None
        with session.begin_nested():
            return ingest(session, actor, prospect)
    except QuintetError as error:
        session.expire_all()
        problems = [(each.field, each.message) for each in error.errors] or [("", error.message)]
        return Ingested(IngestOutcome.error, problems=problems)


def _of_dry_run(session: Session, found: Ingested) -> Ingested:
    """Without the ids of what is not there any more."""

    def still(service: AnyService, id_: str | None) -> str | None:
        return id_ if id_ is not None and session.get(service.spec.model, id_) is not None else None

    return Ingested(
        found.outcome,
        still(LEADS, found.lead_id),
        still(COMPANIES, found.company_id),
        still(CONTACTS, found.contact_id),
        found.problems,
        found.made,
    )


def _company(session: Session, actor: Actor, prospect: Prospect) -> tuple[str | None, _Did]:
    if prospect.company_id is not None:
        return prospect.company_id, _Did.nothing
    if not prospect.business_name:
        return None, _Did.nothing
    domain = _domain(prospect.website)
    values: dict[str, Any] = {name: getattr(prospect, name) for name in _COMPANY_TOO}
    values |= {"domain": domain, "industry": prospect.category}
    if not _is_person(prospect):
        values |= {"phone": prospect.phone, "email": prospect.email}
    known = known_company(session, actor, prospect.business_name, domain)
    if known is not None:
        return known, _fill(session, actor, COMPANIES, known, values)
    address = {name: getattr(prospect, ours) or "" for name, ours in _ADDRESS.items()}
    if any(address.values()):
        values["addresses"] = [address]
    if "owner_id" in prospect.model_fields_set:
        values["owner_id"] = prospect.owner_id
    given = {name: value for name, value in values.items() if value is not None}
    made = COMPANIES.spec.create.model_validate({"name": prospect.business_name, **given})
    return COMPANIES.create(session, actor, made).id, _Did.made


def _contact(session: Session, actor: Actor, prospect: Prospect, company_id: str | None) -> tuple[str | None, _Did]:
    if prospect.contact_id is not None:
        return prospect.contact_id, _Did.nothing
    if not _is_person(prospect):
        return None, _Did.nothing
    names = ("first_name", "last_name", "title", "source", "email", "phone")
    values: dict[str, Any] = {name: getattr(prospect, name) for name in names} | {"company_id": company_id}
    known = known_contact(session, actor, email=prospect.email, phone=prospect.phone)
    if known is not None:
        return known, _fill(session, actor, CONTACTS, known, values)
    if "owner_id" in prospect.model_fields_set:
        values["owner_id"] = prospect.owner_id
    return CONTACTS.create(session, actor, CONTACTS.spec.create.model_validate(values)).id, _Did.made


def _is_person(prospect: Prospect) -> bool:
    """A business alone has no contact: whose address and number they are is not known."""
    return bool(prospect.first_name or prospect.last_name or (not prospect.business_name and prospect.email))


def _domain(website: str | None) -> str | None:
    try:
        domain = fold_domain(website) if website else None
    except ValueError:
        return None
    return None if domain in SHARED_HOSTS else domain


def _fill(session: Session, actor: Actor, service: AnyService, id_: str, values: Mapping[str, Any]) -> _Did:
    """Give a known record the values it has none of yet."""
    row = read_record(session, actor, service.spec, id_, parsed=True)
    missing = {name: value for name, value in values.items() if value and name in row and not row[name]}
    if missing:
        service.update(session, actor, id_, service.spec.update.model_validate(missing))
    return _Did.filled if missing else _Did.nothing
