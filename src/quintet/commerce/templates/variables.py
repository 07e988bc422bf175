"""What document templates may say: the values of an invoice, and made-up ones by which texts are checked and tried."""

from typing import Any

from sqlalchemy.orm import Session

from quintet.commerce.billing.service import billing_of, today
from quintet.commerce.documents.words import day_text
from quintet.commerce.invoices.models import Invoice
from quintet.commerce.invoices.printing import printed
from quintet.commerce.templates.models import TemplateType
from quintet.commerce.terms.models import ContractTerm, PaymentTerm
from quintet.foundation.db import workspace_of
from quintet.identity.workspaces.models import Workspace
from quintet.kit.money import Money
from quintet.records.companies.models import Company
from quintet.records.contacts.models import Contact

_COMMON: dict[str, Any] = {
    "today": "March 5, 2026",
    "workspace": {
        "name": "Nordlicht",
        "address": "1 Harbor Road\nSpringfield",
        "phone": "+1 555 0100",
        "website": "https://nordlicht.example",
    },
    "company": {"name": "Acme", "address": "2 Mill Road\n12345 Springfield"},
    "contact": {
        "first_name": "Ann",
        "last_name": "Ames",
        "full_name": "Ann Ames",
        "email": "ann@acme.example",
        "phone": "+1 555 0101",
        "title": "Buyer",
    },
}
_INVOICE: dict[str, Any] = {
    "number": "INV-2026-0001",
    "reference": "PO 4711",
    "issued_on": "March 5, 2026",
    "due_on": "April 4, 2026",
    "currency": "USD",
    "subtotal": "$250.00",
    "discount": "$0.00",
    "tax": "$25.00",
    "shipping": "$0.00",
    "total": "$275.00",
    "paid": "$0.00",
    "open": "$275.00",
    "notes": "Thank you.",
    "terms": "No returns.",
    "payment_term": "Net 30",
    "contract_term": "One year",
    "contract_months": 12,
    "carrier": "A carrier",
    "backend": "A backend",
    "shipping_type": "Ground",
    "lines": [
        {"description": "Consulting", "code": "CONS", "quantity": "2.5 h", "price": "$100.00", "amount": "$250.00"}
    ],
}


def sample_of(type_: TemplateType) -> dict[str, Any]:
    """Made-up values of everything that a text of this type may say."""
    if type_ in (TemplateType.agreement, TemplateType.invoice):
        return {**_COMMON, "invoice": _INVOICE}
    return _COMMON


def values_of(session: Session, invoice: Invoice) -> dict[str, Any]:
    """What texts may say of an invoice, in the words of the session's workspace."""
    language = billing_of(session).language
    workspace = session.get_one(Workspace, workspace_of(session))
    company = session.get(Company, invoice.company_id) if invoice.company_id else None
    contact = session.get(Contact, invoice.contact_id) if invoice.contact_id else None
    payment_term = session.get(PaymentTerm, invoice.payment_term_id) if invoice.payment_term_id else None
    contract_term = session.get(ContractTerm, invoice.contract_term_id) if invoice.contract_term_id else None
    paper = printed(session, invoice).said
    people = len(paper["payer"]["lines"]) and company is not None and contact is not None
    address = paper["payer"]["lines"][1:] if people else paper["payer"]["lines"]

    def money(minor: int) -> str:
        return Money(minor, invoice.currency).format(language)

    return {
        "today": day_text(today(session), language),
        "workspace": {name: getattr(workspace, name) or "" for name in _COMMON["workspace"]},
        "company": {"name": company.name if company is not None else "", "address": "\n".join(address)},
        "contact": {name: (getattr(contact, name) or "") if contact else "" for name in _COMMON["contact"]},
        "invoice": {
            "number": invoice.number,
            "issued_on": day_text(invoice.issued_on, language),
            "due_on": day_text(invoice.due_on, language),
            "currency": invoice.currency,
            **{name: money(getattr(invoice, f"{name}_minor")) for name in _AMOUNTS},
            "open": money(invoice.balance_minor),
            **{name: getattr(invoice, name) or "" for name in _TEXTS},
            "payment_term": payment_term.name if payment_term is not None else "",
            "contract_term": contract_term.name if contract_term is not None else "",
            "contract_months": contract_term.months if contract_term is not None else 0,
            "lines": [{**line, "code": line["code"] or ""} for line in paper["lines"]],
        },
    }


_AMOUNTS = ("subtotal", "discount", "tax", "shipping", "total", "paid")
_TEXTS = ("reference", "notes", "terms", "carrier", "backend", "shipping_type")
