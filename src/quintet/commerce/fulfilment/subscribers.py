"""What follows from invoices: sent ones are fulfilled, void ones no longer."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from quintet.commerce.fulfilment.models import FulfilmentOrder
from quintet.commerce.fulfilment.service import UNSENT, ensure_order
from quintet.commerce.fulfilment.verbs import cancel
from quintet.commerce.invoices.facts import InvoiceSent, InvoiceVoided
from quintet.commerce.invoices.models import Invoice
from quintet.commerce.invoices.status import InvoiceStatus
from quintet.foundation.access import system_actor
from quintet.foundation.events import Delivered, subscribe

REASON = "The invoice is void."


@subscribe(InvoiceSent, name="commerce.fulfil_invoice")
def invoice_sent(session: Session, delivered: Delivered[InvoiceSent]) -> None:
    """An order for each invoice that went out, once; none where it was made void or deleted meanwhile."""
    invoice = _locked(session, delivered.subject.id)
    if invoice is not None and invoice.status != InvoiceStatus.void:
        ensure_order(session, invoice)


@subscribe(InvoiceVoided, name="commerce.cancel_fulfilment")
def invoice_voided(session: Session, delivered: Delivered[InvoiceVoided]) -> None:
    """Nothing more is sent for it; what left the house stays as it is."""
    _locked(session, delivered.subject.id)
    theirs = select(FulfilmentOrder.id).where(
        FulfilmentOrder.invoice_id == delivered.subject.id,
        FulfilmentOrder.status.in_([status.value for status in UNSENT]),
        FulfilmentOrder.deleted_at.is_(None),
    )
    for order_id in session.scalars(theirs).all():
        cancel(session, system_actor(delivered.workspace_id), order_id, REASON)


def _locked(session: Session, invoice_id: str) -> Invoice | None:
    wanted = select(Invoice).where(Invoice.id == invoice_id, Invoice.deleted_at.is_(None))
    return session.scalar(wanted.with_for_update().execution_options(populate_existing=True))
