"""Jobs by the clock."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from time import sleep

import pytest
from sqlalchemy import update

from quintet.foundation.jobs import Job, JobContext, JobStatus, Registry, Schedule
from quintet.foundation.jobs.purge import purge_finished
from quintet.foundation.jobs.ticker import Ticker
from quintet.kit import time
from tests.foundation.jobs.conftest import ON_POSTGRESQL, House, StartWorker, until
from tests.foundation.jobs.program import tick_along

NOON = datetime(2026, 3, 1, 12, 0, 0, tzinfo=UTC)


class Clock:
    def __init__(self) -> None:
        self.moment = NOON

    def __call__(self) -> datetime:
        return self.moment

    def pass_by(self, **span: float) -> None:
        self.moment += timedelta(**span)


@pytest.fixture
def clock() -> Iterator[Clock]:
    clock = Clock()
    with time.clock(clock):
        yield clock


def finish_all(house: House) -> None:
    ended = update(Job).values(status=JobStatus.DONE, dedupe_key=None, finished_at=time.now())
    house.execute(ended)


def declare_sweep(registry: Registry) -> None:
    @registry.schedule("tests.sweep", cron="0 30 * * * *")
    def sweep(ctx: JobContext) -> None: ...


def ticker_of(house: House) -> Ticker:
    ticker = Ticker(house.db, house.registry)
    ticker.start()
    return ticker


class TestTicks:
    def test_a_new_schedule_begins_with_its_next_tick(self, house: House, clock: Clock) -> None:
        declare_sweep(house.registry)
        ticker = ticker_of(house)
        ticker.run_due()
        assert house.all_jobs() == []
        assert ticker.seconds_to_next() == 1800
        clock.pass_by(minutes=29, seconds=59)
        ticker.run_due()
        assert house.all_jobs() == []
        clock.pass_by(seconds=1)
        ticker.run_due()
        ticker.run_due()
        assert [job.name for job in house.all_jobs()] == ["tests.sweep"]

    def test_each_tick_is_queued_once_over_all_processes(self, house: House, clock: Clock) -> None:
        declare_sweep(house.registry)
        tickers = [ticker_of(house) for _ in range(3)]
        for expected in (1, 2):
            clock.pass_by(hours=1)
            for ticker in tickers:
                ticker.run_due()
            assert len(house.all_jobs()) == expected
            finish_all(house)

    def test_of_missed_ticks_the_newest_is_made_up_for(self, house: House, clock: Clock) -> None:
        declare_sweep(house.registry)
        ticker_of(house)
        clock.pass_by(hours=50)
        ticker_of(house).run_due()
        assert len(house.all_jobs()) == 1
        finish_all(house)
        ticker_of(house).run_due()
        assert len(house.all_jobs()) == 1

    def test_a_tick_is_left_out_while_the_last_job_is_not_finished(self, house: House, clock: Clock) -> None:
        declare_sweep(house.registry)
        ticker = ticker_of(house)
        for _ in range(3):
            clock.pass_by(hours=1)
            ticker.run_due()
        assert len(house.all_jobs()) == 1

    def test_a_false_cron_expression_is_refused(self) -> None:
        with pytest.raises(ValueError, match="not a cron"):
            Registry().schedule("tests.never", cron="every day")

    def test_the_clock_of_a_running_process_queues_and_runs_it(self, house: House) -> None:
        house.registry.jobs[tick_along.name] = tick_along
        house.registry.schedules[tick_along.name] = Schedule(tick_along, "* * * * * *")
        house.start()
        until(lambda: house.marks().get("tick", 0) >= 2)
        house.stop()
        ran = house.marks()["tick"]
        # Every second at most one.
        jobs = house.all_jobs()
        assert ran <= len(jobs)
        assert len({job.created_at.replace(microsecond=0) for job in jobs}) == len(jobs)

    @pytest.mark.skipif(not ON_POSTGRESQL, reason="several worker processes need PostgreSQL")
    def test_two_processes_queue_each_tick_once(self, house: House, start_worker: StartWorker) -> None:
        for process in [start_worker(house.url, "schedules"), start_worker(house.url, "schedules")]:
            process.wait_until_ready()
        sleep(3)
        moments = [job.created_at.replace(microsecond=0) for job in house.all_jobs()]
        assert len(moments) >= 2
        assert len(set(moments)) == len(moments)


class TestPurge:
    def test_finished_jobs_are_deleted_when_their_time_is_over(self, house: House) -> None:
        house.registry.jobs[purge_finished.name] = purge_finished

        @house.registry.job("tests.note")
        def note(ctx: JobContext) -> None: ...

        house.start()
        old, new, failed, older = (house.enqueue(note()) for _ in range(4))
        for job_id in (old, new, failed, older):
            house.wait(job_id)
        for job_id, status, days in [(old, "done", 8), (failed, "failed", 8), (older, "cancelled", 91)]:
            values = {"status": status, "finished_at": time.now() - timedelta(days=days)}
            house.execute(update(Job).where(Job.id == job_id).values(values))
        purged = house.wait(house.enqueue(purge_finished(), workspace_id=None))
        assert [job.id for job in house.all_jobs()] == [new, failed, purged.id]
