"""`/api/v1/profile/email`: moving to another address; `/api/v1/auth/confirm-new-email`: the link in the mail."""

from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from quintet.foundation.access import Actor, require
from quintet.foundation.http import Reply, door_of
from quintet.foundation.http.routing import router
from quintet.foundation.objects.openapi import ERRORS
from quintet.identity.email_changes import service
from quintet.identity.email_changes.asking import change_email, email_of
from quintet.identity.email_changes.schemas import ConfirmEmailChange, EmailChange, EmailRead
from quintet.identity.settings import auth_settings_of
from quintet.identity.users.service import UPDATE, user_of

routes = router("/profile/email", "Identity")
confirm_routes = router("/auth/confirm-new-email", "Identity")


@routes.get("", response_model=EmailRead, responses=ERRORS)
async def read_email(request: Request) -> Response:
    """One's own address, and the one that waits for its link to be opened."""
    found = await door_of(request).read(request, lambda s, a: email_of(s, user_of(s, a.user_id)))
    return Reply.json(found).response()


@routes.post("", status_code=202, response_model=EmailRead, responses=ERRORS)
async def ask_for_new_email(request: Request, body: EmailChange) -> Response:
    """Mail a link to a new address, which is one's own once the link is opened. The old address is told.

    The answer doesn't tell whether somebody has it, except to their colleagues.
    """
    door = door_of(request)
    settings = auth_settings_of(request)
    asked = await change_email(door.db, settings, door.credentials(request), body.email, body.password)
    return Reply.json(asked, 202).response()


@routes.delete("", status_code=204, responses=ERRORS)
async def withdraw_new_email(request: Request) -> Response:
    """Stay with the present address: the link that was mailed no longer works."""

    def work(session: Session, actor: Actor) -> Reply:
        require(actor, UPDATE)
        service.withdraw_change(session, user_of(session, actor.user_id))
        return Reply.empty()

    return await door_of(request).write(request, work)


@confirm_routes.post("", status_code=204, responses=ERRORS)
async def confirm_new_email(request: Request, body: ConfirmEmailChange) -> Response:
    """Take the new address, with the token from the mail. Sessions go on."""
    door = door_of(request)
    door.refuse_cross_site(request)
    await door.db.write(lambda session: service.confirm_change(session, body.token))
    return Reply.empty().response()
