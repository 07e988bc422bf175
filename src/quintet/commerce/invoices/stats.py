"""What the invoices somebody sees come to."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from quintet.commerce.invoices.models import Invoice, InvoiceLine
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


@dataclass(frozen=True, slots=True)
class ProductSales:
    """What was billed of a product in one currency, in its minor units, before discounts and taxes."""

    currency: str
    invoices: int
    quantity: float
    total_minor: int


def product_sales(
    session: Session, actor: Actor, product_ids: Collection[str] | None = None
) -> dict[str, list[ProductSales]]:
    """By product what was billed of it, of these or of all, on the invoices the actor sees: without drafts and void
    ones. One statement over many lines: on the heavy lane."""
    require(actor, INVOICE.right("read"))
    line = InvoiceLine
    sums = (func.count(Invoice.id.distinct()), func.sum(line.quantity), func.sum(line.total_minor))
    out = (InvoiceStatus.draft.value, InvoiceStatus.void.value)
    statement = (
        select(line.product_id, Invoice.currency, *sums)
        .join(Invoice, Invoice.id == line.invoice_id)
        .where(line.product_id.is_not(None), Invoice.deleted_at.is_(None), Invoice.status.not_in(out))
    )
    if product_ids is not None:
        statement = statement.where(line.product_id.in_(product_ids))
    if not actor.sees_all:
        statement = statement.where(visible(INVOICE))
    grouped = statement.group_by(line.product_id, Invoice.currency).order_by(Invoice.currency)
    found: dict[str, list[ProductSales]] = defaultdict(list)
    for product_id, currency, invoices, quantity, total in session.execute(
        grouped, {"ws": actor.workspace_id, "me": actor.user_id}
    ):
        found[str(product_id)].append(ProductSales(currency, invoices, round(quantity, 4), int(total)))
    return found
