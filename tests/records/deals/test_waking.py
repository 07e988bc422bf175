"""A snoozed deal wakes when its time comes."""

import threading
from collections.abc import Callable

import pytest
from sqlalchemy import select

from quintet.foundation.jobs import REGISTRY, Job, JobContext
from quintet.kit import time
from quintet.wiring import House
from tests.world import Person

Facts = Callable[..., list[str]]


@pytest.fixture
def waiting(house: House) -> Callable[[], list[Job]]:
    """The queued jobs that wake deals, oldest first."""
    queued = select(Job).where(Job.name == "records.wake_deal").order_by(Job.id)
    return lambda: house.db.read_sync(lambda session: list(session.scalars(queued)))


@pytest.fixture
def run(house: House) -> Callable[[Job], None]:
    """Runs a job as a worker would."""

    def now(job: Job) -> None:
        stopping = threading.Event()
        context = JobContext(
            house.db, house.services, job, attempts=1, timeout=60, stopping=stopping, progress_seconds=1
        )
        REGISTRY.jobs[job.name].run(context, *job.arguments["args"], **job.arguments["kwargs"])

    return now


class TestWaking:
    def test_in_time_and_once(
        self, owner: Person, facts_of: Facts, waiting: Callable[[], list[Job]], run: Callable[[Job], None]
    ) -> None:
        deal = owner.made("/deals", title="Big")
        until = owner.post(f"/deals/{deal['id']}/snooze", {"until": "2090-01-01T00:00:00.123456Z"}).json()
        [job] = waiting()
        assert time.to_text(job.due_at)[:19] in ("2090-01-01T00:00:00", "2089-12-31T23:59:59")
        assert job.workspace_id == owner.workspace_id
        run(job)
        run(job)
        woken = owner.get(f"/deals/{deal['id']}").json()
        assert (until["snoozed_until"] is None, woken["snoozed_until"], woken["status"]) == (False, None, "open")
        assert facts_of("deal", deal["id"]) == ["deal.created", "deal.snoozed", "deal.woken"]

    def test_snoozed_anew(self, owner: Person, waiting: Callable[[], list[Job]], run: Callable[[Job], None]) -> None:
        deal = owner.made("/deals", title="Big")
        for until in ("2090-01-01T00:00:00Z", "2091-01-01T00:00:00Z", "2091-01-01T00:00:00Z"):
            owner.post(f"/deals/{deal['id']}/snooze", {"until": until})
        first, second = waiting()
        run(first)
        assert owner.get(f"/deals/{deal['id']}").json()["snoozed_until"].startswith("2091")
        run(second)
        assert owner.get(f"/deals/{deal['id']}").json()["snoozed_until"] is None

    def test_in_the_bin(self, owner: Person, waiting: Callable[[], list[Job]], run: Callable[[Job], None]) -> None:
        deal = owner.made("/deals", title="Big")
        owner.post(f"/deals/{deal['id']}/snooze", {"until": "2090-01-01T00:00:00Z"})
        owner.delete(f"/deals/{deal['id']}")
        [job] = waiting()
        run(job)
        assert owner.post(f"/deals/{deal['id']}/restore").json()["snoozed_until"] is None
