"""Tables of payments. All amounts are in minor units of their currency."""

from datetime import date, datetime

from sqlalchemy import BigInteger, Boolean, Date, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from quintet.foundation.db import Id, Record, only_where
from quintet.foundation.objects.following import Follower, follow
from quintet.foundation.objects.models import ObjectRow, live_index


class CardCustomer(Record):
    """A company as the card provider knows it; one that others were merged into is several customers."""

    __tablename__ = "card_customers"
    __table_args__ = (
        Index("uq_card_customers_customer_id", "workspace_id", "provider", "customer_id", unique=True),
        Index("ix_card_customers_company_id", "workspace_id", "company_id", "provider"),
    )

    company_id: Mapped[str] = mapped_column(Id)
    made_for_id: Mapped[str] = mapped_column(Id)
    """The company it was made for, whichever that was merged into since."""
    provider: Mapped[str] = mapped_column(String(30))
    customer_id: Mapped[str] = mapped_column(String(100))


follow(Follower(CardCustomer, "company_id", "company"))


class Payment(ObjectRow):
    """Money that came for an invoice, or, as an entry of its own with an amount below 0, that went back."""

    __tablename__ = "payments"
    __table_args__ = (
        live_index("payments", "created_at"),
        live_index("payments", "invoice_id", "created_at"),
        live_index("payments", "company_id", "created_at"),
        live_index("payments", "created_by", "created_at"),
        live_index("payments", "paid_on"),
        Index("ix_payments_contact_id", "workspace_id", "contact_id"),
        # What makes one payment of all that is told about it.
        Index("uq_payments_provider_id", "provider", "provider_id", unique=True),
    )

    invoice_id: Mapped[str] = mapped_column(Id)
    invoice_number: Mapped[str] = mapped_column(String(40))
    company_id: Mapped[str | None] = mapped_column(Id)
    contact_id: Mapped[str | None] = mapped_column(Id)
    kind: Mapped[str] = mapped_column(String(10))
    method: Mapped[str] = mapped_column(String(20))
    amount_minor: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[str] = mapped_column(String(3))
    paid_on: Mapped[date] = mapped_column(Date)
    reference: Mapped[str | None] = mapped_column(String(100))
    note: Mapped[str | None] = mapped_column(Text)
    applied_minor: Mapped[int] = mapped_column(BigInteger)
    """How much of it counts for its invoice now: less than came when more came than was open, or some went back."""
    refunded_minor: Mapped[int] = mapped_column(BigInteger, default=0)
    refund_of_id: Mapped[str | None] = mapped_column(Id)
    provider: Mapped[str | None] = mapped_column(String(30))
    """Who took it from a card; None where somebody wrote it down."""
    provider_id: Mapped[str | None] = mapped_column(String(100))
    charge_id: Mapped[str | None] = mapped_column(String(100))
    card_brand: Mapped[str | None] = mapped_column(String(30))
    card_last4: Mapped[str | None] = mapped_column(String(4))
    dispute_status: Mapped[str | None] = mapped_column(String(10))


OPEN = ("asking", "open", "needs_action", "processing")
"""Statuses of card payments of which it is not known yet how they end."""


class CardIntent(Record):
    """A payment by card that was begun. It is committed before the provider is asked, so that nothing is lost."""

    __tablename__ = "card_intents"
    __table_args__ = (
        Index("ix_card_intents_invoice_id", "workspace_id", "invoice_id", "created_at"),
        # Two at once for one invoice might both be paid.
        Index(
            "uq_card_intents_open",
            "workspace_id",
            "invoice_id",
            unique=True,
            **only_where(f"status in {OPEN}"),
        ),
        Index("uq_card_intents_provider_id", "provider", "provider_id", unique=True),
        # What the scan for those that nobody told us of walks, over all workspaces.
        Index(
            "ix_card_intents_waiting",
            "updated_at",
            **only_where(f"status in {OPEN}"),
        ),
    )

    invoice_id: Mapped[str] = mapped_column(Id)
    provider: Mapped[str] = mapped_column(String(30))
    provider_id: Mapped[str | None] = mapped_column(String(100))
    status: Mapped[str] = mapped_column(String(20))
    amount_minor: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[str] = mapped_column(String(3))
    customer_id: Mapped[str | None] = mapped_column(String(100))
    card_id: Mapped[str | None] = mapped_column(String(100))
    """The saved card that is charged; None where whoever pays gives one."""
    save_card: Mapped[bool] = mapped_column(Boolean, default=False)
    error: Mapped[str | None] = mapped_column(String(500))
    requested_by: Mapped[str | None] = mapped_column(Id)


class CardRefund(Record):
    """Money that the provider was asked to give back. Committed before it is asked; its id is the key."""

    __tablename__ = "card_refunds"
    __table_args__ = (
        Index("ix_card_refunds_payment_id", "payment_id", "created_at"),
        Index("uq_card_refunds_request_key", "workspace_id", "request_key", unique=True),
        Index("ix_card_refunds_waiting", "created_at", **only_where("status = 'asking'")),
    )

    payment_id: Mapped[str] = mapped_column(Id, ForeignKey("payments.id", ondelete="CASCADE"))
    amount_minor: Mapped[int] = mapped_column(BigInteger)
    status: Mapped[str] = mapped_column(String(10))
    reason: Mapped[str | None] = mapped_column(String(500))
    error: Mapped[str | None] = mapped_column(String(500))
    requested_by: Mapped[str | None] = mapped_column(Id)
    request_key: Mapped[str | None] = mapped_column(String(300))
    entry_id: Mapped[str | None] = mapped_column(Id)
    """The payment's entry, once it happened."""


class PaymentDispute(Record):
    """The card's holder told the bank that a payment was not theirs."""

    __tablename__ = "payment_disputes"
    __table_args__ = (
        Index("ix_payment_disputes_payment_id", "payment_id"),
        Index("uq_payment_disputes_provider_id", "provider", "provider_id", unique=True),
    )

    payment_id: Mapped[str] = mapped_column(Id, ForeignKey("payments.id", ondelete="CASCADE"))
    provider: Mapped[str] = mapped_column(String(30))
    provider_id: Mapped[str] = mapped_column(String(100))
    amount_minor: Mapped[int] = mapped_column(BigInteger)
    status: Mapped[str] = mapped_column(String(10))
    reason: Mapped[str] = mapped_column(String(100))


class PageVisits(Record):
    """How often the page of an invoice was opened by others than the team."""

    __tablename__ = "invoice_page_visits"
    __table_args__ = (Index("uq_invoice_page_visits_invoice_id", "invoice_id", unique=True),)

    invoice_id: Mapped[str] = mapped_column(Id, ForeignKey("invoices.id", ondelete="CASCADE"))
    count: Mapped[int] = mapped_column(Integer)
    last_at: Mapped[datetime]
    told_at: Mapped[datetime | None]
    """When somebody was last told of it."""
