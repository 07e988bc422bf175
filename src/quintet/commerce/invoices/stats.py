"""What the invoices somebody sees come to."""

from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from quintet.commerce.invoices.models import Invoice
from quintet.commerce.invoices.object import INVOICE
from quintet.commerce.invoices.schemas import CurrencyTotals, InvoiceStats
from quintet.commerce.invoices.status import InvoiceStatus
from quintet.foundation.access import Actor, require
from quintet.foundation.objects.visibility import visible


def invoice_stats(
    session: Session, actor: Actor, *, since: date | None = None, until: date | None = None
) -> InvoiceStats:
    """Counts by status and sums by currency, of invoices issued in the period (both days included)."""
    require(actor, INVOICE.right("read"))
    sums = (func.sum(Invoice.total_minor), func.sum(Invoice.paid_minor), func.sum(Invoice.balance_minor))
    statement = select(Invoice.status, Invoice.currency, func.count(), *sums).where(Invoice.deleted_at.is_(None))
    if since is not None:
        statement = statement.where(Invoice.issued_on >= since)
    if until is not None:
        statement = statement.where(Invoice.issued_on <= until)
    if not actor.sees_all:
        statement = statement.where(visible(INVOICE))
    rows = session.execute(
        statement.group_by(Invoice.status, Invoice.currency), {"ws": actor.workspace_id, "me": actor.user_id}
    ).all()
    by_status = {status.value: 0 for status in InvoiceStatus}
    totals: dict[str, CurrencyTotals] = {}
    for status, currency, count, billed, paid, open_ in rows:
        by_status[status] += count
        if status in (InvoiceStatus.draft, InvoiceStatus.void):
            continue
        known = totals.get(currency) or CurrencyTotals(
            currency=currency, billed_minor=0, paid_minor=0, outstanding_minor=0, overdue_minor=0
        )
        known.billed_minor += int(billed)
        known.paid_minor += int(paid)
        known.outstanding_minor += int(open_)
        known.overdue_minor += int(open_) if status == InvoiceStatus.overdue else 0
        totals[currency] = known
    found = [totals[currency] for currency in sorted(totals)]
    return InvoiceStats(count=sum(by_status.values()), by_status=by_status, totals=found)
