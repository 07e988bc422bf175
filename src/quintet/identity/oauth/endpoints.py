"""`/api/v1/auth/oauth`: signing in with Google or Microsoft. `/api/v1/auth/identities`: the user's accounts there."""

import logging
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import Path, Query
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from quintet.foundation.http import Reply, door_of
from quintet.foundation.http.routing import router
from quintet.foundation.jobs import Services
from quintet.foundation.objects.openapi import ERRORS
from quintet.foundation.settings import Settings
from quintet.identity.oauth import flows, service
from quintet.identity.oauth.local import pretending_allowed
from quintet.identity.oauth.ports import IdentityProvider, IdentityProviders, OutsideIdentity
from quintet.identity.oauth.schemas import IdentityList, IdentityRead, ProviderList, ProviderRead
from quintet.identity.sessions.authenticate import identify
from quintet.identity.sessions.cookies import device_of, set_cookie
from quintet.identity.sessions.service import Started
from quintet.identity.settings import auth_settings_of
from quintet.kit.crypto import Keyring
from quintet.kit.errors import BadRequest, Forbidden, NotFound, ProviderRejected, QuintetError

log = logging.getLogger(__name__)
routes = router("/auth/oauth", "Identity")
identity_routes = router("/auth/identities", "Identity")
ProviderName = Annotated[str, Path(max_length=40)]
_SIGN_IN_PAGE = "/sign-in"
_REDIRECT: dict[int | str, dict[str, Any]] = {303: {"description": "To the next page"}}


@routes.get("", response_model=ProviderList)
async def list_providers(request: Request) -> Response:
    """With whom one can sign in here."""
    offered = [
        ProviderRead(
            name=provider.name,
            label=provider.label,
            pretended=provider.pretended,
            start_path=f"{flows.PATH}/{provider.name}/start",
        )
        for provider in _services(request).get(IdentityProviders).all()
        if not provider.pretended or pretending_allowed(request)
    ]
    return Reply.json({"data": offered}).response()


@routes.get("/{provider}/start", status_code=303, response_class=Response, responses={**ERRORS, **_REDIRECT})
async def start(
    request: Request,
    provider: ProviderName,
    next: Annotated[str, Query(max_length=1000)] = "/",
    invitation: Annotated[str | None, Query(max_length=200)] = None,
) -> Response:
    """Send the browser to the provider. Afterwards it comes to `next`, a path of the web app, signed in;
    with `invitation` (the token of its link) as a member."""
    chosen = _provider(request, provider)
    redirect_uri = f"{_base_url(request, chosen)}{flows.PATH}/{provider}/callback"
    journey = flows.start_journey(provider, redirect_uri, next=_local_path(next), invitation=invitation)
    url = await chosen.authorize_url(journey.flow)
    return _redirect(url, flows.to_cookie(_keyring(request), journey, secure=_secure(request)))


@routes.get("/{provider}/callback", status_code=303, response_class=Response, responses={**ERRORS, **_REDIRECT})
async def come_back(
    request: Request,
    provider: ProviderName,
    code: Annotated[str | None, Query(max_length=4000)] = None,
    state: Annotated[str, Query(max_length=200)] = "",
    error: Annotated[str | None, Query(max_length=200)] = None,
) -> Response:
    """Where the provider sends the browser back to. Leads into the web app, or to its sign-in page with `?error=`."""
    ended = flows.drop_cookie(secure=_secure(request))
    try:
        journey = flows.from_cookie(_keyring(request), request, provider, state)
        chosen = _provider(request, provider)
        if code is None:
            refused = "sign_in_cancelled" if error == "access_denied" else "provider_rejected"
            raise BadRequest(f"{chosen.label} did not sign you in.", code=refused)
        outside = await chosen.identify(journey.flow, code)
        started = await _sign_in(request, chosen, outside, journey.invitation)
    except QuintetError as problem:
        if isinstance(problem, ProviderRejected):
            log.warning("signing in with %s failed: %s", provider, problem.message)
        return _redirect(f"{_SIGN_IN_PAGE}?{urlencode({'error': problem.code})}", ended)
    return _redirect(journey.next, ended, set_cookie(request, started)["Set-Cookie"])


@identity_routes.get("", response_model=IdentityList, responses=ERRORS)
async def list_identities(request: Request) -> Response:
    """The accounts elsewhere by which the user signs in."""
    credentials = door_of(request).credentials(request)

    def work(session: Session) -> list[IdentityRead]:
        found = service.list_identities(session, identify(session, credentials).user_id)
        return [IdentityRead.of(row) for row in found]

    return Reply.json({"data": await door_of(request).db.read(work)}).response()


@identity_routes.delete("/{identity_id}", status_code=204, responses=ERRORS)
async def unlink(request: Request, identity_id: Annotated[str, Path(max_length=36)]) -> Response:
    """Let an account elsewhere no longer sign in here."""
    credentials = door_of(request).credentials(request)

    def work(session: Session) -> None:
        found = identify(session, credentials)
        if found.session_id is None:
            raise Forbidden("This is for people who are signed in, not for API keys.", code="needs_session")
        service.unlink(session, found.user_id, identity_id)

    await door_of(request).db.write(work)
    return Reply.empty().response()


async def _sign_in(
    request: Request, provider: IdentityProvider, outside: OutsideIdentity, invitation: str | None
) -> Started:
    settings, device = auth_settings_of(request), device_of(request)

    def work(session: Session) -> Started:
        return service.sign_in(session, provider, outside, settings=settings, device=device, invitation=invitation)

    return await door_of(request).db.write(work)


def _provider(request: Request, name: str) -> IdentityProvider:
    provider = _services(request).get(IdentityProviders).get(name)
    if provider is None or (provider.pretended and not pretending_allowed(request)):
        raise NotFound("provider")
    return provider


def _services(request: Request) -> Services:
    services: Services = request.app.state.house.services
    return services


def _keyring(request: Request) -> Keyring:
    return _services(request).get(Keyring)


def _secure(request: Request) -> bool:
    settings: Settings = request.app.state.settings
    return settings.secure_cookies


def _base_url(request: Request, provider: IdentityProvider) -> str:
    """Real providers know one address to come back to. The sandbox serves this machine under whatever name it goes by,
    and the cookie is only sent back to the same name."""
    settings: Settings = request.app.state.settings
    return str(request.base_url if provider.pretended else settings.public_url).rstrip("/")


def _local_path(path: str) -> str:
    """The path if it stays in the web app; otherwise its front page."""
    # Browsers take a backslash for a slash and drop control characters, so "/\host" and "/<tab>/host" lead away.
    stays = path.startswith("/") and not path.startswith("//") and "\\" not in path and path.isprintable()
    return path if stays else "/"


def _redirect(url: str, *cookies: str) -> Response:
    response = RedirectResponse(url, 303, {"Cache-Control": "no-store"})
    for cookie in cookies:
        response.headers.append("Set-Cookie", cookie)
    return response
