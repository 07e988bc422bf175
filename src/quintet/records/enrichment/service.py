"""What is asked of providers about contacts, and what becomes of the answers.

Each question is prepared in one transaction, asked by `Lookups` in none, and its answer kept in another.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from quintet.foundation.access import Actor, require
from quintet.foundation.events import Event
from quintet.foundation.objects.reading import get_record
from quintet.foundation.objects.writing import record_to_change
from quintet.kit.errors import Conflict, Invalid, NotFound
from quintet.records.companies.models import Company
from quintet.records.companies.object import COMPANY
from quintet.records.contacts.models import Contact, ContactPoint
from quintet.records.contacts.object import CONTACT
from quintet.records.contacts.schemas import ContactUpdate, EmailStatus, PhoneKind
from quintet.records.contacts.service import update_contact
from quintet.records.enrichment.facts import EmailFound, EmailVerified, MobileFound, PhoneVerified
from quintet.records.enrichment.lookups import Answer
from quintet.records.enrichment.ports import EmailCheck, Found, Line, PhoneCheck, Somebody
from quintet.records.leads.object import LEAD
from quintet.records.phones import in_region, region_of


@dataclass(frozen=True, slots=True)
class Question:
    """Something to ask in the name of a workspace: an e-mail address, a phone number, or words."""

    workspace_id: str
    value: str


@dataclass(frozen=True, slots=True)
class Search:
    """Somebody to look for in the name of a workspace."""

    workspace_id: str
    who: Somebody


def email_to_verify(session: Session, actor: Actor, contact_id: str, email: str | None = None) -> Question:
    """The contact's address to be checked: this one, or the primary. Invalid when it is none of theirs."""
    contact = contact_to_ask(session, actor, contact_id)
    return Question(actor.workspace_id, _one_of(contact.emails, email, contact.email, "email", "e-mail address"))


def phone_to_verify(session: Session, actor: Actor, contact_id: str, phone: str | None = None) -> Question:
    """The contact's number to be checked: this one, or the primary. Invalid when it is none of theirs or lacks its
    country."""
    contact = contact_to_ask(session, actor, contact_id)
    wanted = in_region(phone, region_of(session)) if phone else None
    number = _one_of(contact.phones, wanted, contact.phone, "phone", "phone number")
    if not number.startswith("+"):
        raise Invalid.one("phone", "no_country", "The number needs its country first, as in +1 206 555 0100.")
    return Question(actor.workspace_id, number)


def somebody_with_email(session: Session, actor: Actor, contact_id: str) -> Search:
    """By what the contact's address is looked for. Invalid without full name and the company's domain."""
    who = somebody(session, actor, contact_to_ask(session, actor, contact_id))
    _require_name(who)
    if who.domain is None:
        raise Invalid.one("company_id", "no_domain", "The contact needs a company whose domain is known.")
    return Search(actor.workspace_id, who)


def somebody_with_mobile(session: Session, actor: Actor, contact_id: str) -> Search:
    """By what the contact's mobile is looked for. Invalid without a profile, or full name and company."""
    who = somebody(session, actor, contact_to_ask(session, actor, contact_id))
    if who.linkedin_url is None:
        _require_name(who)
        if who.domain is None and who.company is None:
            raise Invalid.one("company_id", "missing", "The contact needs a company, or a profile at LinkedIn.")
    return Search(actor.workspace_id, who)


def places_to_find(actor: Actor, query: str) -> Question:
    """Businesses to look for, by those who may add leads. Invalid without words."""
    require(actor, LEAD.right("create"))
    words = " ".join(query.split())
    if not words:
        raise Invalid.one("q", "missing", "Say what to look for.")
    return Question(actor.workspace_id, words)


def keep_email_check(
    session: Session, actor: Actor, contact_id: str, email: str, answer: Answer[EmailCheck]
) -> Contact:
    """Write down what became of checking an address. Conflict when the contact has it no longer."""
    contact: Contact = record_to_change(session, actor, CONTACT, contact_id)
    status = answer.said.status
    told: dict[str, Any] = {}
    if status is not EmailStatus.unknown:
        # Who can't tell takes back nothing of what is known.
        told["emails"] = _with(contact.emails, email, {"verified": status is EmailStatus.valid})
        if email == contact.email:
            told["email_status"] = status
    else:
        _with(contact.emails, email, {})
    said = EmailVerified(contact.full_name, email, status, answer.provider, answer.said.confidence)
    return _change(session, actor, contact, told, said)


def keep_phone_check(
    session: Session, actor: Actor, contact_id: str, phone: str, answer: Answer[PhoneCheck]
) -> Contact:
    """Write down what became of checking a number. Conflict when the contact has it no longer."""
    contact: Contact = record_to_change(session, actor, CONTACT, contact_id)
    check = answer.said
    told: dict[str, Any] = {}
    if check.valid is not None:
        told = {"verified": check.valid, "sms_eligible": check.sms_eligible}
        # What somebody said of the number stays: a work number may well be a mobile.
        if check.line is Line.mobile and _entry(contact.phones, phone)["type"] == PhoneKind.other:
            told["type"] = PhoneKind.mobile.value
    phones = _with(contact.phones, phone, told)
    said = PhoneVerified(contact.full_name, phone, check.valid, check.line, answer.provider, check.confidence)
    return _change(session, actor, contact, {"phones": phones} if told else {}, said)


