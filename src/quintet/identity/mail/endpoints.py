"""`/api/v1/sandbox/messages`: reading what the sandbox was given to send."""

from typing import Annotated

from fastapi import Query
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from quintet.foundation.access import Actor
from quintet.foundation.http import Reply, door_of
from quintet.foundation.http.routing import router
from quintet.foundation.settings import Settings
from quintet.identity.mail import sandbox
from quintet.identity.mail.schemas import SandboxMessagePage, SandboxMessageRead
from quintet.kit.errors import NotFound
from quintet.kit.values import EmailAddress, RecordId

routes = router("/sandbox", "Sandbox")


@routes.get("/messages", response_model=SandboxMessagePage)
async def list_messages(
    request: Request,
    recipient: EmailAddress | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: RecordId | None = None,
) -> Response:
    """Mails that the sandbox kept instead of sending, newest first. 404 when the product runs for real."""

    def work(session: Session, actor: Actor) -> list[SandboxMessageRead]:
        settings: Settings = request.app.state.settings
        if not settings.sandbox:
            raise NotFound("page")
        found = sandbox.list_messages(session, actor, recipient=recipient, limit=limit + 1, before=cursor)
        return [SandboxMessageRead.of(row) for row in found]

    found = await door_of(request).read(request, work)
    page = found[:limit]
    return Reply.json({"data": page, "next_cursor": page[-1].id if len(found) > limit else None}).response()
