"""Asking for a new password and setting it: in and out of the lanes, because hashing takes 0.1 s."""

from sqlalchemy.orm import Session

from quintet.foundation.db import Database
from quintet.foundation.jobs import enqueue
from quintet.foundation.ratelimits import Policy, RateLimiter
from quintet.identity.recovery import service
from quintet.identity.recovery.jobs import recover_password
from quintet.identity.sessions import throttle
from quintet.identity.sessions.login import Device
from quintet.identity.users.passwords import check_strength, hash_password

_FORGOTTEN = Policy("forgot_password", 20, 3600)


async def ask_for_reset(db: Database, limiter: RateLimiter, email: str, device: Device) -> None:
    """Mail a link to set a new password, if the address (folded) is a user's. TooMany after too many tries."""
    limiter.require(_FORGOTTEN, device.client)
    await db.write(lambda session: enqueue(session, recover_password(email), workspace_id=None))


async def set_forgotten_password(db: Database, token: str, password: str, device: Device) -> None:
    """Set a new password with the token from the mail; all sessions of the user end. Invalid for a weak one."""
    check_strength(password)
    # Before the slow hash, so that made-up tokens cost little.
    await db.read(lambda session: service.check_reset(session, token))
    password_hash = await hash_password(password)

    def work(session: Session) -> None:
        user = service.reset_password(session, token, password_hash)
        throttle.forgive(session, user.email, device.client)

    await db.write(work)
