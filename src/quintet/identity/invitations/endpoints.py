"""`/api/v1/invitations` for those who invite, `/api/v1/auth/invitations` for those who are invited."""

from typing import Annotated

from fastapi import Path, Query
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from quintet.foundation.access import Actor
from quintet.foundation.http import Credentials, Reply, door_of
from quintet.foundation.http.routing import router
from quintet.foundation.objects.openapi import ERRORS
from quintet.identity.invitations import (
    accepting,
    service,
    subscribers,  # noqa: F401 - registers them
)
from quintet.identity.invitations.schemas import (
    AcceptInvitation,
    InvitationCreate,
    InvitationPage,
    InvitationRead,
    InvitationUpdate,
    OpenInvitationRead,
)
from quintet.identity.sessions.cookies import device_of, signed_in_reply
from quintet.identity.sessions.schemas import SignedIn
from quintet.identity.settings import auth_settings_of
from quintet.kit.errors import Unauthenticated
from quintet.kit.values import RecordId

routes = router("/invitations", "Identity")
public_routes = router("/auth/invitations", "Identity")
InvitationId = Annotated[str, Path(max_length=36)]
Token = Annotated[str, Path(max_length=200)]


@routes.get("", response_model=InvitationPage, responses=ERRORS)
async def list_invitations(
    request: Request,
    status: service.InvitationStatus | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: RecordId | None = None,
) -> Response:
    """The workspace's invitations, newest first."""

    def work(session: Session, actor: Actor) -> list[InvitationRead]:
        found = service.list_invitations(session, actor, status=status, limit=limit + 1, before=cursor)
        return [InvitationRead.of(each) for each in found]

    found = await door_of(request).read(request, work)
    page = found[:limit]
    return Reply.json({"data": page, "next_cursor": page[-1].id if len(found) > limit else None}).response()


@routes.post("", status_code=201, response_model=InvitationRead, responses=ERRORS)
async def invite(request: Request, body: InvitationCreate) -> Response:
    """Mail somebody a link that makes them a member; good for seven days."""

    def work(session: Session, actor: Actor) -> Reply:
        made = service.invite(session, actor, email=body.email, role=body.role)
        return Reply.json(InvitationRead.of(made), 201, {"Location": f"/api/v1/invitations/{made.invitation.id}"})

    return await door_of(request).write(request, work)


@routes.get("/{invitation_id}", response_model=InvitationRead, responses=ERRORS)
async def read_invitation(request: Request, invitation_id: InvitationId) -> Response:
    """One invitation."""

    def work(session: Session, actor: Actor) -> InvitationRead:
        return InvitationRead.of(service.get_invitation(session, actor, invitation_id))

    return Reply.json(await door_of(request).read(request, work)).response()


@routes.patch("/{invitation_id}", response_model=InvitationRead, responses=ERRORS)
async def update_invitation(request: Request, invitation_id: InvitationId, body: InvitationUpdate) -> Response:
    """Change the role that the invited person will have."""

    def work(session: Session, actor: Actor) -> Reply:
        return Reply.json(InvitationRead.of(service.change_role(session, actor, invitation_id, body.role)))

    return await door_of(request).write(request, work)


@routes.post("/{invitation_id}/resend", response_model=InvitationRead, responses=ERRORS)
async def resend_invitation(request: Request, invitation_id: InvitationId) -> Response:
    """Mail a new link, good for another seven days; the one before no longer works."""

    def work(session: Session, actor: Actor) -> Reply:
        return Reply.json(InvitationRead.of(service.resend(session, actor, invitation_id)))

    return await door_of(request).write(request, work)


@routes.delete("/{invitation_id}", status_code=204, responses=ERRORS)
async def revoke_invitation(request: Request, invitation_id: InvitationId) -> Response:
    """Make the link in the mail worthless."""

    def work(session: Session, actor: Actor) -> Reply:
        service.revoke(session, actor, invitation_id)
        return Reply.empty()

    return await door_of(request).write(request, work)


@public_routes.get("/{token}", response_model=OpenInvitationRead, responses=ERRORS)
async def read_open_invitation(request: Request, token: Token) -> Response:
    """What a link invites to. For everybody who has it."""
    found = await door_of(request).db.read(lambda session: OpenInvitationRead.of(accepting.find_open(session, token)))
    return Reply.json(found, headers={"Cache-Control": "no-store"}).response()


@public_routes.post("/{token}/accept", response_model=SignedIn, responses=ERRORS)
async def accept_invitation(request: Request, token: Token, body: AcceptInvitation) -> Response:
    """Become a member, and be signed in."""
    door = door_of(request)
    door.refuse_cross_site(request)
    started, content = await accepting.accept(
        door.db,
        auth_settings_of(request),
        token,
        device_of(request),
        credentials=_credentials(request),
        name=body.name,
        password=body.password,
    )
    return signed_in_reply(request, started, content).response()


def _credentials(request: Request) -> Credentials | None:
    try:
        return door_of(request).credentials(request)
    except Unauthenticated:
        return None
