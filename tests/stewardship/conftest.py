"""Importing and exporting in this process: files are uploaded for real, jobs run in the background of the test."""

from collections.abc import Iterator

import pytest

from quintet.wiring import House
from tests.stewardship.porter import Porter
from tests.world import Person


@pytest.fixture
def jobs(house: House) -> Iterator[House]:
    """The house with jobs running."""
    house.jobs.prepare()
    house.jobs.start()
    yield house


@pytest.fixture
def porter(jobs: House, admin: Person) -> Porter:
    """Imports and exports as an administrator (who may also make custom fields)."""
    return Porter(admin)
