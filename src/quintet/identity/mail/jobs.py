"""Sending identity's mails, off the request."""

from sqlalchemy import update
from sqlalchemy.orm import Session

from quintet.foundation.jobs import GiveUp, JobCall, JobContext, Retry, job, queue
from quintet.foundation.settings import Settings
from quintet.identity.mail.letters import letter_of
from quintet.identity.mail.models import MailStatus, OutgoingMail
from quintet.identity.mail.ports import Mail, MailSender
from quintet.kit import time

queue("mail", concurrency=4)


def _mark_failed(session: Session, error: str, call: JobCall) -> None:
    mail = session.get(OutgoingMail, call.args[0], with_for_update=True)
    if mail is None or mail.status not in (MailStatus.queued, MailStatus.sending):
        return
    mail.status, mail.error = MailStatus.failed, error[:2_000]
    letter_of(mail.kind, mail.content).not_sent(session, mail.to_address, error)


@job(
    "identity.send_mail",
    queue="mail",
    retry=Retry(attempts=8, first_delay=5.0, backoff=3.0, max_delay=1_800.0),
    timeout=120,
    on_failed=_mark_failed,
)
def send_mail(ctx: JobContext, mail_id: str) -> None:
    """Put a letter into words and hand it to the sender."""
    row = ctx.read(lambda session: session.get(OutgoingMail, mail_id))
    if row is None or row.status == MailStatus.sent:
        return
    letter = letter_of(row.kind, row.content)
    if letter.once and not ctx.write(lambda session: _moved(session, mail_id, MailStatus.sending)):
        raise GiveUp("A try to send it was cut off, so it may have arrived. It is not sent again by itself.")
    base_url = ctx.service(Settings).public_url.rstrip("/")
    mail = Mail(
        to=row.to_address,
        to_name=row.to_name,
        subject=letter.subject,
        text=letter.text(base_url),
        html=letter.html(base_url),
        key=row.id,
        workspace_id=row.workspace_id,
        attachments=letter.enclosed(ctx),
    )
    try:
        provider_id = ctx.service(MailSender).send(mail)  # type: ignore[type-abstract]
    except Exception:
        if letter.once:
            ctx.write(lambda session: _moved(session, mail_id, MailStatus.queued))
        raise
    sent = (
        update(OutgoingMail)
        .where(OutgoingMail.id == mail_id)
        .values(status=MailStatus.sent, content={}, error=None, provider_id=provider_id[:300], sent_at=time.now())
    )
    ctx.write(lambda session: session.execute(sent))


def _moved(session: Session, mail_id: str, status: MailStatus) -> bool:
    """Give a mail another status; False when it had it already."""
    other = update(OutgoingMail).where(OutgoingMail.id == mail_id, OutgoingMail.status != status)
    return session.scalar(other.values(status=status).returning(OutgoingMail.id)) is not None
