"""Looking for the person who forgot their password, off the request: its answer must not tell whether there is one."""

from quintet.foundation.jobs import JobContext, job
from quintet.identity.recovery.service import post_reset


@job("identity.recover_password", queue="mail", timeout=60)
def recover_password(ctx: JobContext, email: str) -> None:
    """Mail a link if this address is a user's."""
    ctx.write(lambda session: post_reset(session, email))
