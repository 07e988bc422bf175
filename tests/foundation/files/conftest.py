"""The files' routes on a real server, database and disk; actors come straight from their tokens."""

import os
import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest
import uvicorn
from fastapi import FastAPI
from sqlalchemy.orm import Session

from quintet.foundation.access import Actor, ActorKind, Role
from quintet.foundation.bodylimit import BodyLimit
from quintet.foundation.db import Database, Model, bind_workspace
from quintet.foundation.files import FilesSettings, FileStore, StoredFile, make_storage
from quintet.foundation.files.endpoints import routes
from quintet.foundation.files.local import LocalStorage
from quintet.foundation.http import Credentials, Door, problems
from quintet.foundation.http.routing import add_routes
from quintet.foundation.settings import Settings
from quintet.kit.errors import Unauthenticated
from quintet.kit.ids import new_id
from quintet.records.companies.endpoints import routes as companies
from tests import postgres

LIMIT = 300_000
IMAGE_LIMIT = 100_000


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    folder = tmp_path_factory.mktemp("files-db")
    with ExitStack() as stack:
        url = None
        if os.environ.get("QUINTET_TEST_ENGINE") == "postgresql":
            admin = stack.enter_context(postgres.running())
            made = postgres.create_database(admin)
            stack.callback(postgres.drop_database, admin, made.name)
            url = made.url
        database = Database(Settings(data_dir=folder, database_url=url, _env_file=None))
        stack.callback(database.close)
        with database.write_engine.begin() as connection:
            Model.metadata.create_all(connection)
        yield database


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FileStore]:
    settings = FilesSettings(
        url=(tmp_path_factory.mktemp("blobs") / "with space").as_uri(),
        max_bytes=LIMIT,
        max_image_bytes=IMAGE_LIMIT,
        _env_file=None,
    )
    made = FileStore(make_storage(settings, Path("unused")), settings)
    yield made
    made.close()


@pytest.fixture(scope="module")
def url(db: Database, store: FileStore) -> Iterator[str]:
    app = FastAPI()
    problems.install(app)
    add_routes(app, [routes, companies])
    app.state.door = Door(db, authenticate, public_url="http://127.0.0.1")
    app.state.files = store
    with socket.create_server(("127.0.0.1", 0)) as listener:
        config = uvicorn.Config(BodyLimit(app, 10_000, {"/api/v1/files": 1_000_000}), log_level="error", ws="none")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()


def authenticate(session: Session, credentials: Credentials) -> Actor:
    try:
        role, workspace_id, user_id, scopes = credentials.token.split("/")
    except ValueError:
        raise Unauthenticated from None
    kind = ActorKind.api_key if scopes else ActorKind.member
    granted = frozenset(scopes.split(",")) if scopes else None
    return Actor(kind, workspace_id, Role(role), "Test", user_id=user_id, scopes=granted)


@dataclass
class Team:
    """One workspace of the test's own, and how its people call."""

    url: str
    db: Database
    workspace_id: str = field(default_factory=new_id)
    users: dict[str, str] = field(default_factory=dict)
    clients: list[httpx.Client] = field(default_factory=list)

    def client(self, role: str = "member", name: str = "ann", scopes: str = "") -> httpx.Client:
        user_id = self.users.setdefault(name, new_id())
        token = f"{role}/{self.workspace_id}/{user_id}/{scopes}"
        made = httpx.Client(base_url=self.url, headers={"Authorization": f"Bearer {token}"})
        self.clients.append(made)
        return made

    def rows(self) -> list[StoredFile]:
        def work(session: Session) -> list[StoredFile]:
            bind_workspace(session, self.workspace_id)
            return list(session.query(StoredFile).where(StoredFile.workspace_id == self.workspace_id))

        return self.db.read_sync(work)


@pytest.fixture
def teams(db: Database, url: str) -> Iterator[list[Team]]:
    made = [Team(url, db), Team(url, db)]
    yield made
    for team in made:
        for client in team.clients:
            client.close()


@pytest.fixture
def team(teams: list[Team]) -> Team:
    return teams[0]


@pytest.fixture
def ann(team: Team) -> httpx.Client:
    return team.client()


@pytest.fixture
def disk(store: FileStore) -> LocalStorage:
    assert isinstance(store.storage, LocalStorage)
    return store.storage
