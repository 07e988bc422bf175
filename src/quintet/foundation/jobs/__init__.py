"""Background work: declared with `job` and `schedule`, queued by `enqueue` in the business transaction, run by `Jobs`.

A job is run at least once: after a crash it may run again, so what it does must bear that (docs/guides/add-a-job.md).
"""

from quintet.foundation.jobs.context import JobContext
from quintet.foundation.jobs.declared import (
    FINAL_ERRORS,
    REGISTRY,
    JobCall,
    JobType,
    Queue,
    Registry,
    Retry,
    Schedule,
    job,
    queue,
    schedule,
)
from quintet.foundation.jobs.engine import ENGINE_TABLES, prepare
from quintet.foundation.jobs.enqueue import enqueue
from quintet.foundation.jobs.errors import GiveUp, JobStopped, RetryLater, UnknownJob
from quintet.foundation.jobs.models import Job, JobSchedule, JobStatus, JobWorker
from quintet.foundation.jobs.services import Services
from quintet.foundation.jobs.settings import JobSettings
from quintet.foundation.jobs.worker import Jobs

__all__ = [
    "ENGINE_TABLES",
    "FINAL_ERRORS",
    "REGISTRY",
    "GiveUp",
    "Job",
    "JobCall",
    "JobContext",
    "JobSchedule",
    "JobSettings",
    "JobStatus",
    "JobStopped",
    "JobType",
    "JobWorker",
    "Jobs",
    "Queue",
    "Registry",
    "Retry",
    "RetryLater",
    "Schedule",
    "Services",
    "UnknownJob",
    "enqueue",
    "job",
    "prepare",
    "queue",
    "schedule",
]
