"""Routing that stays fast with hundreds of routes, and routers whose bodies are read strictly."""

from collections import defaultdict
from collections.abc import Callable, Coroutine, Iterable
from functools import cache
from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Match
from starlette.types import Receive, Scope, Send

from quintet.foundation.http.bodies import json_request_class

_strict_request = json_request_class()


class StrictRoute(APIRoute):
    """A route whose JSON body is read by `parse_json`."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def strict(request: Request) -> Response:
            return await handle(_strict_request(request.scope, request.receive))

        return strict


API = "/api/v1"


def router(path: str, *tags: str) -> APIRouter:
    """A router for a module's endpoints below `/api/v1`."""
    return APIRouter(prefix=API + path, tags=list(tags), route_class=StrictRoute)


def add_routes(app: FastAPI, routers: Iterable[APIRouter]) -> None:
    """Put the routers' routes on the application as one flat list, in which fixed segments win over parameters."""
    routes = [route for each in routers for route in each.routes]
    app.router.routes.extend(static_first(routes))


def static_first(routes: list[BaseRoute]) -> list[BaseRoute]:
    """Order routes so that fixed path segments win over parameters (`/stats` before `/{id}`)."""

    return sorted(routes, key=lambda route: _rank(_path(route)))


def _path(route: BaseRoute) -> str:
    return str(getattr(route, "path", ""))


@cache
def _rank(path: str) -> tuple[tuple[bool, ...], int]:
    segments = path.strip("/").split("/")
    return tuple("{" in segment for segment in segments), -len(segments)


HasRoute = Callable[[Scope], bool]


def dispatch_by_segment(app: FastAPI, depth: int) -> HasRoute:
    """Match only the routes that share the request's path segment number `depth` (0 = first).

    FastAPI tries its routes one after another, which at 400 routes costs more than the work itself. What comes back
    says in the same way whether the application has a route for a path, whatever the method.
    """
    groups: dict[str, list[BaseRoute]] = defaultdict(list)
    rest: list[BaseRoute] = []
    for route in app.router.routes:
        segments = _path(route).strip("/").split("/")
        if len(segments) > depth and segments[depth] and "{" not in segments[depth]:
            groups[segments[depth]].append(route)
        else:
            rest.append(route)

    def matcher(routes: list[BaseRoute]) -> APIRouter:
        one = APIRouter(default=app.router.default, redirect_slashes=False)
        one.routes.extend(routes)
        return one

    matchers = {name: matcher(routes + rest) for name, routes in groups.items()}
    other = matcher(rest)

    def matching(scope: Scope) -> APIRouter:
        segments = scope["path"].removeprefix(scope.get("root_path", "")).strip("/").split("/", depth + 1)
        return matchers.get(segments[depth], other) if len(segments) > depth else other

    async def dispatch(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await app.router.lifespan(scope, receive, send)
            return
        await matching(scope)(scope, receive, send)

    def has_route(scope: Scope) -> bool:
        return any(route.matches(scope)[0] is not Match.NONE for route in matching(scope).routes)

    app.router.middleware_stack = dispatch
    return has_route
