"""What follows from what happens to invoices and payments."""

from typing import Any

from sqlalchemy.orm import Session

from quintet.commerce.invoices.facts import InvoicePaymentApplied, InvoiceVoided
from quintet.commerce.invoices.models import Invoice
from quintet.commerce.invoices.status import PAYABLE
from quintet.commerce.payments.charging import open_payments
from quintet.commerce.payments.jobs import end_card_payment
from quintet.foundation.events import Delivered, subscribe
from quintet.foundation.jobs import enqueue


@subscribe(InvoicePaymentApplied, InvoiceVoided, name="commerce.end_card_payments")
def end_card_payments(session: Session, delivered: Delivered[Any]) -> None:
    """A page that somebody still has open takes no card for what is not owed any more."""
    invoice = session.get(Invoice, delivered.subject.id)
    for row in open_payments(session, delivered.subject.id):
        owed = invoice is not None and invoice.status in PAYABLE and invoice.balance_minor == row.amount_minor
        if not owed and row.card_id is None:
            enqueue(session, end_card_payment(row.id), workspace_id=delivered.workspace_id, dedupe_key=row.id)
