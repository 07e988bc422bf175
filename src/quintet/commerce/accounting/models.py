"""Tables of accounting: the connection to somebody's books, and what stands in them of ours."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from quintet.foundation.db import Id, Record, only_where
from quintet.foundation.objects.following import Follower, follow


class EntryKind(StrEnum):
    customer = "customer"
    invoice = "invoice"
    payment = "payment"
    item = "item"


class EntryStatus(StrEnum):
    waiting = "waiting"
    synced = "synced"
    failed = "failed"


class AccountingConnection(Record):
    """A workspace's way into its books; one per workspace."""

    __tablename__ = "accounting_connections"
    __table_args__ = (Index("uq_accounting_connections_workspace_id", "workspace_id", unique=True),)

    provider: Mapped[str] = mapped_column(String(30))
    books_id: Mapped[str] = mapped_column(String(60))
    books_name: Mapped[str] = mapped_column(String(300))
    currency: Mapped[str] = mapped_column(String(3))
    """The home currency of the books."""
    tokens: Mapped[str] = mapped_column(Text)
    """The grant's tokens, sealed."""
    renewals: Mapped[int] = mapped_column(Integer, default=0)
    """How often they were renewed: who wants to renew them says which ones."""
    expires_at: Mapped[datetime]
    renewing_until: Mapped[datetime | None]
    """Somebody is renewing them until then, so nobody else does."""
    error: Mapped[str | None] = mapped_column(String(500))
    """Why it no longer works, until somebody connects again."""
    sales_item_id: Mapped[str | None] = mapped_column(String(60))
    connected_by: Mapped[str | None] = mapped_column(Id)


class AccountingEntry(Record):
    """One of our records as it stands in the books: which of their entries it is, and what we last told them.

    Entries of books that are no longer connected stay, so that nothing is doubled when they are connected again.
    """

    __tablename__ = "accounting_entries"
    __table_args__ = (
        Index("uq_accounting_entries_ours", "workspace_id", "books_id", "kind", "record_id", "currency", unique=True),
        Index(
            "uq_accounting_entries_theirs",
            "workspace_id",
            "books_id",
            "kind",
            "theirs_id",
            unique=True,
            **only_where("theirs_id is not null"),
        ),
        Index("ix_accounting_entries_status", "workspace_id", "books_id", "status", "id"),
    )

    books_id: Mapped[str] = mapped_column(String(60))
    kind: Mapped[str] = mapped_column(String(10))
    record_type: Mapped[str] = mapped_column(String(20))
    """`company`, `contact`, `invoice`, `applied_payment` or `product`."""
    record_id: Mapped[str] = mapped_column(Id)
    currency: Mapped[str] = mapped_column(String(3), default="")
    """In which they are billed, for one more customer that a record is there; empty for its first, and all else."""
    title: Mapped[str] = mapped_column(String(300))
    theirs_id: Mapped[str | None] = mapped_column(String(60))
    theirs_version: Mapped[str | None] = mapped_column(String(20))
    theirs_currency: Mapped[str | None] = mapped_column(String(3))
    """In which they bill a customer, once they told: it is so for good."""
    digest: Mapped[str | None] = mapped_column(String(64))
    """Of what they were told last."""
    status: Mapped[str] = mapped_column(String(10), default=EntryStatus.waiting)
    error: Mapped[str | None] = mapped_column(String(500))
    asked: Mapped[int] = mapped_column(Integer, default=0)
    """How often it was asked to be synced: what came while it was being done is seen by it."""
    synced_at: Mapped[datetime | None]
    claim: Mapped[str | None] = mapped_column(Id)
    claimed_until: Mapped[datetime | None]
    """Whoever syncs it has it for themselves until then."""


follow(Follower(AccountingEntry, "record_id", type_column="record_type", once_per=("books_id", "kind", "currency")))


class AppliedPayment(Record):
    """An amount that came for an invoice, less what went back of it: what the books are told of as one payment."""

    __tablename__ = "applied_payments"
    __table_args__ = (
        Index("uq_applied_payments_fact_id", "workspace_id", "fact_id", unique=True),
        Index("ix_applied_payments_invoice_id", "workspace_id", "invoice_id", "id"),
    )

    fact_id: Mapped[str] = mapped_column(Id)
    """The fact that told of it; each is taken once."""
    invoice_id: Mapped[str] = mapped_column(Id)
    amount_minor: Mapped[int] = mapped_column(BigInteger)
    """What is left of it."""
    applied_minor: Mapped[int] = mapped_column(BigInteger)
    """What the fact said; below 0 for money that went back."""
    currency: Mapped[str] = mapped_column(String(3))
    applied_at: Mapped[datetime]
