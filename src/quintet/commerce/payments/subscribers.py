"""What follows from what happens to invoices and payments, through whichever face it came."""

from contextlib import suppress
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from quintet.commerce.billing.service import billing_of
from quintet.commerce.invoices.facts import InvoicePaid, InvoicePaymentApplied, InvoiceVoided
from quintet.commerce.invoices.models import Invoice
from quintet.commerce.invoices.status import PAYABLE
from quintet.commerce.payments.charging import open_payments
from quintet.commerce.payments.facts import PaymentDisputed, PaymentFailed, PaymentRecorded
from quintet.commerce.payments.jobs import end_card_payment
from quintet.commerce.payments.letters import ReceiptLetter
from quintet.commerce.payments.models import Payment
from quintet.foundation.access import Actor, system_actor
from quintet.foundation.events import Delivered, Ref, subscribe
from quintet.foundation.jobs import enqueue
from quintet.foundation.objects.writing import change_record
from quintet.identity.public import Notice, active_user_ids, notify, post_letter, workspace_settings
from quintet.kit.errors import Conflict, NotFound
from quintet.kit.money import Money
from quintet.records.companies.models import Company
from quintet.records.companies.object import COMPANY
from quintet.records.companies.schemas import CompanyStatus
from quintet.records.contacts.models import Contact
from quintet.records.deals.verbs import close_deal
from quintet.records.leads.service import close_lead
from quintet.records.pipelines.schemas import StageKind

_STAYS = (CompanyStatus.customer, CompanyStatus.partner)


@subscribe(InvoicePaymentApplied, InvoiceVoided, name="commerce.end_card_payments")
def end_card_payments(session: Session, delivered: Delivered[Any]) -> None:
    """A page that somebody still has open takes no card for what is not owed any more."""
    invoice = session.get(Invoice, delivered.subject.id)
    for row in open_payments(session, delivered.subject.id):
        owed = invoice is not None and invoice.status in PAYABLE and invoice.balance_minor >= row.amount_minor
        if not owed and row.card_id is None:
            enqueue(session, end_card_payment(row.id), workspace_id=delivered.workspace_id, dedupe_key=row.id)


@subscribe(InvoicePaid, name="commerce.invoice_paid")
def invoice_paid(session: Session, delivered: Delivered[InvoicePaid]) -> None:
    """The company is a customer, the deal and the lead are won, and both sides are told."""
    invoice = session.get(Invoice, delivered.subject.id)
    if invoice is None:
        return
    actor = system_actor(delivered.workspace_id)
    # Stages are locked before what stands in them, so these come first. What was converted or deleted stays so.
    if invoice.deal_id is not None:
        with suppress(Conflict, NotFound):
            close_deal(session, actor, invoice.deal_id, StageKind.won)
    if invoice.lead_id is not None:
        with suppress(Conflict, NotFound):
            close_lead(session, actor, invoice.lead_id, StageKind.won)
    _promote(session, actor, invoice)
    money = Money(delivered.fact.total_minor, delivered.fact.currency).format()
    _tell_owner(session, delivered, invoice, "invoice_paid", f"{invoice.number} is paid", money)
    _mail_receipt(session, invoice)


@subscribe(PaymentRecorded, PaymentFailed, PaymentDisputed, name="commerce.tell_of_payments")
def tell_of_payments(session: Session, delivered: Delivered[Any]) -> None:
    """The invoice's owner hears of what somebody has to see to: too much came, nothing came, or it may go again."""
    fact = delivered.fact
    about = next((ref.id for ref in delivered.links if ref.type == "invoice"), delivered.subject.id)
    invoice = session.get(Invoice, about)
    if invoice is None:
        return
    if isinstance(fact, PaymentRecorded):
        if fact.unapplied_minor:
            much = Money(fact.unapplied_minor, fact.currency).format()
            text = f"{much} came beyond what was open. Give it back."
            _tell_owner(session, delivered, invoice, "payment_unapplied", f"{invoice.number} was overpaid", text)
        return
    money = Money(fact.amount_minor, fact.currency).format()
    if isinstance(fact, PaymentFailed):
        text = f"{money}: {fact.reason}"
        _tell_owner(session, delivered, invoice, "payment_failed", f"{invoice.number} could not be paid", text)
    else:
        text = f"{money}: {fact.reason}. Answer at the card provider."
        _tell_owner(session, delivered, invoice, "payment_disputed", f"{invoice.number}: a payment is disputed", text)


def _promote(session: Session, actor: Actor, invoice: Invoice) -> None:
    wanted = select(Company).where(Company.id == invoice.company_id, Company.deleted_at.is_(None))
    company = session.scalar(wanted.with_for_update())
    if company is not None and company.status not in _STAYS:
        change_record(session, actor, COMPANY, company, {"status": CompanyStatus.customer.value})


def _tell_owner(
    session: Session, delivered: Delivered[Any], invoice: Invoice, kind: str, title: str, text: str
) -> None:
    owner = invoice.owner_id or invoice.created_by
    if owner is None or not active_user_ids(session, delivered.workspace_id, [owner]):
        return
    notify(session, [Notice(owner, kind, title, delivered.id, text, Ref("invoice", invoice.id))])


def _mail_receipt(session: Session, invoice: Invoice) -> None:
    """To the contact, else to where the invoice was sent; nothing where nobody paid anything."""
    paid = select(Payment.id).where(Payment.invoice_id == invoice.id, Payment.applied_minor > 0).limit(1)
    if session.scalar(paid) is None:
        return
    contact = session.get(Contact, invoice.contact_id) if invoice.contact_id else None
    to = (contact.email if contact is not None and contact.deleted_at is None else None) or invoice.sent_to
    if to is None:
        return
    name = contact.full_name if contact is not None else ""
    workspace = workspace_settings(session, invoice.workspace_id).name
    language = billing_of(session).language
    total = Money(invoice.total_minor, invoice.currency).format(language)
    letter = ReceiptLetter(workspace, name, invoice.number, total, invoice.public_token, invoice.id, language)
    post_letter(session, letter, to=to, name=name, workspace_id=invoice.workspace_id)
