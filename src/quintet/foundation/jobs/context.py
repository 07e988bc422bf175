"""What a running job is given."""

import threading
from collections.abc import Callable
from datetime import datetime
from time import monotonic
from typing import TYPE_CHECKING, TypeVar

from sqlalchemy import ColumnElement, and_, select, update
from sqlalchemy.orm import Session

from quintet.foundation.db import Database, all_workspaces, bind_workspace
from quintet.foundation.jobs.errors import JobStopped
from quintet.foundation.jobs.models import Job, JobStatus

if TYPE_CHECKING:
    from quintet.foundation.jobs.services import Services

T = TypeVar("T")

_LOOK_SECONDS = 1.0


class JobContext:
    """A running job's view of the house. Not for use by several threads."""

    def __init__(
        self,
        db: Database,
        services: "Services",
        job: Job,
        *,
        attempts: int,
        timeout: float,
        stopping: threading.Event,
        progress_seconds: float,
    ) -> None:
        self.db = db
        self.job_id = job.id
        self.run = job.run
        self.workspace_id = job.workspace_id
        self.requested_by = job.requested_by
        self.attempt = job.attempt
        self.last_attempt = job.attempt >= attempts
        self.started_at: datetime | None = job.started_at
        self._services = services
        self._deadline = monotonic() + timeout
        self._stopping = stopping
        self._progress_seconds = progress_seconds
        self._progress_at = 0.0
        self._looked_at = monotonic()
        self._lost = False
        self.given_up = False

    def service(self, kind: type[T]) -> T:
        """The adapter or service registered for a type (usually a port)."""
        return self._services.get(kind)

    def read(self, work: Callable[[Session], T]) -> T:
        """Run reading work in a session bound to the job's workspace (to all, for a job of the system)."""
        return self.db.read_sync(lambda session: self._scoped(session, work))

    def write(self, work: Callable[[Session], T]) -> T:
        """Run changing work in one transaction, in a session bound like that of `read`."""
        return self.db.write_sync(lambda session: self._scoped(session, work))

    def progress(self, done: int, total: int | None = None, note: str | None = None) -> None:
        """Show how far the job is. Cheap to call often; not inside `write`. Raises JobStopped like `check`."""
        moment = monotonic()
        if moment - self._progress_at >= self._progress_seconds or done == total:
            self._progress_at = moment
            values = {"progress_done": done, "progress_total": total, "progress_note": note and note[:300]}
            mine = update(Job).where(self._is_mine()).values(**values).returning(Job.id)
            self._lost = self.db.write_sync(lambda session: session.scalar(mine)) is None
            self._looked_at = moment
        self.check()

    def cancelled(self) -> bool:
        """Whether the job should stop: cancelled, out of time, given to another process, or shutting down."""
        if self._lost or self._stopping.is_set() or self.out_of_time():
            return True
        if monotonic() - self._looked_at >= _LOOK_SECONDS:
            mine = select(Job.id).where(self._is_mine())
            self._lost = self.db.read_sync(lambda session: session.scalar(mine)) is None
            self._looked_at = monotonic()
        return self._lost

    def check(self) -> None:
        """Raise JobStopped if the job should stop. Call it between pieces of work that may be left so."""
        if self.cancelled():
            raise JobStopped

    def out_of_time(self) -> bool:
        return monotonic() >= self._deadline

    def _is_mine(self) -> ColumnElement[bool]:
        return and_(Job.id == self.job_id, Job.run == self.run, Job.status == JobStatus.RUNNING)

    def _scoped(self, session: Session, work: Callable[[Session], T]) -> T:
        if self.workspace_id is not None:
            bind_workspace(session, self.workspace_id)
            return work(session)
        with all_workspaces(session):
            result = work(session)
            session.flush()
            return result
