"""`/api/v1/auth`: confirming an e-mail address, and setting a new password by mail."""

from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from quintet.foundation.http import Reply, door_of
from quintet.foundation.http.routing import router
from quintet.foundation.objects.openapi import ERRORS
from quintet.identity.recovery import (
    service,
    subscribers,  # noqa: F401 - registers them
)
from quintet.identity.recovery.asking import ask_for_reset, set_forgotten_password
from quintet.identity.recovery.schemas import ForgotPassword, MailSent, ResetPassword, VerifyEmail
from quintet.identity.sessions.authenticate import identify
from quintet.identity.sessions.cookies import device_of
from quintet.identity.users.models import User
from quintet.kit.errors import Forbidden

routes = router("/auth", "Identity")


@routes.post("/verify-email", status_code=204, responses=ERRORS)
async def verify_email(request: Request, body: VerifyEmail) -> Response:
    """Confirm an e-mail address with the token from the mail."""
    await door_of(request).db.write(lambda session: service.verify_email(session, body.token))
    return Reply.empty().response()


@routes.post("/verify-email/resend", status_code=202, response_model=MailSent, responses=ERRORS)
async def resend_verification(request: Request) -> Response:
    """Mail the signed-in user another link to confirm their address."""
    credentials = door_of(request).credentials(request)

    def work(session: Session) -> bool:
        found = identify(session, credentials)
        if found.session_id is None:
            raise Forbidden("This is for people who are signed in, not for API keys.", code="needs_session")
        return service.post_verification(session, session.get_one(User, found.user_id))

    return Reply.json({"sent": await door_of(request).db.write(work)}, 202).response()


@routes.post("/forgot-password", status_code=202, response_model=None, responses=ERRORS)
async def forgot_password(request: Request, body: ForgotPassword) -> Response:
    """Mail a link to set a new password, if the address is a user's. The answer doesn't tell."""
    door = door_of(request)
    door.refuse_cross_site(request)
    await ask_for_reset(door.db, request.app.state.recoveries, body.email, device_of(request))
    return Reply.json({}, 202).response()


@routes.post("/reset-password", status_code=204, responses=ERRORS)
async def reset_password(request: Request, body: ResetPassword) -> Response:
    """Set a new password with the token from the mail. All sessions of the user end."""
    door = door_of(request)
    door.refuse_cross_site(request)
    await set_forgotten_password(door.db, body.token, body.password, device_of(request))
    return Reply.empty().response()
