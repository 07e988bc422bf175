"""What is remembered between sending a browser away and its coming back: in a sealed cookie, for ten minutes."""

from dataclasses import asdict, dataclass
from datetime import timedelta

import orjson
from starlette.requests import Request

from quintet.identity.oauth.ports import Flow
from quintet.kit import time
from quintet.kit.crypto import BadSecret, Keyring, new_token, same_secret
from quintet.kit.errors import BadRequest

COOKIE = "quintet_sign_in"
PATH = "/api/v1/auth/oauth"
LASTS = timedelta(minutes=10)
_PURPOSE = "oauth flow"


@dataclass(frozen=True, slots=True)
class Journey:
    """One sign-in under way: with whom, and where to go afterwards."""

    provider: str
    flow: Flow
    next: str
    invitation: str | None


def start_journey(provider: str, redirect_uri: str, *, next: str, invitation: str | None) -> Journey:
    """A new one, with secrets of its own."""
    flow = Flow(state=new_token(), nonce=new_token(), verifier=new_token(48), redirect_uri=redirect_uri)
    return Journey(provider, flow, next, invitation)


def to_cookie(keyring: Keyring, journey: Journey, *, secure: bool) -> str:
    """The `Set-Cookie` header that takes it along."""
    expires = (time.now() + LASTS).timestamp()
    sealed = keyring.box(_PURPOSE).seal(orjson.dumps({"expires": expires, **asdict(journey)}).decode())
    return f"{COOKIE}={sealed}; Max-Age={int(LASTS.total_seconds())}; {_attributes(secure)}"


def drop_cookie(*, secure: bool) -> str:
    """The `Set-Cookie` header that ends it."""
    return f"{COOKIE}=; Max-Age=0; {_attributes(secure)}"


def from_cookie(keyring: Keyring, request: Request, provider: str, state: str) -> Journey:
    """The journey that this browser began. BadRequest `sign_in_expired` when there is none that fits."""
    lost = BadRequest("This sign-in took too long or began elsewhere. Try again.", code="sign_in_expired")
    try:
        kept = orjson.loads(keyring.box(_PURPOSE).open(request.cookies.get(COOKIE, "")))
    except BadSecret:
        raise lost from None
    if kept.pop("expires") < time.now().timestamp():
        raise lost
    journey = Journey(**{**kept, "flow": Flow(**kept["flow"])})
    if journey.provider != provider or not same_secret(journey.flow.state, state):
        raise lost
    return journey


def _attributes(secure: bool) -> str:
    # Lax: the way back is a link from the provider's site, with which a strict cookie would not be sent.
    return f"Path={PATH}; HttpOnly; SameSite=Lax{'; Secure' if secure else ''}"
