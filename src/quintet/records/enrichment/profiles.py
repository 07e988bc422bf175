"""Filling contacts and companies with what providers know of them: what is empty is filled, ratings are brought up to
date, nothing that people wrote is overwritten."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from quintet.foundation.access import Actor, require
from quintet.foundation.events import Ref, emit
from quintet.foundation.objects.reading import get_record
from quintet.foundation.objects.writing import record_to_change
from quintet.kit.errors import Conflict, Invalid
from quintet.records.companies.models import Company, CompanyAddress
from quintet.records.companies.object import COMPANY
from quintet.records.companies.schemas import CompanyUpdate
from quintet.records.companies.service import update_company
from quintet.records.contacts.models import Contact
from quintet.records.contacts.object import CONTACT
from quintet.records.contacts.schemas import ContactUpdate
from quintet.records.contacts.service import update_contact
from quintet.records.enrichment.facts import CompanyEnriched, ContactEnriched
from quintet.records.enrichment.lookups import Answer
from quintet.records.enrichment.ports import Business, BusinessProfile, Place, Profile
from quintet.records.enrichment.service import Search, contact_to_ask, somebody
from quintet.records.naming import known_company

_RATED = ("rating", "review_count")


@dataclass(frozen=True, slots=True)
class BusinessSearch:
    """A business to look for in the name of a workspace."""

    workspace_id: str
    which: Business
    has_photo: bool = False

    @property
    def place(self) -> str:
        """As the map is asked for it."""
        return " ".join(filter(None, (self.which.name, self.which.city)))


def somebody_to_enrich(session: Session, actor: Actor, contact_id: str) -> Search:
    """By what a contact is known elsewhere. Invalid without an address, a profile, or a full name and a company."""
    contact = contact_to_ask(session, actor, contact_id)
    who = somebody(session, actor, contact)
    named = who.first_name and who.last_name and (who.domain or who.company)
    if not (who.email or who.linkedin_url or named):
        raise Invalid.one("email", "missing", "Give the contact an e-mail address, or a full name and a company.")
    return Search(actor.workspace_id, who)


def keep_profile(session: Session, actor: Actor, contact_id: str, answer: Answer[Profile | None]) -> list[str]:
    """Fill in what the contact has not; which fields those were. An address that another has is left out."""
    contact: Contact = record_to_change(session, actor, CONTACT, contact_id)
    profile = answer.said
    if profile is None:
        return []
    told: dict[str, Any] = {}
    for name in ("title", "department", "linkedin_url"):
        if getattr(profile, name) and not getattr(contact, name):
            told[name] = getattr(profile, name)
    if profile.company and contact.company_id is None:
        known = known_company(session, actor, profile.company, profile.domain)
        if known is not None:
            told["company_id"] = known
    if profile.email and not contact.emails:
        try:
            with session.begin_nested():
                update_contact(session, actor, contact_id, ContactUpdate.model_validate({"email": profile.email}))
        except Conflict:
            session.refresh(contact)
        else:
            told["email"] = profile.email
    rest = {name: value for name, value in told.items() if name != "email"}
    fields = sorted(told)
    fact = ContactEnriched(contact.full_name, answer.provider, fields)
    if rest:
        update_contact(session, actor, contact_id, ContactUpdate.model_validate(rest), fact=fact)
    elif fields:
        emit(session, actor, fact, subject=Ref("contact", contact_id))
    return fields


def business_to_enrich(session: Session, actor: Actor, company_id: str) -> BusinessSearch:
    """By what a company is known elsewhere."""
    company: Company = get_record(session, actor, COMPANY, company_id, lock=False)
    require(actor, COMPANY.right("update"))
    first = select(CompanyAddress.city).where(CompanyAddress.company_id == company.id)
    city = session.scalar(first.order_by(CompanyAddress.position).limit(1))
    return BusinessSearch(
        actor.workspace_id, Business(company.name, company.domain, city or None), company.photo_file_id is not None
    )


def keep_business(
    session: Session,
    actor: Actor,
    company_id: str,
    web: Answer[BusinessProfile | None],
    places: Answer[tuple[Place, ...]],
) -> list[str]:
    """Fill in what the web and the map know of a company; which fields changed. The map's first place counts when it
    bears the company's name or leads to its domain."""
    company: Company = record_to_change(session, actor, COMPANY, company_id)
    known: dict[str, Any] = {}
    if web.said is not None:
        known |= {"website": web.said.website, "description": web.said.description}
    place = Business(company.name, company.domain).among(places.said)
    if place is not None:
        known |= {name: getattr(place, name) for name in ("maps_url", "phone", *_RATED)}
        known["website"] = known.get("website") or place.website
    told = {
        name: value
        for name, value in known.items()
        if value is not None and getattr(company, name) != value and (name in _RATED or not getattr(company, name))
    }
    providers = [answer.provider for answer, said in ((web, web.said), (places, place)) if said is not None]
    fields = sorted(told)
    if told:
        update_company(session, actor, company_id, CompanyUpdate.model_validate(told))
        fact = CompanyEnriched(company.name, sorted(set(providers)), fields)
        emit(session, actor, fact, subject=Ref("company", company_id))
    return fields
