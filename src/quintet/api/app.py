"""The web application: all routers of all contexts behind the middleware, with the house inside."""

import asyncio
import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware

from quintet import __version__
from quintet.api import docs, health, metrics
from quintet.api.dialects import Dialects, Tongues
from quintet.api.furnishing import furnish
from quintet.api.metrics import Metrics
from quintet.api.routers import ROUTERS
from quintet.api.spa import add_web_app
from quintet.commerce.payments.ports import CardPayments
from quintet.foundation.bodylimit import BodyLimit
from quintet.foundation.http import problems
from quintet.foundation.http.middleware import Surroundings, content_policy
from quintet.foundation.http.routing import add_routes, dispatch_by_segment
from quintet.foundation.objects.openapi import add_problems
from quintet.foundation.ratelimits import RateLimiter
from quintet.foundation.settings import Settings
from quintet.wiring import House, build

_EXPOSED = [
    "Content-Disposition",
    "ETag",
    "Location",
    "RateLimit-Limit",
    "RateLimit-Remaining",
    "RateLimit-Reset",
    "Retry-After",
    "X-Request-Id",
]
"""Headers that a front end of another origin may read."""


class Api(FastAPI):
    def openapi(self) -> dict[str, Any]:
        return self.openapi_schema or add_problems(super().openapi())


def create_app(
    settings: Settings | None = None, *, house: House | None = None, jobs: bool = True, dialect: str | None = None
) -> FastAPI:
    """The application. `jobs`: also run background jobs in this process (else `quintet worker` does).

    `dialect` names the one that is spoken at the root too.
    """
    home = house or build(settings or Settings())

    @asynccontextmanager
    async def life(_: FastAPI) -> AsyncIterator[None]:
        await asyncio.to_thread(home.start, jobs=jobs)
        # What lives now lives long: keep the collector from walking it on every pass.
        gc.collect()
        gc.freeze()
        gc.set_threshold(50_000, 20, 50)
        gc.enable()
        yield
        await asyncio.to_thread(home.stop)

    app = Api(
        title="Quintet",
        version=__version__,
        summary="One CRM for contacts, companies, deals and everything around them.",
        lifespan=life,
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/v1/openapi.json",
        separate_input_output_schemas=False,
    )
    app.state.metrics = Metrics()
    furnish(app, home)
    problems.install(app)
    for path, endpoint in (("/healthz", health.alive), ("/readyz", health.ready), ("/metrics", metrics.metrics)):
        app.add_route(path, endpoint, include_in_schema=False)
    docs.add_pages(app)
    add_routes(app, ROUTERS)
    add_web_app(app, public_headers=_public_headers(home))
    dispatch_by_segment(app, depth=2)
    _surround(app, home, Dialects(home, at_root=dialect))
    return app


def _public_headers(home: House) -> dict[str, str]:
    """Public pages may reach the card provider's own form, where there is one."""
    policy = home.services.get(CardPayments).browser_policy  # type: ignore[type-abstract]
    return {"Content-Security-Policy": content_policy(policy)} if policy else {}


def _surround(app: FastAPI, home: House, dialects: Dialects) -> None:
    settings = home.settings
    uploads = dict.fromkeys(("/api/v1/files", *dialects.upload_paths()), settings.max_upload_bytes)
    # The last one added is the outermost.
    app.add_middleware(Tongues, dialects=dialects)
    app.add_middleware(BodyLimit, limit=settings.max_body_bytes, limits=uploads, answer=dialects.answer)
    app.add_middleware(
        Surroundings,
        limiter=RateLimiter(),
        per_minute=settings.requests_per_minute,
        https=settings.secure_cookies,
        observe=app.state.metrics.observe,
        answer=dialects.answer,
    )
    # Outside of all: a front end elsewhere has to be able to read a refusal, too.
    if settings.cors_origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=settings.cors_origins,
            allow_credentials=True,
            allow_methods=["*"],
            allow_headers=["*"],
            expose_headers=_EXPOSED,
        )
