"""Refuses request bodies that are too large, before anything reads them. Pure ASGI."""

import asyncio
from collections.abc import Mapping

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from quintet.foundation.http.middleware import Answer, as_problem
from quintet.kit.errors import TooLarge

# A client that is still sending when we close may never get to read the answer; so we listen a little longer.
_LINGER_SECONDS = 2.0
_LINGER_BYTES = 16_000_000


class BodyLimit:
    """Answers 413 when `Content-Length` says more than allowed, or as soon as more has come in.

    `limits` gives path prefixes their own limit (the longest prefix that fits counts); `limit` holds elsewhere.
    All in bytes. `answer` gives the refusal.
    """

    def __init__(
        self, app: ASGIApp, limit: int, limits: Mapping[str, int] | None = None, answer: Answer = as_problem
    ) -> None:
        self._app = app
        self._answer = answer
        self._limit = limit
        self._limits = sorted((limits or {}).items(), key=lambda item: len(item[0]), reverse=True)

    def limit_for(self, path: str) -> int:
        return next((limit for prefix, limit in self._limits if path.startswith(prefix)), self._limit)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        limit = self.limit_for(scope["path"])
        declared, chunked, waits = _announced(scope)
        if declared is not None and declared > limit:
            await self._refuse(scope, receive, send, limit, linger=not waits)
            return
        if not declared and not chunked:
            await self._app(scope, receive, send)
            return
        await self._counted(scope, receive, send, limit)

    async def _counted(self, scope: Scope, receive: Receive, send: Send, limit: int) -> None:
        seen = 0
        started = refused = False

        async def counting_receive() -> Message:
            nonlocal seen, refused
            if refused:
                return {"type": "http.disconnect"}
            message = await receive()
            if message["type"] == "http.request":
                seen += len(message.get("body", b""))
                if seen > limit:
                    refused = True
                    if not started:
                        await self._refuse(scope, receive, send, limit, linger=bool(message.get("more_body")))
                    return {"type": "http.disconnect"}
            return message

        async def guarded_send(message: Message) -> None:
            nonlocal started
            # Frameworks turn the disconnect into an answer of their own; ours has been given.
            if refused and not started:
                return
            started = True
            await send(message)

        try:
            await self._app(scope, counting_receive, guarded_send)
        except Exception:
            if not refused:
                raise

    async def _refuse(self, scope: Scope, receive: Receive, send: Send, limit: int, *, linger: bool) -> None:
        told = await self._answer(scope, TooLarge(f"The request body is larger than {limit} bytes."))
        headers = [*told.raw_headers, (b"connection", b"close")]
        await send({"type": "http.response.start", "status": told.status_code, "headers": headers})
        await send({"type": "http.response.body", "body": told.body, "more_body": linger})
        if linger:
            await _drain(receive)
            await send({"type": "http.response.body", "body": b"", "more_body": False})


def _announced(scope: Scope) -> tuple[int | None, bool, bool]:
    """(declared length, whether it comes in chunks of unknown sum, whether the client waits for our word)."""
    declared: int | None = None
    chunked = waits = False
    for name, value in scope["headers"]:
        if name == b"content-length" and value.isdigit():
            declared = int(value)
        elif name == b"transfer-encoding":
            chunked = True
        elif name == b"expect":
            waits = True
    # HTTP/2 and 3 have bodies without either header.
    return declared, chunked or (declared is None and scope.get("http_version", "1.1")[0] not in "01"), waits


async def _drain(receive: Receive) -> None:
    seen = 0
    try:
        async with asyncio.timeout(_LINGER_SECONDS):
            while seen < _LINGER_BYTES:
                message = await receive()
                seen += len(message.get("body", b""))
                if message["type"] != "http.request" or not message.get("more_body"):
                    return
    except TimeoutError:
        return
