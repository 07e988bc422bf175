"""Slowing down who guesses passwords. Kept in the database, so that it holds over all processes.

A try is counted before the password is looked at and forgiven when it was right, so a thousand guesses at once are
a thousand tries. Three counters: the address from one place (a stranger cannot easily lock its owner out), the
address from everywhere, the place for all addresses.
"""

import hashlib
import math
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from quintet.identity.sessions.models import LoginAttempts
from quintet.kit import time
from quintet.kit.errors import TooMany

FORGOTTEN_AFTER = timedelta(hours=12)
_FIRST_PAUSE = timedelta(seconds=15)
_LONGEST_PAUSE = timedelta(minutes=30)
_WIDER = 5
"""How many times more failures the address from everywhere, and the place, are allowed."""


def count_try(session: Session, email: str, client: str, *, tries: int) -> None:
    """Count one try before it is made. TooMany while a pause lasts (which such a try does not prolong)."""
    now = time.now()
    limits = _limits(email, client, tries)
    _refuse_while_paused(session, list(limits), now)
    for subject, limit in limits.items():
        failures = _count(session, subject, now)
        if failures >= limit:
            pause = min(_FIRST_PAUSE * 2 ** min(failures - limit, 20), _LONGEST_PAUSE)
            session.execute(
                update(LoginAttempts).where(LoginAttempts.subject == subject).values(locked_until=now + pause)
            )


def forgive(session: Session, email: str, client: str) -> None:
    """The password was right: forget the tries with this address, and this one of the place."""
    pair, everywhere, place = _subjects(email, client)
    for subject in (pair, everywhere):
        session.execute(delete(LoginAttempts).where(LoginAttempts.subject == subject))
    session.execute(
        update(LoginAttempts)
        .where(LoginAttempts.subject == place, LoginAttempts.failures > 0)
        .values(failures=LoginAttempts.failures - 1, locked_until=None)
    )


def purge_attempts(session: Session) -> int:
    """Forget failures of long ago; returns how many."""
    old = delete(LoginAttempts).where(LoginAttempts.last_at < time.now() - FORGOTTEN_AFTER)
    return len(session.execute(old.returning(LoginAttempts.subject)).all())


def _refuse_while_paused(session: Session, subjects: list[str], now: datetime) -> None:
    until = session.scalar(
        select(LoginAttempts.locked_until)
        .where(LoginAttempts.subject.in_(subjects), LoginAttempts.locked_until > now)
        .order_by(LoginAttempts.locked_until.desc())
        .limit(1)
    )
    if until is not None:
        wait = math.ceil((until - now).total_seconds())
        raise TooMany("Too many failed tries. Wait a little, then try again.", retry_after=max(1, wait))


def _count(session: Session, subject: str, now: datetime) -> int:
    forget = update(LoginAttempts).where(LoginAttempts.subject == subject, LoginAttempts.since < now - FORGOTTEN_AFTER)
    session.execute(forget.values(failures=0, since=now, locked_until=None))
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    counted = (
        insert(LoginAttempts)
        .values(subject=subject, failures=1, since=now, last_at=now)
        .on_conflict_do_update(
            index_elements=[LoginAttempts.subject],
            set_={"failures": LoginAttempts.failures + 1, "last_at": now},
        )
        .returning(LoginAttempts.failures)
    )
    failures: int = session.execute(counted).scalar_one()
    return failures


def _limits(email: str, client: str, tries: int) -> dict[str, int]:
    pair, everywhere, place = _subjects(email, client)
    return {pair: tries, everywhere: tries * _WIDER, place: tries * _WIDER}


def _subjects(email: str, client: str) -> tuple[str, str, str]:
    # As digests: the table needs no addresses of people who are no users.
    texts = (("pair", f"{email}\n{client}"), ("email", email), ("place", client))
    pair, everywhere, place = (f"{kind}:{hashlib.sha256(text.encode()).hexdigest()}" for kind, text in texts)
    return pair, everywhere, place
