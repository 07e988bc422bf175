"""Where the dialects are served: each below its name, and one at the root besides when it is told to.

A dialect's application is made at its first request: five of them would double the time a start takes, and most
installations use one or none.
"""

import asyncio
from typing import Any

from fastapi import FastAPI
from starlette.responses import JSONResponse, Response
from starlette.routing import Match
from starlette.types import ASGIApp, Receive, Scope, Send

from quintet.api import docs
from quintet.api.furnishing import furnish
from quintet.dialects.contract import NAMES
from quintet.dialects.dialect import Dialect, load, speak
from quintet.dialects.reference import document
from quintet.dialects.uploads import UPLOADS
from quintet.foundation.http import Door
from quintet.foundation.http.middleware import as_problem
from quintet.identity.public import authenticate
from quintet.kit.errors import QuintetError
from quintet.wiring import House


class Dialects:
    """The dialects of one process, by name."""

    def __init__(self, house: House, at_root: str | None = None) -> None:
        if at_root is not None and at_root not in NAMES:
            raise ValueError(f"there is no dialect {at_root}; there are: {', '.join(NAMES)}")
        self._house = house
        self._made: dict[str, tuple[Dialect, FastAPI]] = {}
        self._lock = asyncio.Lock()
        self.at_root = at_root

    def upload_paths(self) -> list[str]:
        """Path prefixes that take files, over all dialects."""
        below = [f"/{name}{path}" for name in NAMES for path in UPLOADS[name]]
        return below + list(UPLOADS[self.at_root] if self.at_root else ())

    async def get(self, name: str) -> tuple[Dialect, FastAPI]:
        """The dialect and its application, made when first asked for."""
        if name not in self._made:
            async with self._lock:
                if name not in self._made:
                    self._made[name] = await asyncio.to_thread(self._make, name)
        return self._made[name]

    async def document(self, name: str) -> dict[str, Any]:
        """The OpenAPI document of a dialect, made when first asked for, off the event loop."""
        dialect, app = await self.get(name)
        async with self._lock:
            return await asyncio.to_thread(document, dialect, app)

    def answer(self, scope: Scope, error: QuintetError) -> Response:
        """An error in the form of whoever is asked: a dialect's own below its name, else a problem document."""
        made = self._made.get(_first(scope["path"]))
        return made[0].answer(error).response() if made else as_problem(scope, error)

    def _make(self, name: str) -> tuple[Dialect, FastAPI]:
        dialect = load(name)
        app = speak(dialect)
        door = Door(self._house.db, authenticate, public_url=self._house.settings.public_url, carrier=dialect.carrier)
        furnish(app, self._house, door)
        return dialect, app


class Tongues:
    """Takes what is for a dialect; the rest goes on to the canonical API and the web app. Pure ASGI."""

    def __init__(self, app: ASGIApp, dialects: Dialects) -> None:
        self._app = app
        self._dialects = dialects

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        name = _first(scope["path"])
        if name in NAMES:
            _, app = await self._dialects.get(name)
            below = {**scope, "root_path": scope.get("root_path", "") + "/" + name}
            page = await self._reference(name, scope["path"].removeprefix("/" + name))
            if page is not None:
                await page(scope, receive, send)
            else:
                await app(below, receive, send)
                scope["route"] = below.get("route")
            return
        if self._dialects.at_root is not None and not scope["path"].startswith("/api/v1/"):
            _, app = await self._dialects.get(self._dialects.at_root)
            if _has_route(app, scope) and not (_is_page(scope) and not scope["path"].startswith("/api/")):
                await app(scope, receive, send)
                return
        await self._app(scope, receive, send)

    async def _reference(self, name: str, path: str) -> Response | None:
        if path == "/openapi.json":
            return JSONResponse(await self._dialects.document(name))
        if path in ("/docs", "/docs/"):
            dialect, _ = await self._dialects.get(name)
            return docs.page_of(dialect.title, f"/{name}/docs/start.js")
        if path == "/docs/start.js":
            return docs.start_of(f"/{name}/openapi.json")
        return None


def _first(path: str) -> str:
    return path.lstrip("/").partition("/")[0]


def _has_route(app: FastAPI, scope: Scope) -> bool:
    return any(route.matches(scope)[0] is not Match.NONE for route in app.router.routes)


def _is_page(scope: Scope) -> bool:
    """Whether a browser asks for a page to show, as the web app's are."""
    return any(name == b"accept" and b"text/html" in value for name, value in scope["headers"])