def keep_email(
    session: Session,
    actor: Actor,
    contact_id: str,
    answer: Answer[Found | None],
    *,
    overwrite: bool = False,
    beside: bool = False,
) -> bool:
    """Give the contact the address that was found; True when it has it. Conflict when another contact has it.

    One that has an address keeps it, unless `overwrite`: then the one that was found goes before it. `beside` puts it
    behind those that it has, unless another contact has it.
    """
    contact: Contact = record_to_change(session, actor, CONTACT, contact_id)
    found = answer.said
    if found is None:
        return False
    emails = _first(contact.emails, {"value": found.value})
    if contact.email and not overwrite:
        known = found.value in {entry["value"] for entry in contact.emails}
        if known or not beside or _has_owner(session, found.value):
            return known
        emails = [*contact.emails, {"value": found.value}]
    said = EmailFound(contact.full_name, found.value, answer.provider, found.confidence)
    _change(session, actor, contact, {"emails": emails}, said)
    return True


def keep_mobile(
    session: Session, actor: Actor, contact_id: str, answer: Answer[Found | None], *, overwrite: bool = False
) -> bool:
    """Give the contact the mobile number that was found; True when it has it.

    It goes behind other numbers; one that has a mobile already keeps that, unless `overwrite`: then the one that was
    found goes before all.
    """
    contact: Contact = record_to_change(session, actor, CONTACT, contact_id)
    found = answer.said
    if found is None:
        return False
    known = {entry["value"] for entry in contact.phones}
    has_mobile = any(entry["type"] == PhoneKind.mobile for entry in contact.phones)
    if not overwrite and (has_mobile or found.value in known):
        return found.value in known
    entry = {"value": found.value, "type": PhoneKind.mobile.value}
    phones = _first(contact.phones, entry) if overwrite or not contact.phones else [*contact.phones, entry]
    said = MobileFound(contact.full_name, found.value, answer.provider, found.confidence)
    _change(session, actor, contact, {"phones": phones}, said)
    return True


def contact_to_ask(session: Session, actor: Actor, contact_id: str) -> Contact:
    """A contact that the actor may change, for a question about it."""
    contact: Contact = get_record(session, actor, CONTACT, contact_id, lock=False)
    require(actor, CONTACT.right("update"))
    return contact


def somebody(session: Session, actor: Actor, contact: Contact) -> Somebody:
    """By what a contact is found, as far as the actor sees it."""
    company: Company | None = None
    if contact.company_id is not None:
        try:
            company = get_record(session, actor, COMPANY, contact.company_id, lock=False)
        except NotFound:
            # What the actor doesn't see of the company must not show in what is found by it.
            company = None
    return Somebody(
        first_name=contact.first_name,
        last_name=contact.last_name,
        domain=company.domain if company else None,
        company=company.name if company else None,
        linkedin_url=contact.linkedin_url,
        email=contact.email,
    )


def _require_name(who: Somebody) -> None:
    if not (who.first_name and who.last_name):
        raise Invalid.one("full_name", "missing", "The contact needs a first and a last name to be found.")


def _one_of(entries: list[dict[str, Any]], wanted: str | None, primary: str | None, field: str, label: str) -> str:
    value = wanted or primary
    if value is None:
        raise Invalid.one(field, "missing", f"The contact has no {label}.")
    if all(entry["value"] != value for entry in entries):
        raise Invalid.one(field, "unknown", f"The contact does not have this {label}.")
    return value


def _entry(entries: list[dict[str, Any]], value: str) -> dict[str, Any]:
    for entry in entries:
        if entry["value"] == value:
            return entry
    raise Conflict("The contact was changed meanwhile, and no longer has what was checked.", code="changed_meanwhile")


def _with(entries: list[dict[str, Any]], value: str, known: dict[str, Any]) -> list[dict[str, Any]]:
    """The entries with something new of one of them."""
    _entry(entries, value)
    return [{**entry, **known} if entry["value"] == value else entry for entry in entries]


def _has_owner(session: Session, address: str) -> bool:
    known = select(ContactPoint.contact_id).where(ContactPoint.kind == "email", ContactPoint.value == address)
    return session.scalar(known) is not None


def _first(entries: list[dict[str, Any]], new: dict[str, Any]) -> list[dict[str, Any]]:
    """The entries behind a new primary one."""
    others = [{**entry, "primary": False} for entry in entries if entry["value"] != new["value"]]
    return [{**new, "primary": True}, *others]


def _change(session: Session, actor: Actor, contact: Contact, told: dict[str, Any], said: Event) -> Contact:
    return update_contact(session, actor, contact.id, ContactUpdate.model_validate(told), fact=said)
