"""Running queued jobs in the test's own thread, and reading what was mailed."""

import re
import threading
from collections.abc import Callable
from typing import TypeVar

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from quintet.foundation.db import Database, all_workspaces
from quintet.foundation.events.models import EventRow
from quintet.foundation.jobs import REGISTRY, Job, JobContext, JobStatus
from quintet.foundation.jobs.engine import Claim
from quintet.foundation.jobs.models import WAITING
from quintet.foundation.jobs.runner import JobRunner
from quintet.identity.mail.models import OutgoingMail, SandboxMessage
from quintet.kit.ids import new_id
from quintet.wiring import House

T = TypeVar("T")


class Mailbox:
    """What the house sends."""

    def __init__(self, house: House) -> None:
        self.house = house

    def run_jobs(self) -> list[Job]:
        """Run all waiting jobs once, and those that they queue; returns them as they ended."""
        runner = JobRunner(self.house.db, self.house.job_settings, REGISTRY, self.house.services, new_id())
        ran: list[str] = []
        while jobs := self._read(lambda s: s.scalars(_waiting().where(Job.id.not_in(ran)).order_by(Job.id)).all()):
            for job in jobs:
                runner._take(Claim(job.id, job.run))
                ran.append(job.id)
        runner.close()
        return list(self._read(lambda s: s.scalars(select(Job).where(Job.id.in_(ran)).order_by(Job.id)).all()))

    def run_schedule(self, name: str) -> list[Job]:
        """Run what the clock would run now, and the jobs that it queues; returns those."""
        REGISTRY.schedules[name].job.run(self.context(name))
        return self.run_jobs()

    def context(self, name: str) -> JobContext:
        """What a job of this name is given to run in."""
        return JobContext(
            self.house.db, self.house.services, Job(id=new_id(), name=name, run=1, attempt=1, workspace_id=None),
            attempts=1, timeout=60, stopping=threading.Event(), progress_seconds=60,
        )  # fmt: skip

    def messages(self, recipient: str | None = None) -> list[SandboxMessage]:
        """What the sandbox was given, oldest first, once all events are delivered and all jobs run."""
        self.house.deliverer.drain_all()
        self.run_jobs()
        found = select(SandboxMessage).order_by(SandboxMessage.id)
        if recipient is not None:
            found = found.where(SandboxMessage.recipient == recipient)
        return list(self._read(lambda s: s.scalars(found).all()))

    def token(self, recipient: str, path: str) -> str:
        """The token in the newest mail to an address whose link leads to this path of the web app."""
        for message in reversed(self.messages(recipient)):
            found = re.search(rf"http://testserver/{path}/([\w-]+)", message.text)
            if found:
                assert found.group(0) in message.html
                return found.group(1)
        raise AssertionError(f"no mail to {recipient} leads to /{path}")

    def outgoing(self) -> list[OutgoingMail]:
        return list(self._read(lambda s: s.scalars(select(OutgoingMail).order_by(OutgoingMail.id)).all()))

    def statuses(self) -> list[JobStatus]:
        return [JobStatus(job.status) for job in self.run_jobs()]

    def _read(self, work: Callable[[Session], T]) -> T:
        return self.house.db.read_sync(work)


def _waiting() -> Select[Job]:
    return select(Job).where(Job.status.in_(WAITING))


def events(db: Database, kind: str) -> list[EventRow]:
    """What the log tells of one kind, in all workspaces."""

    def work(session: Session) -> list[EventRow]:
        with all_workspaces(session):
            return list(session.scalars(select(EventRow).where(EventRow.type == kind).order_by(EventRow.id)))

    return db.read_sync(work)
