"""Serves the built web app to whatever no route matched, and never hides an API's 404 or 405."""

import hashlib
import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

DIST = Path(__file__).parents[1] / "web_dist"
PAGE = "index.html"
PUBLIC_PAGE = "public.html"
_PUBLIC = frozenset({"add-card", "pay", "proposal"})
"""First segments of the addresses that lead to people without an account; their page has an entry of its own."""
_IMMUTABLE = "public, max-age=31536000, immutable"
_TYPES = {".js": "text/javascript", ".woff2": "font/woff2", ".svg": "image/svg+xml"}
_PACKED = (("br", ".br"), ("gzip", ".gz"))


@dataclass(frozen=True, slots=True)
class _File:
    body: bytes
    etag: str


def add_web_app(app: Starlette, dist: Path = DIST, *, public_headers: Mapping[str, str] | None = None) -> None:
    """Answer what no route matches from `dist`. Before `dispatch_by_segment`, which takes the default over.

    `public_headers` go with the public page, and with nothing else.
    Being the router's default and no route, it shadows none: an unknown API path stays a problem document.
    """
    files = _read(dist)
    not_found = app.router.default

    async def default(scope: Scope, receive: Receive, send: Send) -> None:
        answer = _answer(files, Request(scope), public_headers or {}) if scope["type"] == "http" else None
        await (answer or not_found)(scope, receive, send)

    app.router.default = default


@cache
def _read(dist: Path) -> Mapping[str, _File]:
    # All in memory, some 3 MB: a request can never walk out of the folder, and no thread reads a file.
    found = (path for path in dist.rglob("*") if path.is_file())
    relative = {path.relative_to(dist).as_posix(): path for path in found}
    bodies = {name: path.read_bytes() for name, path in relative.items() if not name.startswith(".")}
    return {n: _File(b, f'"{hashlib.blake2b(b, digest_size=12).hexdigest()}"') for n, b in bodies.items()}


def _answer(files: Mapping[str, _File], request: Request, public_headers: Mapping[str, str]) -> Response | None:
    path = request.url.path.lstrip("/")
    first = path.split("/", 1)[0]
    if request.method not in ("GET", "HEAD") or first == "api":
        return None
    if path in files and path not in (PAGE, PUBLIC_PAGE) and not path.endswith((".br", ".gz")):
        return _serve(files, path, request, _IMMUTABLE if path.startswith("assets/") else "public, max-age=3600")
    # A program that asks for a wrong address shall learn so; browsers ask for pages by text/html.
    is_page = path in ("", PAGE) or "text/html" in request.headers.get("accept", "")
    if not is_page or path.startswith("assets/") or ("." in path.rsplit("/", 1)[-1] and path != PAGE):
        return None
    if PAGE not in files:
        return PlainTextResponse("The web app is not built here. ./dev run builds it; the API is at /api/docs.\n", 503)
    if first not in _PUBLIC or PUBLIC_PAGE not in files:
        return _serve(files, PAGE, request, "no-cache")
    answer = _serve(files, PUBLIC_PAGE, request, "no-cache")
    answer.headers.update(public_headers)
    return answer


def _serve(files: Mapping[str, _File], name: str, request: Request, cache: str) -> Response:
    headers = {"Cache-Control": cache, "Vary": "Accept-Encoding"}
    accepted = _accepted(request.headers.get("accept-encoding", ""))
    file = files[name]
    for encoding, suffix in _PACKED:
        if encoding in accepted and name + suffix in files:
            headers["Content-Encoding"] = encoding
            file = files[name + suffix]
            break
    headers["ETag"] = file.etag
    seen = request.headers.get("if-none-match", "")
    if file.etag in [tag.strip().removeprefix("W/") for tag in seen.split(",")]:
        return Response(status_code=304, headers=headers)
    suffix = Path(name).suffix
    return Response(file.body, headers=headers, media_type=_TYPES.get(suffix) or mimetypes.guess_type(name)[0])


def _accepted(header: str) -> set[str]:
    """The encodings that a client takes with a weight above zero."""
    found = set()
    for part in header.lower().split(","):
        name, _, weight = part.replace(" ", "").partition(";")
        if not weight or weight.removeprefix("q=").strip("0.") != "":
            found.add(name)
    return found
