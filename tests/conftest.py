"""Fixtures for all tests: a fresh database each, on SQLite or PostgreSQL, and people to act."""

import gc
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from anyio.from_thread import start_blocking_portal
from fastapi import FastAPI
from sqlalchemy import Engine, create_engine
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from quintet.api.app import create_app
from quintet.foundation.db import Database, bind_workspace, engines
from quintet.foundation.jobs import JobSettings
from quintet.foundation.settings import Settings
from quintet.identity.api_keys.service import create_key
from quintet.kit import time
from quintet.migrations import run as migrations
from quintet.wiring import House, build
from tests import postgres
from tests.places import memory
from tests.world import Person, settle, sign_in

ON_POSTGRESQL = os.environ.get("QUINTET_TEST_ENGINE") == "postgresql"
SECRET = "only for tests, thirty-two characters or more"
FreshUrl = Callable[[Path], AbstractContextManager[str]]


def pytest_configure(config: pytest.Config) -> None:
    if place := memory():
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", place)
    share_statements()
    postgres.provide(config)


def pytest_collection_finish() -> None:
    # What is loaded stays: the collector need not walk it again and again.
    gc.freeze()


def share_statements() -> None:
    """Let all engines of a process share what SQLAlchemy has compiled: each test has an engine of its own, and
    compiling anew took a fifth of the time of all tests."""
    first: dict[str, Engine] = {}
    make = create_engine

    def make_sharing(*args: Any, **options: Any) -> Engine:
        engine = make(*args, **options, query_cache_size=10_000)
        model = first.setdefault(engine.dialect.name, engine)
        engine.dialect, engine._compiled_cache = model.dialect, model._compiled_cache
        return engine

    vars(engines)["create_engine"] = make_sharing


def make_template(url: str, data_dir: Path) -> None:
    """A database with the schema of the newest migration and the people of `tests.world`."""
    migrations.upgrade(url)
    house = build(Settings(data_dir=data_dir, database_url=url, secret=SECRET))
    house.jobs.prepare()
    house.db.write_sync(settle)
    house.db.close()


@pytest.fixture(scope="session", autouse=True)
def one_loop() -> Iterator[None]:
    """All clients of a process share an event loop: to start one takes longer than most requests do."""
    with start_blocking_portal() as portal:
        TestClient.portal = portal
        yield
        TestClient.portal = None


@pytest.fixture(scope="session")
def fresh_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FreshUrl]:
    """Makes copies of the template database, for SQLite in the given folder; each is there as long as its context."""
    folder = tmp_path_factory.mktemp("template")
    with ExitStack() as stack:
        if ON_POSTGRESQL:
            admin_url = stack.enter_context(postgres.running())
            template = postgres.create_database(admin_url)
            stack.callback(postgres.drop_database, admin_url, template.name)
            make_template(template.url, folder)

            @contextmanager
            def fresh(target: Path) -> Iterator[str]:
                made = postgres.create_database(admin_url, template=template.name)
                yield made.url
                # At once: what is dropped soon is never written to the disk.
                postgres.drop_database(admin_url, made.name)
        else:
            file = folder / "template.db"
            make_template(f"sqlite:///{file}", folder)

            @contextmanager
            def fresh(target: Path) -> Iterator[str]:
                copy = target / "quintet.db"
                shutil.copyfile(file, copy)
                yield f"sqlite:///{copy}"
                for left in target.glob(f"{copy.name}*"):
                    left.unlink()

        yield fresh


def settings_in(folder: Path, url: str) -> Settings:
    return Settings(
        data_dir=folder,
        database_url=url,
        database_threads=2,
        secret=SECRET,
        public_url="http://testserver",
        requests_per_minute=1_000_000,
    )


@pytest.fixture
def settings(tmp_path: Path, fresh_url: FreshUrl) -> Iterator[Settings]:
    with fresh_url(tmp_path) as url:
        yield settings_in(tmp_path, url)


@pytest.fixture
def house(settings: Settings) -> Iterator[House]:
    """The house with nothing running in the background: tests drive deliveries and jobs themselves."""
    made = build(settings, JobSettings(poll_seconds=0.05))
    yield made
    made.stop()


@pytest.fixture
def db(house: House) -> Database:
    return house.db


@pytest.fixture
def app(house: House) -> FastAPI:
    return create_app(house=house)


@pytest.fixture
def person(app: FastAPI, db: Database) -> Callable[[str], Person]:
    """Signs in one of the people of `tests.world`, once each."""
    known: dict[str, Person] = {}

    def get(name: str) -> Person:
        if name not in known:
            known[name] = sign_in(db, name, TestClient(app, raise_server_exceptions=False))
        return known[name]

    return get


@pytest.fixture
def anonymous(app: FastAPI) -> TestClient:
    """A client that is not signed in."""
    return TestClient(app, raise_server_exceptions=False)


@pytest.fixture
def owner(person: Callable[[str], Person]) -> Person:
    return person("owner")


@pytest.fixture
def admin(person: Callable[[str], Person]) -> Person:
    return person("admin")


@pytest.fixture
def manager(person: Callable[[str], Person]) -> Person:
    return person("manager")


@pytest.fixture
def member(person: Callable[[str], Person]) -> Person:
    return person("member")


@pytest.fixture
def colleague(person: Callable[[str], Person]) -> Person:
    """Another plain member of the same workspace."""
    return person("colleague")


@pytest.fixture
def stranger(person: Callable[[str], Person]) -> Person:
    """The owner of another workspace."""
    return person("stranger")


@pytest.fixture
def at() -> Iterator[Callable[[float], None]]:
    """Sets the product's clock to that many seconds from now, and lets it go on from there."""
    ahead = 0.0

    def move(seconds: float) -> None:
        nonlocal ahead
        ahead = seconds

    with time.clock(lambda: datetime.now(UTC) + timedelta(seconds=ahead)):
        yield move


@pytest.fixture
def key(app: FastAPI, db: Database, owner: Person) -> Callable[..., Person]:
    """Makes API keys of the owner with the given scopes."""

    def make(*scopes: str) -> Person:
        def work(session: Session) -> str:
            bind_workspace(session, owner.workspace_id)
            return create_key(session, owner.actor, name="Key", scopes=scopes)[1]

        client = TestClient(app, raise_server_exceptions=False)
        client.headers["X-API-Key"] = db.write_sync(work)
        return Person("key", owner.user_id, owner.member_id, owner.workspace_id, owner.role, "", client)

    return make


@pytest.fixture
def reader(key: Callable[..., Person]) -> Person:
    """The owner's API key that may read everything and change nothing."""
    return key("*:read")


@pytest.fixture
def facts_of(owner: Person) -> Callable[..., list[str]]:
    """The types of the facts on a record's timeline, oldest first."""

    def of(object: str, id: str) -> list[str]:
        answer = owner.get(f"/timeline/{object}/{id}")
        assert answer.status_code == 200, answer.text
        return [event["type"] for event in reversed(answer.json()["data"])]

    return of
