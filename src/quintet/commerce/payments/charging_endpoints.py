"""How an invoice's payments by card are reached."""

from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from quintet.commerce.invoices.object import INVOICE
from quintet.commerce.payments import charging, jobs, subscribers  # noqa: F401 - registers them
from quintet.commerce.payments.asking import ask
from quintet.commerce.payments.customers import cards_of
from quintet.commerce.payments.models import CardIntent, CardRefund
from quintet.commerce.payments.object import PAYMENT
from quintet.commerce.payments.ports import CardPayments, Intent
from quintet.commerce.payments.refunding import Asked, ask_for_refund, refund_to_ask, undone_refunds
from quintet.commerce.payments.schemas import (
    CardCharge,
    CardForm,
    CardFormRead,
    CardPaymentList,
    CardPaymentRead,
    CardPaymentStatus,
    CardRefundRead,
)
from quintet.foundation.access import Actor, Role, require
from quintet.foundation.access.rights import declare
from quintet.foundation.http import Reply, door_of
from quintet.foundation.http.routing import router
from quintet.foundation.objects.openapi import ERRORS
from quintet.foundation.objects.reading import get_record
from quintet.kit.errors import Conflict, NotFound, ProviderRejected

T = TypeVar("T")
CHARGE = declare("payments.charge", Role.admin)
_SHOWN = 50
routes = router("/invoices", "Invoices")


@routes.get("/{id}/card-payments", operation_id="list_card_payments", response_model=CardPaymentList, responses=ERRORS)
async def list_(request: Request, id: str) -> Response:
    """Payments by card that were begun for an invoice, the newest first, at most fifty; and refunds not done yet."""
    return Reply.json(await _begun(request, id)).response()


@routes.post("/{id}/card-form", operation_id="begin_card_payment", response_model=CardFormRead, responses=ERRORS)
async def form(request: Request, id: str, body: CardForm | None = None) -> Response:
    """Begin to have an invoice, or a part of it, paid with a card that a browser gives to the provider, or go on with
    the payment that was begun."""
    _, form = await begin_form(request, id, body.amount_minor if body is not None else None)
    return Reply.json(form).response()


@routes.post("/{id}/charge", operation_id="charge_saved_card", response_model=CardPaymentRead, responses=ERRORS)
async def charge(request: Request, id: str, body: CardCharge) -> Response:
    """Charge a saved card of the invoice's company with all that is open, or with a part of it. Asked twice, it is
    charged once."""
    await _may_charge(request, id)
    cards, write = cards_of(request), writing_of(request)
    much, of = body.amount_minor, body.balance_minor
    row, _ = await ask(lambda: charging.begin(write, cards, id, body.card_id, amount_minor=much, of_minor=of))
    if row.status == CardPaymentStatus.failed:
        raise ProviderRejected(row.error or "The card was declined.", code="card_declined")
    return Reply.json(shown(row)).response()


@routes.post(
    "/{id}/card-payments/check", operation_id="check_card_payments", response_model=CardPaymentList, responses=ERRORS
)
async def check(request: Request, id: str) -> Response:
    """Ask the provider how the payments and refunds by card stand of which that is not known. Nothing is charged, and
    nothing given back twice, by it."""
    cards, write = cards_of(request), writing_of(request)
    rows, refunds = await door_of(request).read(request, lambda s, a: _open_of(s, a, id, cards.name))
    for row in rows:
        await ask(lambda row=row: charging.check(write, cards, row))  # type: ignore[misc]
    for refund in refunds:
        with suppress(ProviderRejected, NotFound):  # it is noted with the refund, and shown
            await ask(lambda refund=refund: ask_for_refund(write, cards, refund))  # type: ignore[misc]
    return Reply.json(await _begun(request, id)).response()


async def begin_form(
    request: Request, invoice_id: str, amount_minor: int | None = None
) -> tuple[CardIntent, CardFormRead]:
    """What a browser needs to pay an invoice, or so much of it, for whoever may charge cards. Conflict when it is paid
    by now."""
    await _may_charge(request, invoice_id)
    cards, write = cards_of(request), writing_of(request)
    row, intent = await ask(lambda: charging.begin(write, cards, invoice_id, amount_minor=amount_minor))
    return row, form_of(cards, row, intent)


async def session_of(request: Request, row: CardIntent, *, all_cards: bool) -> str | None:
    """The secret with which the provider's form offers the saved cards of whoever pays; None where the provider knows
    no customer. `all_cards` for the team; strangers see those alone whose holder agreed to that."""
    customer_id, cards = row.customer_id, cards_of(request)
    if customer_id is None:
        return None
    return await ask(lambda: cards.begin_session(customer_id, all_cards=all_cards))


def form_of(cards: CardPayments, row: CardIntent, intent: Intent) -> CardFormRead:
    """What a browser needs to pay. Conflict when the payment waits for no card any more."""
    if row.status not in (CardPaymentStatus.open, CardPaymentStatus.needs_action) or intent.client_secret is None:
        raise Conflict("This is being paid already. Look again in a moment.", code="payment_under_way")
    return CardFormRead(
        provider=cards.name,
        client_secret=intent.client_secret,
        publishable_key=cards.publishable_key,
        amount_minor=row.amount_minor,
        currency=row.currency,
    )


def writing_of(request: Request) -> charging.Writing:
    """Steps as transactions of the request, by whoever asks."""
    door = door_of(request)
    credentials = door.credentials(request)

    def write(work: Callable[[Session, Actor], T]) -> T:
        return door.db.write_sync(lambda session: work(session, door.enter(session, credentials)))

    return write


def shown(row: CardIntent) -> CardPaymentRead:
    """A payment by card as the API shows it."""
    return CardPaymentRead(
        id=row.id,
        invoice_id=row.invoice_id,
        status=CardPaymentStatus(row.status),
        amount_minor=row.amount_minor,
        currency=row.currency,
        provider=row.provider,
        saved_card=row.card_id is not None,
        error=row.error,
        created_at=row.created_at,
    )


async def _may_charge(request: Request, invoice_id: str) -> None:
    def work(session: Session, actor: Actor) -> None:
        get_record(session, actor, INVOICE, invoice_id, lock=False)
        require(actor, CHARGE)

    await door_of(request).read(request, work)


async def _begun(request: Request, invoice_id: str) -> CardPaymentList:
    def work(session: Session, actor: Actor) -> CardPaymentList:
        require(actor, PAYMENT.right("read"))
        get_record(session, actor, INVOICE, invoice_id, lock=False)
        wanted = select(CardIntent).where(CardIntent.invoice_id == invoice_id).order_by(CardIntent.created_at.desc())
        return CardPaymentList(
            data=[shown(row) for row in session.scalars(wanted.limit(_SHOWN))],
            refunds=[_refund(*found) for found in undone_refunds(session, invoice_id)],
        )

    return await door_of(request).read(request, work)


def _refund(row: CardRefund, currency: str) -> CardRefundRead:
    same = ("id", "payment_id", "status", "amount_minor", "error", "created_at")
    return CardRefundRead(**{name: getattr(row, name) for name in same}, currency=currency)


def _open_of(session: Session, actor: Actor, invoice_id: str, provider: str) -> tuple[list[CardIntent], list[Asked]]:
    get_record(session, actor, INVOICE, invoice_id, lock=False)
    require(actor, PAYMENT.right("update"))
    asked = [refund_to_ask(session, refund.id, provider) for refund, _ in undone_refunds(session, invoice_id)]
    return charging.open_payments(session, invoice_id), [each for each in asked if each is not None]
