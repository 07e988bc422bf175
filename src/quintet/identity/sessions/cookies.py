"""The session's cookie: out of reach for scripts, not sent along by other sites, only over https where there is."""

from starlette.requests import Request

from quintet.foundation.http import Reply
from quintet.foundation.http.door import SESSION_COOKIE
from quintet.identity.sessions.login import Device
from quintet.identity.sessions.schemas import SignedIn
from quintet.identity.sessions.service import Started
from quintet.kit.values import language_asked


def device_of(request: Request) -> Device:
    """Where the request comes from."""
    client = request.client.host if request.client else ""
    language = language_asked(request.headers.get("accept-language", "")[:1000])
    return Device(client[:60], request.headers.get("user-agent", "")[:300], language)


def set_cookie(request: Request, started: Started, name: str = SESSION_COOKIE) -> dict[str, str]:
    """The header that puts the session into the browser; dialects have names of their own for it."""
    return {"Set-Cookie": f"{name}={started.token}; Max-Age={started.max_age}; {_attributes(request)}"}


def drop_cookie(request: Request) -> dict[str, str]:
    """The header that takes it out again."""
    return {"Set-Cookie": f"{SESSION_COOKIE}=; Max-Age=0; {_attributes(request)}"}


def signed_in_reply(request: Request, started: Started, content: SignedIn, status: int = 200) -> Reply:
    """The answer to signing in: who it is, with the token, and the cookie for browsers."""
    return Reply.json(content, status, {**set_cookie(request, started), "Cache-Control": "no-store"})


def _attributes(request: Request) -> str:
    secure = "; Secure" if request.app.state.settings.secure_cookies else ""
    return f"Path=/; HttpOnly; SameSite=Lax{secure}"
