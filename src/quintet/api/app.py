"""The web application: all routers of all contexts behind the middleware, with the house inside."""

import asyncio
import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from quintet import __version__
from quintet.api.routers import ROUTERS
from quintet.foundation.http import problems
from quintet.foundation.http.routing import add_routes, dispatch_by_segment
from quintet.foundation.settings import Settings
from quintet.wiring import House, build


def create_app(settings: Settings | None = None, *, house: House | None = None, jobs: bool = True) -> FastAPI:
    """The application. `jobs`: also run background jobs in this process (else `quintet worker` does)."""
    home = house or build(settings or Settings())

    @asynccontextmanager
    async def life(_: FastAPI) -> AsyncIterator[None]:
        await asyncio.to_thread(home.start, jobs=jobs)
        # What lives now lives long: keep the collector from walking it on every pass.
        gc.collect()
        gc.freeze()
        gc.set_threshold(50_000, 20, 50)
        yield
        await asyncio.to_thread(home.stop)

    app = FastAPI(
        title="Quintet",
        version=__version__,
        summary="One CRM for contacts, companies, deals and everything around them.",
        lifespan=life,
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/v1/openapi.json",
        separate_input_output_schemas=False,
    )
    app.state.house = home
    app.state.door = home.door
    app.state.files = home.files
    app.state.settings = home.settings
    problems.install(app)
    add_routes(app, ROUTERS)
    dispatch_by_segment(app, depth=2)
    return app
