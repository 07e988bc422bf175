"""Where the dialects are served: each below its name, and one at the root besides when it is told to.

A dialect's application is made at its first request: five of them would double the time a start takes, and most
installations use one or none.
"""

import asyncio
from typing import Any

from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from quintet.api import docs
from quintet.api.furnishing import furnish
from quintet.dialects.contract import NAMES
from quintet.dialects.dialect import Dialect, Spoken, load, speak
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
        self._made: dict[str, Spoken] = {}
        self._lock = asyncio.Lock()
        self.at_root = at_root

    def upload_paths(self) -> list[str]:
        """Path prefixes that take files, over all dialects."""
        below = [f"/{name}{path}" for name in NAMES for path in UPLOADS[name]]
        return below + list(UPLOADS[self.at_root] if self.at_root else ())

    async def get(self, name: str) -> Spoken:
        """The dialect, made when first asked for."""
        if name not in self._made:
            async with self._lock:
                if name not in self._made:
                    self._made[name] = await asyncio.to_thread(self._make, name)
        return self._made[name]

    async def document(self, name: str) -> dict[str, Any]:
        """The OpenAPI document of a dialect, made when first asked for, off the event loop."""
        spoken = await self.get(name)
        async with self._lock:
            return await asyncio.to_thread(document, spoken.dialect, spoken.app)

    async def asked(self, scope: Scope) -> Spoken | None:
        """The dialect that a request is for; None when it is for the canonical API or the web app."""
        name = _first(scope["path"])
        if name in NAMES:
            return await self.get(name)
        if self.at_root is None or scope["path"].startswith("/api/v1/"):
            return None
        if _is_page(scope) and not scope["path"].startswith("/api/"):
            return None
        spoken = await self.get(self.at_root)
        return spoken if spoken.has_route(scope) else None

    async def answer(self, scope: Scope, error: QuintetError) -> Response:
        """An error in the form of whoever is asked: a dialect's own, else a problem document."""
        spoken = await self.asked(scope)
        return await as_problem(scope, error) if spoken is None else spoken.dialect.refusal(error)

    def _make(self, name: str) -> Spoken:
        spoken = speak(load(name))
        carrier = spoken.dialect.carrier
        door = Door(self._house.db, authenticate, public_url=self._house.settings.public_url, carrier=carrier)
        furnish(spoken.app, self._house, door)
        return spoken


class Tongues:
    """Takes what is for a dialect; the rest goes on to the canonical API and the web app. Pure ASGI."""

    def __init__(self, app: ASGIApp, dialects: Dialects) -> None:
        self._app = app
        self._dialects = dialects

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        spoken = await self._dialects.asked(scope)
        if spoken is None:
            await self._app(scope, receive, send)
            return
        name = spoken.dialect.name
        if _first(scope["path"]) != name:  # it is spoken at the root
            await spoken.app(scope, receive, send)
            return
        below = {**scope, "root_path": scope.get("root_path", "") + "/" + name}
        page = await self._reference(spoken.dialect, scope["path"].removeprefix("/" + name))
        if page is not None:
            await page(scope, receive, send)
        else:
            await spoken.app(below, receive, send)
            scope["route"] = below.get("route")

    async def _reference(self, dialect: Dialect, path: str) -> Response | None:
        if path == "/openapi.json":
            return JSONResponse(await self._dialects.document(dialect.name))
        if path in ("/docs", "/docs/"):
            return docs.page_of(dialect.title, f"/{dialect.name}/docs/start.js")
        if path == "/docs/start.js":
            return docs.start_of(f"/{dialect.name}/openapi.json")
        return None


def _first(path: str) -> str:
    return path.lstrip("/").partition("/")[0]


def _is_page(scope: Scope) -> bool:
    """Whether a browser asks for a page to show, as the web app's are."""
    return any(name == b"accept" and b"text/html" in value for name, value in scope["headers"])
