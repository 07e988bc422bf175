"""What can be done with payments that people write down, and the entries of which all payments consist.

An invoice is locked before its payments, always in this order.
"""

from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from quintet.commerce.billing.service import today
from quintet.commerce.invoices.models import Invoice
from quintet.commerce.invoices.object import INVOICE
from quintet.commerce.invoices.service import apply_payment
from quintet.commerce.payments.facts import PaymentRecorded, PaymentRefunded
from quintet.commerce.payments.models import Payment
from quintet.commerce.payments.object import PAYMENT
from quintet.commerce.payments.schemas import PaymentCreate, PaymentKind, PaymentUpdate
from quintet.foundation.access import Actor, Role, require
from quintet.foundation.access.rights import declare
from quintet.foundation.events import Ref, emit
from quintet.foundation.objects import RecordService, finding, register
from quintet.foundation.objects.custom import check_values
from quintet.foundation.objects.reading import get_record
from quintet.foundation.objects.writing import (
    change_record,
    delete_record,
    links_of,
    record_to_change,
    restore_record,
)
from quintet.kit.errors import Conflict, Invalid, NotFound
from quintet.kit.ids import new_id

REFUND = declare("payments.refund", Role.manager)


def create_payment(session: Session, actor: Actor, data: PaymentCreate) -> Payment:
    """Write down money that came for an invoice. Conflict `not_payable` for a draft or a void one; Invalid for more
    than is open."""
    require(actor, PAYMENT.right("create"))
    try:
        invoice: Invoice = get_record(session, actor, INVOICE, data.invoice_id)
    except NotFound:
        raise Invalid.one("invoice_id", "unknown_reference", "There is no such invoice.") from None
    paid_on = _past(session, data.paid_on) or today(session)
    values = {"method": data.method.value, "paid_on": paid_on, "reference": data.reference, "note": data.note}
    return book(session, actor, invoice, data.amount_minor, data.amount_minor, values, custom=data.custom)


def update_payment(session: Session, actor: Actor, payment_id: str, data: PaymentUpdate) -> Payment:
    """Change what was written beside a payment."""
    payment: Payment = record_to_change(session, actor, PAYMENT, payment_id)
    values: dict[str, Any] = {name: getattr(data, name) for name in data.model_fields_set - {"custom"}}
    if "paid_on" in values and _past(session, data.paid_on) is None:
        raise Invalid.one("paid_on", "required", "This can't be empty.")
    change_record(session, actor, PAYMENT, payment, values, custom=data.custom)
    return payment


def delete_payment(session: Session, actor: Actor, payment_id: str) -> None:
    """Move a payment that was written down by mistake to the bin: its invoice is open again. Conflict for one that
    a card provider took, or of which some went back."""
    payment = payment_to_change(session, actor, payment_id, PAYMENT.right("delete"))
    if payment.provider is not None:
        raise Conflict("This was taken from a card. Give it back instead.", code="card_payment")
    if payment.kind != PaymentKind.payment or payment.refunded_minor:
        raise Conflict("Some of this went back; that stays in the books.", code="has_refunds")
    delete_record(session, actor, PAYMENT, payment)
    payment.applied_minor = 0
    apply_payment(session, actor, payment.invoice_id, -payment.amount_minor)


def restore_payment(session: Session, actor: Actor, payment_id: str) -> Payment:
    """Bring a payment back from the bin: it counts for its invoice again. Conflict or Invalid as for a new one."""
    payment = payment_to_change(session, actor, payment_id, PAYMENT.right("delete"), deleted=True)
    restore_record(session, actor, PAYMENT, payment)
    payment.applied_minor = payment.amount_minor
    apply_payment(session, actor, payment.invoice_id, payment.amount_minor)
    return payment


def take_back(session: Session, actor: Actor, payment_id: str, amount_minor: int | None, reason: str | None) -> Payment:
    """Note that money somebody wrote down went back to whoever paid it: an entry of its own, which is given. Without
    an amount all that is left. Invalid for more than that."""
    payment = payment_to_change(session, actor, payment_id, REFUND)
    if payment.provider is not None:
        raise Conflict("This was taken from a card, to which it has to go back.", code="card_payment")
    amount = left_of(payment) if amount_minor is None else amount_minor
    if payment.kind != PaymentKind.payment or amount > left_of(payment) or amount == 0:
        raise Invalid.one("amount_minor", "too_much", "This is more than is left of the payment.")
    return book_back(session, actor, payment, amount, PaymentKind.refund, reason)


