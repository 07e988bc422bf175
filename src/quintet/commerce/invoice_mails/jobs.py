"""Handing over mails with invoices, off the request.

Mail servers take no key by which they would drop a second mail, so "sending" is written down before one is handed over.
A job that finds this mark is one whose process died meanwhile: whether the mail left is not known, and a person decides
whether it is sent once more.
"""

from sqlalchemy.orm import Session

from quintet.commerce.invoice_mails.leaving import locked_mail, note_left, sender_of
from quintet.commerce.invoice_mails.letters import InvoiceLetter
from quintet.commerce.invoice_mails.models import InvoiceMail, InvoiceMailStatus
from quintet.commerce.invoices.facts import InvoiceMailFailed
from quintet.commerce.invoices.models import Invoice
from quintet.commerce.invoices.printing import PrintedInvoice, printed
from quintet.commerce.invoices.service import page_path, tell
from quintet.commerce.invoices.status import InvoiceStatus
from quintet.foundation.events import Ref
from quintet.foundation.files import FileStore
from quintet.foundation.jobs import GiveUp, JobCall, JobContext, Retry, job
from quintet.foundation.settings import Settings
from quintet.identity.mail.ports import Attachment, Mail, MailSender
from quintet.identity.public import Notice, notify
from quintet.kit import time
from quintet.kit.errors import ProviderUnavailable


def _mark_failed(session: Session, error: str, call: JobCall) -> None:
    mail = locked_mail(session, call.args[0])
    if mail is None or mail.status == InvoiceMailStatus.sent:
        return
    mail.status = InvoiceMailStatus.failed
    mail.error = error[:500]
    session.flush()
    invoice = session.get_one(Invoice, mail.invoice_id)
    tell(session, sender_of(session, mail), invoice, InvoiceMailFailed(invoice.number, mail.to_address, mail.error))
    if mail.requested_by is not None:
        title = f"{invoice.number} could not be mailed to {mail.to_address}"
        key = f"invoice_mail:{mail.id}:{time.now().isoformat()}"
        subject = Ref("invoice", invoice.id)
        notify(session, [Notice(mail.requested_by, "invoice.mail_failed", title, key, mail.error, subject)])


@job(
    "commerce.mail_invoice",
    queue="mail",
    retry=Retry(attempts=8, first_delay=5.0, backoff=3.0, max_delay=1_800.0),
    timeout=120,
    on_failed=_mark_failed,
)
def mail_invoice(ctx: JobContext, mail_id: str) -> None:
    """Set the invoice as it is now, hand the mail over, and note that it went out."""
    paper = ctx.read(lambda session: _paper(session, mail_id))
    if paper is None:
        return
    pdf = paper.pdf(ctx.service(FileStore))
    mail = ctx.write(lambda session: _begin(session, mail_id, paper, pdf, ctx.service(Settings)))
    if mail is None:
        return
    try:
        provider_id = ctx.service(MailSender).send(mail)  # type: ignore[type-abstract]
    except ProviderUnavailable:
        ctx.write(lambda session: _put_back(session, mail_id))
        raise
    ctx.write(lambda session: note_left(session, mail_id, provider_id))


def _paper(session: Session, mail_id: str) -> PrintedInvoice | None:
    mail = session.get(InvoiceMail, mail_id)
    if mail is None or mail.status == InvoiceMailStatus.sent:
        return None
    return printed(session, session.get_one(Invoice, mail.invoice_id))


def _begin(session: Session, mail_id: str, paper: PrintedInvoice, pdf: bytes, settings: Settings) -> Mail | None:
    """Write down that it is being handed over; what to hand over."""
    mail = locked_mail(session, mail_id)
    if mail is None or mail.status == InvoiceMailStatus.sent:
        return None
    if mail.status == InvoiceMailStatus.sending:
        raise GiveUp(
            "Sending was cut short, so it is not known whether this mail left. Send it again if it did not arrive."
        )
    invoice = session.get_one(Invoice, mail.invoice_id)
    if invoice.deleted_at is not None or invoice.status == InvoiceStatus.void:
        raise GiveUp("The invoice was deleted or made void before it could be sent.")
    mail.status = InvoiceMailStatus.sending
    owed = invoice.status != InvoiceStatus.paid and invoice.balance_minor > 0
    path = page_path(invoice.public_token) if owed else None
    letter = InvoiceLetter(mail.subject, mail.message, paper.language, path)
    base_url = settings.public_url.rstrip("/")
    return Mail(
        to=mail.to_address,
        to_name=mail.to_name,
        subject=letter.subject,
        text=letter.text(base_url),
        html=letter.html(base_url),
        key=mail.id,
        workspace_id=mail.workspace_id,
        sender_name=paper.sender,
        reply_to=mail.reply_to,
        attachments=(Attachment(paper.file_name, "application/pdf", pdf),),
    )


def _put_back(session: Session, mail_id: str) -> None:
    mail = locked_mail(session, mail_id)
    if mail is not None and mail.status == InvoiceMailStatus.sending:
        mail.status = InvoiceMailStatus.queued
