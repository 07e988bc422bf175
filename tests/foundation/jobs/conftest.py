"""A fresh database per test with the jobs' tables, copied from one made once; and jobs running in this process."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from time import monotonic, sleep

import pytest
from sqlalchemy import Executable, select

from quintet.foundation.db import Database, Model
from quintet.foundation.jobs import (
    Job,
    JobCall,
    Jobs,
    JobSchedule,
    JobSettings,
    JobStatus,
    JobWorker,
    Registry,
    Services,
    enqueue,
    prepare,
)
from quintet.foundation.settings import Settings
from quintet.kit.ids import new_id
from tests import postgres
from tests.foundation.jobs.program import FAST, MARKS

ON_POSTGRESQL = os.environ.get("QUINTET_TEST_ENGINE") == "postgresql"
REPOSITORY = Path(__file__).resolve().parents[3]
WORKSPACE = new_id()
OTHER_WORKSPACE = new_id()
WORKSPACE = new_id()

FreshUrl = Callable[[], AbstractContextManager[str]]


@pytest.fixture(scope="session")
def fresh_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FreshUrl]:
    folder = tmp_path_factory.mktemp("jobs")
    with ExitStack() as stack:
        if ON_POSTGRESQL:
            admin_url = stack.enter_context(postgres.running())
            template = postgres.create_database(admin_url)
            _make_tables(template.url)

            @contextmanager
            def fresh() -> Iterator[str]:
                made = postgres.create_database(admin_url, template=template.name)
                yield made.url
                postgres.drop_database(admin_url, made.name)

            stack.callback(postgres.drop_database, admin_url, template.name)
        else:
            _make_tables(f"sqlite:///{folder / 'template.db'}")

            @contextmanager
            def fresh() -> Iterator[str]:
                path = folder / f"{new_id()}.db"
                shutil.copy(folder / "template.db", path)
                yield f"sqlite:///{path}"

        yield fresh


def _make_tables(url: str) -> None:
    db = Database(Settings(database_url=url))
    tables = [Model.metadata.tables[model.__tablename__] for model in (Job, JobWorker, JobSchedule)]
    with db.write_engine.begin() as connection:
        Model.metadata.create_all(connection, tables=tables)
        MARKS.create(connection)
    prepare(url)
    db.close()


class House:
    """A database, declarations of jobs, and what runs them."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.db = Database(Settings(database_url=url))
        self.registry = Registry()
        self.services = Services()
        self.settings = FAST
        self.jobs: Jobs | None = None

    def start(self, settings: JobSettings = FAST) -> Jobs:
        self.settings = settings
        self.jobs = Jobs(self.db, settings, services=self.services, registry=self.registry)
        self.jobs.start()
        return self.jobs

    def stop(self) -> bool:
        stopped = self.jobs is None or self.jobs.stop()
        self.jobs = None
        return stopped

    def enqueue(self, call: JobCall, *, workspace_id: str | None = WORKSPACE, dedupe_key: str | None = None) -> str:
        return self.db.write_sync(
            lambda session: enqueue(session, call, workspace_id=workspace_id, dedupe_key=dedupe_key)
        )

    def execute(self, statement: Executable) -> None:
        self.db.write_sync(lambda session: session.execute(statement))

    def job(self, job_id: str) -> Job:
        found = self.db.read_sync(lambda session: session.get(Job, job_id))
        assert found is not None
        return found

    def all_jobs(self) -> list[Job]:
        return self.db.read_sync(lambda session: list(session.scalars(select(Job).order_by(Job.id))))

    def wait(self, job_id: str, *statuses: JobStatus, seconds: float = 10) -> Job:
        wanted = statuses or (JobStatus.DONE,)
        until(lambda: self.job(job_id).status in wanted, seconds, lambda: repr(vars(self.job(job_id))))
        return self.job(job_id)

    def marks(self) -> dict[str, int]:
        rows = self.db.read_sync(lambda session: session.execute(select(MARKS.c.name, MARKS.c.times)).all())
        return {row.name: row.times for row in rows}


def until(met: Callable[[], bool], seconds: float = 10, tell: Callable[[], str] = str) -> None:
    end = monotonic() + seconds
    while not met():
        assert monotonic() < end, f"not met within {seconds} s: {tell()}"
        sleep(0.02)


@pytest.fixture
def house(fresh_url: FreshUrl) -> Iterator[House]:
    with fresh_url() as url:
        made = House(url)
        yield made
        made.stop()
        made.db.close()


class WorkerProcess:
    """A process of its own that runs the jobs of `program`."""

    def __init__(self, *arguments: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.foundation.jobs.program", *arguments],
            cwd=REPOSITORY,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(["src", "."])},
            stdout=subprocess.PIPE,
            text=True,
        )
        self.pid = self._process.pid

    def wait_until_ready(self) -> None:
        assert self._process.stdout is not None
        assert self._process.stdout.readline() == "ready\n"

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()

    def send(self, number: signal.Signals) -> None:
        self._process.send_signal(number)

    def end(self) -> None:
        self._process.terminate()
        self._process.wait(15)
        assert self._process.stdout is not None
        self._process.stdout.close()


StartWorker = Callable[..., WorkerProcess]


@pytest.fixture
def start_worker() -> Iterator[StartWorker]:
    """Starts worker processes, and ends those that still run."""
    with ExitStack() as stack:

        def start(*arguments: str) -> WorkerProcess:
            process = WorkerProcess(*arguments)
            stack.callback(process.end)
            return process

        yield start
