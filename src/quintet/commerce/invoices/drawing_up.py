"""What follows from what is said of an invoice alone: who pays, and when it is due."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from sqlalchemy.orm import Session

from quintet.commerce.lines.drawing_up import customer_of, term_of
from quintet.commerce.lines.usual import Usual
from quintet.commerce.terms.models import PaymentTerm
from quintet.foundation.access import Actor
from quintet.kit.errors import Invalid


def payer_of(session: Session, actor: Actor, given: Mapping[str, Any]) -> dict[str, Any]:
    """`customer_of`, which has to be a company or a contact. Invalid naming what is not there for the actor."""
    found = customer_of(session, actor, given)
    if not found["company_id"] and not found["contact_id"]:
        raise Invalid.one("company_id", "required", "Say who pays: this has no company and no contact.")
    return found


def due_of(session: Session, usual: Usual, issued_on: date, payment_term_id: str | None) -> tuple[str | None, date]:
    """The payment term of an invoice, and when it is due by it: the term given, else what is usual."""
    if payment_term_id is None:
        return usual.payment_term_id, issued_on + timedelta(days=usual.due_days)
    term = term_of(session, PaymentTerm, payment_term_id, "payment_term_id")
    return term.id, issued_on + timedelta(days=term.days)
