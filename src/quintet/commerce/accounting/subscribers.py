"""What happens to invoices and those who pay them is told to the books."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from quintet.commerce.accounting.entries import connection_of
from quintet.commerce.accounting.models import AccountingEntry, EntryKind
from quintet.commerce.accounting.payments import note_applied
from quintet.commerce.accounting.requesting import request_sync
from quintet.commerce.invoices.facts import InvoicePaymentApplied, InvoiceSent, InvoiceVoided
from quintet.commerce.invoices.models import Invoice
from quintet.commerce.invoices.object import INVOICE
from quintet.commerce.invoices.status import InvoiceStatus
from quintet.foundation.events import Delivered, subscribe
from quintet.foundation.objects.facts import facts_of
from quintet.records.companies.facts import CompanyAddressAdded, CompanyAddressChanged, CompanyAddressRemoved
from quintet.records.companies.object import COMPANY

_INVOICE, _COMPANY = facts_of(INVOICE.name), facts_of(COMPANY.name)


@subscribe(
    InvoiceSent,
    InvoiceVoided,
    _INVOICE.updated,
    _INVOICE.deleted,
    _INVOICE.restored,
    name="commerce.accounting_invoices",
)
def note_invoice(session: Session, delivered: Delivered[Any]) -> None:
    """From being sent on an invoice is in the books; a change of one that never was there doesn't matter."""
    connection = connection_of(session)
    if connection is None:
        return
    own = select(Invoice.number, Invoice.status, Invoice.deleted_at).where(Invoice.id == delivered.subject.id)
    invoice = session.execute(own).one_or_none()
    if invoice is None or invoice.status == InvoiceStatus.draft:
        return
    over = invoice.status == InvoiceStatus.void or invoice.deleted_at is not None
    if over and not _is_known(session, connection.books_id, EntryKind.invoice, delivered.subject.id):
        return
    request_sync(session, connection, EntryKind.invoice, INVOICE.name, delivered.subject.id, title=invoice.number)


@subscribe(
    _COMPANY.updated,
    CompanyAddressAdded,
    CompanyAddressChanged,
    CompanyAddressRemoved,
    name="commerce.accounting_customers",
)
def note_company(session: Session, delivered: Delivered[Any]) -> None:
    """A company that is a customer in the books is kept up to date there; the others come with their first invoice."""
    connection = connection_of(session)
    if connection is None:
        return
    entry, company_id = AccountingEntry, delivered.subject.id
    own = (entry.books_id == connection.books_id, entry.kind == EntryKind.customer, entry.record_id == company_id)
    for currency in session.scalars(select(entry.currency).where(*own)).all():
        request_sync(session, connection, EntryKind.customer, COMPANY.name, company_id, currency=currency)


@subscribe(InvoicePaymentApplied, name="commerce.accounting_payments")
def note_payment(session: Session, delivered: Delivered[InvoicePaymentApplied]) -> None:
    """Each amount once, connected or not: those who connect later may bring what came before."""
    connection = connection_of(session)
    for payment_id in note_applied(session, delivered):
        if connection is not None:
            request_sync(session, connection, EntryKind.payment, "applied_payment", payment_id)


def _is_known(session: Session, books_id: str, kind: EntryKind, record_id: str) -> bool:
    entry = AccountingEntry
    own = (entry.books_id == books_id, entry.kind == kind, entry.record_id == record_id)
    return session.scalar(select(entry.id).where(*own)) is not None
