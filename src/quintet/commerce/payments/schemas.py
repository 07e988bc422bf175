"""What is said about cards and payments."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BaseModel, Field

from quintet.commerce.agreements.schemas import OpenAgreement
from quintet.commerce.invoices.status import InvoiceStatus
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


class CardPaymentStatus(StrEnum):
    """How a payment by card stands. `asking`: the provider was asked, and its answer is not known yet; `failed`: the
    saved card was not taken, or the provider refused."""

    asking = "asking"
    open = "open"
    needs_action = "needs_action"
    processing = "processing"
    succeeded = "succeeded"
    cancelled = "cancelled"
    failed = "failed"


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


class CardPaymentRead(BaseModel):
    """A payment by card that was begun for an invoice; `error` is why the last card was not taken. Amounts are in
    minor units."""

    id: str
    invoice_id: str
    status: CardPaymentStatus
    amount_minor: int
    currency: str
    provider: str
    saved_card: bool
    error: str | None
    created_at: datetime


class CardRefundRead(BaseModel):
    """Money that the provider was asked to give back, and has not yet: `asking` while its answer is not known, or
    `failed`, and why."""

    id: str
    payment_id: str
    status: str
    amount_minor: int
    currency: str
    error: str | None
    created_at: datetime


class CardPaymentList(BaseModel):
    """Payments by card that were begun, and the refunds of cards that are not done."""

    data: list[CardPaymentRead]
    refunds: list[CardRefundRead]


class CardFormRead(BaseModel):
    """What a browser needs to pay with a card at the provider. The secret is good for this payment alone."""

    provider: str
    client_secret: str
    publishable_key: str | None
    amount_minor: int
    currency: str


class CardForm(Body):
    """How much is paid with the card that a browser gives: all that is open where nothing is said."""

    amount_minor: Amount | None = None


class CardCharge(Body):
    """The saved card to charge, and with how much: all that is open where nothing is said. An amount needs what was
    open when it was chosen: once that is something else, as after the first of two presses, nothing is charged."""

    card_id: Annotated[str, Field(min_length=1, max_length=100)]
    amount_minor: Amount | None = None
    balance_minor: Amount | None = None


class CheckOut(Body):
    """Whether the card is kept, to be charged for later invoices: only where whoever pays agreed to that."""

    save_card: bool = False


class PageLine(BaseModel):
    code: str | None
    description: str
    quantity: float
    unit: str | None
    unit_price_minor: int
    total_minor: int


class PagePayment(BaseModel):
    """Money that came, or (below 0) went back."""

    paid_on: date
    kind: PaymentKind
    method: PaymentMethod
    amount_minor: int
    currency: str
    card_brand: str | None
    card_last4: str | None


class PayPage(BaseModel):
    """An invoice as whoever pays it sees it: amounts in minor units of `currency`. `payable` says that it waits for
    money, once its agreement, if it has one, is signed; `may_save_card` that a company pays it, for which a card can be
    kept; its payments are the receipt."""

    seller: str
    company: str | None
    contact: str | None
    number: str
    status: InvoiceStatus
    payable: bool
    may_save_card: bool
    currency: str
    issued_on: date
    due_on: date
    reference: str | None
    lines: list[PageLine]
    subtotal_minor: int
    discount_minor: int
    tax_name: str | None
    tax_percent: float
    tax_minor: int
    shipping_minor: int
    total_minor: int
    paid_minor: int
    balance_minor: int
    notes: str | None
    terms: str | None
    payments: list[PagePayment]
    agreement: OpenAgreement | None


class PayLink(BaseModel):
    url: str
