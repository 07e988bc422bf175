"""`/api/v1/jobs`."""

from typing import Annotated

from fastapi import Query
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from quintet.foundation.access import Actor
from quintet.foundation.http import Reply, door_of
from quintet.foundation.http.routing import router
from quintet.foundation.jobs import service
from quintet.foundation.jobs.models import JobStatus
from quintet.foundation.jobs.schemas import JobPage, JobRead, ScheduleList, ScheduleRead, ScheduleRun
from quintet.kit.errors import Invalid
from quintet.kit.ids import is_id

routes = router("/jobs", "jobs")


@routes.get("", response_model=JobPage)
async def list_jobs(
    request: Request,
    status: JobStatus | None = None,
    name: Annotated[str | None, Query(max_length=120)] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: Annotated[str | None, Query(max_length=36)] = None,
) -> Response:
    """Background jobs of the workspace, newest first."""
    if cursor is not None and not is_id(cursor):
        raise Invalid.one("cursor", "invalid", "Not a cursor of this list.")

    def work(session: Session, actor: Actor) -> list[JobRead]:
        jobs = service.list_jobs(session, actor, status=status, name=name, limit=limit + 1, before=cursor)
        return [JobRead.of(job) for job in jobs]

    found = await door_of(request).read(request, work)
    page = found[:limit]
    return Reply.json({"data": page, "next_cursor": page[-1].id if len(found) > limit else None}).response()


@routes.get("/schedules", response_model=ScheduleList)
async def list_schedules(request: Request) -> Response:
    """What runs by the clock, with its last and next time."""

    def work(session: Session, actor: Actor) -> list[ScheduleRead]:
        return [ScheduleRead.of(state) for state in service.list_schedules(session, actor)]

    return Reply.json({"data": await door_of(request).read(request, work)}).response()


@routes.post("/schedules/{name}/run", status_code=202, response_model=ScheduleRun)
async def run_schedule(request: Request, name: str) -> Response:
    """Run a scheduled job now."""

    def work(session: Session, actor: Actor) -> Reply:
        return Reply.json({"job_id": service.run_schedule(session, actor, name)}, 202)

    return await door_of(request).write(request, work)


@routes.get("/{job_id}", response_model=JobRead)
async def read_job(request: Request, job_id: str) -> Response:
    """One job, with its progress."""
    job = await door_of(request).read(request, lambda s, a: JobRead.of(service.get_job(s, a, job_id)))
    return Reply.json(job).response()


@routes.post("/{job_id}/cancel", response_model=JobRead)
async def cancel_job(request: Request, job_id: str) -> Response:
    """Cancel a job that has not finished."""

    def work(session: Session, actor: Actor) -> Reply:
        return Reply.json(JobRead.of(service.cancel_job(session, actor, job_id)))

    return await door_of(request).write(request, work)


@routes.post("/{job_id}/retry", response_model=JobRead)
async def retry_job(request: Request, job_id: str) -> Response:
    """Queue a failed or cancelled job once more."""

    def work(session: Session, actor: Actor) -> Reply:
        return Reply.json(JobRead.of(service.retry_job(session, actor, job_id)))

    return await door_of(request).write(request, work)
