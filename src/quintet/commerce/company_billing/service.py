"""What companies paid and owe, of what the reader sees. Nothing of it is stored."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from quintet.commerce.company_billing.schemas import BillingEntry, BillingTotals, CompanyBilling, OpenInvoice
from quintet.commerce.invoices.models import Invoice
from quintet.commerce.invoices.object import INVOICE
from quintet.commerce.invoices.status import PAYABLE, InvoiceStatus
from quintet.commerce.payments.models import Payment
from quintet.commerce.payments.object import PAYMENT
from quintet.foundation.access import Actor, allowed, require
from quintet.foundation.objects.reading import get_record
from quintet.foundation.objects.spec import AnySpec
from quintet.foundation.objects.visibility import visible
from quintet.records.companies.object import COMPANY
from quintet.records.public import count_lifetime_values

SHOWN = 5
_OPEN = [status.value for status in PAYABLE]


def company_billing(session: Session, actor: Actor, company_id: str) -> CompanyBilling:
    """In four statements, however much there is. NotFound for a company that the actor doesn't see; Forbidden for who
    may not read invoices. Who may not read payments gets none of them."""
    require(actor, COMPANY.right("read"))
    require(actor, INVOICE.right("read"))
    get_record(session, actor, COMPANY, company_id, lock=False)
    billing = CompanyBilling(
        company_id=company_id, totals=[], open_count=0, overdue_count=0, open_invoices=[], payments=[]
    )
    totals: dict[str, BillingTotals] = {}
    sums = (func.count(), func.sum(Invoice.paid_minor), func.sum(Invoice.balance_minor))
    added = select(Invoice.currency, Invoice.status, *sums).where(Invoice.company_id == company_id)
    for currency, status, count, paid, balance in _seen(
        session, actor, INVOICE, added.group_by(Invoice.currency, Invoice.status)
    ):
        known = totals.setdefault(
            currency, BillingTotals(currency=currency, lifetime_minor=0, open_minor=0, overdue_minor=0)
        )
        known.lifetime_minor += int(paid)
        if status in _OPEN:
            known.open_minor += int(balance)
            billing.open_count += count
        if status == InvoiceStatus.overdue:
            known.overdue_minor += int(balance)
            billing.overdue_count += count
    billing.totals = [totals[currency] for currency in sorted(totals)]
    waiting = select(*_columns(Invoice, OpenInvoice)).where(Invoice.company_id == company_id, Invoice.status.in_(_OPEN))
    first_due = waiting.order_by(Invoice.due_on, Invoice.id).limit(SHOWN)
    billing.open_invoices = [
        OpenInvoice.model_validate(row, from_attributes=True) for row in _seen(session, actor, INVOICE, first_due)
    ]
    if allowed(actor, PAYMENT.right("read")):
        entries = select(*_columns(Payment, BillingEntry)).where(Payment.company_id == company_id)
        latest = entries.order_by(Payment.paid_on.desc(), Payment.id.desc()).limit(SHOWN)
        billing.payments = [
            BillingEntry.model_validate(row, from_attributes=True) for row in _seen(session, actor, PAYMENT, latest)
        ]
    return billing


def lifetime_values(session: Session, actor: Actor, company_ids: Sequence[str]) -> Mapping[str, dict[str, int]]:
    """What each of these companies paid, by currency, in one statement; nothing for who may not read invoices."""
    if not allowed(actor, INVOICE.right("read")):
        return {}
    paid = select(Invoice.company_id, Invoice.currency, func.sum(Invoice.paid_minor)).where(
        Invoice.company_id.in_(company_ids), Invoice.paid_minor > 0
    )
    found: dict[str, dict[str, int]] = {}
    for company_id, currency, amount in _seen(
        session, actor, INVOICE, paid.group_by(Invoice.company_id, Invoice.currency)
    ):
        found.setdefault(company_id, {})[currency] = int(amount)
    return found


def _seen(session: Session, actor: Actor, spec: AnySpec, statement: Any) -> Sequence[Any]:
    """The rows of a statement over an object: of what is not in the bin, and the actor sees."""
    statement = statement.where(spec.model.deleted_at.is_(None))
    if not actor.sees_all:
        statement = statement.where(visible(spec))
    return session.execute(statement, {"ws": actor.workspace_id, "me": actor.user_id}).all()


def _columns(model: type[Any], schema: type[Any]) -> list[Any]:
    return [getattr(model, name) for name in schema.model_fields]


count_lifetime_values(lifetime_values)