def left_of(payment: Payment) -> int:
    """How much of a payment did not go back."""
    return payment.amount_minor - payment.refunded_minor


def book(
    session: Session,
    actor: Actor,
    invoice: Invoice,
    amount_minor: int,
    applied_minor: int,
    values: dict[str, Any],
    *,
    custom: dict[str, Any] | None = None,
) -> Payment:
    """Enter a payment, and have `applied_minor` of it count for its invoice, which the caller has locked. Money that
    came is entered whatever became of the invoice's company since."""
    checked = check_values(session, actor, PAYMENT.name, custom or {}, creating=True) if custom is not None else {}
    standard = {"currency": invoice.currency, "created_by": actor.user_id}
    payment = Payment(
        id=new_id(),
        invoice_id=invoice.id,
        invoice_number=invoice.number,
        company_id=invoice.company_id,
        contact_id=invoice.contact_id,
        kind=PaymentKind.payment.value,
        amount_minor=amount_minor,
        applied_minor=applied_minor,
        refunded_minor=0,
        custom={key: value for key, value in checked.items() if value is not None},
        **(standard | values),
    )
    session.add(payment)
    session.flush()
    finding.index(session, PAYMENT, payment)
    unapplied = amount_minor - applied_minor
    fact = PaymentRecorded(invoice.number, amount_minor, payment.currency, payment.method, unapplied, payment.provider)
    emit(session, actor, fact, subject=Ref(PAYMENT.name, payment.id), links=links_of(PAYMENT, payment))
    if applied_minor:
        apply_payment(session, actor, invoice.id, applied_minor)
    return payment


def book_back(
    session: Session, actor: Actor, payment: Payment, amount_minor: int, kind: PaymentKind, reason: str | None
) -> Payment:
    """Enter that some of a payment went back; what never counted for the invoice goes first. The caller has locked
    invoice and payment, and has seen to it that so much is left."""
    unapplied = left_of(payment) - payment.applied_minor
    from_invoice = max(0, amount_minor - unapplied)
    payment.refunded_minor += amount_minor
    payment.applied_minor -= from_invoice
    kept = ("invoice_id", "invoice_number", "company_id", "contact_id", "method", "currency", "provider")
    entry = Payment(
        id=new_id(),
        **{name: getattr(payment, name) for name in kept},
        kind=kind.value,
        amount_minor=-amount_minor,
        applied_minor=0,
        refunded_minor=0,
        paid_on=today(session),
        note=reason,
        refund_of_id=payment.id,
        created_by=actor.user_id,
    )
    session.add(entry)
    session.flush()
    finding.index(session, PAYMENT, entry)
    fact = PaymentRefunded(payment.invoice_number, amount_minor, payment.currency, left_of(payment), reason)
    links = [Ref(PAYMENT.name, entry.id), *links_of(PAYMENT, payment)]
    emit(session, actor, fact, subject=Ref(PAYMENT.name, payment.id), links=links)
    if from_invoice:
        apply_payment(session, actor, payment.invoice_id, -from_invoice)
    return entry


def payment_to_change(session: Session, actor: Actor, payment_id: str, right: str, *, deleted: bool = False) -> Payment:
    """A payment, locked after its invoice. NotFound when the actor does not see it, Forbidden without the right."""
    seen: Payment = get_record(session, actor, PAYMENT, payment_id, deleted=deleted, lock=False)
    require(actor, right)
    lock_invoice(session, seen.invoice_id)
    return lock_payment(session, payment_id)


def lock_invoice(session: Session, invoice_id: str) -> Invoice | None:
    """The invoice, locked, whether or not it is in the bin."""
    wanted = select(Invoice).where(Invoice.id == invoice_id).with_for_update()
    return session.scalar(wanted.execution_options(populate_existing=True))


def lock_payment(session: Session, payment_id: str) -> Payment:
    """A payment, locked. Its invoice has to be locked before."""
    wanted = select(Payment).where(Payment.id == payment_id).with_for_update()
    return session.scalars(wanted.execution_options(populate_existing=True)).one()


def _past(session: Session, day: date | None) -> date | None:
    if day is not None and day > today(session):
        raise Invalid.one("paid_on", "invalid", "This day is still to come.")
    return day


PAYMENTS = register(RecordService(PAYMENT, create_payment, update_payment, delete_payment, restore_payment))
