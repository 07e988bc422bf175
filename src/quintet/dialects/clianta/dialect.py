"""Clianta's API. The reference shows no bodies: keys are camelCase as in its paths, lists `{data, pagination}`,
errors `{error, message}`."""

import re
from dataclasses import replace

from starlette.requests import Request

from quintet.dialects.dialect import Dialect, carrier
from quintet.dialects.errors import sentences, status_of
from quintet.foundation.http import Credentials, Reply
from quintet.kit.errors import QuintetError

_WORKSPACE = re.compile(r"/api/workspaces/([^/]+)(?:/|\Z)")
_bearer = carrier()


def credentials(request: Request) -> Credentials | None:
    """The bearer token, at work in the workspace of the path."""
    found = _bearer(request)
    place = _WORKSPACE.search(request.url.path)
    return replace(found, workspace_id=place[1]) if found and place else found


def answer(error: QuintetError) -> Reply:
    content: dict[str, object] = {"error": error.code, "message": error.message}
    if told := sentences(error):
        content["details"] = told
    return Reply.json(content, status_of(error))


DIALECT = Dialect(name="clianta", title="Clianta", routers=(), answer=answer, carrier=credentials, depth=3)
