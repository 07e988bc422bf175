"""Forgetting what signing in leaves behind: ended sessions, used tokens, old failures."""

from sqlalchemy.orm import Session

from quintet.foundation.jobs import JobContext, schedule
from quintet.identity.sessions.service import purge_sessions
from quintet.identity.sessions.throttle import purge_attempts
from quintet.identity.tokens.service import purge_tokens


def purge(session: Session) -> int:
    """How many rows went."""
    return purge_sessions(session) + purge_tokens(session) + purge_attempts(session)


@schedule("identity.purge_sign_ins", cron="0 25 3 * * *")
def purge_sign_ins(ctx: JobContext) -> None:
    """Every night."""
    ctx.write(purge)
