"""How the team's chat is reached: `/api/v1/team-chat`."""

from typing import Annotated

from fastapi import Query
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from quintet.automation.announcements import service, subscribers  # noqa: F401 - registers the subscriber
from quintet.automation.announcements.kinds import KINDS, USUAL
from quintet.automation.announcements.models import TeamChat
from quintet.automation.announcements.ports import NoTeamChat, TeamChats
from quintet.automation.announcements.schemas import (
    AnnouncementPage,
    AnnouncementRead,
    KindRead,
    TeamChatConnect,
    TeamChatRead,
)
from quintet.foundation.access import Actor
from quintet.foundation.http import Reply, door_of
from quintet.foundation.http.routing import router
from quintet.foundation.jobs import Services
from quintet.foundation.objects.openapi import ERRORS
from quintet.kit.crypto import Keyring
from quintet.kit.values import RecordId

routes = router("/team-chat", "Team chat")


@routes.get("", operation_id="get_team_chat", response_model=TeamChatRead, responses=ERRORS)
async def get(request: Request) -> Response:
    """The channel in which the team is told what happened, and what can be told."""
    chats = _services(request).get(TeamChats)

    def work(session: Session, actor: Actor) -> Reply:
        return Reply.json(_shown(service.get_team_chat(session, actor), chats))

    return (await door_of(request).read(request, work)).response()


@routes.put("", operation_id="connect_team_chat", response_model=TeamChatRead, responses=ERRORS)
async def connect(request: Request, body: TeamChatConnect) -> Response:
    """Connect a channel, or change the one there is."""
    chats, keyring = _services(request).get(TeamChats), _services(request).get(Keyring)

    def work(session: Session, actor: Actor) -> Reply:
        return Reply.json(_shown(service.connect_team_chat(session, actor, body, chats, keyring), chats))

    return await door_of(request).write(request, work)


@routes.delete("", status_code=204, operation_id="disconnect_team_chat", responses=ERRORS)
async def disconnect(request: Request) -> Response:
    """Tell the channel nothing more."""

    def work(session: Session, actor: Actor) -> Reply:
        service.disconnect_team_chat(session, actor)
        return Reply.empty()

    return await door_of(request).write(request, work)


@routes.post("/test", status_code=202, operation_id="test_team_chat", response_model=AnnouncementRead, responses=ERRORS)
async def test(request: Request) -> Response:
    """Tell the channel that it is connected."""

    def work(session: Session, actor: Actor) -> Reply:
        return Reply.json(AnnouncementRead.of(service.announce_test(session, actor)), 202)

    return await door_of(request).write(request, work)


@routes.get("/announcements", operation_id="list_announcements", response_model=AnnouncementPage, responses=ERRORS)
async def list_(
    request: Request,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: RecordId | None = None,
) -> Response:
    """What the channel was told, newest first. Kept for three months."""

    def work(session: Session, actor: Actor) -> Reply:
        found = service.list_announcements(session, actor, before=cursor, limit=limit + 1)
        page = [AnnouncementRead.of(row) for row in found[:limit]]
        return Reply.json({"data": page, "next_cursor": page[-1].id if len(found) > limit else None})

    return (await door_of(request).read(request, work)).response()


@routes.post(
    "/announcements/{id}/retry",
    status_code=202,
    operation_id="retry_announcement",
    response_model=AnnouncementRead,
    responses=ERRORS,
)
async def retry(request: Request, id: str) -> Response:
    """Try again to tell what could not be told."""

    def work(session: Session, actor: Actor) -> Reply:
        return Reply.json(AnnouncementRead.of(service.retry_announcement(session, actor, id)), 202)

    return await door_of(request).write(request, work)


def _shown(chat: TeamChat | None, chats: TeamChats) -> TeamChatRead:
    return TeamChatRead(
        connected=chat is not None,
        provider=chats.of(chat.hook).name if chat is not None else None,
        channel=chat.channel if chat is not None else None,
        kinds=chat.kinds if chat is not None else USUAL,
        offered=[KindRead(name=kind.name, label=kind.label) for kind in KINDS.values()],
        needs_hook=isinstance(chats.otherwise, NoTeamChat),
    )


def _services(request: Request) -> Services:
    services: Services = request.app.state.house.services
    return services
