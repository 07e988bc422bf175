"""The Command Center: Auth. Roles are User, Manager and Admin."""

from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from quintet.dialects.dialect import dialect_router
from quintet.foundation.http import Reply, door_of
from quintet.identity.public import identify, me

routes = dialect_router("/api/auth", "Auth")
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
