"""Storing inbound events once, and what administrators may see of them and do about them."""

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from quintet.foundation.access import Actor, Role, require
from quintet.foundation.access.rights import declare
from quintet.foundation.inbound.jobs import handle_event
from quintet.foundation.inbound.models import InboundEvent, InboundStatus
from quintet.foundation.inbound.ports import InboundProvider, InboundRequest, Verified
from quintet.foundation.jobs import enqueue
from quintet.kit import time
from quintet.kit.errors import NotFound
from quintet.kit.ids import is_id, new_id

READ = declare("inbound_events.read", Role.admin)
REPLAY = declare("inbound_events.replay", Role.admin)


def receive(
    session: Session,
    provider: str,
    external_id: str,
    *,
    body: bytes,
    headers: Mapping[str, str] | None = None,
    workspace_id: str | None = None,
    type: str = "",
) -> bool:
    """Store a verified event and queue its handling; False when it was stored before, and then nothing happens."""
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    values = {
        "id": new_id(),
        "workspace_id": workspace_id,
        "scope": workspace_id or "",
        "provider": provider,
        "external_id": external_id,
        "type": type[:120],
        "headers": dict(headers or {}),
        "body": body,
        "status": InboundStatus.received,
        "received_at": time.now(),
    }
    # A twin under way on PostgreSQL makes this wait for its end.
    once = (
        dialect.insert(InboundEvent)
        .values(values)
        .on_conflict_do_nothing(index_elements=[InboundEvent.provider, InboundEvent.scope, InboundEvent.external_id])
    )
    event_id = session.scalar(once.returning(InboundEvent.id))
    if event_id is None:
        return False
    enqueue(session, handle_event(event_id), workspace_id=workspace_id, dedupe_key=event_id)
    return True


def take_in(session: Session, provider: InboundProvider, request: InboundRequest, verified: Verified) -> bool:
    """Store a call that the provider verified, as `receive` does; False for what there is nothing to keep of."""
    if verified.external_id is None:
        return False
    return receive(
        session,
        provider.name,
        verified.external_id,
        body=request.body,
        headers={name: value for name, value in request.headers.items() if name in provider.kept_headers},
        workspace_id=verified.workspace_id,
        type=verified.type,
    )


def list_events(
    session: Session,
    actor: Actor,
    *,
    provider: str | None = None,
    status: InboundStatus | None = None,
    limit: int = 50,
    before: str | None = None,
) -> list[InboundEvent]:
    """The workspace's inbound events, newest first, older than the event `before`."""
    require(actor, READ)
    statement = select(InboundEvent).where(InboundEvent.workspace_id == actor.workspace_id)
    if provider is not None:
        statement = statement.where(InboundEvent.provider == provider)
    if status is not None:
        statement = statement.where(InboundEvent.status == status)
    if before is not None:
        statement = statement.where(InboundEvent.id < before)
    return list(session.scalars(statement.order_by(InboundEvent.id.desc()).limit(limit)))


def get_event(session: Session, actor: Actor, event_id: str) -> InboundEvent:
    """One of the workspace's inbound events."""
    require(actor, READ)
    return _find(session, actor, event_id)


def replay_event(session: Session, actor: Actor, event_id: str) -> InboundEvent:
    """Handle an event once more, whether it failed or not."""
    require(actor, REPLAY)
    event = _find(session, actor, event_id, lock=True)
    event.status = InboundStatus.received
    event.handled_at = None
    event.error = None
    session.flush()
    enqueue(
        session,
        handle_event(event.id),
        workspace_id=event.workspace_id,
        dedupe_key=event.id,
        requested_by=actor.user_id,
    )
    return event


def _find(session: Session, actor: Actor, event_id: str, *, lock: bool = False) -> InboundEvent:
    if not is_id(event_id):
        raise NotFound("inbound event")
    statement = select(InboundEvent).where(InboundEvent.id == event_id, InboundEvent.workspace_id == actor.workspace_id)
    event = session.scalar(statement.with_for_update() if lock else statement)
    if event is None:
        raise NotFound("inbound event")
    return event
