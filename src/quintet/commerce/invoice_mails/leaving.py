"""Noting that mails with invoices went out: told by who took them, or by whom they came to."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from quintet.commerce.invoice_mails.models import InvoiceMail, InvoiceMailKind, InvoiceMailStatus
from quintet.commerce.invoices.facts import InvoiceReminded
from quintet.commerce.invoices.models import Invoice
from quintet.commerce.invoices.service import locked_invoice, note_sent, tell
from quintet.commerce.invoices.status import InvoiceStatus
from quintet.foundation.access import Actor
from quintet.foundation.access.actor import system_actor
from quintet.foundation.db import all_workspaces, as_workspace, workspace_of
from quintet.identity.public import actor_of, membership, user_of
from quintet.kit import time


def note_left(session: Session, mail_id: str, provider_id: str | None = None) -> None:
    """A mail went out, and its invoice with it: a draft waits for money from then on. Noted once; `provider_id` is what
    who took it calls it."""
    mail = locked_mail(session, mail_id)
    if mail is None:
        return
    mail.provider_id = provider_id[:300] if provider_id is not None else mail.provider_id
    if mail.status == InvoiceMailStatus.sent:
        session.flush()
        return
    mail.status = InvoiceMailStatus.sent
    mail.error = None
    mail.sent_at = time.now()
    session.flush()
    actor = sender_of(session, mail)
    invoice = locked_invoice(session, mail.invoice_id)
    if mail.kind == InvoiceMailKind.reminder:
        fact = InvoiceReminded(invoice.number, invoice.balance_minor, invoice.currency, mail.to_address)
        tell(session, actor, invoice, fact)
    elif not mail.noted:
        note_sent(session, actor, invoice, mail.to_address)


def note_arrived(session: Session, token: str) -> None:
    """Somebody who is not of the team came with the secret of a draft's page. Nobody is told it but by the mail: so
    that arrived, even where its process died before it could note that it left."""
    invoice = _draft(session, token)
    if invoice is None:
        return
    with as_workspace(session, invoice.workspace_id):
        mails = select(InvoiceMail.id).where(InvoiceMail.invoice_id == invoice.id)
        mail_id = session.scalar(mails.order_by(InvoiceMail.created_at.desc(), InvoiceMail.id.desc()).limit(1))
        if mail_id is not None:
            note_left(session, mail_id)


def home_of_draft(session: Session, token: str) -> str | None:
    """The workspace of the draft with this secret."""
    invoice = _draft(session, token)
    return invoice.workspace_id if invoice is not None else None


def _draft(session: Session, token: str) -> Invoice | None:
    drafts = select(Invoice).where(Invoice.status == InvoiceStatus.draft.value, Invoice.deleted_at.is_(None))
    with all_workspaces(session):
        return session.scalar(drafts.where(Invoice.public_token == token)) if len(token) >= 32 else None


def locked_mail(session: Session, mail_id: str) -> InvoiceMail | None:
    return session.get(InvoiceMail, mail_id, with_for_update=True, populate_existing=True)


def sender_of(session: Session, mail: InvoiceMail) -> Actor:
    """Whoever asked for the mail, or the product itself when they are gone."""
    workspace_id = workspace_of(session)
    place = membership(session, mail.requested_by, workspace_id) if mail.requested_by is not None else None
    if place is None or mail.requested_by is None:
        return system_actor(workspace_id)
    return actor_of(user_of(session, mail.requested_by), place.member)
