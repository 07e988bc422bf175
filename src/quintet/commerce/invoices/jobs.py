"""Noting that invoices are overdue."""

from datetime import date, timedelta

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from quintet.commerce.billing.service import today
from quintet.commerce.invoices.facts import InvoiceOverdue
from quintet.commerce.invoices.models import Invoice
from quintet.commerce.invoices.service import noted
from quintet.commerce.invoices.status import InvoiceStatus
from quintet.foundation.access.actor import system_actor
from quintet.foundation.db import as_workspace
from quintet.foundation.jobs import JobContext, schedule
from quintet.kit import time

BATCH = 200
Place = tuple[date, str]


@schedule("commerce.note_overdue", cron="0 7 * * * *", timeout=1800)
def note_overdue(ctx: JobContext) -> None:
    """Once an hour: the day on which an invoice was due ends where its workspace is."""
    after: Place | None = None
    while True:
        after = ctx.write(lambda session, after=after: note_overdue_after(session, after))  # type: ignore[misc]
        if after is None:
            return
        ctx.check()


def note_overdue_after(session: Session, after: Place | None) -> Place | None:
    """Note a batch, of all workspaces, beyond a place; the place it came to, None at the end. What somebody changes at
    this moment is left for the next time."""
    # Nowhere on earth is it later than a day after this.
    latest = time.now().date() + timedelta(days=1)
    waiting = select(Invoice).where(
        Invoice.status.in_([InvoiceStatus.sent.value, InvoiceStatus.partial.value]),
        Invoice.deleted_at.is_(None),
        Invoice.due_on < latest,
    )
    if after is not None:
        waiting = waiting.where(tuple_(Invoice.due_on, Invoice.id) > after)
    ordered = waiting.order_by(Invoice.due_on, Invoice.id).limit(BATCH)
    invoices = session.scalars(ordered.with_for_update(skip_locked=True)).all()
    for invoice in invoices:
        with as_workspace(session, invoice.workspace_id):
            if invoice.due_on < today(session):
                fact = InvoiceOverdue(
                    invoice.number, invoice.balance_minor, invoice.currency, invoice.due_on.isoformat()
                )
                values = {"status": InvoiceStatus.overdue.value}
                noted(session, system_actor(invoice.workspace_id), invoice, values, fact)
    return (invoices[-1].due_on, invoices[-1].id) if len(invoices) == BATCH else None
