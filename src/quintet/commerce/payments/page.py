"""The page on which an invoice is paid by people without an account. Its secret is all that is asked of them."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from quintet.commerce.agreements.models import SignedAgreement
from quintet.commerce.agreements.service import Unsigned, agreement_of
from quintet.commerce.invoices.models import Invoice
from quintet.commerce.invoices.object import INVOICE
from quintet.commerce.invoices.printing import PrintedInvoice, printed
from quintet.commerce.invoices.service import invoice_by_token, lines_in, page_path, tell
from quintet.commerce.invoices.status import PAYABLE, InvoiceStatus
from quintet.commerce.payments.facts import InvoiceViewed
from quintet.commerce.payments.models import PageVisits, Payment
from quintet.commerce.payments.schemas import PageLine, PagePayment, PayPage
from quintet.commerce.payments.service import lock_invoice
from quintet.foundation.access import Actor, require
from quintet.foundation.access.actor import ActorKind, system_actor
from quintet.foundation.db import all_workspaces, as_workspace
from quintet.foundation.events import Ref
from quintet.foundation.objects.reading import get_record
from quintet.identity.public import Notice, active_user_ids, notify, workspace_settings
from quintet.kit import time
from quintet.kit.errors import Conflict
from quintet.kit.ids import new_id
from quintet.records.companies.models import Company
from quintet.records.contacts.models import Contact

QUIET = timedelta(seconds=60)
"""After its owner was told of a view, further ones are counted and not told."""
_SHOWN = 100


@dataclass(frozen=True, slots=True)
class Opened:
    """The invoice that a secret opened, and its workspace."""

    invoice_id: str
    workspace_id: str


def open_page(session: Session, token: str) -> Opened:
    """NotFound for a secret that opens nothing."""
    with all_workspaces(session):
        invoice = invoice_by_token(session, token)
        return Opened(invoice.id, invoice.workspace_id)


def page_to_print(session: Session, token: str, *, receipt: bool = False) -> PrintedInvoice:
    """What the invoice behind a secret says on paper. NotFound for a secret that opens nothing; with `receipt`,
    Conflict `not_paid` for an invoice that is not."""
    with all_workspaces(session):
        invoice = invoice_by_token(session, token)
    if receipt and invoice.status != InvoiceStatus.paid:
        raise Conflict("There is a receipt once this is paid.", code="not_paid")
    with as_workspace(session, invoice.workspace_id):
        return printed(session, invoice)


def visitor(workspace_id: str) -> Actor:
    """Whoever has the secret."""
    return system_actor(workspace_id, "Visitor of the pay page", ActorKind.visitor)


def read_page(session: Session, invoice_id: str) -> tuple[PayPage, SignedAgreement | Unsigned | None]:
    """What the page shows, and the agreement that it shows once that is in words. The session is bound to the invoice's
    workspace."""
    invoice = session.get_one(Invoice, invoice_id)
    company = session.get(Company, invoice.company_id) if invoice.company_id else None
    contact = session.get(Contact, invoice.contact_id) if invoice.contact_id else None
    lines = [PageLine.model_validate(line, from_attributes=True) for line in lines_in(session, invoice_id)]
    came = select(Payment).where(Payment.invoice_id == invoice_id, Payment.deleted_at.is_(None))
    shown = session.scalars(came.order_by(Payment.created_at, Payment.id).limit(_SHOWN))
    page = PayPage(
        seller=workspace_settings(session, invoice.workspace_id).name,
        company=company.name if company is not None else None,
        contact=contact.full_name if contact is not None else None,
        number=invoice.number,
        status=InvoiceStatus(invoice.status),
        payable=invoice.status in PAYABLE and invoice.balance_minor > 0,
        may_save_card=company is not None,
        currency=invoice.currency,
        issued_on=invoice.issued_on,
        due_on=invoice.due_on,
        reference=invoice.reference,
        lines=lines,
        subtotal_minor=invoice.subtotal_minor,
        discount_minor=invoice.discount_minor,
        tax_name=invoice.tax_name,
        tax_percent=invoice.tax_percent,
        tax_minor=invoice.tax_minor,
        shipping_minor=invoice.shipping_minor,
        total_minor=invoice.total_minor,
        paid_minor=invoice.paid_minor,
        balance_minor=invoice.balance_minor,
        notes=invoice.notes,
        terms=invoice.terms,
        payments=[PagePayment.model_validate(payment, from_attributes=True) for payment in shown],
        agreement=None,
    )
    return page, agreement_of(session, invoice)


def note_view(session: Session, invoice_id: str) -> None:
    """Count a view by somebody from outside; tell the invoice's owner, who was not told for a minute."""
    invoice = lock_invoice(session, invoice_id)
    if invoice is None:
        return
    now = time.now()
    visits = session.scalar(select(PageVisits).where(PageVisits.invoice_id == invoice_id))
    if visits is None:
        visits = PageVisits(id=new_id(), invoice_id=invoice_id, count=0, last_at=now, told_at=None)
        session.add(visits)
    told = visits.told_at is None or visits.told_at <= now - QUIET
    visits.count += 1
    visits.last_at = now
    if told:
        visits.told_at = now
    session.flush()
    tell(session, visitor(invoice.workspace_id), invoice, InvoiceViewed(invoice.number, visits.count, told))
    owner = invoice.owner_id or invoice.created_by
    if told and owner is not None and active_user_ids(session, invoice.workspace_id, [owner]):
        key, about = f"viewed:{visits.id}:{visits.count}", Ref(INVOICE.name, invoice.id)
        title, text = f"{invoice.number} was opened", "Somebody looks at it on its pay page."
        notify(session, [Notice(owner, "invoice_viewed", title, key, text, about)])


def pay_link(session: Session, actor: Actor, invoice_id: str, public_url: str) -> str:
    """The address of an invoice's page, for whoever may change the invoice. Conflict for a draft, which has none."""
    invoice: Invoice = get_record(session, actor, INVOICE, invoice_id, lock=False)
    require(actor, INVOICE.right("update"))
    if invoice.status == InvoiceStatus.draft:
        raise Conflict("A draft has no page yet. Send it first.", code="draft")
    return public_url.rstrip("/") + page_path(invoice.public_token)
