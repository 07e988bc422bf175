"""Beginning payments by card, and finding out what became of them.

Whatever is asked of the provider is committed as a row before, and its id is the key with which the provider is asked:
whoever asks again, at the same moment or after a crash, gets the same payment. An invoice has at most one payment open.
All of this runs beside the lanes, in steps that are a transaction each.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Protocol, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from quintet.commerce.agreements.service import has_to_sign
from quintet.commerce.invoices.models import Invoice
from quintet.commerce.invoices.service import tell
from quintet.commerce.invoices.status import PAYABLE
from quintet.commerce.payments.booking import provider_actor, take_intent
from quintet.commerce.payments.customers import customers_of, holder_of
from quintet.commerce.payments.facts import CardSetupBegun, ChargeBegun, PaymentFailed
from quintet.commerce.payments.models import OPEN, CardIntent
from quintet.commerce.payments.ports import CardPayments, Intent, IntentWanted, Marks
from quintet.commerce.payments.schemas import CardPaymentStatus
from quintet.commerce.payments.service import lock_invoice
from quintet.foundation.access import Actor
from quintet.foundation.access.actor import ActorKind
from quintet.foundation.events import Ref, emit
from quintet.kit import time
from quintet.kit.errors import Conflict, Invalid, NotFound, ProviderRejected, ProviderUnavailable
from quintet.kit.ids import new_id
from quintet.kit.money import Money
from quintet.records.companies.models import Company
from quintet.records.companies.object import COMPANY

T = TypeVar("T")
UNDER_WAY = timedelta(minutes=3)
"""Longer than any process asks the provider: after that, nobody waits for its answer any more."""
LONGEST_OPEN = timedelta(hours=23)
"""A payment nobody finished is ended: providers forget keys after a day."""
_TRIES = 3


class Writing(Protocol):
    """Runs a step as one transaction of the workspace, by an actor: whoever asks, or a job's."""

    def __call__(self, work: Callable[[Session, Actor], T]) -> T: ...


@dataclass(frozen=True, slots=True)
class _Means:
    """By what a payment is made."""

    provider: str
    customer_id: str | None
    card_id: str | None
    save_card: bool


@dataclass(frozen=True, slots=True)
class _Step:
    """What comes next: a payment to ask for, or (None is wanted) one that is in the way."""

    row: CardIntent
    wanted: IntentWanted | None


def begin(
    write: Writing,
    cards: CardPayments,
    invoice_id: str,
    card_id: str | None = None,
    *,
    amount_minor: int | None = None,
    of_minor: int | None = None,
    save_card: bool = False,
) -> tuple[CardIntent, Intent]:
    """Begin a payment of all that is open of an invoice, or of the amount, or go on with the one that was begun: by the
    saved card, which is charged at once, or by the card that a browser will give, which is saved for the company with
    `save_card`. `of_minor` is what was open when the amount was chosen: a saved card that is charged twice with a part
    would else pay twice. Rights are the caller's to check in `write`.

    Invalid naming `amount_minor` for more than is open, or `balance_minor` where it is missing; Conflict
    `balance_changed` when `of_minor` is open no more, `not_payable` for an invoice that waits for no money,
    `not_signed` for one from outside whose agreement waits for its signature, `payment_under_way` while another payment
    is; the provider's errors: after ProviderUnavailable it is found out what became of it.
    """
    if card_id is not None and amount_minor is not None and of_minor is None:
        raise Invalid.one("balance_minor", "required", "Say what was open when the amount was chosen.")
    known = write(lambda session, _: _customers(session, invoice_id, cards.name))
    customer_id = next(iter(known), None)
    if card_id is not None:
        customer_id = holder_of(cards, known, card_id) if known else None
    by = _Means(cards.name, customer_id, card_id, save_card and customer_id is not None)
    for _ in range(_TRIES):
        step = write(lambda session, actor: _next(session, actor, invoice_id, by, amount_minor, of_minor))
        if step.wanted is None:
            end(write, cards, step.row)
            continue
        row, intent = _ask(write, cards, step.row, step.wanted)
        if row.status != CardPaymentStatus.cancelled:  # by somebody at the provider: begin anew
            return row, intent
    raise _under_way()


def check(write: Writing, cards: CardPayments, row: CardIntent) -> None:
    """Find out how a payment stands; one that never reached the provider has failed, and one that nobody finished is
    ended."""
    if row.status not in OPEN or row.provider != cards.name:
        return
    old = time.now() - row.created_at
    if row.provider_id is None and old < UNDER_WAY:
        return  # somebody is asking
    if old > LONGEST_OPEN:
        end(write, cards, row)
        return
    found = _found(cards, row)
    if found is None:
        write(lambda session, _: _fail(session, row.id, "It never reached the provider."))
    else:
        write(lambda session, _: take_intent(session, cards.name, found))


def end(write: Writing, cards: CardPayments, row: CardIntent) -> None:
    """End a payment, unless it turns out to be paid."""
    found = _found(cards, row)
    if found is None:
        write(lambda session, _: _fail(session, row.id, "It never reached the provider."))
        return
    ended = cards.cancel_intent(found.id)
    write(lambda session, _: take_intent(session, cards.name, ended))


