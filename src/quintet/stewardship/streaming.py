"""Answers made piece by piece, each piece in a hop of its own to the lane for heavy work."""

from collections.abc import AsyncIterator, Callable

from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import StreamingResponse

from quintet.foundation.access import Actor
from quintet.foundation.files.sniffing import content_disposition
from quintet.foundation.http import door_of

NextPart = Callable[[Session, Actor], bytes | None]


async def streamed_csv(request: Request, next_part: NextPart, name: str) -> StreamingResponse:
    """A CSV download whose pieces `next_part` gives until None. Errors of the first piece become a proper answer;
    whoever asks is authenticated again for every piece, so a session that ends in between ends the download."""
    door = door_of(request)
    first = await door.read(request, next_part, heavy=True)

    async def parts() -> AsyncIterator[bytes]:
        part = first
        while part is not None:
            yield part
            part = await door.read(request, next_part, heavy=True)

    headers = {
        "Content-Disposition": content_disposition("attachment", name),
        "Cache-Control": "private, no-store",
        "X-Content-Type-Options": "nosniff",
    }
    return StreamingResponse(parts(), 200, headers, media_type="text/csv; charset=utf-8")
