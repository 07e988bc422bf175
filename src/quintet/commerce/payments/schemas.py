"""What is said about cards and payments."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BaseModel, Field

from quintet.foundation.http import Body
from quintet.kit.values import RecordId

Day = Annotated[date, Field(ge=date(1900, 1, 1), le=date(9998, 12, 31))]
Amount = Annotated[int, Field(gt=0, le=10**15)]
Reference = Annotated[str, Field(max_length=100)]
Note = Annotated[str, Field(max_length=5_000)]
Custom = Annotated[dict[str, Any], Field(max_length=200)]


class PaymentMethod(StrEnum):
    cash = "cash"
    check = "check"
    card = "card"
    bank_transfer = "bank_transfer"
    paypal = "paypal"
    stripe = "stripe"
    other = "other"


class PaymentKind(StrEnum):
    """What an entry is. Amounts of refunds and of lost disputes are below 0."""

    payment = "payment"
    refund = "refund"
    dispute = "dispute"


class PaymentCreate(Body):
    """Money that came for an invoice, as somebody writes it down: minor units of the invoice's currency. Without a
    day it came today."""

    invoice_id: RecordId
    amount_minor: Amount
    method: PaymentMethod
    paid_on: Day | None = None
    reference: Reference | None = None
    note: Note | None = None
    custom: Custom = {}


class PaymentUpdate(Body):
    """What was written beside a payment. Its money is never changed: take it back and record it anew."""

    paid_on: Day | None = None
    reference: Reference | None = None
    note: Note | None = None
    custom: Custom = {}


class Refunding(Body):
    """How much goes back (all that is left of it where nothing is said), and why."""

    amount_minor: Amount | None = None
    reason: Annotated[str, Field(max_length=500)] | None = None


class SavedCardRead(BaseModel):
    """A saved card as people recognise it."""

    id: str
    brand: str
    last4: str
    exp_month: int
    exp_year: int
    is_default: bool
    created_at: datetime


class SavedCardList(BaseModel):
    """`provider` keeps the cards (`sandbox-cards` where none was chosen)."""

    data: list[SavedCardRead]
    provider: str


class CardSetupRead(BaseModel):
    """What a browser needs to save a card with the provider. The secret is good for one card."""

    provider: str
    client_secret: str
    publishable_key: str | None
