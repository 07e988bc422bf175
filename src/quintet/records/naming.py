"""Records by the names people give them, for faces that have names where we have ids."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import Session

from quintet.foundation.access import Actor
from quintet.foundation.objects.spec import AnySpec
from quintet.foundation.objects.visibility import visible_ids
from quintet.kit.errors import Invalid
from quintet.kit.values import fold_phone
from quintet.records.companies import schemas as companies
from quintet.records.companies.models import Company
from quintet.records.companies.object import COMPANY
from quintet.records.companies.service import create_company
from quintet.records.contacts.models import ContactPoint
from quintet.records.contacts.object import CONTACT
from quintet.records.leads.models import Lead
from quintet.records.leads.object import LEAD
from quintet.records.phones import region_of
from quintet.records.tags import schemas as tags
from quintet.records.tags.models import Tag
from quintet.records.tags.service import create_tag

_FEW = 20


def company_named(session: Session, actor: Actor, name: str) -> str:
    """The id of the oldest company of this name that the actor sees, whatever its case; made when there is none.

    Invalid, naming `company_id`, for what can be no name.
    """
    named = name.strip()
    if not 1 <= len(named) <= companies.MOST_NAME:
        raise Invalid.one("company_id", "invalid", f"A company's name has 1 to {companies.MOST_NAME} characters.")
    known = known_company(session, actor, named)
    return known or create_company(session, actor, companies.CompanyCreate(name=named)).id


def known_company(session: Session, actor: Actor, name: str, domain: str | None = None) -> str | None:
    """The oldest company with this domain, else this name whatever its case, that the actor sees."""
    same = Company.name_folded == name.strip().casefold()
    if domain:
        same = or_(Company.domain == domain.strip().casefold(), same)
    known = select(Company.id).where(same, Company.deleted_at.is_(None)).order_by(Company.id)
    return _first_seen(session, actor, COMPANY, known)


def known_contact(session: Session, actor: Actor, *, email: str | None, phone: str | None) -> str | None:
    """The contact with this e-mail address, else the oldest with this phone number, that the actor sees."""
    ways = []
    if email:
        ways.append((ContactPoint.kind == "email", ContactPoint.value == email))
    if phone:
        ways.append((ContactPoint.kind == "phone", ContactPoint.value == fold_phone(phone, region_of(session))))
    for way in ways:
        known = select(ContactPoint.contact_id).where(*way).order_by(ContactPoint.contact_id)
        found = _first_seen(session, actor, CONTACT, known)
        if found is not None:
            return found
    return None


def known_lead(
    session: Session, actor: Actor, *, place_id: str | None, contact_id: str | None, company_id: str | None
) -> str | None:
    """The lead of this place, else the newest open one of the contact, or of the company where no contact is known."""
    ways: list[tuple[ColumnElement[bool], ...]] = []
    if place_id:
        ways.append((Lead.place_id == place_id,))
    if contact_id:
        ways.append((Lead.contact_id == contact_id, Lead.status == "open"))
    elif company_id:
        ways.append((Lead.company_id == company_id, Lead.status == "open"))
    for way in ways:
        known = select(Lead.id).where(*way, Lead.deleted_at.is_(None)).order_by(Lead.id.desc())
        found = _first_seen(session, actor, LEAD, known)
        if found is not None:
            return found
    return None


def _first_seen(session: Session, actor: Actor, spec: AnySpec, known: Select[str]) -> str | None:
    """The first of these ids that the actor sees, among the first few."""
    ids = list(session.scalars(known.limit(_FEW)))
    seen = visible_ids(session, actor, spec, ids)
    return next((id_ for id_ in ids if id_ in seen), None)


def tags_named(session: Session, actor: Actor, names: Sequence[str], *, make: bool = True) -> list[str]:
    """The ids of the tags of these names, whatever their case; missing ones are made, or with `make=False` left out.

    Invalid, naming `tag_ids`, for a name too long for one to be made.
    """
    wanted = {name.strip().casefold(): name.strip() for name in names if name.strip()}
    rows = session.execute(select(Tag.name_folded, Tag.id).where(Tag.name_folded.in_(wanted), Tag.deleted_at.is_(None)))
    known: dict[str, str] = {row.name_folded: row.id for row in rows}
    if make:
        for folded in wanted.keys() - known.keys():
            if len(wanted[folded]) > tags.MOST_NAME:
                raise Invalid.one("tag_ids", "invalid", f"A tag's name has at most {tags.MOST_NAME} characters.")
            known[folded] = create_tag(session, actor, tags.TagCreate(name=wanted[folded])).id
    return [known[folded] for folded in wanted if folded in known]
