"""The door: every request's way to the database. One hop to a lane, with authentication inside it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, TypeVar
from urllib.parse import urlsplit

from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from quintet.foundation.access import Actor
from quintet.foundation.db import Database, bind_workspace
from quintet.foundation.http import idempotency
from quintet.foundation.http.reply import Reply
from quintet.kit.errors import Forbidden, Unauthenticated

T = TypeVar("T")
SESSION_COOKIE = "quintet_session"
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a request shows of itself: a token, and the carrier it came by."""

    token: str
    carrier: str
    """`bearer`, `cookie` or `api_key`."""
    client: str = ""
    """The address of the client, for usage records."""
    workspace_id: str | None = None
    """The workspace that the request names, where a face has it in its paths; None is the session's own."""


class Authenticator(Protocol):
    """Finds the actor behind credentials, or raises Unauthenticated. Given by identity."""

    def __call__(self, session: Session, credentials: Credentials) -> Actor: ...


Carrier = Callable[[Request], Credentials | None]


def standard_carrier(request: Request) -> Credentials | None:
    """`Authorization: Bearer …`, `X-API-Key`, or the session cookie, in this order."""
    client = request.client.host if request.client else ""
    header = request.headers.get("authorization")
    if header is not None:
        scheme, _, token = header.partition(" ")
        if scheme.lower() != "bearer" or not token.strip():
            raise Unauthenticated("Authorization must be: Bearer <token>.")
        return Credentials(token.strip(), "bearer", client)
    key = request.headers.get("x-api-key")
    if key:
        return Credentials(key, "api_key", client)
    cookie = request.cookies.get(SESSION_COOKIE)
    return Credentials(cookie, "cookie", client) if cookie else None


class Door:
    """Takes work for the lanes. `carrier` is how this face's requests carry their credentials."""

    def __init__(
        self,
        db: Database,
        authenticate: Authenticator,
        *,
        public_url: str,
        carrier: Carrier = standard_carrier,
    ) -> None:
        self.db = db
        self._authenticate = authenticate
        self._carrier = carrier
        self._origin = _origin(public_url)

    async def read(self, request: Request, work: Callable[[Session, Actor], T], *, heavy: bool = False) -> T:
        """Run short reading work as the request's actor (`heavy` for work that may take long)."""
        credentials = self.credentials(request)
        lane = self.db.heavy if heavy else self.db.read
        return await lane(lambda session: work(session, self.enter(session, credentials)))

    async def write(
        self, request: Request, work: Callable[[Session, Actor], Reply], *, said: bytes | None = None
    ) -> Response:
        """Run changing work as the request's actor; the answer leaves after the commit. Honours `Idempotency-Key`.

        `said` stands for the body where that was a form, which is gone once read: what differs when the body does.
        """
        credentials = self.credentials(request)
        key = request.headers.get("idempotency-key") if request.method == "POST" else None
        if key is None:
            reply = await self.db.write(lambda session: work(session, self.enter(session, credentials)))
            return reply.response()
        body = await request.body() if said is None else said
        print_ = idempotency.fingerprint(request.method, request.url.path, request.url.query, body)

        def once(session: Session) -> Reply:
            actor = self.enter(session, credentials)
            claimed = idempotency.claim(session, actor, key, print_)
            if isinstance(claimed, Reply):
                return claimed
            reply = work(session, actor)
            idempotency.keep(claimed, reply)
            return reply

        return (await self.db.write(once)).response()

    def credentials(self, request: Request) -> Credentials:
        """The request's credentials; Unauthenticated without any, Forbidden for a forged cross-site request."""
        credentials = self._carrier(request)
        if credentials is None:
            raise Unauthenticated
        if credentials.carrier == "cookie" and request.method not in _SAFE:
            self.refuse_cross_site(request)
        return credentials

    def known_by(self, request: Request) -> Credentials | None:
        """The credentials of whoever opens a page that is for everybody; None without any, or forged ones."""
        try:
            return self.credentials(request)
        except (Unauthenticated, Forbidden):
            return None

    def refuse_cross_site(self, request: Request) -> None:
        """Browsers say where a request comes from; one that another site made is refused."""
        site = request.headers.get("sec-fetch-site")
        if site is not None:
            if site not in ("same-origin", "none"):
                raise Forbidden("This request came from another site.", code="cross_site")
            return
        origin = request.headers.get("origin")
        if origin is not None and origin not in (self._origin, _origin(str(request.base_url))):
            raise Forbidden("This request came from another site.", code="cross_site")

    def enter(self, session: Session, credentials: Credentials) -> Actor:
        """Authenticate and bind the session to the actor's workspace."""
        actor = self._authenticate(session, credentials)
        bind_workspace(session, actor.workspace_id)
        return actor


def door_of(request: Request) -> Door:
    """The door of the application that serves this request."""
    door: Door = request.app.state.door
    return door


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
