"""Amounts that came for invoices, and went back: what the books are told of as payments."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from quintet.commerce.accounting.models import AppliedPayment
from quintet.commerce.invoices.facts import InvoicePaymentApplied
from quintet.foundation.db import insert_new
from quintet.foundation.events import Delivered
from quintet.kit import time
from quintet.kit.ids import new_id


def note_applied(session: Session, delivered: Delivered[InvoicePaymentApplied]) -> list[str]:
    """Note an amount once for its fact; gives the payments that are to be told. What went back is taken off what came
    last. LookupError when it is more than what is known to have come: that fact is still on its way."""
    now, fact = time.now(), delivered.fact
    row = {
        "id": new_id(),
        "created_at": now,
        "updated_at": now,
        "fact_id": delivered.id,
        "invoice_id": delivered.subject.id,
        "amount_minor": max(fact.amount_minor, 0),
        "applied_minor": fact.amount_minor,
        "currency": fact.currency,
        "applied_at": delivered.at,
    }
    made = [id_ for (id_,) in insert_new(session, AppliedPayment, [row], "id")]
    if not made or fact.amount_minor >= 0:
        return made
    back = -fact.amount_minor
    changed: list[str] = []
    own = select(AppliedPayment).where(AppliedPayment.invoice_id == delivered.subject.id)
    came = own.where(AppliedPayment.amount_minor > 0).order_by(AppliedPayment.id.desc()).with_for_update()
    for payment in session.scalars(came):
        taken = min(back, payment.amount_minor)
        if not taken:
            break
        payment.amount_minor -= taken
        back -= taken
        changed.append(payment.id)
    if back:
        raise LookupError("more went back than came")
    session.flush()
    return changed
