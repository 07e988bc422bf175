"""`/api/v1/auth`: confirming an e-mail address, and setting a new password by mail."""

from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from quintet.foundation.http import Reply, door_of
from quintet.foundation.http.routing import router
from quintet.foundation.jobs import enqueue
from quintet.foundation.objects.openapi import ERRORS
from quintet.foundation.ratelimits import Policy, RateLimiter
from quintet.identity.recovery import (
    service,
    subscribers,  # noqa: F401 - registers them
)
from quintet.identity.recovery.jobs import recover_password
from quintet.identity.recovery.schemas import ForgotPassword, MailSent, ResetPassword, VerifyEmail
from quintet.identity.sessions import throttle
from quintet.identity.sessions.authenticate import identify
from quintet.identity.sessions.cookies import device_of
from quintet.identity.users.models import User
from quintet.identity.users.passwords import check_strength, hash_password
from quintet.kit.errors import Forbidden

routes = router("/auth", "Identity")
_FORGOTTEN = Policy("forgot_password", 20, 3600)


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
    _limiter_of(request).require(_FORGOTTEN, device_of(request).client)
    await door.db.write(lambda session: enqueue(session, recover_password(body.email), workspace_id=None))
    return Reply.json({}, 202).response()


@routes.post("/reset-password", status_code=204, responses=ERRORS)
async def reset_password(request: Request, body: ResetPassword) -> Response:
    """Set a new password with the token from the mail. All sessions of the user end."""
    door = door_of(request)
    door.refuse_cross_site(request)
    check_strength(body.password)
    # Before the slow hash, so that made-up tokens cost little.
    await door.db.read(lambda session: service.check_reset(session, body.token))
    password_hash = await hash_password(body.password)

    def work(session: Session) -> None:
        user = service.reset_password(session, body.token, password_hash)
        throttle.forgive(session, user.email, device_of(request).client)

    await door.db.write(work)
    return Reply.empty().response()


def _limiter_of(request: Request) -> RateLimiter:
    state = request.app.state
    if not hasattr(state, "recovery_limiter"):
        state.recovery_limiter = RateLimiter()
    limiter: RateLimiter = state.recovery_limiter
    return limiter
