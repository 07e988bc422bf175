"""Acting later, in a job, for whoever asked: with the rights they have then, never more than they had when asking."""

from typing import Any

from sqlalchemy.orm import Session

from quintet.foundation.access import Actor, ActorKind, Role, system_actor
from quintet.identity.users.models import User
from quintet.identity.workspaces.service import membership
from quintet.kit.errors import Forbidden


def mandate_of(actor: Actor) -> dict[str, Any]:
    """What is kept of an actor to act for them later."""
    return {
        "kind": actor.kind.value,
        "label": actor.label,
        "user_id": actor.user_id,
        "api_key_id": actor.api_key_id,
        "scopes": sorted(actor.scopes) if actor.scopes is not None else None,
    }


def actor_under(session: Session, workspace_id: str, mandate: dict[str, Any]) -> Actor:
    """The actor to act as. Forbidden when the person is no longer an active member."""
    kind = ActorKind(mandate["kind"])
    if mandate["user_id"] is None:
        return system_actor(workspace_id, mandate["label"], kind)
    found = membership(session, mandate["user_id"], workspace_id)
    user = session.get(User, mandate["user_id"])
    if found is None or user is None or user.deactivated_at is not None:
        raise Forbidden("Whoever started this is no longer an active member of the workspace.")
    return Actor(
        kind=kind,
        workspace_id=workspace_id,
        role=Role(found.member.role),
        label=mandate["label"],
        user_id=user.id,
        member_id=found.member.id,
        api_key_id=mandate["api_key_id"],
        scopes=frozenset(mandate["scopes"]) if mandate["scopes"] is not None else None,
        email=user.email,
    )
