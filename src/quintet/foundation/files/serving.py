"""Answering a request for a file's bytes: ranges, validators, and headers that keep browsers from running it."""

import logging
import re
from typing import NamedTuple

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from quintet.foundation.files.blobs import FileStore
from quintet.foundation.files.models import StoredFile
from quintet.foundation.files.sniffing import IMAGES, PDF, content_disposition
from quintet.foundation.files.storage import BlobMissing
from quintet.foundation.http.problems import problem, request_id_of
from quintet.kit.errors import NotFound

log = logging.getLogger(__name__)


# Browsers do not show a PDF in a sandbox; their own viewers keep what is in it apart from the page.
_SHOWN_PDF = (
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


class ByteRange(NamedTuple):
    """From `start` up to, not including, `end`."""

    start: int
    end: int


class Unsatisfiable(Exception):
    """The range lies outside the file."""


_RANGE = re.compile(r"bytes=\s*(\d{0,18})\s*-\s*(\d{0,18})\s*", re.ASCII | re.IGNORECASE)


def parse_range(header: str, size: int) -> ByteRange | None:
    """None when the whole file is to be sent: several ranges or nonsense may be ignored (RFC 9110, 14.2)."""
    match = _RANGE.fullmatch(header)
    if match is None or match.groups() == ("", ""):
        return None
    first, last = match.groups()
    if not first:
        if int(last) == 0:
            raise Unsatisfiable
        return ByteRange(max(0, size - int(last)), size)
    start, end = int(first), min(int(last) + 1, size) if last else size
    if last and int(last) < start:
        return None
    if start >= size:
        raise Unsatisfiable
    return ByteRange(start, end)


async def serve(request: Request, file: StoredFile, store: FileStore) -> Response:
    """The answer to `GET …/content`. Raises NotFound when the bytes are lost."""
    etag = f'"{file.sha256[:32]}"'
    inline = file.content_type in IMAGES or file.content_type == PDF
    headers = {
        "ETag": etag,
        # The bytes never change, but the right to see them may: browsers ask again, and mostly get a 304.
        "Cache-Control": "private, no-cache",
        "Accept-Ranges": "bytes",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": _SHOWN_PDF if file.content_type == PDF else "default-src 'none'; sandbox",
        "Content-Disposition": content_disposition("inline" if inline else "attachment", file.name),
    }
    if _names(request.headers.get("if-none-match"), etag):
        return Response(status_code=304, headers=headers)
    wanted = ByteRange(0, file.size)
    status = 200
    header = request.headers.get("range")
    if header is not None and request.headers.get("if-range", etag) == etag:
        try:
            part = parse_range(header, file.size)
        except Unsatisfiable:
            return problem(
                416,
                "range_not_satisfiable",
                f"The file has {file.size} bytes.",
                request_id=request_id_of(request),
                headers={"Content-Range": f"bytes */{file.size}"},
            )
        if part is not None:
            wanted, status = part, 206
            headers["Content-Range"] = f"bytes {part.start}-{part.end - 1}/{file.size}"
    headers["Content-Length"] = str(wanted.end - wanted.start)
    try:
        whole = wanted == (0, file.size)
        chunks = await (store.open(file.storage_key) if whole else store.open(file.storage_key, *wanted))
    except BlobMissing:
        log.error("the bytes of file %s are not in storage", file.id)
        raise NotFound("content", code="content_missing") from None
    return StreamingResponse(chunks, status, headers, media_type=file.content_type)


def _names(header: str | None, etag: str) -> bool:
    if header is None:
        return False
    return header.strip() == "*" or etag in (part.strip().removeprefix("W/") for part in header.split(","))
