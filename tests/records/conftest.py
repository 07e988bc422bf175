"""What the tests of records share."""

from collections.abc import Callable

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from quintet.foundation.db import Database, bind_workspace
from quintet.identity.api_keys.service import create_key
from tests.world import Person


@pytest.fixture
def reader(app: FastAPI, db: Database, owner: Person) -> Person:
    """The owner's API key that may read everything and change nothing."""

    def make(session):  # type: ignore[no-untyped-def]
        bind_workspace(session, owner.workspace_id)
        return create_key(session, owner.actor, name="Reader", scopes=["*:read"])[1]

    client = TestClient(app, raise_server_exceptions=False)
    client.headers["X-API-Key"] = db.write_sync(make)
    return Person("reader", owner.user_id, owner.member_id, owner.workspace_id, owner.role, "", client)


@pytest.fixture
def facts_of(owner: Person) -> Callable[..., list[str]]:
    """The types of the facts on a record's timeline, oldest first."""

    def of(object: str, id: str) -> list[str]:
        answer = owner.get(f"/timeline/{object}/{id}")
        assert answer.status_code == 200, answer.text
        return [event["type"] for event in reversed(answer.json()["data"])]

    return of
