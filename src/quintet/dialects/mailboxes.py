"""Connecting mailboxes as the dialects do: the browser goes to the provider and comes back to their settings."""

import logging
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from quintet.foundation.http import door_of
from quintet.foundation.settings import Settings
from quintet.kit.crypto import same_secret
from quintet.kit.errors import QuintetError, Unauthenticated
from quintet.messaging.public import begin_mail_account, finish_mail_account, mail_hosts_of

log = logging.getLogger(__name__)
PAGE = "/settings"
_LASTS = 15 * 60


async def send_to(request: Request, provider: str, *, back: str, cookie: str) -> Response:
    """To the provider, with the state in a cookie besides; `back` is the path that it leads back to."""
    settings: Settings = request.app.state.settings
    journey = await begin_mail_account(request, provider, settings.public_url.rstrip("/") + back)
    answer = RedirectResponse(mail_hosts_of(request).get(provider).connect_url(journey), 302)
    answer.headers["Cache-Control"] = "no-store"
    # Lax: the way back is a link from the provider's site.
    answer.set_cookie(
        cookie, journey.state, max_age=_LASTS, path=back, httponly=True, samesite="lax", secure=settings.secure_cookies
    )
    return answer


async def take_back(
    request: Request, provider: str, *, cookie: str, code: str | None, state: str | None, error: str | None
) -> Response:
    """From the provider, to the settings: with `error` when it came to nothing."""
    query = {"connected": provider}
    try:
        # Who is not signed in is told so, whatever they bring.
        await door_of(request).read(request, lambda session, actor: None)
        if not state or not same_secret(state, request.cookies.get(cookie, "")):
            query = {"error": "invalid_state"}
        else:
            await finish_mail_account(request, provider, code=code, state=state, error=error)
    except Unauthenticated:
        query = {"error": "auth_required"}
    except QuintetError as problem:
        log.warning("connecting a mailbox at %s failed: %s", provider, problem.message)
        query = {"error": problem.code}
    answer = RedirectResponse(f"{PAGE}?{urlencode(query)}", 302, {"Cache-Control": "no-store"})
    answer.delete_cookie(cookie, path=request.url.path)
    return answer
