"""Who gets what is sent: to which address, and whom to mail about it."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from quintet.commerce.fulfilment.models import FulfilmentOrder
from quintet.commerce.invoices.models import Invoice
from quintet.records.companies.models import Company, CompanyAddress
from quintet.records.contacts.models import Contact


@dataclass(frozen=True, slots=True)
class Customer:
    """Somebody to mail; `name` may be empty."""

    email: str
    name: str


def customer_of(session: Session, order: FulfilmentOrder) -> Customer | None:
    """Whom the invoice was mailed to, else its contact, its company, or the first of the company's people who has an
    address. None when nobody has."""
    sent_to = session.scalar(select(Invoice.sent_to).where(Invoice.id == order.invoice_id))
    contact = _contact(session, Contact.id == order.contact_id) if order.contact_id else None
    if sent_to:
        return Customer(sent_to, contact.name if contact is not None and contact.email == sent_to else "")
    if contact is not None:
        return contact
    if order.company_id is None:
        return None
    email = session.scalar(select(Company.email).where(Company.id == order.company_id, Company.deleted_at.is_(None)))
    return Customer(email, "") if email else _contact(session, Contact.company_id == order.company_id)


def shipping_address(session: Session, company_id: str | None) -> str | None:
    """The company's default shipping address, with its name, on lines."""
    if company_id is None:
        return None
    theirs = (CompanyAddress.company_id == company_id, CompanyAddress.default_shipping)
    address = session.scalar(select(CompanyAddress).where(*theirs))
    name = session.scalar(select(Company.name).where(Company.id == company_id))
    if address is None or name is None:
        return None
    place = " ".join(part for part in (address.city, address.region, address.postal_code) if part)
    return "\n".join(line for line in (name, address.line1, address.line2, place, address.country) if line)


def _contact(session: Session, which: object) -> Customer | None:
    wanted = select(Contact).where(which, Contact.email.is_not(None), Contact.deleted_at.is_(None))  # type: ignore[arg-type]
    found = session.scalars(wanted.order_by(Contact.created_at, Contact.id).limit(1)).first()
    return Customer(found.email, found.full_name) if found is not None and found.email else None
