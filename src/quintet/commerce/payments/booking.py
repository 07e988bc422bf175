"""Entering what the card provider tells of: each payment once, whoever tells of it, how often and in which order.

The session is bound to the workspace. An invoice is locked before all that belongs to it, so what is told at the same
time is entered one after another.
"""

import logging

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from quintet.commerce.billing.service import today
from quintet.commerce.invoices.models import Invoice
from quintet.commerce.invoices.service import tell
from quintet.commerce.invoices.status import PAYABLE
from quintet.commerce.payments.facts import PaymentDisputed, PaymentDisputeEnded, PaymentFailed
from quintet.commerce.payments.models import OPEN, CardIntent, CardRefund, Payment, PaymentDispute
from quintet.commerce.payments.object import PAYMENT
from quintet.commerce.payments.ports import ChargeReport, DisputeReport, DisputeStatus, Intent, IntentStatus
from quintet.commerce.payments.schemas import CardPaymentStatus, PaymentKind, PaymentMethod
from quintet.commerce.payments.service import book, book_back, left_of, lock_invoice, lock_payment
from quintet.foundation.access import Actor
from quintet.foundation.access.actor import ActorKind, system_actor
from quintet.foundation.db import workspace_of
from quintet.foundation.events import Ref, emit
from quintet.foundation.objects.writing import links_of
from quintet.kit import time

log = logging.getLogger(__name__)
LABELS = {"stripe": "Stripe", "sandbox-cards": "Sandbox cards"}


def provider_actor(session: Session, provider: str) -> Actor:
    """The card provider, as whoever told us."""
    return system_actor(workspace_of(session), LABELS.get(provider, provider), ActorKind.provider)


def take_intent(session: Session, provider: str, intent: Intent) -> CardIntent | None:
    """How a payment by card stands: the row that was begun with it moves on, and what was paid is entered. Money that
    came is entered even when we had given that payment up, or never began it."""
    invoice = lock_invoice(session, intent.marks.invoice_id)
    if invoice is None:
        log.warning("%s tells of a payment for an invoice that is not here", provider)
        return None
    row = _begun(session, intent.marks.intent_id)
    if intent.status is IntentStatus.succeeded:
        _enter(session, provider, invoice, intent)
        if row is not None:
            row.status, row.error = CardPaymentStatus.succeeded.value, None
    if row is None:
        return None
    row.provider_id = row.provider_id or intent.id
    row.updated_at = time.now()
    if row.status in OPEN and intent.status is not IntentStatus.succeeded:
        _move(session, provider, invoice, row, intent)
    session.flush()
    return row


def take_charge(session: Session, provider: str, charge: ChargeReport) -> None:
    """What was taken from a card, and how much of it went back in all."""
    paid = Intent(
        charge.intent_id,
        IntentStatus.succeeded,
        charge.paid_minor,
        charge.currency,
        charge.marks,
        charge_id=charge.charge_id,
        brand=charge.brand,
        last4=charge.last4,
        received_minor=charge.paid_minor,
    )
    take_intent(session, provider, paid)
    payment = payment_of(session, provider, charge.intent_id)
    if payment is not None:
        _note_refunds(session, provider, payment, charge.refunded_minor)


def take_dispute(session: Session, provider: str, payment_id: str, report: DisputeReport) -> None:
    """A dispute was opened, or ended: when it is lost, the money is gone."""
    invoice_id = session.get_one(Payment, payment_id).invoice_id
    lock_invoice(session, invoice_id)
    payment = lock_payment(session, payment_id)
    wanted = (PaymentDispute.provider == provider, PaymentDispute.provider_id == report.dispute_id)
    known = session.scalar(select(PaymentDispute).where(*wanted))
    if known is not None and DisputeStatus(known.status) is not DisputeStatus.open:
        return  # it ended before; what is told now is older
    actor, ended = provider_actor(session, provider), report.status is not DisputeStatus.open
    if known is None:
        known = PaymentDispute(payment_id=payment.id, provider=provider, provider_id=report.dispute_id)
        known.amount_minor, known.reason = report.amount_minor, report.reason[:100]
        fact = PaymentDisputed(payment.invoice_number, report.amount_minor, payment.currency, report.reason[:100])
        _tell(session, actor, payment, fact)
    elif not ended:
        return
    known.status = report.status.value
    session.add(known)
    payment.dispute_status = report.status.value
    session.flush()
    if ended:
        won = report.status is DisputeStatus.won
        _tell(
            session,
            actor,
            payment,
            PaymentDisputeEnded(payment.invoice_number, report.amount_minor, payment.currency, won),
        )
        gone = 0 if won else min(report.amount_minor, left_of(payment))
        if gone:
            book_back(session, actor, payment, gone, PaymentKind.dispute, report.reason)


