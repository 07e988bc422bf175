"""What a dialect is, and the application that speaks it."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from quintet.foundation.http import Credentials, Reply
from quintet.foundation.http.door import Carrier
from quintet.foundation.http.problems import from_request
from quintet.foundation.http.routing import HasRoute, StrictRoute, add_routes, dispatch_by_segment
from quintet.kit.errors import NotFound, QuintetError, TooMany, Unauthenticated

log = logging.getLogger(__name__)


class Refused(QuintetError):
    """What the framework itself refuses, by its status."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message, code="refused")
        self.status = status


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """One reference's API.

    `answer` gives an error in the reference's own form. `depth` is the path segment that tells its groups apart
    (0 = first). `carrier` finds the credentials of a request.
    """

    name: str
    title: str
    routers: tuple[APIRouter, ...]
    answer: Callable[[QuintetError], Reply]
    carrier: Carrier
    depth: int

    def refusal(self, error: QuintetError) -> Response:
        """The answer to a request that ends in an error."""
        answer = self.answer(error).response()
        if isinstance(error, TooMany):
            answer.headers["Retry-After"] = str(error.retry_after)
        return answer


@dataclass(frozen=True, slots=True)
class Spoken:
    """A dialect with the application that speaks it, and whether that has a route for a path."""

    dialect: Dialect
    app: FastAPI
    has_route: HasRoute


def dialect_router(prefix: str, group: str) -> APIRouter:
    """A router for one group of a contract. Every route's `operation_id` is the contract's id of the operation."""
    return APIRouter(prefix=prefix, tags=[group], route_class=StrictRoute)


def carrier(*, cookie: str | None = None) -> Carrier:
    """`Authorization: Bearer …`, then the cookie of this name where the reference has one."""

    def find(request: Request) -> Credentials | None:
        client = request.client.host if request.client else ""
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if token.strip():
            if scheme.lower() != "bearer":
                raise Unauthenticated("Authorization must be: Bearer <token>.")
            return Credentials(token.strip(), "bearer", client)
        found = request.cookies.get(cookie) if cookie else None
        return Credentials(found, "cookie", client) if found else None

    return find


def load(name: str) -> Dialect:
    """A dialect's declaration, by its name."""
    found: Any = import_module(f"quintet.dialects.{name}.dialect").DIALECT
    if not isinstance(found, Dialect):
        raise TypeError(f"{name} declares no dialect")
    return found


def speak(dialect: Dialect) -> Spoken:
    """The dialect's routes as an application, every error in its own form. The API gives the application's `state`."""
    app = FastAPI(title=dialect.title, docs_url=None, redoc_url=None, openapi_url=None)
    add_routes(app, dialect.routers)
    has_route = dispatch_by_segment(app, dialect.depth)

    async def on_error(_: Request, error: Exception) -> Response:
        return dialect.refusal(_known(error))

    for kind in (QuintetError, RequestValidationError, HTTPException):
        app.add_exception_handler(kind, on_error)
    app.add_middleware(Unforeseen, dialect=dialect)
    return Spoken(dialect, app, has_route)


class Unforeseen:
    """Answers what nobody foresaw in the dialect's form. Pure ASGI, around a dialect's routes."""

    def __init__(self, app: ASGIApp, dialect: Dialect) -> None:
        self._app = app
        self._dialect = dialect

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        begun = False

        async def noting(message: Message) -> None:
            nonlocal begun
            begun = begun or message["type"] == "http.response.start"
            await send(message)

        try:
            await self._app(scope, receive, noting)
        except Exception:
            if begun:
                raise
            log.exception("unexpected error in %s %s", scope["method"], scope["path"])
            told = QuintetError("Something went wrong on our side. Nothing was changed.")
            await self._dialect.refusal(told)(scope, receive, send)


def _known(error: Exception) -> QuintetError:
    if isinstance(error, QuintetError):
        return error
    if isinstance(error, RequestValidationError):
        return from_request(error)
    if isinstance(error, HTTPException):
        if isinstance(error.__cause__, QuintetError):  # what reading the body raised, in FastAPI's wrapping
            return error.__cause__
        return NotFound("route") if error.status_code == 404 else Refused(error.status_code, str(error.detail))
    raise error
