"""What the books are to say of our records, as they are now. Read in one short session; asks nobody."""

import hashlib
from dataclasses import asdict, dataclass, replace
from typing import Any

import orjson
from sqlalchemy import select
from sqlalchemy.orm import Session

from quintet.commerce.accounting.models import AccountingEntry, EntryKind
from quintet.commerce.accounting.ports import Address, CustomerEntry, InvoiceEntry, LineEntry
from quintet.commerce.invoices.models import Invoice, InvoiceLine
from quintet.commerce.invoices.status import InvoiceStatus
from quintet.records.companies.models import Company, CompanyAddress
from quintet.records.contacts.models import Contact
from quintet.records.public import currency_of


@dataclass(frozen=True, slots=True)
class WantedInvoice:
    """An invoice before it is known which entries of theirs its customer and its items are. `standing` is whether the
    books should have it: a draft (None) is not in them yet, a void or deleted one (False) no longer."""

    invoice_id: str
    standing: bool | None
    customer: tuple[str, str] | None
    """The record that pays: `company` or `contact`, and its id."""
    entry: InvoiceEntry
    items: tuple[str | None, ...]
    """For each line their item, where the product is one."""


def digest_of(entry: Any) -> str:
    """The same for entries that say the same."""
    said = orjson.dumps(asdict(entry), option=orjson.OPT_SORT_KEYS)
    return hashlib.sha256(said).hexdigest()


def wanted_customer(session: Session, record_type: str, record_id: str) -> CustomerEntry | None:
    """None when the record is gone for good."""
    if record_type == "company":
        company = session.get(Company, record_id)
        return None if company is None else _company(session, company)
    contact = session.get(Contact, record_id)
    if contact is None:
        return None
    return CustomerEntry(contact.full_name[:300], contact.email, contact.phone, None, None, None, currency_of(session))


def names_of(name: str, record_id: str) -> tuple[str, str]:
    """What a customer may be called there: its name, and one of its own where somebody else has that."""
    return name, f"{name[:280]} ({record_id[-6:]})"


def wanted_invoice(session: Session, books_id: str, invoice_id: str) -> WantedInvoice | None:
    """None when there is none of this id."""
    invoice = session.get(Invoice, invoice_id)
    if invoice is None:
        return None
    own = select(InvoiceLine).where(InvoiceLine.invoice_id == invoice_id).order_by(InvoiceLine.position)
    rows = session.scalars(own).all()
    items = _items(session, books_id, [row.product_id for row in rows if row.product_id is not None])
    lines = [
        LineEntry(
            "",
            row.description,
            row.quantity,
            row.unit_price_minor,
            row.total_minor,
            row.taxable and invoice.tax_percent > 0,
        )
        for row in rows
    ]
    found: list[str | None] = [items.get(row.product_id or "") for row in rows]
    if invoice.shipping_minor:
        lines.append(LineEntry("", "Shipping", 1, invoice.shipping_minor, invoice.shipping_minor, False))
        found.append(None)
    gone = invoice.deleted_at is not None or invoice.status == InvoiceStatus.void
    payer = ("company", invoice.company_id) if invoice.company_id else ("contact", invoice.contact_id)
    entry = InvoiceEntry(
        mark=invoice.id,
        number=invoice.number,
        customer_id="",
        currency=invoice.currency,
        issued_on=invoice.issued_on,
        due_on=invoice.due_on,
        lines=tuple(lines),
        discount_minor=invoice.discount_minor,
        tax_minor=invoice.tax_minor,
        total_minor=invoice.total_minor,
        email=invoice.sent_to,
        memo=invoice.notes,
        tax_percent=invoice.tax_percent,
        tax_name=invoice.tax_name,
    )
    return WantedInvoice(
        invoice.id,
        None if invoice.status == InvoiceStatus.draft else not gone,
        (payer[0], payer[1]) if payer[1] is not None else None,
        entry,
        tuple(found),
    )


def told(wanted: WantedInvoice, customer_id: str, sales_item_id: str) -> InvoiceEntry:
    """The invoice in terms of their entries."""
    items = zip(wanted.entry.lines, wanted.items, strict=True)
    lines = tuple(replace(line, item_id=item or sales_item_id) for line, item in items)
    return replace(wanted.entry, customer_id=customer_id, lines=lines)


def _company(session: Session, company: Company) -> CustomerEntry:
    own = select(CompanyAddress).where(CompanyAddress.company_id == company.id)
    default = own.where(CompanyAddress.default_billing | CompanyAddress.default_shipping)
    addresses = session.scalars(default.order_by(CompanyAddress.position)).all()
    return CustomerEntry(
        company.name,
        company.email,
        company.phone,
        company.website,
        next((_address(row) for row in addresses if row.default_billing), None),
        next((_address(row) for row in addresses if row.default_shipping), None),
        company.currency or currency_of(session),
    )


def _address(row: CompanyAddress) -> Address:
    return Address(row.line1, row.line2, row.city, row.region, row.postal_code, row.country)


def _items(session: Session, books_id: str, product_ids: list[str]) -> dict[str, str]:
    if not product_ids:
        return {}
    entry = AccountingEntry
    own = (entry.books_id == books_id, entry.kind == EntryKind.item)
    known = select(entry.record_id, entry.theirs_id).where(*own)
    found = session.execute(known.where(entry.record_id.in_(product_ids), entry.theirs_id.is_not(None)))
    return {record_id: theirs_id for record_id, theirs_id in found if theirs_id is not None}
