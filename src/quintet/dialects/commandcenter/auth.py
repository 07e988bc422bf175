"""The Command Center: Auth. Roles are User, Manager and Admin."""

from typing import Annotated

from fastapi import Query
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from quintet.dialects.dialect import dialect_router
from quintet.dialects.mailboxes import send_to, take_back
from quintet.foundation.http import Reply, door_of
from quintet.identity.public import identify, me

routes = dialect_router("/api/auth", "Auth")
_STATE = "microsoft_oauth_state"
_BACK = "/commandcenter/api/auth/microsoft/callback"
Word = Annotated[str | None, Query(max_length=2_000)]
_WORDS = {"owner": "admin", "admin": "admin", "manager": "manager", "member": "user"}


@routes.get("/me", operation_id="auth.me")
async def read_me(request: Request) -> Response:
    credentials = door_of(request).credentials(request)

    def work(session: Session) -> Reply:
        seen = me(session, identify(session, credentials))
        role = _WORDS[seen.workspace.role] if seen.workspace else "user"
        user = {"id": seen.user.id, "auth_id": seen.user.id, "name": seen.user.name, "email": seen.user.email}
        return Reply.json({"user": {**user, "role": role}})

    return (await door_of(request).db.read(work)).response()


@routes.get("/microsoft", operation_id="auth.microsoft.start")
async def start_microsoft(request: Request) -> Response:
    """To Microsoft, where the user lets us into their mailbox and calendar."""
    return await send_to(request, "microsoft", back=_BACK, cookie=_STATE)


@routes.get("/microsoft/callback", operation_id="auth.microsoft.callback")
async def finish_microsoft(request: Request, state: Word = None, code: Word = None, error: Word = None) -> Response:
    """Where Microsoft sends the browser back to."""
    return await take_back(request, "microsoft", cookie=_STATE, code=code, state=state, error=error)
