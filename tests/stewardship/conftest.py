"""Importing and exporting in this process: files are uploaded for real, jobs run in the background of the test."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest

from quintet.foundation.jobs import REGISTRY, Job, JobContext
from quintet.kit import time
from quintet.wiring import House
from tests.stewardship.porter import Porter
from tests.world import Person


@pytest.fixture
def jobs(house: House) -> House:
    """The house with jobs running."""
    house.jobs.prepare()
    house.jobs.start()
    return house


@pytest.fixture
def porter(jobs: House, admin: Person) -> Porter:
    """Imports and exports as an administrator (who may also make custom fields)."""
    return Porter(admin)


@pytest.fixture
def run_later(jobs: House) -> Callable[[str, int], None]:
    """Runs a schedule's job as if some days had gone by."""

    def run(name: str, days: int) -> None:
        later = time.now() + timedelta(days=days)
        with time.clock(lambda: later):
            schedule = REGISTRY.schedules[name]
            context = JobContext(
                jobs.db,
                jobs.services,
                Job(id="", workspace_id=None, run=1, attempt=1, name=name),
                attempts=1,
                timeout=60,
                stopping=threading.Event(),
                progress_seconds=1,
            )
            schedule.job.run(context)

    return run
