"""Where the sandbox's providers may be used."""

from ipaddress import ip_address

from starlette.requests import Request

from quintet.identity.oauth.settings import OAuthSettings

_FORWARDED = ("forwarded", "x-forwarded-for", "x-real-ip")


def pretending_allowed(request: Request) -> bool:
    """Whether this request may sign in as anybody: only from this machine, unless the settings say otherwise."""
    allowed = oauth_settings_of(request).sandbox_sign_in
    return allowed == "everywhere" or (allowed == "local" and _is_local(request))


def oauth_settings_of(request: Request) -> OAuthSettings:
    """The settings of the application that serves this request, read once."""
    state = request.app.state
    if not hasattr(state, "oauth_settings"):
        state.oauth_settings = OAuthSettings()
    settings: OAuthSettings = state.oauth_settings
    return settings


def _is_local(request: Request) -> bool:
    # The name as well as the address: a page elsewhere can have its own name lead to this machine.
    named = request.url.hostname or ""
    came_from = request.client.host if request.client else ""
    passed_on = any(name in request.headers for name in _FORWARDED)
    return _is_loopback(named) and _is_loopback(came_from) and not passed_on


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
