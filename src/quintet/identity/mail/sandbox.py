"""What the sandbox was given to send: kept, and shown to administrators."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from quintet.foundation.access import Actor, Role, require
from quintet.foundation.access.rights import declare
from quintet.identity.mail.models import SandboxMessage
from quintet.identity.users.models import User
from quintet.identity.workspaces.models import Member

READ = declare("sandbox_messages.read", Role.owner)


def keep_message(session: Session, message: SandboxMessage) -> str:
    """Keep a message once per key; returns its id."""
    known = session.scalar(select(SandboxMessage.id).where(SandboxMessage.key == message.key))
    if known is not None:
        return known
    session.add(message)
    session.flush()
    return message.id


def list_messages(
    session: Session, actor: Actor, *, recipient: str | None = None, limit: int = 50, before: str | None = None
) -> list[SandboxMessage]:
    """Messages of the workspace, and those to its members that belong to none; newest first."""
    require(actor, READ)
    members = (
        select(User.email)
        .join(Member, Member.user_id == User.id)
        .where(Member.workspace_id == actor.workspace_id, Member.deactivated_at.is_(None))
    )
    mine = (SandboxMessage.workspace_id == actor.workspace_id) | (
        SandboxMessage.workspace_id.is_(None) & SandboxMessage.recipient.in_(members)
    )
    found = select(SandboxMessage).where(mine)
    if recipient is not None:
        found = found.where(SandboxMessage.recipient == recipient)
    if before is not None:
        found = found.where(SandboxMessage.id < before)
    return list(session.scalars(found.order_by(SandboxMessage.id.desc()).limit(limit)))
