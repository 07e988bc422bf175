"""Finding out what became of payments by card of which nobody told us, and ending those that are no longer wanted."""

from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from quintet.commerce.payments import charging
from quintet.commerce.payments.booking import provider_actor
from quintet.commerce.payments.models import OPEN, CardIntent, CardRefund
from quintet.commerce.payments.ports import CardPayments
from quintet.commerce.payments.refunding import ask_for_refund, refund_to_ask
from quintet.commerce.payments.schemas import CardPaymentStatus
from quintet.foundation.access import Actor
from quintet.foundation.jobs import JobContext, Retry, enqueue, job, queue, schedule
from quintet.kit import time

T = TypeVar("T")
QUIET = timedelta(hours=1)
"""Payments that wait for somebody with a card are looked at this often; the provider tells by itself, as a rule."""
_BATCH = 500
queue("cards", concurrency=2)


@job("commerce.check_card_payment", queue="cards", retry=Retry(attempts=6, first_delay=10.0), timeout=120)
def check_card_payment(ctx: JobContext, row_id: str) -> None:
    """Ask the provider how a payment stands."""
    row = ctx.read(lambda session: session.get(CardIntent, row_id))
    if row is not None:
        cards = ctx.service(CardPayments)  # type: ignore[type-abstract]
        charging.check(writing(ctx, cards.name), cards, row)


@job("commerce.end_card_payment", queue="cards", retry=Retry(attempts=6, first_delay=5.0), timeout=120)
def end_card_payment(ctx: JobContext, row_id: str) -> None:
    """Have the provider take no card for a payment that is not wanted any more."""
    row = ctx.read(lambda session: session.get(CardIntent, row_id))
    cards = ctx.service(CardPayments)  # type: ignore[type-abstract]
    if row is not None and row.status in OPEN and row.provider == cards.name and row.provider_id is not None:
        charging.end(writing(ctx, cards.name), cards, row)


@job("commerce.check_card_refund", queue="cards", retry=Retry(attempts=6, first_delay=10.0), timeout=120)
def check_card_refund(ctx: JobContext, refund_id: str) -> None:
    """Ask for a refund once more, by its key, when nobody knows whether it happened."""
    cards = ctx.service(CardPayments)  # type: ignore[type-abstract]
    asked = ctx.read(lambda session: refund_to_ask(session, refund_id, cards.name))
    if asked is not None:
        ask_for_refund(writing(ctx, cards.name), cards, asked)


@schedule("commerce.check_card_payments", cron="0 */5 * * * *", timeout=600)
def check_card_payments(ctx: JobContext) -> None:
    """Look for payments and refunds whose answer never came, and for payments that nobody finished."""
    ctx.write(_queue_checks)


def writing(ctx: JobContext, provider: str) -> charging.Writing:
    """Steps as transactions of the job, by the provider."""

    def write(work: Callable[[Session, Actor], T]) -> T:
        return ctx.write(lambda session: work(session, provider_actor(session, provider)))

    return write


def _queue_checks(session: Session) -> None:
    now = time.now()
    waiting = select(CardIntent.id, CardIntent.workspace_id).where(
        CardIntent.status.in_(OPEN),
        or_(
            and_(
                CardIntent.status == CardPaymentStatus.asking.value,
                CardIntent.updated_at < now - charging.UNDER_WAY,
            ),
            CardIntent.updated_at < now - QUIET,
        ),
    )
    for row_id, workspace_id in session.execute(waiting.order_by(CardIntent.updated_at).limit(_BATCH)).all():
        enqueue(session, check_card_payment(row_id), workspace_id=workspace_id, dedupe_key=row_id)
    asked = select(CardRefund.id, CardRefund.workspace_id)
    asked = asked.where(CardRefund.status == "asking", CardRefund.created_at < now - charging.UNDER_WAY)
    for refund_id, workspace_id in session.execute(asked.order_by(CardRefund.created_at).limit(_BATCH)).all():
        enqueue(session, check_card_refund(refund_id), workspace_id=workspace_id, dedupe_key=refund_id)
