"""Identity's tests sign in for real: people here have passwords."""

from collections.abc import Callable

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from quintet.api import app as api
from quintet.foundation.db import Database
from quintet.identity.sessions.endpoints import routes as auth
from quintet.identity.sessions.endpoints import setup_routes as setup
from quintet.identity.users.models import User
from quintet.identity.users.passwords import hash_password_sync

PASSWORD = "correct horse battery"
_HASH = hash_password_sync(PASSWORD)


@pytest.fixture(autouse=True)
def _routes(monkeypatch: pytest.MonkeyPatch) -> None:
    missing = [routes for routes in (auth, setup) if routes not in api.ROUTERS]
    monkeypatch.setattr(api, "ROUTERS", [*api.ROUTERS, *missing])


@pytest.fixture
def with_password(db: Database) -> Callable[[str], str]:
    """Gives one of the people of `tests.world` the password; returns their e-mail address."""

    def give(name: str) -> str:
        email = f"{name}@example.com"

        def work(session) -> None:  # type: ignore[no-untyped-def]
            session.query(User).filter_by(email=email).update({"password_hash": _HASH})

        db.write_sync(work)
        return email

    return give


@pytest.fixture
def client(app: FastAPI) -> Callable[[], TestClient]:
    """A fresh browser each: no cookies, not signed in."""
    return lambda: TestClient(app, raise_server_exceptions=False)
