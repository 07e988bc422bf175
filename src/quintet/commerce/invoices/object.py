"""What an invoice is."""

from typing import Any

from sqlalchemy import ColumnElement, select

from quintet.commerce.invoices.models import Invoice, InvoiceLine
from quintet.commerce.invoices.schemas import InvoiceCreate, InvoiceUpdate
from quintet.commerce.invoices.status import InvoiceStatus
from quintet.commerce.lines.models import LINE_FIELDS
from quintet.foundation.db.json import json_objects
from quintet.foundation.objects import Field, FieldType, Link, ObjectSpec, Parent, Visibility
from quintet.foundation.objects.fields import Computed


def _words(invoice: Invoice) -> list[str | None]:
    return [invoice.reference, invoice.notes]


def _lines() -> ColumnElement[Any]:
    own = (InvoiceLine.workspace_id == Invoice.workspace_id, InvoiceLine.invoice_id == Invoice.id)
    documents = json_objects(InvoiceLine.position, {name: getattr(InvoiceLine, name) for name in LINE_FIELDS})
    return select(documents).where(*own).correlate(Invoice).scalar_subquery()


INVOICE: ObjectSpec[Invoice, InvoiceCreate, InvoiceUpdate] = ObjectSpec(
    name="invoice",
    plural="invoices",
    label="Invoice",
    label_plural="Invoices",
    icon="invoice",
    model=Invoice,
    create=InvoiceCreate,
    update=InvoiceUpdate,
    title=Invoice.number,
    search=_words,
    visibility=Visibility(
        owners=(Invoice.owner_id, Invoice.created_by),
        parents=(Parent(Invoice.company_id, "company"), Parent(Invoice.contact_id, "contact")),
    ),
    links=(
        Link(Invoice.company_id, "company"),
        Link(Invoice.contact_id, "contact"),
        Link(Invoice.deal_id, "deal"),
        Link(Invoice.lead_id, "lead"),
    ),
    fields=(
        Field(Invoice.number, "Number", readonly=True, default=True, indexed=True),
        Field(
            Invoice.status, "Status", FieldType.select, options=InvoiceStatus, readonly=True, indexed=True, default=True
        ),
        Field(Invoice.company_id, "Company", FieldType.relation, relation="company", indexed=True, default=True),
        Field(Invoice.contact_id, "Contact", FieldType.relation, relation="contact", indexed=True),
        Field(Invoice.deal_id, "Deal", FieldType.relation, relation="deal", indexed=True),
        Field(Invoice.lead_id, "Lead", FieldType.relation, relation="lead"),
        Field(Invoice.owner_id, "Owner", FieldType.relation, relation="user", indexed=True),
        Field(Invoice.total_minor, "Total", FieldType.money, readonly=True, default=True),
        Field(Invoice.balance_minor, "Open", FieldType.money, readonly=True, tracked=False, default=True),
        Field(Invoice.currency, "Currency", readonly=True),
        Field(Invoice.issued_on, "Issued", FieldType.date, default=True),
        Field(Invoice.due_on, "Due", FieldType.date, indexed=True, default=True),
        Field(Invoice.reference, "Their reference"),
        Field(Invoice.subtotal_minor, "Subtotal", FieldType.money, readonly=True),
        Field(Invoice.discount_minor, "Discount", FieldType.money),
        Field(Invoice.tax_minor, "Tax", FieldType.money, readonly=True),
        Field(Invoice.tax_name, "Tax is called", readonly=True),
        Field(Invoice.tax_percent, "Tax in percent", FieldType.number, readonly=True),
        Field(Invoice.tax_rate_id, "Tax rate", FieldType.relation, relation="tax_rate"),
        Field(Invoice.shipping_minor, "Shipping", FieldType.money),
        Field(Invoice.paid_minor, "Paid", FieldType.money, readonly=True, tracked=False),
        Field(Invoice.payment_term_id, "Payment term", FieldType.relation, relation="payment_term"),
        Field(Invoice.contract_term_id, "Contract term", FieldType.relation, relation="contract_term"),
        Field(Invoice.agreement_template_id, "Agreement", FieldType.relation, relation="document_template"),
        Field(Invoice.carrier, "Carrier", vocabulary="cellular_carrier"),
        Field(Invoice.backend, "Backend", vocabulary="backend"),
        Field(Invoice.shipping_type, "Shipping", vocabulary="shipping_type"),
        Field(Invoice.notes, "Notes", FieldType.long_text, sortable=False),
        Field(Invoice.terms, "Terms", FieldType.long_text, sortable=False),
        Field(Invoice.sent_at, "Sent", FieldType.datetime, readonly=True, tracked=False),
        Field(Invoice.sent_to, "Sent to", FieldType.email, readonly=True, tracked=False),
        Field(Invoice.paid_at, "Paid on", FieldType.datetime, readonly=True, tracked=False),
        Field(Invoice.voided_at, "Void since", FieldType.datetime, readonly=True, tracked=False),
        Field(Invoice.void_reason, "Void because", readonly=True, sortable=False),
    ),
    computed=(Computed("lines", "Lines", FieldType.json, _lines, nullable=False, readonly=False),),
)
