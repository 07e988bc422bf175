"""Clianta's API: a bearer token, the workspace in the path. The reference shows no bodies: keys are camelCase as in
its paths, answers `{data}`, lists `{data, pagination}`, errors `{error, message}`."""

import re
from dataclasses import replace

from starlette.requests import Request

from quintet.dialects.clianta import auth, dashboard, proposals, records
from quintet.dialects.clianta.envelope import answer
from quintet.dialects.dialect import Dialect, carrier
from quintet.foundation.http import Credentials

_WORKSPACE = re.compile(r"/workspaces/([^/]+)(?:/|\Z)")
_bearer = carrier()


def credentials(request: Request) -> Credentials | None:
    """The bearer token, at work in the workspace of the path."""
    found = _bearer(request)
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
