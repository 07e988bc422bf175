"""The statuses of invoices, and which one an invoice has."""

from datetime import date
from enum import StrEnum


class InvoiceStatus(StrEnum):
    draft = "draft"
    sent = "sent"
    partial = "partial"
    paid = "paid"
    overdue = "overdue"
    void = "void"


PAYABLE = (InvoiceStatus.sent, InvoiceStatus.partial, InvoiceStatus.overdue)
"""Those that wait for money."""


def standing(total_minor: int, paid_minor: int, due_on: date, today: date) -> InvoiceStatus:
    """The status of an invoice that was sent and not made void."""
    if paid_minor >= total_minor:
        return InvoiceStatus.paid
    if due_on < today:
        return InvoiceStatus.overdue
    return InvoiceStatus.partial if paid_minor else InvoiceStatus.sent
