"""Request schemas of invoices."""

from typing import Annotated

from pydantic import BaseModel, Field, model_validator

from quintet.commerce.lines.schemas import Amount, Custom, Day, Lines, Short, Text
from quintet.foundation.http import Body
from quintet.kit.values import Currency, RecordId


class _Fields(Body):
    """`discount_minor` and `shipping_minor` are in minor units of `currency`."""

    company_id: RecordId | None = None
    contact_id: RecordId | None = None
    deal_id: RecordId | None = None
    lead_id: RecordId | None = None
    owner_id: RecordId | None = None
    issued_on: Day | None = None
    due_on: Day | None = None
    tax_rate_id: RecordId | None = None
    discount_minor: Amount = 0
    shipping_minor: Amount = 0
    payment_term_id: RecordId | None = None
    contract_term_id: RecordId | None = None
    agreement_template_id: RecordId | None = None
    carrier: Short | None = None
    backend: Short | None = None
    shipping_type: Short | None = None
    reference: Annotated[str, Field(max_length=100)] | None = None
    notes: Text | None = None
    terms: Text | None = None
    custom: Custom = {}


class InvoiceCreate(_Fields):
    """A new invoice, as a draft with the next number. Who pays is a company, a contact, or those of a deal or lead.

    Unless it says otherwise it is issued today, due by its payment term (the default one, else the workspace's days),
    taxed by the default rate where the company is taxable, agreed on by the default agreement, and in the currency of
    the deal, else the workspace's.
    """

    lines: Lines
    currency: Currency | None = None

    @model_validator(mode="after")
    def _somebody_pays(self) -> "InvoiceCreate":
        if not (self.company_id or self.contact_id or self.deal_id or self.lead_id):
            raise ValueError("give a company, a contact, a deal or a lead")
        return self


class InvoiceUpdate(_Fields):
    """Changes to an invoice; what is not given stays as it is, null empties a field. `lines` are all of them."""

    lines: Lines = []


class Voiding(Body):
    """Why an invoice is no longer to be paid."""

    reason: Annotated[str, Field(max_length=500)] | None = None


class CurrencyTotals(BaseModel):
    """Sums in minor units of one currency."""

    currency: str
    billed_minor: int
    paid_minor: int
    outstanding_minor: int
    overdue_minor: int


class InvoiceStats(BaseModel):
    """How many invoices there are by status, and what they come to (drafts and void ones not counted in sums)."""

    count: int
    by_status: dict[str, int]
    totals: list[CurrencyTotals]
