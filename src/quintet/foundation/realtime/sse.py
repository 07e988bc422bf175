"""One stream over HTTP: server-sent events that end with the session, the connection or the server."""

import asyncio
from collections.abc import Awaitable, Callable
from time import monotonic

import orjson
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from quintet.foundation.events.feed import Position
from quintet.foundation.http.reply import JSON_OPTIONS
from quintet.foundation.realtime.feed import Batch
from quintet.foundation.realtime.streams import Place, Streams
from quintet.kit.errors import QuintetError

Read = Callable[[Position], Awaitable[Batch]]
_RETRY = b"retry: 2000\n"


class EventStream(Response):
    """Sends what `read` finds after the position, and again whenever there is news.

    Each message is `id: <position>` and `data: <event>`; where nothing was for the reader, the id alone moves on.
    `read` authenticates every time: when it refuses, the stream says so in a last message of type `end`.
    `reset` begins with a message of that type: the reader's cursor was not of this log.
    """

    media_type = "text/event-stream"

    def __init__(self, streams: Streams, place: Place, position: Position, read: Read, *, reset: bool = False) -> None:
        super().__init__(headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"})
        del self.headers["content-length"]
        self._streams = streams
        self._place = place
        self._position = position
        self._read = read
        self._reset = reset

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        gone = asyncio.create_task(_watch(receive, self._place))
        try:
            await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
            await self._pump(send)
        except OSError:
            pass  # the client has gone while we were sending
        finally:
            self._place.leave()
            gone.cancel()

    async def _pump(self, send: Send) -> None:
        async def write(text: bytes) -> None:
            await send({"type": "http.response.body", "body": text, "more_body": True})

        place, told, told_at = self._place, self._position, monotonic()
        await write(_RETRY + (_reset(told) if self._reset else _id(told)))
        while not place.over:
            place.reading()
            begun = monotonic()
            try:
                batch = await self._read(self._position)
            except QuintetError as error:
                reason = orjson.dumps({"code": error.code, "detail": error.message})
                await write(b"event: end\ndata: " + reason + b"\n\n")
                break
            self._position = batch.position
            if batch.events:
                await write(b"".join(_message(position, event.json()) for position, event in batch.events))
                told, told_at = batch.events[-1][0], monotonic()
            if batch.more:
                continue
            quiet = self._streams.settings.heartbeat_seconds
            if monotonic() - told_at >= quiet:
                await write(_id(self._position) if told != self._position else b":\n\n")
                told, told_at = self._position, monotonic()
            patience = told_at + quiet - monotonic()
            if batch.held:
                # Nobody tells us when a transaction that logged nothing has ended.
                patience = min(patience, self._streams.settings.poll_seconds)
            if await place.wait(patience):
                await place.rest(begun + self._streams.pause - monotonic())
        await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _watch(receive: Receive, place: Place) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    place.end()


def _id(position: Position) -> bytes:
    return f"id: {position}\n\n".encode()


def _reset(position: Position) -> bytes:
    return f"id: {position}\nevent: reset\ndata: {{}}\n\n".encode()


def _message(position: Position, event: object) -> bytes:
    return f"id: {position}\ndata: ".encode() + orjson.dumps(event, option=JSON_OPTIONS) + b"\n\n"
