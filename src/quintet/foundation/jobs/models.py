"""The jobs as everyone sees them, and the processes that run them."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Index, String, Text, column
from sqlalchemy.orm import Mapped, mapped_column

from quintet.foundation.db import Id, Json, Model
from quintet.kit import time
from quintet.kit.ids import new_id


class JobStatus(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    RETRYING = "retrying"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


WAITING = (JobStatus.QUEUED, JobStatus.RETRYING)
UNFINISHED = (*WAITING, JobStatus.RUNNING)


class Job(Model):
    """One piece of background work. `run` numbers its hand-overs to the engine: whoever holds an older number
    has lost the job. `attempt` counts tries that ended in an error, `recoveries` those whose process died."""

    __tablename__ = "jobs"

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    workspace_id: Mapped[str | None] = mapped_column(Id)
    name: Mapped[str] = mapped_column(String(120))
    queue: Mapped[str] = mapped_column(String(60))
    arguments: Mapped[dict[str, Any]] = mapped_column(Json)
    status: Mapped[str] = mapped_column(String(10), default=JobStatus.QUEUED)
    run: Mapped[int] = mapped_column(default=1)
    attempt: Mapped[int] = mapped_column(default=1)
    recoveries: Mapped[int] = mapped_column(default=0)
    dedupe_key: Mapped[str | None] = mapped_column(String(300), unique=True)
    requested_by: Mapped[str | None] = mapped_column(Id)
    worker_id: Mapped[str | None] = mapped_column(Id)
    created_at: Mapped[datetime] = mapped_column(default=time.now)
    due_at: Mapped[datetime] = mapped_column(default=time.now)
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    error: Mapped[str | None] = mapped_column(Text)
    progress_done: Mapped[int | None]
    progress_total: Mapped[int | None]
    progress_note: Mapped[str | None] = mapped_column(String(300))

    __table_args__ = (
        Index("ix_jobs_workspace_id_id", "workspace_id", "id"),
        Index("ix_jobs_name_id", "name", "id"),
        Index(
            "ix_jobs_running_worker_id",
            "worker_id",
            sqlite_where=column("status") == "running",
            postgresql_where=column("status") == "running",
        ),
        Index("ix_jobs_finished_at", "finished_at"),
    )


class JobWorker(Model):
    """A process that runs jobs. It is alive as long as `beat` moves."""

    __tablename__ = "job_workers"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    host: Mapped[str] = mapped_column(String(200))
    pid: Mapped[int]
    place: Mapped[str | None] = mapped_column(String(200))
    """Processes of one place see each other's process numbers; None when that cannot be known."""
    process_started: Mapped[str | None] = mapped_column(String(40))
    beat: Mapped[int] = mapped_column(default=0)
    started_at: Mapped[datetime] = mapped_column(default=time.now)
    seen_at: Mapped[datetime] = mapped_column(default=time.now)


class JobSchedule(Model):
    """The newest tick of a schedule that was queued."""

    __tablename__ = "job_schedules"

    name: Mapped[str] = mapped_column(String(120), primary_key=True)
    last_tick: Mapped[datetime]
    last_job_id: Mapped[str | None] = mapped_column(Id)
