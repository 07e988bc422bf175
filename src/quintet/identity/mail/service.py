"""Writing identity's mails: a row and a job in the transaction of what they tell about."""

from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from quintet.foundation.jobs import enqueue
from quintet.identity.mail.jobs import send_mail
from quintet.identity.mail.letters import Letter
from quintet.identity.mail.models import OutgoingMail
from quintet.kit import time


def post_letter(
    session: Session, letter: Letter, *, to: str, name: str = "", workspace_id: str | None = None
) -> OutgoingMail:
    """Have a letter sent once the transaction is committed. `to` is an address in folded form."""
    mail = OutgoingMail(
        workspace_id=workspace_id, kind=letter.kind, to_address=to, to_name=name, content=letter.content()
    )
    session.add(mail)
    session.flush()
    enqueue(session, send_mail(mail.id), workspace_id=workspace_id)
    return mail


def posted_lately(session: Session, kind: str, to: str, within: timedelta) -> int:
    """How many letters of one kind were posted to an address within a time, so that nobody's box is flooded."""
    return (
        session.scalar(
            select(func.count())
            .select_from(OutgoingMail)
            .where(
                OutgoingMail.to_address == to,
                OutgoingMail.kind == kind,
                OutgoingMail.created_at > time.now() - within,
            )
        )
        or 0
    )
