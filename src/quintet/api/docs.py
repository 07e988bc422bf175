"""`/api/docs`: the API reference, with everything it needs served from here (no CDN).

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

_TYPES = {"swagger-ui-bundle.js": "text/javascript", "swagger-ui.css": "text/css"}
_PAGE = b"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Quintet API</title>
<link rel="stylesheet" href="/api/docs/swagger-ui.css">
<link rel="icon" href="data:,">
</head>
<body>
<div id="reference"></div>
<script src="/api/docs/swagger-ui-bundle.js"></script>
<script src="/api/docs/start.js"></script>
</body>
</html>
"""
_START = b"""SwaggerUIBundle({
  url: "/api/v1/openapi.json",
  dom_id: "#reference",
  deepLinking: true,
  docExpansion: "none",
  filter: true,
  tryItOutEnabled: true,
  persistAuthorization: false,
  validatorUrl: null,
});
"""


async def page(_: Request) -> Response:
    """The reference's page."""
    return Response(_PAGE, media_type="text/html", headers={"Cache-Control": "no-cache"})


async def asset(request: Request) -> Response:
    """The page's scripts and styles."""
    name = request.path_params["name"]
    if name == "start.js":
        return Response(_START, media_type="text/javascript", headers={"Cache-Control": "no-cache"})
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
