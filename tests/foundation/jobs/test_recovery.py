"""Processes that die in the middle of a job, killed for real."""

import signal
from time import monotonic, sleep

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from quintet.foundation.jobs import JobContext, JobStatus, JobWorker
from quintet.foundation.jobs.models import Job
from quintet.foundation.jobs.outcomes import MAX_RECOVERIES
from quintet.kit.ids import new_id
from tests.foundation.jobs.conftest import ON_POSTGRESQL, House, StartWorker, WorkerProcess, until
from tests.foundation.jobs.program import FAST, work_slowly


def workers(house: House) -> dict[int, str]:
    rows = house.db.read_sync(lambda session: session.scalars(select(JobWorker)).all())
    return {row.pid: row.id for row in rows}


def test_a_killed_process_is_started_again_and_its_job_is_done(house: House, start_worker: StartWorker) -> None:
    job_id = house.enqueue(work_slowly("a", 0.8))
    first = start_worker(house.url)
    until(lambda: "a begun" in house.marks())
    first.kill()
    assert house.job(job_id).status == JobStatus.RUNNING
    assert "a" not in house.marks()

    start_worker(house.url)
    job = house.wait(job_id)
    assert house.marks() == {"a begun": 2, "a": 1}
    assert (job.recoveries, job.attempt) == (1, 1)


@pytest.mark.skipif(not ON_POSTGRESQL, reason="several worker processes need PostgreSQL")
def test_of_two_workers_one_is_killed_and_every_job_is_done_once(house: House, start_worker: StartWorker) -> None:
    both = start_worker(house.url), start_worker(house.url)
    for process in both:
        process.wait_until_ready()
    ids = [house.enqueue(work_slowly(f"job {number}", 0.3)) for number in range(14)]
    known = workers(house)

    def running_at(process: WorkerProcess) -> list[str]:
        return [
            job.id
            for job in house.all_jobs()
            if job.status == JobStatus.RUNNING and job.worker_id == known[process.pid]
        ]

    until(lambda: all(running_at(process) for process in both))
    both[0].kill()
    for job_id in ids:
        house.wait(job_id, seconds=15)
    marks = house.marks()
    assert [marks.get(f"job {number}") for number in range(14)] == [1] * 14
    jobs = house.all_jobs()
    # Those of the living were left alone: only what the dead one held was run again.
    assert 1 <= sum(job.recoveries for job in jobs) <= 2
    assert {marks[f"job {number} begun"] for number in range(14)} <= {1, 2}
    assert sum(marks[f"job {number} begun"] for number in range(14)) <= 16
    assert set(workers(house)) == {both[1].pid}


@pytest.mark.skipif(not ON_POSTGRESQL, reason="several worker processes need PostgreSQL")
def test_a_worker_of_another_machine_is_dead_when_its_heart_stands_still(
    house: House, start_worker: StartWorker
) -> None:
    first = start_worker(house.url)
    first.wait_until_ready()
    job_id = house.enqueue(work_slowly("a", 30))
    until(lambda: "a begun" in house.marks())
    # As if elsewhere: its process number says nothing here, so only the heartbeat tells.
    house.db.write_sync(lambda session: session.execute(update(JobWorker).values(place="another machine")))
    house.registry.queue("slow")
    house.registry.jobs[work_slowly.name] = type(work_slowly)(
        work_slowly.name, lambda ctx, name, seconds: ctx.progress(1), queue="slow"
    )
    house.start(FAST.model_copy(update={"dead_after_seconds": 1.5}))
    sleep(2.5)
    assert house.job(job_id).status == JobStatus.RUNNING, "a living worker lost its job"
    first.send(signal.SIGSTOP)
    try:
        begun = monotonic()
        house.wait(job_id)
        assert monotonic() - begun > 1
    finally:
        first.send(signal.SIGCONT)
    first.kill()
    assert house.job(job_id).worker_id == (house.jobs and house.jobs.worker_id)


def test_a_job_that_kills_its_process_every_time_is_given_up(house: House) -> None:
    @house.registry.job("tests.murder")
    def murder(ctx: JobContext) -> None: ...

    def die_running(job_id: str) -> None:
        """Leave the job as a process leaves it that dies while it runs it."""
        dead = new_id()

        def leave(session: Session) -> None:
            place = session.scalars(select(JobWorker.place)).first()
            # No process has this number.
            session.add(JobWorker(id=dead, host="here", pid=2**22 + 1, place=place, process_started="1"))
            taken = update(Job).where(Job.id == job_id).values(status=JobStatus.RUNNING, worker_id=dead)
            session.execute(taken)

        house.db.write_sync(leave)
        until(lambda: dead not in workers(house).values())

    house.start(FAST.model_copy(update={"poll_seconds": 60}))
    job_id = house.enqueue(murder())
    for _ in range(MAX_RECOVERIES):
        die_running(job_id)
        assert house.job(job_id).status == JobStatus.QUEUED
    die_running(job_id)
    job = house.job(job_id)
    assert job.status == JobStatus.FAILED
    assert job.error == f"The process that ran this job died {MAX_RECOVERIES + 1} times."
