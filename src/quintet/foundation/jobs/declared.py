"""What jobs, queues and schedules exist: declared in code, by decorators, when their modules are imported."""

import inspect
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Concatenate, Generic, Literal, ParamSpec

import orjson
from croniter import croniter  # type: ignore[import-untyped]
from sqlalchemy.orm import Session

from quintet.foundation.jobs.context import JobContext
from quintet.foundation.jobs.errors import UnknownJob
from quintet.kit.errors import (
    BadRequest,
    Conflict,
    Forbidden,
    Invalid,
    NotConfigured,
    NotFound,
    ProviderRejected,
    Unauthenticated,
)

P = ParamSpec("P")
FailureHook = Callable[[Session, str, "JobCall"], None]
DedupeUntil = Literal["started", "finished"]

_NAME = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+\Z")
_MAX_ARGUMENT_BYTES = 64_000

FINAL_ERRORS: tuple[type[BaseException], ...] = (
    BadRequest,
    Conflict,
    Forbidden,
    Invalid,
    NotConfigured,
    NotFound,
    ProviderRejected,
    Unauthenticated,
)
"""Errors that another attempt would only repeat."""


@dataclass(frozen=True, slots=True)
class Retry:
    """How often and when a failed job is tried again; delays in seconds."""

    attempts: int = 5
    first_delay: float = 5.0
    backoff: float = 2.0
    max_delay: float = 3600.0
    final: tuple[type[BaseException], ...] = FINAL_ERRORS

    def __post_init__(self) -> None:
        if self.attempts < 1 or self.first_delay < 0 or self.backoff < 1 or self.max_delay < 0:
            raise ValueError("a retry policy needs attempts >= 1, delays >= 0 and backoff >= 1")

    def delay_after(self, attempt: int) -> timedelta:
        """The wait after the given failed attempt (1 is the first)."""
        # The exponent is bounded so that a large number of attempts cannot overflow.
        return timedelta(seconds=min(self.first_delay * self.backoff ** min(attempt - 1, 60), self.max_delay))


@dataclass(frozen=True, slots=True)
class Queue:
    """A line of jobs. `concurrency` counts per process, `total` over all; `rate` is (starts, seconds) over all.
    `prefetch` jobs more are reserved by a process in advance, so that it need not wait for the next poll."""

    name: str
    concurrency: int = 4
    prefetch: int = 28
    total: int | None = None
    rate: tuple[int, float] | None = None


@dataclass(frozen=True, slots=True)
class JobCall:
    """A job with its arguments, ready to be queued."""

    type: "JobType[...]"
    args: tuple[Any, ...]
    kwargs: Mapping[str, Any]

    def arguments(self) -> dict[str, Any]:
        """The arguments as JSON. TypeError or ValueError for values that are not plain or far too large."""
        kept = {"args": list(self.args), "kwargs": dict(self.kwargs)}
        # Only what JSON gives back unchanged: a date would come back as text in the worker.
        text = orjson.dumps(kept, option=orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_PASSTHROUGH_DATACLASS)
        if len(text) > _MAX_ARGUMENT_BYTES:
            raise ValueError(f"the arguments of {self.type.name} are too large; pass ids")
        return kept


@dataclass(frozen=True, slots=True)
class JobType(Generic[P]):
    """A declared job. Calling it does not run it: it gives the `JobCall` to pass to `enqueue`."""

    name: str
    run: Callable[Concatenate[JobContext, P], None]
    queue: str = "default"
    retry: Retry = field(default_factory=Retry)
    timeout: float = 300.0
    dedupe_until: DedupeUntil = "finished"
    on_failed: FailureHook | None = None

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> JobCall:
        inspect.signature(self.run).bind(None, *args, **kwargs)
        return JobCall(self, args, kwargs)


@dataclass(frozen=True, slots=True)
class Schedule:
    """A job that is queued by the clock. `cron` in UTC; six fields start with the seconds."""

    job: JobType[[]]
    cron: str

    @property
    def name(self) -> str:
        return self.job.name

    def last_tick(self, now: datetime) -> datetime:
        """The newest moment of the schedule that is not after `now`."""
        start = now.replace(microsecond=0) + timedelta(seconds=1)
        tick: datetime = croniter(self.cron, start, second_at_beginning=True).get_prev(datetime)
        return tick

    def next_tick(self, now: datetime) -> datetime:
        tick: datetime = croniter(self.cron, now, second_at_beginning=True).get_next(datetime)
        return tick


