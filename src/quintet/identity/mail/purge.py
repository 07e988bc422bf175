"""Forgetting mails once nobody needs them."""

from datetime import timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from quintet.foundation.jobs import JobContext, schedule
from quintet.identity.mail.models import MailStatus, OutgoingMail, SandboxMessage
from quintet.kit import time

KEPT = timedelta(days=30)
UNSENT_KEPT = timedelta(days=8)
"""Longer than any token in a mail is good for."""


def purge_mails(session: Session) -> int:
    """Forget mails of long ago, and sooner those that were never sent, whose content is still there; how many."""
    now = time.now()
    unsent = (OutgoingMail.status != MailStatus.sent) & (OutgoingMail.created_at < now - UNSENT_KEPT)
    old = delete(OutgoingMail).where((OutgoingMail.created_at < now - KEPT) | unsent)
    gone = len(session.execute(old.returning(OutgoingMail.id)).all())
    shown = delete(SandboxMessage).where(SandboxMessage.created_at < now - KEPT)
    return gone + len(session.execute(shown.returning(SandboxMessage.id)).all())


@schedule("identity.purge_mails", cron="0 20 3 * * *")
def purge_old_mails(ctx: JobContext) -> None:
    """Every night."""
    ctx.write(purge_mails)
