"""One-time tokens: e-mail verification, password reset, invitations, sign-in handovers."""

from datetime import timedelta
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from quintet.identity.tokens.models import OneTimeToken
from quintet.kit import time
from quintet.kit.crypto import new_token, token_digest


def issue_token(
    session: Session,
    purpose: str,
    *,
    lasts: timedelta,
    user_id: str | None = None,
    workspace_id: str | None = None,
    data: dict[str, Any] | None = None,
) -> str:
    """Make a token for one use; returns the text to send, which is kept nowhere."""
    text = new_token()
    session.add(
        OneTimeToken(
            purpose=purpose,
            token_hash=token_digest(text),
            user_id=user_id,
            workspace_id=workspace_id,
            data=data or {},
            expires_at=time.now() + lasts,
        )
    )
    session.flush()
    return text


def find_token(session: Session, purpose: str, text: str) -> OneTimeToken | None:
    """A token that could be redeemed now. None when it is unknown, used or expired."""
    return session.scalar(
        select(OneTimeToken).where(
            OneTimeToken.purpose == purpose,
            OneTimeToken.token_hash == token_digest(text),
            OneTimeToken.used_at.is_(None),
            OneTimeToken.expires_at > time.now(),
        )
    )


def pending_token(session: Session, purpose: str, user_id: str) -> OneTimeToken | None:
    """The newest token of a user for one purpose that could still be redeemed."""
    return session.scalar(
        select(OneTimeToken)
        .where(
            OneTimeToken.purpose == purpose,
            OneTimeToken.user_id == user_id,
            OneTimeToken.used_at.is_(None),
            OneTimeToken.expires_at > time.now(),
        )
        .order_by(OneTimeToken.id.desc())
        .limit(1)
    )


def redeem_token(session: Session, purpose: str, text: str) -> OneTimeToken | None:
    """Use a token up; None when it is unknown, used or expired. Of two who try at once, one gets it."""
    found = session.scalars(
        update(OneTimeToken)
        .where(
            OneTimeToken.purpose == purpose,
            OneTimeToken.token_hash == token_digest(text),
            OneTimeToken.used_at.is_(None),
            OneTimeToken.expires_at > time.now(),
        )
        .values(used_at=time.now())
        .returning(OneTimeToken)
    )
    return found.first()


def void_tokens(session: Session, purpose: str, user_id: str) -> None:
    """Make all unused tokens of a user for one purpose worthless (a newer one was sent, the password changed)."""
    session.execute(
        delete(OneTimeToken).where(
            OneTimeToken.purpose == purpose, OneTimeToken.user_id == user_id, OneTimeToken.used_at.is_(None)
        )
    )


def purge_tokens(session: Session) -> int:
    """Forget tokens long past their time; returns how many."""
    old = delete(OneTimeToken).where(OneTimeToken.expires_at < time.now() - timedelta(days=30))
    return len(session.execute(old.returning(OneTimeToken.id)).all())
