"""The billing of companies as the API shows them. Money is in minor units of its currency."""

from datetime import date

from pydantic import BaseModel

from quintet.commerce.invoices.status import InvoiceStatus
from quintet.commerce.payments.schemas import PaymentKind, PaymentMethod


class BillingTotals(BaseModel):
    """Sums in one currency. `lifetime_minor` is what was paid and did not go back; `open_minor` what is owed, of which
    `overdue_minor` should have come already."""

    currency: str
    lifetime_minor: int
    open_minor: int
    overdue_minor: int


class OpenInvoice(BaseModel):
    id: str
    number: str
    status: InvoiceStatus
    due_on: date
    balance_minor: int
    currency: str


class BillingEntry(BaseModel):
    """Money that came; below 0 that went back."""

    id: str
    invoice_id: str
    invoice_number: str
    kind: PaymentKind
    method: PaymentMethod
    amount_minor: int
    currency: str
    paid_on: date


class CompanyBilling(BaseModel):
    """What a company paid and owes, of what you see. `open_invoices` are those due first, of `open_count`, of which
    `overdue_count` should be paid already; `payments` are the latest."""

    company_id: str
    totals: list[BillingTotals]
    open_count: int
    overdue_count: int
    open_invoices: list[OpenInvoice]
    payments: list[BillingEntry]
