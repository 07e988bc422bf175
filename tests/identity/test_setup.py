"""The first user claims a fresh installation, once."""

import threading
from concurrent.futures import ThreadPoolExecutor

from fastapi import FastAPI
from sqlalchemy import delete
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from quintet.foundation.db import Database
from quintet.identity.settings import AuthSettings
from quintet.identity.users.models import User
from quintet.identity.workspaces.founding import claim_setup, found
from quintet.identity.workspaces.models import Workspace
from quintet.kit.errors import Conflict

FIRST = {
    "name": "Ada",
    "email": "Ada@First.example.com",
    "password": "long enough",
    "workspace_name": "First Ltd",
    "currency": "eur",
    "timezone": "Europe/Berlin",
}


def empty(db: Database) -> None:
    def work(session: Session) -> None:
        session.execute(delete(Workspace))
        session.execute(delete(User))

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

    def test_of_two_who_claim_at_once_one_does(self, db: Database) -> None:
        empty(db)
        ready = threading.Barrier(2)

        def claim(number: int) -> str:
            def work(session: Session) -> str:
                claim_setup(session)
                found(
                    session,
                    email=f"n{number}@example.com",
                    name="N",
                    password_hash="x",
                    language="en",
                    workspace={"name": "W"},
                )
                return "claimed"

            ready.wait()
            try:
                return db.write_sync(work)
            except Conflict as error:
                return error.code

        with ThreadPoolExecutor(2) as pool:
            outcomes = sorted(pool.map(claim, range(2)))
        assert outcomes == ["SETUP_ALREADY_COMPLETED", "claimed"]


class TestSignUp:
    def test_makes_an_account_and_a_workspace(self, anonymous: TestClient) -> None:
        answer = anonymous.post("/api/v1/auth/sign-up", json=FIRST)
        assert answer.status_code == 201, answer.text
        found = answer.json()
        assert found["workspace"]["role"] == "owner"
        assert found["user"]["email_verified"] is False
        assert found["user"]["has_password"] is True
        assert [place["name"] for place in found["workspaces"]] == ["First Ltd"]
        assert "password_hash" not in answer.text
        login = anonymous.post("/api/v1/auth/login", json={"email": FIRST["email"], "password": FIRST["password"]})
        assert login.status_code == 200

    def test_refuses_a_known_address_in_any_spelling(self, anonymous: TestClient) -> None:
        answer = anonymous.post("/api/v1/auth/sign-up", json={**FIRST, "email": "OWNER@example.com"})
        assert answer.status_code == 409
        assert answer.json()["code"] == "email_taken"
        assert answer.json()["errors"][0]["field"] == "email"

    def test_can_be_closed(self, app: FastAPI, anonymous: TestClient) -> None:
        app.state.auth_settings = AuthSettings(open_sign_up=False)
        answer = anonymous.post("/api/v1/auth/sign-up", json=FIRST)
        assert answer.status_code == 403
        assert answer.json()["code"] == "sign_up_closed"

    def test_one_place_makes_only_so_many(self, app: FastAPI, anonymous: TestClient) -> None:
        app.state.auth_settings = AuthSettings(sign_ups_per_hour=1)
        assert anonymous.post("/api/v1/auth/sign-up", json=FIRST).status_code == 201
        more = anonymous.post("/api/v1/auth/sign-up", json={**FIRST, "email": "b@example.com"})
        assert more.status_code == 429
        assert int(more.headers["retry-after"]) > 0
