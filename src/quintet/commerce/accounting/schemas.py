"""The books as the API shows and takes them."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, StringConstraints

from quintet.commerce.accounting.items import Imported, Outcome
from quintet.commerce.accounting.models import AccountingConnection, AccountingEntry, EntryKind, EntryStatus
from quintet.foundation.http import Body
from quintet.kit.values import RecordId

ShownCode = Annotated[str, StringConstraints(max_length=2_000)]


class ConnectionRead(BaseModel):
    """Whose books are connected. `error` says why nothing is synced until somebody connects again."""

    connected: bool
    provider: str
    label: str
    books_name: str | None
    currency: str | None
    error: str | None
    connected_at: datetime | None

    @classmethod
    def of(cls, connection: AccountingConnection | None, provider: str, label: str) -> "ConnectionRead":
        return cls(
            connected=connection is not None,
            provider=provider,
            label=label,
            books_name=connection.books_name if connection else None,
            currency=connection.currency if connection else None,
            error=connection.error if connection else None,
            connected_at=connection.created_at if connection else None,
        )


class ConnectRead(BaseModel):
    """Where to send the browser. It comes back to Settings."""

    url: str


class EntryRead(BaseModel):
    """One of our records as it stands in the books. `theirs_id` is their number of it, `error` why it does not get
    there: it is tried again while `waiting`, and no longer once `failed`."""

    id: str
    kind: EntryKind
    record_type: Literal["company", "contact", "invoice", "applied_payment", "product"]
    record_id: str
    title: str
    status: EntryStatus
    theirs_id: str | None
    error: str | None
    synced_at: datetime | None
    updated_at: datetime

    @classmethod
    def of(cls, row: AccountingEntry) -> "EntryRead":
        return cls(**{name: getattr(row, name) for name in cls.model_fields})


class EntryPage(BaseModel):
    data: list[EntryRead]
    next_cursor: str | None


class InvoiceEntriesRead(BaseModel):
    """How an invoice, who pays it and what came for it stand in the books."""

    connected: bool
    label: str
    invoice: EntryRead | None
    customer: EntryRead | None
    payments: list[EntryRead]


class SyncRequest(Body):
    """A record to be told again: a company or contact as `customer`, an `invoice`, or a `payment` (an entry's
    `record_id`)."""

    kind: Literal[EntryKind.customer, EntryKind.invoice, EntryKind.payment]
    record_id: RecordId


class ResyncRequest(Body):
    """Everything again, or what is missing and what failed."""

    everything: bool = False


class ResyncRead(BaseModel):
    """The job that asks for it all."""

    job_id: str


class CoverageRead(BaseModel):
    """How many there are, and how many of them are in the books."""

    total: int
    synced: int


class BooksCoverageRead(BaseModel):
    """How much of ours is in the connected books: of all companies, of invoices that were sent and are not void, and of
    the amounts that came for them. `waiting` and `failed` count entries of all kinds, `items` products that are theirs.
    """

    companies: CoverageRead
    invoices: CoverageRead
    payments: CoverageRead
    items: int
    waiting: int
    failed: int


class ImportedRead(BaseModel):
    """What became of one item of theirs; `reason` says why it was left out."""

    item_id: str
    name: str
    sku: str | None
    outcome: Outcome
    product_id: str | None
    reason: str | None


class ItemReportRead(BaseModel):
    """What became of their items, and how many of each; `more` when there were too many to take in at once."""

    data: list[ImportedRead]
    counts: dict[Outcome, int]
    more: bool

    @classmethod
    def of(cls, items: Sequence[Imported], more: bool) -> "ItemReportRead":
        counts = Counter(item.outcome for item in items)
        return cls(
            data=[ImportedRead.model_validate(item, from_attributes=True) for item in items],
            counts={outcome: counts[outcome] for outcome in Outcome},
            more=more,
        )
