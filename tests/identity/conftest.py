"""Identity's tests sign in for real: people here have passwords."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from fastapi import APIRouter, FastAPI
from sqlalchemy import update
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from quintet.api import app as api
from quintet.foundation.db import Database
from quintet.identity.api_keys.endpoints import routes as api_keys
from quintet.identity.members.endpoints import routes as members
from quintet.identity.sessions.endpoints import routes as auth
from quintet.identity.sessions.endpoints import setup_routes as setup
from quintet.identity.system.endpoints import role_routes as roles
from quintet.identity.system.endpoints import routes as system
from quintet.identity.users.endpoints import routes as profile
from quintet.identity.users.models import User
from quintet.identity.users.passwords import hash_password_sync
from quintet.identity.workspaces.endpoints import list_routes as workspaces
from quintet.identity.workspaces.endpoints import routes as workspace
from quintet.kit import time

PASSWORD = "correct horse battery"
_HASH = hash_password_sync(PASSWORD)
_ROUTERS: list[APIRouter] = [api_keys, auth, members, profile, roles, setup, system, workspace, workspaces]
Browser = Callable[[], TestClient]
Password = Callable[[str], str]


@pytest.fixture(autouse=True)
def _routes(monkeypatch: pytest.MonkeyPatch) -> None:
    known: list[APIRouter] = vars(api)["ROUTERS"]
    monkeypatch.setattr(api, "ROUTERS", [*known, *(routes for routes in _ROUTERS if routes not in known)])


@contextmanager
def later(pause: timedelta) -> Iterator[None]:
    """The clock, put forward."""
    moment = time.now() + pause
    with time.clock(lambda: moment):
        yield


@pytest.fixture
def with_password(db: Database) -> Password:
    """Gives one of the people of `tests.world` the password; returns their e-mail address."""

    def give(name: str) -> str:
        email = f"{name}@example.com"

        def work(session: Session) -> None:
            session.execute(update(User).where(User.email == email).values(password_hash=_HASH))

        db.write_sync(work)
        return email

    return give


@pytest.fixture
def client(app: FastAPI) -> Browser:
    """A fresh browser each: no cookies, not signed in."""
    return lambda: TestClient(app, raise_server_exceptions=False)
