"""Jobs as the API shows them."""

from datetime import datetime

from pydantic import BaseModel

from quintet.foundation.jobs.models import Job, JobStatus
from quintet.foundation.jobs.service import ScheduleState


class JobProgress(BaseModel):
    """`done` of `total` pieces; the total may not be known."""

    done: int
    total: int | None
    note: str | None


class JobRead(BaseModel):
    """`attempt` is the one running, waited for, or last made. `error` says how the last one failed."""

    id: str
    name: str
    status: JobStatus
    attempt: int
    requested_by: str | None
    created_at: datetime
    due_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    error: str | None
    progress: JobProgress | None

    @classmethod
    def of(cls, job: Job) -> "JobRead":
        done = job.progress_done
        return cls(
            id=job.id,
            name=job.name,
            status=JobStatus(job.status),
            attempt=job.attempt,
            requested_by=job.requested_by,
            created_at=job.created_at,
            due_at=job.due_at,
            started_at=job.started_at,
            finished_at=job.finished_at,
            error=job.error,
            progress=None if done is None else JobProgress(done=done, total=job.progress_total, note=job.progress_note),
        )


class JobPage(BaseModel):
    data: list[JobRead]
    next_cursor: str | None


class ScheduleRead(BaseModel):
    """`cron` in UTC; six fields start with the seconds."""

    name: str
    cron: str
    last_tick: datetime | None
    next_tick: datetime
    last_job: JobRead | None

    @classmethod
    def of(cls, state: ScheduleState) -> "ScheduleRead":
        return cls(
            name=state.name,
            cron=state.cron,
            last_tick=state.last_tick,
            next_tick=state.next_tick,
            last_job=JobRead.of(state.last_job) if state.last_job else None,
        )


class ScheduleList(BaseModel):
    data: list[ScheduleRead]


class ScheduleRun(BaseModel):
    job_id: str
