"""Who is signed in, where, and what they may do there."""

from sqlalchemy.orm import Session

from quintet.foundation.access import Actor, allowed
from quintet.foundation.access.rights import declared
from quintet.identity.sessions.authenticate import Identified
from quintet.identity.sessions.schemas import MeRead, SignedIn, WorkspaceTitle
from quintet.identity.sessions.service import Started
from quintet.identity.users.models import User
from quintet.identity.users.schemas import UserRead
from quintet.identity.workspaces.service import Membership, actor_of, memberships


def me(session: Session, found: Identified) -> MeRead:
    """The user behind credentials. An API key shows only the workspace it is for."""
    user = session.get_one(User, found.user_id)
    places = memberships(session, user.id)
    if found.api_key_id is not None:
        places = [place for place in places if place.workspace.id == found.workspace_id]
    return _me(user, places, found.workspace_id, found.actor, found.session_id, found.api_key_id)


def signed_in(session: Session, user: User, started: Started) -> SignedIn:
    """The answer to signing in."""
    places = memberships(session, user.id)
    active = next((place for place in places if place.workspace.id == started.workspace_id), None)
    actor = actor_of(user, active.member, started.session_id) if active else None
    seen = _me(user, places, started.workspace_id, actor, started.session_id, None)
    return SignedIn(**dict(seen), token=started.token, expires_at=started.expires_at)


def _me(
    user: User,
    places: list[Membership],
    workspace_id: str | None,
    actor: Actor | None,
    session_id: str | None,
    api_key_id: str | None,
) -> MeRead:
    titles = [_title(place) for place in places]
    return MeRead(
        user=UserRead.of(user),
        workspace=next((title for title in titles if title.id == workspace_id), None),
        workspaces=titles,
        rights=[right for right in declared() if actor is not None and allowed(actor, right)],
        session_id=session_id,
        api_key_id=api_key_id,
    )


def _title(place: Membership) -> WorkspaceTitle:
    return WorkspaceTitle(
        id=place.workspace.id,
        name=place.workspace.name,
        role=place.member.role,
        member_id=place.member.id,
        timezone=place.workspace.timezone,
        currency=place.workspace.currency,
        logo_file_id=place.workspace.logo_file_id,
    )
