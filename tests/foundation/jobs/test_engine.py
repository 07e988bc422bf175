"""What we rely on in the engine underneath."""

import logging
import os
import subprocess
import sys
from datetime import timedelta

import pytest
from dbos import DBOS
from sqlalchemy import inspect

from quintet.foundation.db import Model
from quintet.foundation.jobs import ENGINE_TABLES, JobContext, prepare
from quintet.foundation.jobs.engine import ENGINE_SCHEMA, JobEngine, prepared_version
from tests.foundation.jobs.conftest import ON_POSTGRESQL, REPOSITORY, House, until


def test_its_tables_are_those_we_know_of(house: House) -> None:
    if ON_POSTGRESQL:
        assert set(inspect(house.db.engine).get_table_names(schema="dbos")) >= ENGINE_TABLES
    else:
        ours = {"job_marks", *Model.metadata.tables}
        assert set(inspect(house.db.engine).get_table_names()) - ours == ENGINE_TABLES


def test_no_model_takes_one_of_its_names() -> None:
    assert not ENGINE_TABLES & set(Model.metadata.tables)


def test_its_tables_are_of_the_version_we_know(house: House) -> None:
    DBOS.migrate(house.url)
    assert prepared_version(house.url) == ENGINE_SCHEMA


def test_making_its_tables_can_be_repeated(house: House) -> None:
    prepare(house.url)
    prepare(house.url)


def test_who_only_declares_jobs_does_not_wait_for_its_import() -> None:
    code = "import sys, quintet.foundation.jobs.endpoints; sys.exit('dbos' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True, env={**os.environ, "PYTHONPATH": "src"}, cwd=REPOSITORY)


def test_it_says_nothing_when_all_is_well(house: House, capfd: pytest.CaptureFixture[str]) -> None:
    @house.registry.job("tests.note")
    def note(ctx: JobContext) -> None: ...

    house.start()
    house.wait(house.enqueue(note()))
    house.stop()
    assert capfd.readouterr() == ("", "")
    assert logging.getLogger("dbos").propagate


def test_ended_handovers_can_be_purged(house: House) -> None:
    @house.registry.job("tests.note")
    def note(ctx: JobContext) -> None: ...

    house.start()
    house.wait(house.enqueue(note()))
    house.wait(house.enqueue(note()))
    engine = house.services.get(JobEngine)
    assert engine.purge(timedelta(days=1)) == 0
    purged = 0

    def all_gone() -> bool:
        nonlocal purged
        purged += engine.purge(timedelta(seconds=-5))
        return purged == 2

    until(all_gone)
    assert engine.purge(timedelta(seconds=-5)) == 0
