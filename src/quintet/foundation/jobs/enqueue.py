"""Queueing a job: rows in the transaction of the business change, so that both happen or neither."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from quintet.foundation.jobs.declared import JobCall
from quintet.foundation.jobs.engine import Claim, submit
from quintet.foundation.jobs.models import Job, JobStatus
from quintet.kit import time
from quintet.kit.ids import new_id


def enqueue(
    session: Session,
    call: JobCall,
    *,
    workspace_id: str | None,
    dedupe_key: str | None = None,
    delay: timedelta | None = None,
    requested_by: str | None = None,
) -> str:
    """Queue `call` (a declared job called with its arguments); returns the job's id.

    `workspace_id` None is for the system's own work. While a job of the same name, workspace and `dedupe_key` is
    not finished (or not started, see `job(dedupe_until=)`), nothing is queued and that job's id is returned.
    `requested_by` is the id of the user to show.
    """
    moment = time.now()
    job_id = new_id()
    values = {
        "id": job_id,
        "workspace_id": workspace_id,
        "name": call.type.name,
        "queue": call.type.queue,
        "arguments": call.arguments(),
        "status": JobStatus.QUEUED,
        "run": 1,
        "attempt": 1,
        "recoveries": 0,
        "dedupe_key": None,
        "requested_by": requested_by,
        "created_at": moment,
        "due_at": moment + (delay or timedelta(0)),
    }
    if dedupe_key is not None:
        values["dedupe_key"] = f"{call.type.name}|{workspace_id or ''}|{dedupe_key}"
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    statement = dialect.insert(Job).values(values)
    if dedupe_key is not None:
        statement = statement.on_conflict_do_nothing(index_elements=[Job.dedupe_key])
    while session.scalar(statement.returning(Job.id)) is None:
        existing = session.scalar(select(Job.id).where(Job.dedupe_key == values["dedupe_key"]))
        # None: the job in the way ended between the two statements, so there is room now.
        if existing is not None:
            return existing
    submit(session, call.type.queue, Claim(job_id, 1), delay)
    return job_id


def requeue(session: Session, job: Job, delay: timedelta | None = None) -> None:
    """Hand an existing job over once more, as its next run. Whoever holds the present run has lost it."""
    job.run += 1
    job.due_at = time.now() + (delay or timedelta(0))
    job.worker_id = None
    job.finished_at = None
    session.flush()
    submit(session, job.queue, Claim(job.id, job.run), delay)
