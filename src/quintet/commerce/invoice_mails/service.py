"""Mailing invoices. What is asked for is a row and a job in one transaction; the job hands it over, once."""

from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from quintet.commerce.billing.service import billing_of
from quintet.commerce.documents.wording import render
from quintet.commerce.documents.words import day_text
from quintet.commerce.invoice_mails.jobs import mail_invoice
from quintet.commerce.invoice_mails.letters import usual_words
from quintet.commerce.invoice_mails.models import InvoiceMail, InvoiceMailKind, InvoiceMailStatus
from quintet.commerce.invoice_mails.schemas import MailDraft, Sending
from quintet.commerce.invoices.models import Invoice
from quintet.commerce.invoices.object import INVOICE
from quintet.commerce.invoices.service import invoice_to_change, note_sent
from quintet.commerce.invoices.status import InvoiceStatus
from quintet.commerce.templates.choosing import default_template
from quintet.commerce.templates.models import TemplateType
from quintet.commerce.templates.variables import values_of
from quintet.foundation.access import Actor
from quintet.foundation.db import unless_taken, workspace_of
from quintet.foundation.jobs import enqueue
from quintet.foundation.objects.reading import get_record
from quintet.identity.workspaces.models import Workspace
from quintet.kit.errors import Conflict, Invalid, NotFound
from quintet.kit.ids import is_id
from quintet.kit.money import Money
from quintet.records.companies.models import Company
from quintet.records.contacts.models import Contact
from quintet.records.leads.models import Lead

_SHOWN = 100


def send_invoice(
    session: Session,
    actor: Actor,
    invoice_id: str,
    data: Sending,
    *,
    known_only: bool = False,
    at_once: bool = False,
) -> InvoiceMail:
    """Have an invoice mailed, with its PDF: a draft waits for money once that is done, or `at_once`.

    Conflict for a void one, and while another mail of it waits. Invalid, naming `to`, when no address is known, and
    with `known_only` for an address that is none of whoever it is to.
    """
    invoice = invoice_to_change(session, actor, invoice_id)
    if known_only and data.to is not None and data.to not in addresses_of(session, invoice):
        raise Invalid.one("to", "unknown_address", "This is no address of whoever pays.")
    mail = _post(session, actor, invoice, InvoiceMailKind.invoice, data)
    if at_once:
        mail.noted = True
        note_sent(session, actor, invoice, mail.to_address)
    return mail


def remind_of_invoice(session: Session, actor: Actor, invoice_id: str, data: Sending) -> InvoiceMail:
    """Have whoever owes reminded by mail. Conflict unless the invoice is overdue, and like `send_invoice`."""
    invoice = invoice_to_change(session, actor, invoice_id)
    if invoice.status != InvoiceStatus.overdue:
        raise Conflict("Only overdue invoices can be reminded of.", code="not_overdue")
    return _post(session, actor, invoice, InvoiceMailKind.reminder, data)


def retry_mail(session: Session, actor: Actor, invoice_id: str, mail_id: str) -> InvoiceMail:
    """Have a mail that failed sent after all. Conflict for one that did not."""
    invoice = invoice_to_change(session, actor, invoice_id)
    _refuse_void(invoice)
    mail = session.get(InvoiceMail, mail_id, with_for_update=True) if is_id(mail_id) else None
    if mail is None or mail.invoice_id != invoice.id:
        raise NotFound("mail")
    if mail.status != InvoiceMailStatus.failed:
        raise Conflict("This mail did not fail.", code="not_failed")
    with unless_taken(session, partial(_refuse_second, session, invoice.id)):
        mail.status = InvoiceMailStatus.queued
        mail.error = None
        session.flush()
    enqueue(session, mail_invoice(mail.id), workspace_id=actor.workspace_id, requested_by=actor.user_id)
    return mail


def list_mails(session: Session, actor: Actor, invoice_id: str) -> list[InvoiceMail]:
    """The newest mails of an invoice, newest first."""
    get_record(session, actor, INVOICE, invoice_id)
    own = select(InvoiceMail).where(InvoiceMail.invoice_id == invoice_id)
    newest = own.order_by(InvoiceMail.created_at.desc(), InvoiceMail.id.desc())
    return list(session.scalars(newest.limit(_SHOWN)))