class Registry:
    """The declarations of one program. Modules use the default one through `job`, `queue` and `schedule`."""

    def __init__(self) -> None:
        self.jobs: dict[str, JobType[...]] = {}
        self.queues: dict[str, Queue] = {"default": Queue("default")}
        self.schedules: dict[str, Schedule] = {}

    def job(
        self,
        name: str,
        *,
        queue: str = "default",
        retry: Retry | None = None,
        timeout: float = 300.0,
        dedupe_until: DedupeUntil = "finished",
        on_failed: FailureHook | None = None,
    ) -> Callable[[Callable[Concatenate[JobContext, P], None]], JobType[P]]:
        """Declare a job named `<context>.<verb phrase>`; `timeout` in seconds, per attempt.

        `dedupe_until`: whether a dedupe key blocks another such job until this one starts (for "bring up to
        date" work, so that no change is missed) or until it has finished.
        `on_failed(session, error, call)` runs in the transaction that marks the job as failed for good.
        """

        def declare(run: Callable[Concatenate[JobContext, P], None]) -> JobType[P]:
            declared = JobType(name, run, queue, retry or Retry(), timeout, dedupe_until, on_failed)
            self._add(declared)
            return declared

        return declare

    def schedule(
        self,
        name: str,
        *,
        cron: str,
        queue: str = "default",
        retry: Retry | None = None,
        timeout: float = 300.0,
    ) -> Callable[[Callable[[JobContext], None]], JobType[[]]]:
        """Declare a job without arguments and when it runs: once per tick over all processes, never beside
        itself; of the ticks missed while nothing ran, the newest is made up for."""
        if not croniter.is_valid(cron, second_at_beginning=True):
            raise ValueError(f"{name}: not a cron expression: {cron!r}")

        def declare(run: Callable[[JobContext], None]) -> JobType[[]]:
            declared: JobType[[]] = JobType(name, run, queue, retry or Retry(), timeout)
            self._add(declared)
            self.schedules[name] = Schedule(declared, cron)
            return declared

        return declare

    def queue(
        self,
        name: str,
        *,
        concurrency: int = 4,
        prefetch: int = 28,
        total: int | None = None,
        rate: tuple[int, float] | None = None,
    ) -> Queue:
        """Declare a queue and its limits. Long jobs want `prefetch=0`, so that idle processes get their share; with
        `total` it is always 0."""
        declared = Queue(name, concurrency, prefetch if total is None else 0, total, rate)
        if concurrency < 1 or prefetch < 0 or (total is not None and total < concurrency):
            raise ValueError(f"queue {name}: needs concurrency >= 1, prefetch >= 0 and total >= concurrency")
        if self.queues.get(name, declared) != declared:
            raise ValueError(f"queue {name} is declared twice")
        self.queues[name] = declared
        return declared

    def find(self, name: str) -> "JobType[...]":
        try:
            return self.jobs[name]
        except KeyError:
            raise UnknownJob(f"no job is named {name}") from None

    def check(self) -> None:
        """Raises UnknownJob when a job names a queue that nobody declared."""
        for declared in self.jobs.values():
            if declared.queue not in self.queues:
                raise UnknownJob(f"{declared.name} names the undeclared queue {declared.queue}")

    def _add(self, declared: "JobType[...]") -> None:
        if not _NAME.match(declared.name):
            raise ValueError(f"a job is named <context>.<verb phrase>, not {declared.name!r}")
        if declared.timeout <= 0:
            raise ValueError(f"{declared.name}: a timeout is positive")
        if declared.name in self.jobs:
            raise ValueError(f"job {declared.name} is declared twice")
        self.jobs[declared.name] = declared


REGISTRY = Registry()
job = REGISTRY.job
schedule = REGISTRY.schedule
queue = REGISTRY.queue
