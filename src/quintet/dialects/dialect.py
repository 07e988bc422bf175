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
from quintet.foundation.http.routing import StrictRoute, add_routes, dispatch_by_segment
from quintet.kit.errors import NotFound, QuintetError, Unauthenticated

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


def speak(dialect: Dialect) -> FastAPI:
    """The application of a dialect: its routes, and every error in its own form. Its `state` is given by the API."""
    app = FastAPI(title=dialect.title, docs_url=None, redoc_url=None, openapi_url=None)
    add_routes(app, dialect.routers)
    dispatch_by_segment(app, dialect.depth)

    async def on_error(_: Request, error: Exception) -> Response:
        return dialect.answer(_known(error)).response()

    for kind in (QuintetError, RequestValidationError, HTTPException):
        app.add_exception_handler(kind, on_error)
    app.add_middleware(Unforeseen, answer=dialect.answer)
    return app


class Unforeseen:
    """Answers what nobody foresaw in the dialect's form. Pure ASGI, around a dialect's routes."""

    def __init__(self, app: ASGIApp, answer: Callable[[QuintetError], Reply]) -> None:
        self._app = app
        self._answer = answer

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
            await self._answer(told).response()(scope, receive, send)


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
