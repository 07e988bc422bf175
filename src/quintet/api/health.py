"""`/healthz` (the process lives) and `/readyz` (it can do its work)."""

from typing import TYPE_CHECKING

from sqlalchemy import func, select
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from quintet.migrations import revisions

if TYPE_CHECKING:
    from quintet.wiring import House


async def alive(_: Request) -> Response:
    """The process answers."""
    return JSONResponse({"status": "ok"})


async def ready(request: Request) -> Response:
    """The database answers and has this version's schema; 503 otherwise."""
    house: House = request.app.state.house
    problems: list[str] = []
    try:
        await house.db.read(lambda session: session.scalar(select(func.now())))
        found = await house.db.heavy(revisions.revision_of)
        if found != revisions.head():
            problems.append(f"the schema is at {found}, not at {revisions.head()}")
    except Exception as error:  # whatever it is, we are not ready
        problems.append(f"the database does not answer: {type(error).__name__}")
    return JSONResponse({"status": "ok" if not problems else "unready", "problems": problems}, 503 if problems else 200)