def open_payments(session: Session, invoice_id: str) -> list[CardIntent]:
    """The payments by card of an invoice of which it is not known yet how they end: at most one."""
    wanted = select(CardIntent).where(CardIntent.invoice_id == invoice_id, CardIntent.status.in_(OPEN))
    return list(session.scalars(wanted))


def _next(
    session: Session, actor: Actor, invoice_id: str, by: _Means, amount_minor: int | None, of_minor: int | None
) -> _Step:
    invoice = lock_invoice(session, invoice_id)
    if invoice is None or invoice.deleted_at is not None:
        raise NotFound("invoice")
    if invoice.status not in PAYABLE or invoice.balance_minor <= 0:
        raise Conflict(f"This invoice is {invoice.status}: it can't be paid.", code="not_payable")
    if actor.kind is ActorKind.visitor and has_to_sign(session, invoice):
        raise Conflict("The agreement of this invoice has to be signed before it is paid.", code="not_signed")
    if by.card_id is not None and by.customer_id is None:
        raise NotFound("card")
    asked_minor = invoice.balance_minor if amount_minor is None else amount_minor
    if of_minor is not None and of_minor != invoice.balance_minor:
        raise Conflict("Something else is open of this invoice by now. Look again.", code="balance_changed")
    if asked_minor > invoice.balance_minor:
        money = Money(invoice.balance_minor, invoice.currency).format()
        raise Invalid.one("amount_minor", "too_much", f"{money} is open of this invoice.")
    for row in open_payments(session, invoice_id):
        same = (row.amount_minor, row.currency) == (asked_minor, invoice.currency)
        known = row.provider_id is not None or row.created_at > time.now() - LONGEST_OPEN
        if same and known and _Means(row.provider, row.customer_id, row.card_id, row.save_card) == by:
            return _Step(row, _wanted(row, invoice))
        if row.provider != by.provider:
            raise _under_way()
        if (row.provider_id is None or row.card_id is not None) and row.created_at > time.now() - UNDER_WAY:
            raise _under_way()
        return _Step(row, None)
    row = CardIntent(
        id=new_id(),
        invoice_id=invoice.id,
        **asdict(by),
        status=CardPaymentStatus.asking.value,
        amount_minor=asked_minor,
        currency=invoice.currency,
        requested_by=actor.user_id,
    )
    session.add(row)
    session.flush()
    tell(session, actor, invoice, ChargeBegun(invoice.number, row.amount_minor, row.currency, by.card_id is not None))
    company = session.get(Company, invoice.company_id) if by.save_card and invoice.company_id else None
    if company is not None:
        emit(session, actor, CardSetupBegun(company.name), subject=Ref(COMPANY.name, company.id))
    return _Step(row, _wanted(row, invoice))


def _ask(write: Writing, cards: CardPayments, row: CardIntent, wanted: IntentWanted) -> tuple[CardIntent, Intent]:
    try:
        intent = cards.read_intent(row.provider_id) if row.provider_id else cards.create_intent(wanted)
    except (ProviderRejected, NotFound) as refused:
        if row.provider_id is None:
            message = refused.message
            write(lambda session, _: _fail(session, row.id, message))
        raise
    now = write(lambda session, _: take_intent(session, cards.name, intent))
    if now is not None and now.status == CardPaymentStatus.failed:
        with suppress(ProviderRejected, ProviderUnavailable):
            cards.cancel_intent(intent.id)  # so that nobody pays it later
    return now or row, intent


def _found(cards: CardPayments, row: CardIntent) -> Intent | None:
    if row.provider_id is not None:
        return cards.read_intent(row.provider_id)
    return cards.find_intent(_marks(row), row.created_at)


def _fail(session: Session, row_id: str, message: str) -> None:
    invoice_id = session.get_one(CardIntent, row_id).invoice_id
    invoice = lock_invoice(session, invoice_id)
    row = session.scalars(select(CardIntent).where(CardIntent.id == row_id).with_for_update()).one()
    session.refresh(row)
    if row.status != CardPaymentStatus.asking or row.provider_id is not None:
        return  # a webhook told more
    row.status, row.error = CardPaymentStatus.failed.value, message[:500]
    session.flush()
    if invoice is not None:
        fact = PaymentFailed(invoice.number, row.amount_minor, row.currency, message[:500])
        tell(session, provider_actor(session, row.provider), invoice, fact)


def _wanted(row: CardIntent, invoice: Invoice) -> IntentWanted:
    return IntentWanted(
        marks=_marks(row),
        amount_minor=row.amount_minor,
        currency=row.currency,
        description=invoice.number,
        key=row.id,
        customer_id=row.customer_id,
        card_id=row.card_id,
        save_card=row.save_card,
    )


def _marks(row: CardIntent) -> Marks:
    return Marks(row.workspace_id, row.invoice_id, row.id)


def _customers(session: Session, invoice_id: str, provider: str) -> list[str]:
    company_id = session.scalar(select(Invoice.company_id).where(Invoice.id == invoice_id))
    return customers_of(session, company_id, provider) if company_id is not None else []


def _under_way() -> Conflict:
    return Conflict("A payment for this invoice is under way. Look again in a moment.", code="payment_under_way")
