"""Giving money back to cards. As with charges: a row is committed before the provider is asked, its id is the key."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from quintet.commerce.payments.booking import refund_done
from quintet.commerce.payments.charging import Writing
from quintet.commerce.payments.models import CardRefund, Payment
from quintet.commerce.payments.ports import CardPayments
from quintet.commerce.payments.schemas import PaymentKind, Refunding
from quintet.commerce.payments.service import REFUND, left_of, payment_to_change
from quintet.foundation.access import Actor
from quintet.kit.errors import Conflict, Invalid, NotFound, ProviderRejected
from quintet.kit.ids import new_id


@dataclass(frozen=True, slots=True)
class Asked:
    """A refund, and the payment at the provider that it is of."""

    id: str
    provider_id: str
    amount_minor: int
    currency: str


def refund_card(
    write: Writing, cards: CardPayments, payment_id: str, data: Refunding, request_key: str | None = None
) -> str:
    """Have the provider give back some of a payment, or all that is left; gives the id of the entry.

    The same `request_key` is one refund. Invalid for more than is left, Conflict `other_provider` for what another
    took; the provider's errors: after ProviderUnavailable it is asked again by a job.
    """
    asked = write(lambda session, actor: _prepare(session, actor, cards.name, payment_id, data, request_key))
    return ask_for_refund(write, cards, asked)


def ask_for_refund(write: Writing, cards: CardPayments, asked: Asked) -> str:
    """Ask the provider, once more if need be, and note what became of it."""
    try:
        cards.refund(asked.provider_id, asked.amount_minor, asked.currency, key=asked.id)
    except (ProviderRejected, NotFound) as refused:
        message = refused.message
        write(lambda session, _: _fail(session, asked.id, message))
        raise
    return write(lambda session, _: refund_done(session, cards.name, asked.id).id)


def undone_refunds(session: Session, invoice_id: str) -> list[tuple[CardRefund, str]]:
    """The refunds of an invoice's cards of which it is not known whether they happened, and those that failed and were
    the last of their payment; the newest first, with their currencies."""
    theirs = select(CardRefund, Payment.currency).join(Payment, Payment.id == CardRefund.payment_id)
    found = session.execute(theirs.where(Payment.invoice_id == invoice_id).order_by(CardRefund.id.desc()).limit(50))
    undone: list[tuple[CardRefund, str]] = []
    seen: set[str] = set()
    for refund, currency in found:
        if refund.status == "asking" or (refund.status == "failed" and refund.payment_id not in seen):
            undone.append((refund, currency))
        seen.add(refund.payment_id)
    return undone


def refund_to_ask(session: Session, refund_id: str, provider: str) -> Asked | None:
    """A refund of which it is not known whether it happened; None when it is."""
    refund = session.get(CardRefund, refund_id)
    if refund is None or refund.status != "asking":
        return None
    payment = session.get_one(Payment, refund.payment_id)
    return _asked(refund, payment) if payment.provider == provider else None


def _prepare(
    session: Session, actor: Actor, provider: str, payment_id: str, data: Refunding, request_key: str | None
) -> Asked:
    payment = payment_to_change(session, actor, payment_id, REFUND)
    if payment.provider != provider or payment.provider_id is None or payment.kind != PaymentKind.payment:
        message = f"This was taken by {payment.provider or 'no card provider'}: it has to go back there."
        raise Conflict(message, code="other_provider")
    key = f"{actor.ref}:{request_key}"[:300] if request_key else None
    if key is not None:
        known = session.scalar(select(CardRefund).where(CardRefund.request_key == key))
        if known is not None:
            return _asked(known, payment)
    pending = select(func.coalesce(func.sum(CardRefund.amount_minor), 0))
    pending = pending.where(CardRefund.payment_id == payment.id, CardRefund.status == "asking")
    left = left_of(payment) - int(session.scalar(pending) or 0)
    amount = left if data.amount_minor is None else data.amount_minor
    if amount > left or amount <= 0:
        raise Invalid.one("amount_minor", "too_much", "This is more than is left of the payment.")
    refund = CardRefund(
        id=new_id(),
        payment_id=payment.id,
        amount_minor=amount,
        status="asking",
        reason=data.reason,
        requested_by=actor.user_id,
        request_key=key,
    )
    session.add(refund)
    session.flush()
    return _asked(refund, payment)


def _asked(refund: CardRefund, payment: Payment) -> Asked:
    return Asked(refund.id, payment.provider_id or "", refund.amount_minor, payment.currency)


def _fail(session: Session, refund_id: str, message: str) -> None:
    refund = session.scalars(select(CardRefund).where(CardRefund.id == refund_id).with_for_update()).one()
    if refund.entry_id is None:
        refund.status, refund.error = "failed", message[:500]
        session.flush()
