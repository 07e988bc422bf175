"""A payment with what the card provider says of it."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session
from starlette.requests import Request

from quintet.commerce.payments.asking import ask
from quintet.commerce.payments.customers import cards_of
from quintet.commerce.payments.object import PAYMENT
from quintet.commerce.payments.ports import Intent
from quintet.foundation.access import Actor
from quintet.foundation.http import door_of
from quintet.foundation.objects.reading import read_record
from quintet.kit.errors import NotConfigured, NotFound, ProviderRejected, ProviderUnavailable


@dataclass(frozen=True, slots=True)
class PaymentDetails:
    """A payment's row; `said` is None where no provider took it, or when it did not answer (then `partial`)."""

    row: dict[str, Any]
    said: Intent | None
    partial: bool


async def payment_details(request: Request, payment_id: str) -> PaymentDetails:
    """NotFound for a payment that whoever asks does not see."""

    def work(session: Session, actor: Actor) -> dict[str, Any]:
        return read_record(session, actor, PAYMENT, payment_id, parsed=True)

    row = await door_of(request).read(request, work)
    cards, provider_id = cards_of(request), row["provider_id"]
    if provider_id is None:
        return PaymentDetails(row, None, False)
    if row["provider"] != cards.name:
        return PaymentDetails(row, None, True)
    try:
        return PaymentDetails(row, await ask(lambda: cards.read_intent(provider_id)), False)
    except (NotConfigured, NotFound, ProviderRejected, ProviderUnavailable):
        return PaymentDetails(row, None, True)
