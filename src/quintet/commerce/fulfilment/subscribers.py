"""What follows from invoices: sent ones are fulfilled, void and deleted ones no longer."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from quintet.commerce.fulfilment.models import FulfilmentOrder
from quintet.commerce.fulfilment.service import UNSENT, fulfil
from quintet.commerce.fulfilment.verbs import cancel
from quintet.commerce.invoices.facts import InvoiceSent, InvoiceVoided
from quintet.commerce.invoices.models import Invoice
from quintet.commerce.invoices.status import InvoiceStatus
from quintet.foundation.access import system_actor
from quintet.foundation.events import Delivered, subscribe
from quintet.foundation.objects.facts import facts_of

_DELETED = facts_of("invoice").deleted


@subscribe(InvoiceSent, name="commerce.fulfil_invoice")
def invoice_sent(session: Session, delivered: Delivered[InvoiceSent]) -> None:
    """An order for each invoice that went out, once; none where nothing has to be sent, or it was made void or deleted
    meanwhile."""
    invoice = _locked(session, delivered.subject.id)
    if invoice is not None and invoice.status != InvoiceStatus.void:
        fulfil(session, invoice)


@subscribe(InvoiceVoided, _DELETED, name="commerce.cancel_fulfilment")
def invoice_gone(session: Session, delivered: Delivered[Any]) -> None:
    """Nothing more is sent for it; what left the house stays as it is."""
    _locked(session, delivered.subject.id)
    theirs = select(FulfilmentOrder.id).where(
        FulfilmentOrder.invoice_id == delivered.subject.id,
        FulfilmentOrder.status.in_([status.value for status in UNSENT]),
        FulfilmentOrder.deleted_at.is_(None),
    )
    reason = "The invoice was deleted." if isinstance(delivered.fact, _DELETED) else "The invoice is void."
    for order_id in session.scalars(theirs).all():
        cancel(session, system_actor(delivered.workspace_id), order_id, reason)


def _locked(session: Session, invoice_id: str) -> Invoice | None:
    wanted = select(Invoice).where(Invoice.id == invoice_id, Invoice.deleted_at.is_(None))
    return session.scalar(wanted.with_for_update().execution_options(populate_existing=True))
