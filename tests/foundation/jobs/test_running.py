"""Jobs from the business transaction to their end."""

import asyncio
import threading
from datetime import date, timedelta
from time import monotonic, sleep
from typing import Protocol

import pytest
from sqlalchemy.orm import Session

from quintet.foundation.db import workspace_of
from quintet.foundation.jobs import (
    GiveUp,
    JobCall,
    JobContext,
    Jobs,
    JobStatus,
    Registry,
    Retry,
    RetryLater,
    UnknownJob,
    enqueue,
)
from quintet.kit.errors import ProviderRejected, ProviderUnavailable
from tests.foundation.jobs.conftest import WORKSPACE, House, until
from tests.foundation.jobs.program import FAST, mark


class TestEnqueue:
    def test_a_committed_job_runs_in_its_workspace(self, house: House) -> None:
        seen: list[tuple[str, str | None, int, bool]] = []

        @house.registry.job("tests.greet")
        def greet(ctx: JobContext, name: str, *, times: int = 1) -> None:
            workspace = ctx.read(workspace_of)
            seen.append((name * times, workspace, ctx.attempt, ctx.last_attempt))

        house.start()
        job = house.wait(house.enqueue(greet("Ada", times=2)))
        assert seen == [("AdaAda", WORKSPACE, 1, False)]
        assert job.started_at
        assert job.finished_at
        assert job.started_at <= job.finished_at
        assert job.worker_id

    def test_a_rolled_back_transaction_queues_nothing(self, house: House) -> None:
        ran: list[str] = []

        @house.registry.job("tests.note")
        def note(ctx: JobContext, text: str) -> None:
            ran.append(text)

        def fails(session: Session) -> None:
            enqueue(session, note("never"), workspace_id=WORKSPACE)
            raise RuntimeError("no")

        with pytest.raises(RuntimeError, match="no"):
            house.db.write_sync(fails)
        house.start()
        house.wait(house.enqueue(note("once")))
        assert ran == ["once"]
        assert [job.status for job in house.all_jobs()] == ["done"]

    def test_queueing_needs_no_running_jobs_in_the_process(self, house: House) -> None:
        @house.registry.job("tests.note")
        def note(ctx: JobContext) -> None: ...

        job_id = house.enqueue(note())
        assert house.job(job_id).status == JobStatus.QUEUED
        house.start()
        house.wait(job_id)

    def test_a_delayed_job_waits(self, house: House) -> None:
        @house.registry.job("tests.note")
        def note(ctx: JobContext) -> None: ...

        house.start()
        begun = monotonic()
        job_id = house.db.write_sync(
            lambda session: enqueue(session, note(), workspace_id=None, delay=timedelta(seconds=0.7))
        )
        house.wait(job_id)
        assert monotonic() - begun >= 0.7

    def test_one_job_per_dedupe_key_until_it_has_finished(self, house: House) -> None:
        go = threading.Event()

        @house.registry.job("tests.wait")
        def wait(ctx: JobContext, text: str) -> None:
            go.wait(5)

        house.start()
        first = house.enqueue(wait("a"), dedupe_key="k")
        assert house.enqueue(wait("b"), dedupe_key="k") == first
        other = house.enqueue(wait("c"), dedupe_key="other key")
        elsewhere = house.enqueue(wait("d"), dedupe_key="k", workspace_id=None)
        assert len({first, other, elsewhere}) == 3
        house.wait(first, JobStatus.RUNNING)
        assert house.enqueue(wait("e"), dedupe_key="k") == first
        go.set()
        house.wait(first)
        assert house.enqueue(wait("f"), dedupe_key="k") != first

    def test_a_key_may_be_free_again_once_the_job_has_started(self, house: House) -> None:
        go = threading.Event()

        @house.registry.job("tests.refresh", dedupe_until="started")
        def refresh(ctx: JobContext) -> None:
            go.wait(5)

        house.start()
        first = house.enqueue(refresh(), dedupe_key="k")
        house.wait(first, JobStatus.RUNNING)
        second = house.enqueue(refresh(), dedupe_key="k")
        assert second != first
        go.set()
        house.wait(second)

    def test_wrong_arguments_fail_where_they_are_written(self, house: House) -> None:
        @house.registry.job("tests.note")
        def note(ctx: JobContext, text: str) -> None: ...

        with pytest.raises(TypeError):
            note()  # type: ignore[call-arg]
        with pytest.raises(TypeError):
            house.enqueue(note(date(2026, 1, 1)))  # type: ignore[arg-type]
        with pytest.raises(ValueError, match="too large"):
            house.enqueue(note("x" * 70_000))


