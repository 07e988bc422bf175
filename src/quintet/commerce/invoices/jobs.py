"""Noting that invoices are overdue."""

from sqlalchemy.orm import Session

from quintet.commerce.billing.passing import Place, waiting, walk
from quintet.commerce.billing.service import today
from quintet.commerce.invoices.facts import InvoiceOverdue
from quintet.commerce.invoices.models import Invoice
from quintet.commerce.invoices.service import noted
from quintet.commerce.invoices.status import InvoiceStatus
from quintet.foundation.access.actor import system_actor
from quintet.foundation.db import as_workspace
from quintet.foundation.jobs import JobContext, schedule

_WAITING = (InvoiceStatus.sent.value, InvoiceStatus.partial.value)


@schedule("commerce.note_overdue", cron="0 7 * * * *", timeout=1800)
def note_overdue(ctx: JobContext) -> None:
    """Once an hour: the day on which an invoice was due ends where its workspace is."""
    walk(ctx, note_overdue_after)


def note_overdue_after(session: Session, after: Place | None) -> Place | None:
    """Note a batch, of all workspaces, beyond a place; the place it came to, None at the end."""
    invoices, place = waiting(session, Invoice, Invoice.due_on, Invoice.status.in_(_WAITING), after)
    for invoice in invoices:
        with as_workspace(session, invoice.workspace_id):
            if invoice.due_on < today(session):
                fact = InvoiceOverdue(
                    invoice.number, invoice.balance_minor, invoice.currency, invoice.due_on.isoformat()
                )
                values = {"status": InvoiceStatus.overdue.value}
                noted(session, system_actor(invoice.workspace_id), invoice, values, fact)
    return place
