"""Knowing which workers live, and giving the jobs of dead ones to others.

A worker counts as dead when its beat has stood still for `dead_after_seconds` by the watcher's own clock (so clocks
of different machines need not agree), or at once when it ran in the watcher's own place and its process is gone.
"""

import logging
import os
import socket
from functools import partial
from pathlib import Path
from time import monotonic

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from quintet.foundation.db import Database
from quintet.foundation.jobs import outcomes
from quintet.foundation.jobs.declared import Registry
from quintet.foundation.jobs.engine import Claim, JobEngine
from quintet.foundation.jobs.models import WAITING, Job, JobStatus, JobWorker
from quintet.foundation.jobs.settings import JobSettings
from quintet.kit import time

log = logging.getLogger(__name__)
_BATCH = 200


class Watch:
    """One worker's heartbeat, and its eye on the others."""

    def __init__(
        self, db: Database, settings: JobSettings, registry: Registry, engine: JobEngine, worker_id: str
    ) -> None:
        self._db = db
        self._settings = settings
        self._registry = registry
        self._engine = engine
        self._worker_id = worker_id
        self._place = _place()
        self._beats: dict[str, tuple[int, float]] = {}
        self._looked_at = monotonic()
        self._missing: set[Claim] = set()

    def beat(self) -> None:
        """Show that this worker lives."""
        self._db.write_sync(self._beat)

    def look(self) -> None:
        """Find dead workers and give their jobs to the living."""
        moment = monotonic()
        # After a pause of our own (database away, laptop asleep) nobody can be blamed for standing still.
        if moment - self._looked_at > self._settings.dead_after_seconds / 2:
            self._beats.clear()
        self._looked_at = moment
        others = self._db.read_sync(
            lambda session: session.scalars(select(JobWorker).where(JobWorker.id != self._worker_id)).all()
        )
        seen = {}
        for worker in others:
            beat, since = self._beats.get(worker.id, (worker.beat, moment))
            if beat != worker.beat:
                since = moment
            seen[worker.id] = (worker.beat, since)
            if self._is_gone(worker) or moment - since >= self._settings.dead_after_seconds:
                log.warning("job worker %s (%s, process %d) is dead", worker.id, worker.host, worker.pid)
                self.release(worker.id)
        self._beats = seen

    def find_lost(self, held: frozenset[Claim]) -> None:
        """Queue again what this worker is noted to run but does not, seen so twice: its end went unrecorded."""
        mine = select(Job.id, Job.run).where(Job.status == JobStatus.RUNNING, Job.worker_id == self._worker_id)
        rows = self._db.read_sync(lambda session: session.execute(mine).all())
        missing = {Claim(row.id, row.run) for row in rows} - held
        for claim in missing & self._missing:
            log.error("job %s went missing and is queued again", claim.job_id)
            self._db.write_sync(partial(outcomes.hand_back, claim=claim))
        self._missing = missing

    def release(self, worker_id: str) -> None:
        """Give up all that a worker holds, and forget the worker."""
        while True:
            claims = self._engine.claimed_by(worker_id)
            handed_on = self._hand_on(worker_id, claims)
            if claims:
                self._engine.discard(claims)
            elif not handed_on:
                break
        self._db.write_sync(lambda session: session.execute(delete(JobWorker).where(JobWorker.id == worker_id)))

    def _beat(self, session: Session) -> None:
        alive = (
            update(JobWorker)
            .where(JobWorker.id == self._worker_id)
            .values(beat=JobWorker.beat + 1, seen_at=time.now())
            .returning(JobWorker.id)
        )
        if session.scalar(alive) is None:
            session.add(
                JobWorker(
                    id=self._worker_id,
                    host=socket.gethostname()[:200],
                    pid=os.getpid(),
                    place=self._place,
                    process_started=_process_started(os.getpid()),
                )
            )

    def _hand_on(self, worker_id: str, claims: list[Claim]) -> int:
        try:
            return self._db.write_sync(lambda session: self._recover(session, worker_id, claims, hook=True))
        except outcomes.FailureHookError:
            log.exception("what a job does on failure has failed")
            return self._db.write_sync(lambda session: self._recover(session, worker_id, claims, hook=False))

    def _recover(self, session: Session, worker_id: str, claims: list[Claim], *, hook: bool) -> int:
        held = (Job.status == JobStatus.RUNNING) & (Job.worker_id == worker_id)
        claimed = Job.id.in_([claim.job_id for claim in claims]) & Job.status.in_(WAITING)
        found = session.scalars(select(Job).where(or_(held, claimed)).limit(_BATCH).with_for_update()).all()
        recovered = 0
        for job in found:
            if job.status == JobStatus.RUNNING or Claim(job.id, job.run) in claims:
                outcomes.recover(session, self._registry, job, hook=hook)
                recovered += 1
        return recovered

    def _is_gone(self, worker: JobWorker) -> bool:
        if self._place is None or worker.place != self._place:
            return False
        try:
            os.kill(worker.pid, 0)
        except ProcessLookupError:
            return True
        except PermissionError:
            return False
        started = _process_started(worker.pid)
        return started is None or started != worker.process_started


def _place() -> str | None:
    """This boot of this machine and the process numbers' namespace; None where that cannot be told."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
        return f"{boot}/{Path('/proc/self/ns/pid').readlink()}"
    except OSError:
        return None


def _process_started(pid: int) -> str | None:
    """When a process started, in the kernel's ticks; None when it is gone or a zombie."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return None
    # The name, in brackets, may hold spaces and brackets itself.
    fields = stat[stat.rindex(")") + 2 :].split()
    return None if fields[0] in ("Z", "X") else fields[19]
