"""What an administrator wants to know of the installation, seen from their workspace."""

import platform
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from quintet import __version__
from quintet.foundation.access import Actor, Role, require
from quintet.foundation.access.rights import declare
from quintet.foundation.events.delivery import dead_deliveries
from quintet.foundation.objects.registry import objects
from quintet.identity.workspaces.models import Member
from quintet.kit import time

READ = declare("system.read", Role.admin)


@dataclass(frozen=True, slots=True)
class SystemState:
    """Versions, the database, and how much there is in the workspace."""

    version: str
    python: str
    database: str
    sandbox: bool
    time: str
    counts: dict[str, int]
    dead_deliveries: int


def system_state(session: Session, actor: Actor, *, sandbox: bool) -> SystemState:
    """Counts every kind of record: for the heavy lane."""
    require(actor, READ)
    return SystemState(
        version=__version__,
        python=platform.python_version(),
        database=_database(session),
        sandbox=sandbox,
        time=time.to_text(time.now()),
        counts=_counts(session, actor),
        dead_deliveries=len(dead_deliveries(session, actor.workspace_id)),
    )


def _counts(session: Session, actor: Actor) -> dict[str, int]:
    members = select(func.count()).select_from(Member).where(Member.workspace_id == actor.workspace_id)
    counts = {"members": session.scalar(members) or 0}
    for service in objects().values():
        model = service.spec.model
        live = model.workspace_id == actor.workspace_id, model.deleted_at.is_(None)
        counts[service.spec.plural] = session.scalar(select(func.count(model.id)).where(*live)) or 0
    return counts


def _database(session: Session) -> str:
    bind = session.get_bind()
    version = bind.dialect.server_version_info or ()
    return f"{bind.dialect.name} {'.'.join(str(part) for part in version)}".strip()