def draft_mail(session: Session, actor: Actor, invoice_id: str, kind: InvoiceMailKind) -> MailDraft:
    """What a mail would say, and to whom it would go, if nothing else is said."""
    return _draft(session, get_record(session, actor, INVOICE, invoice_id), kind)


def addresses_of(session: Session, invoice: Invoice) -> list[str]:
    """The e-mail addresses of whoever pays an invoice, the likeliest first: of the contact, the company, the lead, and
    the company's people."""
    contact = session.get(Contact, invoice.contact_id) if invoice.contact_id else None
    company = session.get(Company, invoice.company_id) if invoice.company_id else None
    lead = session.get(Lead, invoice.lead_id) if invoice.lead_id else None
    found = [contact.email, *(each.get("value") for each in contact.emails)] if contact is not None else []
    found += [each.email for each in (company, lead) if each is not None]
    if company is not None:
        people = select(Contact.email).where(
            Contact.company_id == company.id, Contact.deleted_at.is_(None), Contact.email.is_not(None)
        )
        found += session.scalars(people.order_by(Contact.created_at, Contact.id).limit(_SHOWN))
    return list(dict.fromkeys(address for address in found if address))


def _post(session: Session, actor: Actor, invoice: Invoice, kind: InvoiceMailKind, data: Sending) -> InvoiceMail:
    _refuse_void(invoice)
    draft = _draft(session, invoice, kind)
    to = data.to or draft.to
    if to is None:
        raise Invalid.one("to", "required", "No e-mail address of whoever pays is known.")
    mail = InvoiceMail(
        invoice_id=invoice.id,
        kind=kind.value,
        to_address=to,
        to_name=_name(session, invoice, to),
        reply_to=actor.email,
        subject=data.subject or draft.subject,
        message=data.message or draft.message,
        status=InvoiceMailStatus.queued.value,
        requested_by=actor.user_id,
    )
    with unless_taken(session, partial(_refuse_second, session, invoice.id)):
        session.add(mail)
        session.flush()
    enqueue(session, mail_invoice(mail.id), workspace_id=actor.workspace_id, requested_by=actor.user_id)
    return mail


def _draft(session: Session, invoice: Invoice, kind: InvoiceMailKind) -> MailDraft:
    template = default_template(session, TemplateType.invoice) if kind == InvoiceMailKind.invoice else None
    to = next(iter(addresses_of(session, invoice)), None)
    if template is not None:
        known = values_of(session, invoice)
        message = render(template.content, known).strip()
        subject = " ".join(render(template.subject or "", known, "subject").split())
        return MailDraft(to=to, subject=(subject or invoice.number)[:300], message=(message or invoice.number)[:10_000])
    language = billing_of(session).language
    contact = session.get(Contact, invoice.contact_id) if invoice.contact_id else None
    name = contact.first_name or contact.last_name if contact is not None else ""
    said = {
        "name": f" {name}" if name else "",
        "number": invoice.number,
        "workspace": session.get_one(Workspace, workspace_of(session)).name,
        "total": Money(invoice.total_minor, invoice.currency).format(language),
        "open": Money(invoice.balance_minor, invoice.currency).format(language),
        "due": day_text(invoice.due_on, language),
    }
    subject, message = usual_words(kind, language, **said)
    return MailDraft(to=to, subject=subject[:300], message=message)


def _name(session: Session, invoice: Invoice, to: str) -> str:
    """Of whom the address is, as far as the invoice tells."""
    contact = session.get(Contact, invoice.contact_id) if invoice.contact_id else None
    if contact is not None and to in (contact.email, *(each.get("value") for each in contact.emails)):
        return contact.full_name
    company = session.get(Company, invoice.company_id) if invoice.company_id else None
    return company.name if company is not None and to == company.email else ""


def _refuse_void(invoice: Invoice) -> None:
    if invoice.status == InvoiceStatus.void:
        raise Conflict("A void invoice can't be sent.", code="invoice_void")


def _refuse_second(session: Session, invoice_id: str) -> None:
    waits = (InvoiceMailStatus.queued.value, InvoiceMailStatus.sending.value)
    waiting = select(InvoiceMail.id).where(InvoiceMail.invoice_id == invoice_id, InvoiceMail.status.in_(waits))
    if session.scalar(waiting) is not None:
        raise Conflict("A mail with this invoice is on its way.", code="being_sent")
