"""Invoices as PDF. What one says is gathered in a session; setting it and fetching the logo happen outside of it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from quintet.commerce.billing.service import billing_of, zone_of
from quintet.commerce.documents.typesetting import typeset
from quintet.commerce.documents.words import INVOICE as WORDS
from quintet.commerce.documents.words import day_text, number_text
from quintet.commerce.invoices.models import Invoice
from quintet.commerce.invoices.object import INVOICE
from quintet.commerce.invoices.service import lines_in
from quintet.commerce.invoices.status import InvoiceStatus
from quintet.commerce.lines.totals import exact
from quintet.foundation.access import Actor
from quintet.foundation.db import workspace_of
from quintet.foundation.files import FileStore
from quintet.foundation.files.models import StoredFile
from quintet.foundation.files.storage import BlobMissing
from quintet.foundation.objects.reading import get_record
from quintet.identity.workspaces.models import Workspace
from quintet.kit.errors import ProviderUnavailable
from quintet.kit.money import Money
from quintet.records.addresses import AddressKind
from quintet.records.companies.models import Company, CompanyAddress
from quintet.records.contacts.models import Contact

_STAMPS = {InvoiceStatus.draft: "draft", InvoiceStatus.void: "void", InvoiceStatus.paid: "settled"}


@dataclass(frozen=True, slots=True)
class PrintedInvoice:
    """What the PDF of an invoice says, gathered and in words."""

    number: str
    made_at: datetime
    said: dict[str, Any]
    logo: str | None
    """Where the picture lies in storage."""

    @property
    def sender(self) -> str:
        """In whose name it is written."""
        name: str = self.said["sender"]["name"]
        return name

    @property
    def language(self) -> str:
        """In which it is written."""
        return str(self.said["language"])

    @property
    def file_name(self) -> str:
        return f"{self.number.replace('/', '-')}.pdf"

    def pdf(self, store: FileStore) -> bytes:
        """Set it. Blocking, and not for a lane. A logo that can't be had is left out."""
        picture = None
        if self.logo is not None:
            try:
                picture = b"".join(store.open_sync(self.logo))
            except (BlobMissing, ProviderUnavailable):
                picture = None
        return typeset("invoice.typ", self.said, picture=picture, made_at=self.made_at)


def invoice_to_print(session: Session, actor: Actor, invoice_id: str) -> PrintedInvoice:
    """What an invoice says on paper. NotFound when the actor does not see it."""
    return printed(session, get_record(session, actor, INVOICE, invoice_id))


def printed(session: Session, invoice: Invoice) -> PrintedInvoice:
    """What an invoice of the session's workspace says on paper, in the workspace's language."""
    settings = billing_of(session)
    workspace = session.get_one(Workspace, workspace_of(session))
    words = WORDS[settings.language]
    logo = session.get(StoredFile, workspace.logo_file_id) if workspace.logo_file_id else None
    status = InvoiceStatus(invoice.status)
    facts = [
        (words["number"], invoice.number),
        (words["issued"], day_text(invoice.issued_on, settings.language)),
        (words["due"], day_text(invoice.due_on, settings.language)),
        (words["paid_on"], _day_of(session, invoice.paid_at, settings.language)),
        (words["reference"], invoice.reference),
    ]
    said = {
        "language": settings.language,
        "paper": settings.paper,
        "accent": settings.accent_color,
        "words": words,
        "number": invoice.number,
        "stamp": words[_STAMPS[status]] if status in _STAMPS else None,
        "sender": _sender(workspace),
        "payer": _payer(session, invoice),
        "facts": [fact for fact in facts if fact[1]],
        "lines": _lines(session, invoice, settings.language),
        "sums": _sums(invoice, words, settings.language),
        "texts": [
            (words[name], text.strip()) for name in ("notes", "terms") if (text := getattr(invoice, name)) is not None
        ],
    }
    return PrintedInvoice(invoice.number, invoice.updated_at, said, logo.storage_key if logo is not None else None)


def _day_of(session: Session, moment: datetime | None, language: str) -> str | None:
    return day_text(moment.astimezone(zone_of(session)).date(), language) if moment is not None else None


def _sender(workspace: Workspace) -> dict[str, Any]:
    contact = [part for part in (workspace.phone, workspace.website) if part]
    address = (workspace.address or "").strip().splitlines()
    return {"name": workspace.name, "lines": [*address, *contact], "foot": " · ".join([workspace.name, *contact])}


def _payer(session: Session, invoice: Invoice) -> dict[str, Any]:
    company = session.get(Company, invoice.company_id) if invoice.company_id else None
    contact = session.get(Contact, invoice.contact_id) if invoice.contact_id else None
    place: Any = None
    if company is not None:
        own = select(CompanyAddress).where(CompanyAddress.company_id == company.id)
        place = session.scalar(own.order_by(CompanyAddress.default_billing.desc(), CompanyAddress.position).limit(1))
    address = {name: getattr(place, name) for name in _PARTS} if place is not None else {}
    if not address and contact is not None:
        address = _billing(contact.addresses)
    people = [contact.full_name] if contact is not None and company is not None else []
    name = company.name if company is not None else contact.full_name if contact is not None else ""
    return {"name": name, "lines": [*people, *_postal(address)]}


_PARTS = ("line1", "line2", "postal_code", "city", "region", "country")


def _billing(addresses: list[dict[str, Any]]) -> dict[str, Any]:
    """A contact's address for bills: the default one, else the first that serves."""
    serving = [each for each in addresses if AddressKind(each.get("kind", "both")).serves(AddressKind.billing)]
    return next((each for each in serving if each.get("is_default")), serving[0] if serving else {})


def _postal(address: dict[str, Any]) -> list[str]:
    part = {name: (address.get(name) or "").strip() for name in _PARTS}
    city = " ".join(word for word in (part["postal_code"], part["city"]) if word)
    town = ", ".join(word for word in (city, part["region"]) if word)
    return [line for line in (part["line1"], part["line2"], town, part["country"]) if line]


def _lines(session: Session, invoice: Invoice, language: str) -> list[dict[str, Any]]:
    return [
        {
            "description": line.description,
            "code": line.code,
            "quantity": f"{number_text(exact(line.quantity), language)} {line.unit or ''}".strip(),
            "price": Money(line.unit_price_minor, invoice.currency).format(language),
            "amount": Money(line.total_minor, invoice.currency).format(language),
        }
        for line in lines_in(session, invoice.id)
    ]


def _sums(invoice: Invoice, words: dict[str, str], language: str) -> list[tuple[str, str, bool]]:
    """Names, amounts, and whether they are what counts."""
    percent = f"{number_text(exact(invoice.tax_percent), language)} %"
    name = invoice.tax_name or words["tax"]
    tax = name if any(mark.isdigit() for mark in name) else f"{name} {percent}"
    sums = [
        (words["subtotal"], invoice.subtotal_minor, False, True),
        (words["discount"], -invoice.discount_minor, False, invoice.discount_minor),
        (tax, invoice.tax_minor, False, invoice.tax_percent),
        (words["shipping"], invoice.shipping_minor, False, invoice.shipping_minor),
        (words["total"], invoice.total_minor, True, True),
        (words["paid"], -invoice.paid_minor, False, invoice.paid_minor),
        (words["open"], invoice.balance_minor, True, invoice.paid_minor),
    ]
    return [
        (name, Money(amount, invoice.currency).format(language), strong)
        for name, amount, strong, shown in sums
        if shown
    ]
