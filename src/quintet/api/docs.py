"""`/api/docs` and `/<dialect>/docs`: the API references, with everything it needs served from here (no CDN).

Swagger UI's own files come with the package `fastapi-offline`; only those are used of it.
"""

import gzip
import hashlib
from functools import cache
from importlib.resources import files

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response

from quintet.kit.errors import NotFound

_FRESH = {"Cache-Control": "no-cache"}
_TYPES = {"swagger-ui-bundle.js": "text/javascript", "swagger-ui.css": "text/css"}
_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<link rel="stylesheet" href="/api/docs/swagger-ui.css">
<link rel="icon" href="data:,">
</head>
<body>
<div id="reference"></div>
<script src="/api/docs/swagger-ui-bundle.js"></script>
<script src="{start}"></script>
</body>
</html>
"""
_START = """SwaggerUIBundle({{
  url: "{url}",
  dom_id: "#reference",
  deepLinking: true,
  docExpansion: "none",
  filter: true,
  tryItOutEnabled: true,
  persistAuthorization: false,
  validatorUrl: null,
}});
"""


def page_of(title: str, start: str) -> Response:
    """A reference's page; `start` is the address of its script."""
    return Response(_PAGE.format(title=title, start=start), media_type="text/html", headers=_FRESH)


def start_of(url: str) -> Response:
    """The script that shows the OpenAPI document at `url`."""
    return Response(_START.format(url=url), media_type="text/javascript", headers=_FRESH)


async def page(_: Request) -> Response:
    """The canonical API's reference."""
    return page_of("Quintet API", "/api/docs/start.js")


async def asset(request: Request) -> Response:
    """The page's scripts and styles."""
    name = request.path_params["name"]
    if name == "start.js":
        return start_of("/api/v1/openapi.json")
    if name not in _TYPES:
        raise NotFound("page")
    body, etag = _packed(name)
    headers = {"ETag": etag, "Cache-Control": "public, max-age=86400", "Vary": "Accept-Encoding"}
    if etag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    if "gzip" not in request.headers.get("accept-encoding", ""):
        return Response(gzip.decompress(body), media_type=_TYPES[name], headers=headers)
    return Response(body, media_type=_TYPES[name], headers={**headers, "Content-Encoding": "gzip"})


def add_pages(app: Starlette) -> None:
    app.add_route("/api/docs", page, include_in_schema=False)
    app.add_route("/api/docs/{name}", asset, include_in_schema=False)


@cache
def _packed(name: str) -> tuple[bytes, str]:
    raw = files("fastapi_offline").joinpath("static", name).read_bytes()
    return gzip.compress(raw, 6, mtime=0), f'"{hashlib.sha256(raw).hexdigest()[:20]}"'
