"""Queues scheduled jobs when the clock says so, once per tick over all processes."""

from datetime import datetime
from functools import partial

from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from quintet.foundation.db import Database
from quintet.foundation.jobs.declared import Registry, Schedule
from quintet.foundation.jobs.enqueue import enqueue
from quintet.foundation.jobs.models import JobSchedule
from quintet.kit import time


class Ticker:
    def __init__(self, db: Database, registry: Registry) -> None:
        self._db = db
        self._schedules = list(registry.schedules.values())
        self._next: dict[str, datetime] = {}

    def start(self) -> None:
        """Note schedules never seen before; they begin with their next tick. Ticks missed by known ones are due."""
        moment = time.now()
        if self._schedules:
            self._db.write_sync(lambda session: self._note(session, moment))
        self._next = {schedule.name: moment for schedule in self._schedules}

    def run_due(self) -> None:
        """Queue what is due."""
        moment = time.now()
        for schedule in self._schedules:
            if self._next[schedule.name] <= moment:
                self._db.write_sync(partial(queue_tick, schedule=schedule, moment=moment))
                self._next[schedule.name] = schedule.next_tick(moment)

    def seconds_to_next(self) -> float | None:
        if not self._next:
            return None
        return max(0.0, (min(self._next.values()) - time.now()).total_seconds())

    def _note(self, session: Session, moment: datetime) -> None:
        dialect = postgresql if self._db.dialect == "postgresql" else sqlite
        for schedule in self._schedules:
            values = {"name": schedule.name, "last_tick": schedule.last_tick(moment)}
            session.execute(dialect.insert(JobSchedule).values(values).on_conflict_do_nothing())


def queue_tick(session: Session, schedule: Schedule, moment: datetime) -> str | None:
    """Queue the schedule's job for its newest tick, unless some process has done so; returns the job's id."""
    tick = schedule.last_tick(moment)
    mine = (
        update(JobSchedule)
        .where(JobSchedule.name == schedule.name, JobSchedule.last_tick < tick)
        .values(last_tick=tick)
        .returning(JobSchedule.name)
    )
    return None if session.scalar(mine) is None else queue_now(session, schedule)


def queue_now(session: Session, schedule: Schedule, requested_by: str | None = None) -> str:
    """Queue the schedule's job; if one is not finished yet, that one is returned."""
    job_id = enqueue(session, schedule.job(), workspace_id=None, dedupe_key="schedule", requested_by=requested_by)
    session.execute(update(JobSchedule).where(JobSchedule.name == schedule.name).values(last_job_id=job_id))
    return job_id


def last_ticks(session: Session) -> dict[str, JobSchedule]:
    return {row.name: row for row in session.scalars(select(JobSchedule))}
