"""Clianta's API: a bearer token, or the session of the web app, to which signing in with Google leads; the
workspace in the path. The reference shows no bodies: keys are camelCase as in
its paths, answers `{data}`, lists `{data, pagination}`, errors `{error, message}`."""

import re
from dataclasses import replace

from starlette.requests import Request

from quintet.dialects.clianta import auth, dashboard, proposals, records
from quintet.dialects.clianta.envelope import answer
from quintet.dialects.dialect import Dialect, carrier
from quintet.foundation.http import Credentials
from quintet.foundation.http.door import SESSION_COOKIE

_WORKSPACE = re.compile(r"/workspaces/([^/]+)(?:/|\Z)")
_carrier = carrier(cookie=SESSION_COOKIE)


def credentials(request: Request) -> Credentials | None:
    """At work in the workspace of the path."""
    found = _carrier(request)
    place = _WORKSPACE.search(request.url.path)
    return replace(found, workspace_id=place[1]) if found and place else found


DIALECT = Dialect(
    name="clianta",
    title="Clianta",
    routers=(
        auth.routes,
        records.contacts,
        records.companies,
        records.opportunities,
        records.pipelines,
        records.activities,
        records.tasks,
        dashboard.routes,
        proposals.routes,
    ),
    answer=answer,
    carrier=credentials,
    depth=3,
)
