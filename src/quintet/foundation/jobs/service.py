"""What people may see of the jobs of their workspace, and do about them."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from quintet.foundation.access import Actor, Role, require
from quintet.foundation.access.rights import declare
from quintet.foundation.jobs.declared import REGISTRY, Registry
from quintet.foundation.jobs.enqueue import requeue
from quintet.foundation.jobs.models import UNFINISHED, Job, JobStatus
from quintet.foundation.jobs.ticker import last_ticks, queue_now
from quintet.kit import time
from quintet.kit.errors import Conflict, NotFound
from quintet.kit.ids import is_id

READ = declare("jobs.read", Role.admin)
UPDATE = declare("jobs.update", Role.admin)
READ_SCHEDULES = declare("job_schedules.read", Role.admin)
RUN_SCHEDULES = declare("job_schedules.update", Role.owner)
"""Schedules serve the whole installation."""


@dataclass(frozen=True, slots=True)
class ScheduleState:
    """A schedule with its last and next tick, and its last job."""

    name: str
    cron: str
    last_tick: datetime | None
    next_tick: datetime
    last_job: Job | None


def list_jobs(
    session: Session,
    actor: Actor,
    *,
    status: JobStatus | None = None,
    name: str | None = None,
    limit: int = 50,
    before: str | None = None,
) -> list[Job]:
    """Jobs of the actor's workspace, newest first, older than the job `before`."""
    require(actor, READ)
    statement = select(Job).where(Job.workspace_id == actor.workspace_id)
    if status is not None:
        statement = statement.where(Job.status == status)
    if name is not None:
        statement = statement.where(Job.name == name)
    if before is not None:
        statement = statement.where(Job.id < before)
    return list(session.scalars(statement.order_by(Job.id.desc()).limit(limit)))


def get_job(session: Session, actor: Actor, job_id: str) -> Job:
    """A job of the actor's workspace. Everyone sees the jobs they asked for themselves."""
    job = _find(session, actor, job_id)
    if job.requested_by is None or job.requested_by != actor.user_id:
        require(actor, READ)
    return job


def cancel_job(session: Session, actor: Actor, job_id: str) -> Job:
    """Cancel a job that has not finished; a running one stops at its next point where it may. Raises Conflict."""
    require(actor, UPDATE)
    job = _find(session, actor, job_id, lock=True)
    if job.status not in UNFINISHED:
        raise Conflict(f"The job is {job.status} already.", code="job_finished")
    job.status = JobStatus.CANCELLED
    job.error = f"Cancelled by {actor.label}."
    job.finished_at = time.now()
    job.dedupe_key = None
    session.flush()
    return job


def retry_job(session: Session, actor: Actor, job_id: str) -> Job:
    """Queue a failed or cancelled job once more, with all its attempts. Raises Conflict."""
    require(actor, UPDATE)
    job = _find(session, actor, job_id, lock=True)
    if job.status not in (JobStatus.FAILED, JobStatus.CANCELLED):
        raise Conflict(
            f"The job is {job.status}: only a failed or cancelled one can be retried.", code="job_not_failed"
        )
    job.status = JobStatus.QUEUED
    job.attempt = 1
    job.recoveries = 0
    job.started_at = None
    requeue(session, job)
    session.flush()
    return job


def list_schedules(session: Session, actor: Actor, registry: Registry = REGISTRY) -> list[ScheduleState]:
    """All schedules of the installation, by name."""
    require(actor, READ_SCHEDULES)
    moment = time.now()
    ticks = last_ticks(session)
    ids = [tick.last_job_id for tick in ticks.values() if tick.last_job_id]
    jobs = {job.id: job for job in session.scalars(select(Job).where(Job.id.in_(ids)))}
    return [
        ScheduleState(
            name=name,
            cron=schedule.cron,
            last_tick=ticks[name].last_tick if name in ticks else None,
            next_tick=schedule.next_tick(moment),
            last_job=jobs.get(ticks[name].last_job_id or "") if name in ticks else None,
        )
        for name, schedule in sorted(registry.schedules.items())
    ]


def run_schedule(session: Session, actor: Actor, name: str, registry: Registry = REGISTRY) -> str:
    """Queue a schedule's job now; returns the job's id, that of the unfinished one if there is one."""
    require(actor, RUN_SCHEDULES)
    schedule = registry.schedules.get(name)
    if schedule is None:
        raise NotFound("schedule")
    return queue_now(session, schedule, requested_by=actor.user_id)


def _find(session: Session, actor: Actor, job_id: str, *, lock: bool = False) -> Job:
    if not is_id(job_id):
        raise NotFound("job")
    statement = select(Job).where(Job.id == job_id, Job.workspace_id == actor.workspace_id)
    job = session.scalar(statement.with_for_update() if lock else statement)
    if job is None:
        raise NotFound("job")
    return job