class TestFailing:
    def test_it_is_tried_again_later_and_then_done(self, house: House) -> None:
        at: list[float] = []

        @house.registry.job("tests.flake", retry=Retry(attempts=3, first_delay=0.2))
        def flake(ctx: JobContext) -> None:
            at.append(monotonic())
            if ctx.attempt < 2:
                raise ProviderUnavailable("The mail server does not answer.")

        house.start()
        job_id = house.enqueue(flake())
        assert house.wait(job_id, JobStatus.RETRYING).error == "The mail server does not answer."
        job = house.wait(job_id)
        assert (job.attempt, job.error) == (2, None)
        assert at[1] - at[0] >= 0.2

    def test_after_the_last_attempt_it_has_failed_and_can_be_seen(self, house: House) -> None:
        attempts: list[tuple[int, bool]] = []

        @house.registry.job("tests.break_down", retry=Retry(attempts=2, first_delay=0))
        def break_down(ctx: JobContext) -> None:
            attempts.append((ctx.attempt, ctx.last_attempt))
            raise ValueError("oh")

        house.start()
        job = house.wait(house.enqueue(break_down(), dedupe_key="k"), JobStatus.FAILED)
        assert attempts == [(1, False), (2, True)]
        assert job.error == "ValueError: oh"
        assert job.finished_at
        assert house.enqueue(break_down(), dedupe_key="k") != job.id

    @pytest.mark.parametrize("error", [GiveUp("no use"), ProviderRejected("no use")])
    def test_what_cannot_succeed_is_not_repeated(self, house: House, error: Exception) -> None:
        @house.registry.job("tests.refuse")
        def refuse(ctx: JobContext) -> None:
            raise error

        house.start()
        job = house.wait(house.enqueue(refuse()), JobStatus.FAILED)
        assert (job.attempt, job.error) == (1, "no use")

    def test_a_job_may_choose_its_delay(self, house: House) -> None:
        @house.registry.job("tests.wait_for_limit")
        def wait_for_limit(ctx: JobContext) -> None:
            raise RetryLater("Told to slow down.", timedelta(minutes=7))

        house.start()
        job = house.wait(house.enqueue(wait_for_limit()), JobStatus.RETRYING)
        assert timedelta(minutes=6) < job.due_at - job.created_at < timedelta(minutes=8)

    def test_the_owner_of_the_job_is_told_in_the_same_transaction(self, house: House) -> None:
        told: list[tuple[str, str, tuple[str, ...]]] = []

        def tell(session: Session, error: str, call: JobCall) -> None:
            told.append((workspace_of(session), error, call.args))
            mark(session, "told")

        @house.registry.job("tests.send", retry=Retry(attempts=1), on_failed=tell)
        def send(ctx: JobContext, message_id: str) -> None:
            raise RuntimeError("lost")

        house.start()
        house.wait(house.enqueue(send("m1")), JobStatus.FAILED)
        assert told == [(WORKSPACE, "RuntimeError: lost", ("m1",))]
        assert house.marks() == {"told": 1}

    def test_telling_that_fails_does_not_keep_the_job_running(self, house: House) -> None:
        def tell(session: Session, error: str, call: JobCall) -> None:
            mark(session, "told")
            raise RuntimeError("cannot tell")

        @house.registry.job("tests.send", retry=Retry(attempts=1), on_failed=tell)
        def send(ctx: JobContext) -> None:
            raise RuntimeError("lost")

        house.start()
        assert house.wait(house.enqueue(send()), JobStatus.FAILED).error == "RuntimeError: lost"
        assert house.marks() == {}

    def test_a_job_that_nobody_knows_any_more_waits_for_who_does(self, house: House) -> None:
        gone = Registry()

        @gone.job("tests.removed")
        def removed(ctx: JobContext) -> None: ...

        house.start()
        job = house.wait(house.enqueue(removed()), JobStatus.RETRYING)
        assert job.error == "UnknownJob: no job is named tests.removed"

    def test_one_that_notices_its_timeout_is_tried_again(self, house: House) -> None:
        @house.registry.job("tests.linger", timeout=0.2, retry=Retry(attempts=2, first_delay=0))
        def linger(ctx: JobContext) -> None:
            while True:
                ctx.check()
                sleep(0.01)

        house.start()
        job = house.wait(house.enqueue(linger()), JobStatus.FAILED)
        assert job.attempt == 2
        assert job.error == "OutOfTime: The job took longer than its timeout."

    def test_one_that_hangs_is_failed_and_what_it_does_later_does_not_count(self, house: House) -> None:
        go = threading.Event()

        @house.registry.job("tests.hang", timeout=0.2, retry=Retry(attempts=1))
        def hang(ctx: JobContext) -> None:
            go.wait(10)

        house.start()
        job_id = house.enqueue(hang())
        house.wait(job_id, JobStatus.FAILED)
        go.set()
        sleep(0.2)
        assert house.job(job_id).status == JobStatus.FAILED

    def test_an_end_that_could_not_be_recorded_does_not_lose_the_job(
        self, house: House, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        ran: list[int] = []

        @house.registry.job("tests.note")
        def note(ctx: JobContext) -> None:
            ran.append(ctx.run)

        def cannot(*_: object) -> None:
            monkeypatch.undo()
            raise TypeError("a mistake in our own bookkeeping")

        monkeypatch.setattr("quintet.foundation.jobs.outcomes.done", cannot)
        house.start()
        house.wait(house.enqueue(note()))
        assert ran == [1, 2]


class TestProgress:
    def test_it_can_be_read_while_the_job_runs(self, house: House) -> None:
        go = threading.Event()

        @house.registry.job("tests.count")
        def count(ctx: JobContext) -> None:
            ctx.progress(3, 10, "rows")
            go.wait(5)
            ctx.progress(10, 10)

        house.start()
        job_id = house.enqueue(count())
        until(lambda: house.job(job_id).progress_done == 3)
        job = house.job(job_id)
        assert (job.progress_total, job.progress_note) == (10, "rows")
        go.set()
        job = house.wait(job_id)
        assert (job.progress_done, job.progress_note) == (10, None)


class Mailer(Protocol):
    def send(self, text: str) -> None: ...


class Outbox:
    def __init__(self) -> None:
        self.sent: list[str] = []

    def send(self, text: str) -> None:
        self.sent.append(text)


class TestServices:
    def test_a_job_finds_adapters_by_their_port(self, house: House) -> None:
        @house.registry.job("tests.send")
        def send(ctx: JobContext) -> None:
            ctx.service(Mailer).send("hello")  # type: ignore[type-abstract]

        outbox = Outbox()
        house.services.add(Mailer, outbox)  # type: ignore[type-abstract]
        house.start()
        house.wait(house.enqueue(send()))
        assert outbox.sent == ["hello"]

    def test_an_unknown_one_is_an_error(self, house: House) -> None:
        with pytest.raises(LookupError, match="Outbox"):
            house.services.get(Outbox)


class TestQueues:
    def test_concurrency_is_bounded_per_queue_and_queues_do_not_wait_for_each_other(self, house: House) -> None:
        house.registry.queue("narrow", concurrency=2)
        lock = threading.Lock()
        now, most = 0, 0

        @house.registry.job("tests.squeeze", queue="narrow")
        def squeeze(ctx: JobContext) -> None:
            nonlocal now, most
            with lock:
                now += 1
                most = max(most, now)
            sleep(0.15)
            with lock:
                now -= 1

        @house.registry.job("tests.pass_by")
        def pass_by(ctx: JobContext) -> None: ...

        house.start()
        squeezed = [house.enqueue(squeeze()) for _ in range(8)]
        passing = house.enqueue(pass_by())
        house.wait(passing)
        assert house.job(squeezed[-1]).status != JobStatus.DONE
        for job_id in squeezed:
            house.wait(job_id)
        assert most == 2

    def test_a_rate_is_kept(self, house: House) -> None:
        house.registry.queue("mail", rate=(2, 3.0))
        at: list[float] = []

        @house.registry.job("tests.send", queue="mail")
        def send(ctx: JobContext) -> None:
            at.append(monotonic())

        ids = [house.enqueue(send()) for _ in range(3)]
        house.start()
        for job_id in ids:
            house.wait(job_id)
        at.sort()
        assert at[1] - at[0] < 1
        # Less than the period: SQLite's clock counts whole seconds there.
        assert at[2] - at[0] > 1.5

    def test_a_queue_that_nobody_declared_is_refused_at_the_start(self, house: House) -> None:
        @house.registry.job("tests.note", queue="nowhere")
        def note(ctx: JobContext) -> None: ...

        with pytest.raises(UnknownJob, match="nowhere"):
            house.start()

    def test_a_process_can_serve_some_queues_only(self, house: House) -> None:
        house.registry.queue("mail")

        @house.registry.job("tests.send", queue="mail")
        def send(ctx: JobContext) -> None: ...

        @house.registry.job("tests.note")
        def note(ctx: JobContext) -> None: ...

        other, mine = house.enqueue(note()), house.enqueue(send())
        jobs = house.start()
        house.wait(other)
        house.wait(mine)
        jobs.stop()
        first, second = house.enqueue(note()), house.enqueue(send())
        jobs.start(queues=["mail"])
        house.wait(second)
        assert house.job(first).status == JobStatus.QUEUED


class TestStarting:
    def test_it_can_start_in_the_background_of_an_event_loop(self, house: House) -> None:
        @house.registry.job("tests.note")
        def note(ctx: JobContext) -> None: ...

        async def start() -> None:
            house.jobs = Jobs(house.db, FAST, registry=house.registry)
            house.jobs.start(background=True)
            await asyncio.sleep(0.2)

        asyncio.run(start())
        house.wait(house.enqueue(note()))

    def test_it_can_be_stopped_before_it_has_started(self, house: House) -> None:
        jobs = Jobs(house.db, FAST, registry=house.registry)
        jobs.start(background=True)
        assert jobs.stop()
        house.start()

    def test_in_the_background_it_tries_until_it_can(self, house: House, monkeypatch: pytest.MonkeyPatch) -> None:
        @house.registry.job("tests.note")
        def note(ctx: JobContext) -> None: ...

        tries: list[str] = []

        def away(url: str) -> None:
            tries.append(url)
            if len(tries) == 1:
                raise OSError("the database is away")

        monkeypatch.setattr("quintet.foundation.jobs.worker._RESTART_SECONDS", 0.05)
        monkeypatch.setattr("quintet.foundation.jobs.worker.prepare", away)
        house.jobs = Jobs(house.db, FAST, registry=house.registry)
        house.jobs.start(background=True)
        house.wait(house.enqueue(note()))


class TestStopping:
    def test_running_jobs_that_may_stop_are_handed_back_at_once(self, house: House) -> None:
        runs: list[int] = []

        @house.registry.job("tests.go_on")
        def go_on(ctx: JobContext) -> None:
            runs.append(ctx.run)
            while len(runs) < 2:
                ctx.check()
                sleep(0.01)

        house.start()
        job_id = house.enqueue(go_on())
        until(lambda: len(runs) == 1)
        assert house.stop()
        job = house.job(job_id)
        assert (job.status, job.attempt, job.recoveries) == ("queued", 1, 0)
        house.start()
        house.wait(job_id)

    def test_a_job_that_does_not_stop_is_left_running(self, house: House) -> None:
        go = threading.Event()

        @house.registry.job("tests.hang")
        def hang(ctx: JobContext) -> None:
            go.wait(10)

        house.start(FAST.model_copy(update={"drain_seconds": 0.1}))
        job_id = house.enqueue(hang())
        house.wait(job_id, JobStatus.RUNNING)
        assert not house.stop()
        go.set()
        house.wait(job_id)

    def test_only_one_may_run_in_a_process(self, house: House) -> None:
        house.start()
        with pytest.raises(RuntimeError, match="already runs jobs"):
            Jobs(house.db, FAST, registry=house.registry).start()

    def test_it_refuses_to_start_on_an_event_loop(self, house: House) -> None:
        async def start() -> None:
            house.start()

        with pytest.raises(AssertionError, match="off the event loop"):
            asyncio.run(start())
