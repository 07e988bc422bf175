"""`/api/v1/profile`: what people say of themselves."""

from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from quintet.foundation.access import Actor
from quintet.foundation.http import Reply, door_of
from quintet.foundation.http.routing import router
from quintet.foundation.objects.openapi import ERRORS
from quintet.identity.users import service
from quintet.identity.users.schemas import ProfileUpdate, UserRead

routes = router("/profile", "Identity")


@routes.get("", response_model=UserRead, responses=ERRORS)
async def read_profile(request: Request) -> Response:
    """One's own profile."""
    found = await door_of(request).read(request, lambda s, a: UserRead.of(service.user_of(s, a.user_id)))
    return Reply.json(found).response()


@routes.patch("", response_model=UserRead, responses=ERRORS)
async def update_profile(request: Request, body: ProfileUpdate) -> Response:
    """Change one's own profile."""

    def work(session: Session, actor: Actor) -> Reply:
        user = service.update_profile(session, actor, body.model_dump(exclude_unset=True))
        return Reply.json(UserRead.of(user))

    return await door_of(request).write(request, work)