def refund_done(session: Session, provider: str, refund_id: str) -> Payment:
    """The provider gave back what it was asked for; gives the entry of it. A webhook may have told so before."""
    refund = session.get_one(CardRefund, refund_id)
    lock_invoice(session, session.get_one(Payment, refund.payment_id).invoice_id)
    payment = lock_payment(session, refund.payment_id)
    session.refresh(refund)
    if refund.entry_id is None:
        _enter_refund(session, provider, payment, refund)
    return session.get_one(Payment, refund.entry_id)


def payment_of(session: Session, provider: str, provider_id: str) -> Payment | None:
    """The payment that was taken by this payment at the provider."""
    return session.scalar(select(Payment).where(Payment.provider == provider, Payment.provider_id == provider_id))


def _begun(session: Session, row_id: str) -> CardIntent | None:
    wanted = select(CardIntent).where(CardIntent.id == row_id).with_for_update()
    return session.scalar(wanted.execution_options(populate_existing=True)) if row_id else None


def _enter(session: Session, provider: str, invoice: Invoice, intent: Intent) -> None:
    known = payment_of(session, provider, intent.id)
    if known is not None:
        for name, value in (
            ("charge_id", intent.charge_id),
            ("card_brand", intent.brand),
            ("card_last4", intent.last4),
        ):
            if getattr(known, name) is None and value is not None:
                setattr(known, name, value)
        return
    paid = intent.received_minor or intent.amount_minor
    payable = invoice.status in PAYABLE and invoice.deleted_at is None and invoice.currency == intent.currency
    values = {
        "method": PaymentMethod.card.value,
        "currency": intent.currency,
        "paid_on": today(session),
        "provider": provider,
        "provider_id": intent.id,
        "charge_id": intent.charge_id,
        "card_brand": intent.brand,
        "card_last4": intent.last4,
    }
    applied = min(paid, invoice.balance_minor) if payable else 0
    book(session, provider_actor(session, provider), invoice, paid, applied, values)


def _move(session: Session, provider: str, invoice: Invoice, row: CardIntent, intent: Intent) -> None:
    """A payment that is not paid yet. A saved card is asked once: what it does not give, its holder has to give."""
    said = (intent.error or "")[:500] or None
    waits = intent.status in (IntentStatus.open, IntentStatus.needs_action)
    failed = row.card_id is not None and waits and said is not None
    if failed:
        row.status = CardPaymentStatus.failed.value
    elif row.card_id is None or not waits:
        row.status = intent.status.value
    if said is not None and (failed or (intent.status is IntentStatus.open and said != row.error)):
        fact = PaymentFailed(invoice.number, row.amount_minor, row.currency, said)
        tell(session, provider_actor(session, provider), invoice, fact)
    row.error = said


def _note_refunds(session: Session, provider: str, payment: Payment, refunded_minor: int) -> None:
    """Enter what went back beyond what is known: first what we asked for, else what was given back elsewhere."""
    of_payment = (Payment.refund_of_id == payment.id, Payment.kind == PaymentKind.refund.value)
    known = session.scalar(select(func.coalesce(func.sum(-Payment.amount_minor), 0)).where(*of_payment)) or 0
    missing = min(refunded_minor - int(known), left_of(payment))
    if missing <= 0:
        return
    asked = select(CardRefund).where(CardRefund.payment_id == payment.id, CardRefund.entry_id.is_(None))
    for refund in session.scalars(asked.order_by(CardRefund.id)).all():
        if refund.status != "failed" and refund.amount_minor <= missing:
            _enter_refund(session, provider, payment, refund)
            missing -= refund.amount_minor
    if missing:
        book_back(session, provider_actor(session, provider), payment, missing, PaymentKind.refund, None)


def _enter_refund(session: Session, provider: str, payment: Payment, refund: CardRefund) -> None:
    actor = provider_actor(session, provider)
    entry = book_back(session, actor, payment, refund.amount_minor, PaymentKind.refund, refund.reason)
    refund.entry_id, refund.status, refund.error = entry.id, "done", None
    session.flush()


def _tell(session: Session, actor: Actor, payment: Payment, fact: PaymentDisputed | PaymentDisputeEnded) -> None:
    emit(session, actor, fact, subject=Ref(PAYMENT.name, payment.id), links=links_of(PAYMENT, payment))
