"""The first user claims a fresh installation, once."""

from starlette.testclient import TestClient

from quintet.foundation.db import Database
from quintet.identity.users.models import User
from quintet.identity.workspaces.models import Workspace

FIRST = {
    "name": "Ada",
    "email": "Ada@First.example.com",
    "password": "long enough",
    "workspace_name": "First Ltd",
    "currency": "eur",
    "timezone": "Europe/Berlin",
}


def empty(db: Database) -> None:
    def work(session) -> None:  # type: ignore[no-untyped-def]
        session.query(Workspace).delete()
        session.query(User).delete()

    db.write_sync(work)


class TestSetup:
    def test_is_open_while_there_is_nobody(self, anonymous: TestClient, db: Database) -> None:
        assert anonymous.get("/api/v1/setup").json() == {"open": False}
        empty(db)
        assert anonymous.get("/api/v1/setup").json() == {"open": True}

    def test_makes_the_owner_of_the_first_workspace(self, anonymous: TestClient, db: Database) -> None:
        empty(db)
        answer = anonymous.post("/api/v1/setup", json=FIRST)
        assert answer.status_code == 201, answer.text
        found = answer.json()
        assert found["user"]["email"] == "ada@first.example.com"
        assert found["workspace"]["name"] == "First Ltd"
        assert found["workspace"]["role"] == "owner"
        assert found["workspace"]["currency"] == "EUR"
        assert "workspace.delete" in found["rights"]
        # The cookie signs the browser in; the token does for programs.
        assert anonymous.get("/api/v1/auth/me").json()["user"]["name"] == "Ada"
        assert anonymous.get("/api/v1/setup").json() == {"open": False}

    def test_refuses_when_anybody_exists(self, anonymous: TestClient) -> None:
        answer = anonymous.post("/api/v1/setup", json=FIRST)
        assert answer.status_code == 409
        assert answer.json()["code"] == "SETUP_ALREADY_COMPLETED"

    def test_names_every_broken_field(self, anonymous: TestClient, db: Database) -> None:
        empty(db)
        broken = {"name": "", "email": "nobody", "password": "short", "workspace_name": "x", "timezone": "Mars", "a": 1}
        answer = anonymous.post("/api/v1/setup", json=broken)
        assert answer.status_code == 422
        fields = {error["field"] for error in answer.json()["errors"]}
        assert fields == {"name", "email", "password", "timezone", "a"}
        assert anonymous.get("/api/v1/setup").json() == {"open": True}

    def test_refuses_other_sites(self, anonymous: TestClient, db: Database) -> None:
        empty(db)
        answer = anonymous.post("/api/v1/setup", json=FIRST, headers={"Sec-Fetch-Site": "cross-site"})
        assert answer.status_code == 403
