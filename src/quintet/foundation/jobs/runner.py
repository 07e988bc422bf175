"""Runs one job that the engine has handed to this process, and records how it ended."""

import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from time import sleep
from typing import TypeVar

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session

from quintet.foundation.db import Database
from quintet.foundation.jobs import outcomes
from quintet.foundation.jobs.context import JobContext
from quintet.foundation.jobs.declared import Registry, Retry
from quintet.foundation.jobs.engine import Claim
from quintet.foundation.jobs.errors import JobStopped, UnknownJob
from quintet.foundation.jobs.models import Job
from quintet.foundation.jobs.services import Services
from quintet.foundation.jobs.settings import JobSettings

T = TypeVar("T")
log = logging.getLogger(__name__)


class OutOfTime(Exception):
    """The job took longer than its timeout."""


class JobRunner:
    """The jobs that run in this process at the moment."""

    def __init__(
        self, db: Database, settings: JobSettings, registry: Registry, services: Services, worker_id: str
    ) -> None:
        self.stopping = threading.Event()
        self._db = db
        self._settings = settings
        self._registry = registry
        self._services = services
        self._worker_id = worker_id
        self._lock = threading.Lock()
        self._accepted: set[Claim] = set()
        self._running: dict[Claim, JobContext] = {}
        self._pools = {
            queue.name: ThreadPoolExecutor(queue.concurrency, thread_name_prefix=f"job-{queue.name}")
            for queue in registry.queues.values()
        }

    @property
    def held(self) -> frozenset[Claim]:
        """The jobs that this process runs or has reserved."""
        with self._lock:
            return frozenset(self._accepted)

    def __call__(self, claim: Claim, queue: str) -> Future[None]:
        """Run the job on a thread of its queue."""
        with self._lock:
            self._accepted.add(claim)
        future = self._pools.get(queue, self._pools["default"]).submit(self._take, claim)
        future.add_done_callback(lambda _: self._release(claim))
        return future

    def close(self) -> None:
        for pool in self._pools.values():
            pool.shutdown(wait=False)

    def _take(self, claim: Claim) -> None:
        if self.stopping.is_set():
            self._insist(lambda session: outcomes.hand_back(session, claim))
            return
        job = self._insist(lambda session: outcomes.begin(session, self._registry, claim, self._worker_id))
        if job is None:
            return
        context = self._context(job)
        self._running[claim] = context
        try:
            self._run(job, claim, context)
        finally:
            self._running.pop(claim, None)

    def fail_overdue(self) -> None:
        """Fail the attempts that are past their timeout without having noticed. Their threads cannot be
        ended; what they still do no longer counts."""
        for claim, context in list(self._running.items()):
            if context.out_of_time() and not context.given_up:
                context.given_up = True
                log.error("job %s is past its timeout and does not stop", claim.job_id)
                self._failed(claim, OutOfTime("The job took longer than its timeout."))

    def _release(self, claim: Claim) -> None:
        with self._lock:
            self._accepted.discard(claim)

    def _context(self, job: Job) -> JobContext:
        declared = self._registry.jobs.get(job.name)
        return JobContext(
            self._db,
            self._services,
            job,
            attempts=declared.retry.attempts if declared else Retry().attempts,
            timeout=declared.timeout if declared else 60,
            stopping=self.stopping,
            progress_seconds=self._settings.progress_seconds,
        )

    def _run(self, job: Job, claim: Claim, context: JobContext) -> None:
        try:
            declared = self._registry.find(job.name)
            declared.run(context, *job.arguments["args"], **job.arguments["kwargs"])
        except JobStopped:
            if context.out_of_time():
                self._failed(claim, OutOfTime("The job took longer than its timeout."))
            else:
                # Cancelled or given to another: the claim is void and this does nothing.
                self._insist(lambda session: outcomes.hand_back(session, claim))
        except UnknownJob as error:
            log.error("job %s: %s", claim.job_id, error)
            self._failed(claim, error)
        except Exception as error:
            log.warning("job %s (%s) failed, attempt %d", job.name, job.id, job.attempt, exc_info=True)
            self._failed(claim, error)
        else:
            self._insist(lambda session: outcomes.done(session, claim))

    def _failed(self, claim: Claim, error: Exception) -> None:
        try:
            self._insist(lambda session: outcomes.failed(session, self._registry, claim, error, hook=True))
        except outcomes.FailureHookError:
            log.exception("what job %s does on failure has failed", claim.job_id)
            self._insist(lambda session: outcomes.failed(session, self._registry, claim, error, hook=False))

    def _insist(self, work: Callable[[Session], T]) -> T:
        """Write, and keep trying while the database is away: giving up here would lose the job."""
        pause = 0.2
        while True:
            try:
                return self._db.write_sync(work)
            except (DBAPIError, PoolTimeout):
                log.warning("a job's state could not be written; trying again", exc_info=True)
                sleep(pause)
                pause = min(pause * 2, 30.0)
