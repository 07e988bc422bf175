"""Walking over all that should be in the books, a batch at a time."""

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from quintet.commerce.accounting.entries import connection_of
from quintet.commerce.accounting.models import AccountingEntry, AppliedPayment, EntryKind, EntryStatus
from quintet.commerce.accounting.requesting import request_sync
from quintet.commerce.invoices.models import Invoice
from quintet.commerce.invoices.status import InvoiceStatus
from quintet.foundation.jobs import JobContext, job

BATCH = 200


@job("commerce.resync_books", queue="accounting", timeout=3_600)
def resync_books(ctx: JobContext, books_id: str, everything: bool = False) -> None:
    """Have all invoices and payments that are missing in the books, or failed, synced; or all there are."""
    for kind in (EntryKind.invoice, EntryKind.payment):
        walk = _Walk(books_id, kind, everything)
        while not ctx.write(walk.step):
            ctx.check()


def in_the_books() -> tuple[ColumnElement[bool], ...]:
    """Invoices that the books should have."""
    out = (InvoiceStatus.draft.value, InvoiceStatus.void.value)
    return (Invoice.status.not_in(out), Invoice.deleted_at.is_(None))


class _Walk:
    """Over the records of one kind, by their ids."""

    def __init__(self, books_id: str, kind: EntryKind, everything: bool) -> None:
        self._books_id, self._kind, self._everything = books_id, kind, everything
        self._after: str | None = None

    def step(self, session: Session) -> bool:
        """Ask for the next batch; whether that was the last."""
        connection = connection_of(session)
        if connection is None or connection.books_id != self._books_id:
            return True
        entry = AccountingEntry
        if self._kind == EntryKind.invoice:
            id_, those, record_type = Invoice.id, in_the_books(), "invoice"
        else:
            id_, those, record_type = AppliedPayment.id, (AppliedPayment.amount_minor > 0,), "applied_payment"
        own = and_(entry.record_id == id_, entry.kind == self._kind, entry.books_id == self._books_id)
        wanted = select(id_).outerjoin(entry, own).where(*those)
        if self._after is not None:
            wanted = wanted.where(id_ > self._after)
        if not self._everything:
            wanted = wanted.where(entry.id.is_(None) | (entry.status == EntryStatus.failed))
        ids = session.scalars(wanted.order_by(id_).limit(BATCH)).all()
        for record_id in ids:
            request_sync(session, connection, self._kind, record_type, record_id, force=self._everything)
        self._after = ids[-1] if ids else self._after
        return len(ids) < BATCH
