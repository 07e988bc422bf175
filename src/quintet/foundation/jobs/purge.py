"""Finished jobs are kept for a while, then deleted."""

from datetime import timedelta
from functools import partial

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from quintet.foundation.jobs.context import JobContext
from quintet.foundation.jobs.declared import schedule
from quintet.foundation.jobs.engine import JobEngine
from quintet.foundation.jobs.models import Job, JobStatus
from quintet.foundation.jobs.settings import JobSettings
from quintet.kit import time

_BATCH = 1000
# Longer than the period of any queue's rate limit, which is counted from these rows.
_KEEP_HANDOVERS = timedelta(days=1)


@schedule("jobs.purge_finished", cron="0 7 * * * *", timeout=1800)
def purge_finished(ctx: JobContext) -> None:
    """Delete finished jobs whose time is over, and the engine's traces of ended ones."""
    settings = ctx.service(JobSettings)
    ended = [
        ([JobStatus.DONE], settings.keep_done_days),
        ([JobStatus.FAILED, JobStatus.CANCELLED], settings.keep_failed_days),
    ]
    for statuses, days in ended:
        while ctx.write(partial(_delete, statuses=statuses, age=timedelta(days=days))):
            ctx.check()
    ctx.service(JobEngine).purge(_KEEP_HANDOVERS)


def _delete(session: Session, *, statuses: list[JobStatus], age: timedelta) -> bool:
    old = select(Job.id).where(Job.status.in_(statuses), Job.finished_at < time.now() - age).limit(_BATCH)
    deleted = session.scalars(delete(Job).where(Job.id.in_(old)).returning(Job.id)).all()
    return len(deleted) == _BATCH
