"""The people of the tests: two workspaces, a member of every role, each with a client that is signed in."""

from dataclasses import dataclass, field
from typing import Any

import httpx2 as httpx
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from quintet.foundation.access import Actor, ActorKind, Role
from quintet.foundation.db import Database
from quintet.identity.sessions.service import start_session
from quintet.identity.users.models import User
from quintet.identity.workspaces.models import Member, Workspace

HOME_ID = "01900000-0000-7000-8000-000000000001"
ELSEWHERE_ID = "01900000-0000-7000-8000-000000000002"
PEOPLE = {
    "owner": (HOME_ID, Role.owner),
    "admin": (HOME_ID, Role.admin),
    "manager": (HOME_ID, Role.manager),
    "member": (HOME_ID, Role.member),
    "colleague": (HOME_ID, Role.member),
    "stranger": (ELSEWHERE_ID, Role.owner),
}


@dataclass
class Person:
    """Somebody who is signed in. `http` speaks to the application as them."""

    name: str
    user_id: str
    member_id: str
    workspace_id: str
    role: Role
    token: str
    http: TestClient = field(repr=False)

    @property
    def actor(self) -> Actor:
        return Actor(
            kind=ActorKind.member,
            workspace_id=self.workspace_id,
            role=self.role,
            label=self.name,
            user_id=self.user_id,
            member_id=self.member_id,
        )

    def get(self, path: str, **parameters: Any) -> httpx.Response:
        return self.http.get(f"/api/v1{path}", params=parameters or None)

    def post(self, path: str, json: Any = None, **headers: str) -> httpx.Response:
        return self.http.post(f"/api/v1{path}", json={} if json is None else json, headers=headers)

    def put(self, path: str, json: Any = None, **headers: str) -> httpx.Response:
        return self.http.put(f"/api/v1{path}", json={} if json is None else json, headers=headers)

    def patch(self, path: str, json: Any, **headers: str) -> httpx.Response:
        return self.http.patch(f"/api/v1{path}", json=json, headers=headers)

    def delete(self, path: str, **headers: str) -> httpx.Response:
        return self.http.delete(f"/api/v1{path}", headers=headers)

    def made(self, path: str, **values: Any) -> dict[str, Any]:
        """Create a record and give it back; the test fails when that fails."""
        answer = self.post(path, values)
        assert answer.status_code == 201, answer.text
        record: dict[str, Any] = answer.json()
        return record

    def listed(self, path: str, **parameters: Any) -> list[dict[str, Any]]:
        """The data of a list; the test fails when that fails."""
        answer = self.get(path, **parameters)
        assert answer.status_code == 200, answer.text
        data: list[dict[str, Any]] = answer.json()["data"]
        return data


def fixed_id(kind: int, number: int) -> str:
    return f"01900000-0000-7000-8{kind:03d}-{number:012d}"


def settle(session: Session) -> None:
    """Put the two workspaces and their people into an empty database."""
    session.add_all(
        [
            Workspace(id=HOME_ID, name="Home Ltd", currency="EUR"),
            Workspace(id=ELSEWHERE_ID, name="Elsewhere Inc"),
        ]
    )
    session.flush()
    for number, (name, (workspace_id, role)) in enumerate(PEOPLE.items(), start=1):
        session.add(User(id=fixed_id(1, number), email=f"{name}@example.com", name=name.title()))
        session.flush()
        session.add(
            Member(id=fixed_id(2, number), workspace_id=workspace_id, user_id=fixed_id(1, number), role=role.value)
        )
    session.flush()


def sign_in(db: Database, name: str, client: TestClient) -> Person:
    """Start a session for one of the people."""
    number = list(PEOPLE).index(name) + 1
    workspace_id, role = PEOPLE[name]

    def work(session: Session) -> str:
        user = session.get_one(User, fixed_id(1, number))
        return start_session(session, user, days=30, workspace_id=workspace_id).token

    token = db.write_sync(work)
    client.headers["Authorization"] = f"Bearer {token}"
    return Person(name, fixed_id(1, number), fixed_id(2, number), workspace_id, role, token, client)
