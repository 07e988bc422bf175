"""Identity's tests sign in for real: people here have passwords."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from fastapi import FastAPI
from sqlalchemy import update
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from quintet.foundation.db import Database
from quintet.identity.users.models import User
from quintet.identity.users.passwords import hash_password_sync
from quintet.kit import time

PASSWORD = "correct horse battery"
_HASH = hash_password_sync(PASSWORD)
Browser = Callable[[], TestClient]
Password = Callable[[str], str]


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
