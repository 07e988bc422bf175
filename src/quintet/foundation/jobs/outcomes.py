"""How a job moves from one state to the next. All inside the caller's transaction."""

import logging

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from quintet.foundation.db import all_workspaces
from quintet.foundation.db.tenancy import as_workspace
from quintet.foundation.jobs.declared import JobCall, JobType, Registry, Retry
from quintet.foundation.jobs.engine import Claim
from quintet.foundation.jobs.enqueue import requeue
from quintet.foundation.jobs.errors import GiveUp, RetryLater
from quintet.foundation.jobs.models import WAITING, Job, JobStatus
from quintet.kit import time
from quintet.kit.errors import QuintetError

log = logging.getLogger(__name__)

MAX_RECOVERIES = 5
"""A job whose process died more often than this is taken for the killer."""
_MAX_ERROR = 2000


class FailureHookError(Exception):
    """A job's `on_failed` raised; the transaction has to be tried again without it."""


def held(claim: Claim) -> Select[Job]:
    """The claimed job, locked, unless the claim is no longer the valid one."""
    return select(Job).where(Job.id == claim.job_id, Job.run == claim.run).with_for_update()


def begin(session: Session, registry: Registry, claim: Claim, worker_id: str) -> Job | None:
    """Take the job; None when it was cancelled or handed to another meanwhile."""
    job = session.scalar(held(claim))
    if job is None:
        return None
    # Running by ourselves: the answer to an earlier try of this very transaction was lost.
    if job.status not in WAITING and not (job.status == JobStatus.RUNNING and job.worker_id == worker_id):
        return None
    job.status = JobStatus.RUNNING
    job.worker_id = worker_id
    job.started_at = time.now()
    job.progress_done = job.progress_total = job.progress_note = None
    declared = registry.jobs.get(job.name)
    if declared is not None and declared.dedupe_until == "started":
        job.dedupe_key = None
    session.flush()
    return job


def done(session: Session, claim: Claim) -> None:
    job = session.scalar(held(claim).where(Job.status == JobStatus.RUNNING))
    if job is not None:
        job.error = None
        _end(job, JobStatus.DONE)


def hand_back(session: Session, claim: Claim) -> None:
    """Give the job to whoever is free: this process stops. Not counted as an attempt."""
    job = session.scalar(held(claim).where(Job.status.in_([*WAITING, JobStatus.RUNNING])))
    if job is not None:
        if job.status == JobStatus.RUNNING:
            job.status = JobStatus.QUEUED
        requeue(session, job)


def recover(session: Session, registry: Registry, job: Job, *, hook: bool) -> None:
    """Queue a job again whose process died, or fail it when that keeps happening."""
    if job.status == JobStatus.RUNNING:
        job.recoveries += 1
        if job.recoveries > MAX_RECOVERIES:
            error = f"The process that ran this job died {job.recoveries} times."
            _fail(session, job, registry.jobs.get(job.name), error, hook=hook)
            return
        job.status = JobStatus.QUEUED
    requeue(session, job)


def failed(session: Session, registry: Registry, claim: Claim, error: Exception, *, hook: bool) -> None:
    """Record a failed attempt and queue the next, or fail the job for good."""
    job = session.scalar(held(claim).where(Job.status == JobStatus.RUNNING))
    if job is None:
        return
    declared = registry.jobs.get(job.name)
    retry = declared.retry if declared is not None else Retry()
    if isinstance(error, (GiveUp, *retry.final)) or job.attempt >= retry.attempts:
        _fail(session, job, declared, error_text(error), hook=hook)
        return
    delay = error.delay if isinstance(error, RetryLater) else retry.delay_after(job.attempt)
    job.status = JobStatus.RETRYING
    job.error = error_text(error)
    job.attempt += 1
    requeue(session, job, delay)


def error_text(error: Exception) -> str:
    said = str(error).strip()
    kind = type(error).__name__
    text = said if said and isinstance(error, QuintetError | GiveUp | RetryLater) else f"{kind}: {said}".rstrip(": ")
    return text[:_MAX_ERROR].replace("\0", "")


def _fail(session: Session, job: Job, declared: "JobType[...] | None", error: str, *, hook: bool) -> None:
    job.error = error
    _end(job, JobStatus.FAILED)
    session.flush()
    if declared is None or declared.on_failed is None or not hook:
        return
    call = JobCall(declared, tuple(job.arguments["args"]), job.arguments["kwargs"])
    scope = all_workspaces(session) if job.workspace_id is None else as_workspace(session, job.workspace_id)
    try:
        with scope:
            declared.on_failed(session, error, call)
            session.flush()
    except Exception as raised:
        raise FailureHookError(job.name) from raised


def _end(job: Job, status: JobStatus) -> None:
    job.status = status
    job.finished_at = time.now()
    job.dedupe_key = None
