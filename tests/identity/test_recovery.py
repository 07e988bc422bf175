"""Confirming an e-mail address, and a new password by mail."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update
from starlette.testclient import TestClient

from quintet.foundation.db import Database
from quintet.identity.users.models import User
from quintet.identity.workspaces.models import Member
from quintet.kit import time
from quintet.wiring import House
from tests.identity.conftest import PASSWORD
from tests.identity.mailbox import Mailbox, events
from tests.world import HOME_ID, Person

Browser = Callable[[], TestClient]
NEW = "another horse, another battery"


@pytest.fixture
def mailbox(house: House) -> Mailbox:
    return Mailbox(house)


@pytest.fixture
def forget(client: Browser) -> Callable[[str], None]:
    def post(email: str) -> None:
        answer = client().post("/api/v1/auth/forgot-password", json={"email": email})
        assert (answer.status_code, answer.json()) == (202, {})

    return post


def set_user(db: Database, email: str, /, **values: Any) -> None:
    db.write_sync(lambda session: session.execute(update(User).where(User.email == email).values(**values)))


class TestForgotPassword:
    def test_mails_a_link(self, forget: Callable[[str], None], mailbox: Mailbox) -> None:
        forget("Member@Example.com")
        assert len(mailbox.token("member@example.com", "reset-password")) == 43

    def test_answers_the_same_for_nobody(self, forget: Callable[[str], None], mailbox: Mailbox) -> None:
        forget("nobody@example.com")
        assert mailbox.messages() == []

    def test_nothing_for_who_was_shut_out(self, db: Database, forget: Callable[[str], None], mailbox: Mailbox) -> None:
        set_user(db, "member@example.com", deactivated_at=time.now())
        forget("member@example.com")
        assert mailbox.messages() == []

    def test_a_box_is_not_flooded(self, forget: Callable[[str], None], mailbox: Mailbox) -> None:
        for _ in range(8):
            forget("member@example.com")
        assert len(mailbox.messages("member@example.com")) == 5

    def test_one_place_cannot_ask_for_ever(self, client: Browser, forget: Callable[[str], None]) -> None:
        for number in range(20):
            forget(f"p{number}@example.com")
        answer = client().post("/api/v1/auth/forgot-password", json={"email": "p@example.com"})
        assert answer.status_code == 429
        assert int(answer.headers["retry-after"]) > 0

    def test_refuses_other_sites(self, client: Browser) -> None:
        body = {"email": "member@example.com"}
        for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
            answer = client().post("/api/v1/auth/forgot-password", json=body, headers=headers)
            assert answer.status_code == 403

    def test_bad_bodies(self, client: Browser) -> None:
        bodies: list[object] = [{}, {"email": "x"}, {"email": 1}, {"email": "a@example.com", "more": 1}, []]
        for body in bodies:
            assert client().post("/api/v1/auth/forgot-password", json=body).status_code == 422


class TestResetPassword:
    PATH = "/api/v1/auth/reset-password"

    @pytest.fixture
    def token(self, forget: Callable[[str], None], mailbox: Mailbox) -> str:
        forget("member@example.com")
        return mailbox.token("member@example.com", "reset-password")

    def test_sets_it_and_ends_all_sessions(
        self, db: Database, client: Browser, member: Person, mailbox: Mailbox, token: str
    ) -> None:
        assert member.get("/auth/me").json()["user"]["email_verified"] is False
        answer = client().post(self.PATH, json={"token": token, "password": NEW})
        assert answer.status_code == 204, answer.text
        assert member.get("/auth/me").status_code == 401
        login = client().post("/api/v1/auth/login", json={"email": "member@example.com", "password": NEW})
        assert login.status_code == 200
        assert login.json()["user"]["email_verified"] is True
        [event] = events(db, "password.changed")
        assert event.data == {"name": "Member", "method": "reset"}
        assert event.workspace_id == HOME_ID
        assert mailbox.messages("member@example.com")[-1].subject == "Your password was changed"

    def test_works_once(self, client: Browser, token: str) -> None:
        body = {"token": token, "password": NEW}
        assert client().post(self.PATH, json=body).status_code == 204
        again = client().post(self.PATH, json={**body, "password": NEW + "!"})
        assert again.status_code == 422
        assert again.json()["errors"][0] == {
            "field": "token",
            "code": "invalid_token",
            "message": "This link is no longer good. Ask for a new one.",
        }

    def test_only_the_newest_link_works(
        self, client: Browser, mailbox: Mailbox, forget: Callable[[str], None], token: str
    ) -> None:
        forget("member@example.com")
        newer = mailbox.token("member@example.com", "reset-password")
        assert newer != token
        assert client().post(self.PATH, json={"token": token, "password": NEW}).status_code == 422
        assert client().post(self.PATH, json={"token": newer, "password": NEW}).status_code == 204

    def test_expires(self, client: Browser, token: str) -> None:
        later = time.now() + timedelta(minutes=61)
        with time.clock(lambda: later):
            assert client().post(self.PATH, json={"token": token, "password": NEW}).status_code == 422

    def test_is_not_for_another_purpose(self, client: Browser, token: str) -> None:
        assert client().post("/api/v1/auth/verify-email", json={"token": token}).status_code == 422

    def test_dies_with_a_change_of_address(self, db: Database, client: Browser, token: str) -> None:
        set_user(db, "member@example.com", email="moved@example.com")
        assert client().post(self.PATH, json={"token": token, "password": NEW}).status_code == 422

    def test_a_weak_password_leaves_the_link_good(self, client: Browser, token: str) -> None:
        assert client().post(self.PATH, json={"token": token, "password": "short"}).status_code == 422
        assert client().post(self.PATH, json={"token": token, "password": NEW}).status_code == 204

    def test_for_who_is_in_no_workspace(self, db: Database, client: Browser, token: str) -> None:
        db.write_sync(lambda session: session.query(Member).delete())
        assert client().post(self.PATH, json={"token": token, "password": NEW}).status_code == 204
        login = client().post("/api/v1/auth/login", json={"email": "member@example.com", "password": NEW})
        assert login.json()["workspace"] is None

    def test_lifts_the_pause_for_wrong_passwords(
        self, client: Browser, with_password: Callable[[str], str], token: str
    ) -> None:
        email = with_password("member")
        for _ in range(8):
            client().post("/api/v1/auth/login", json={"email": email, "password": "wrong, wrong"})
        assert client().post("/api/v1/auth/login", json={"email": email, "password": PASSWORD}).status_code == 429
        assert client().post(self.PATH, json={"token": token, "password": NEW}).status_code == 204
        assert client().post("/api/v1/auth/login", json={"email": email, "password": NEW}).status_code == 200

    def test_refuses_other_sites(self, client: Browser, token: str) -> None:
        headers = {"Origin": "https://evil.example"}
        answer = client().post(self.PATH, json={"token": token, "password": NEW}, headers=headers)
        assert answer.status_code == 403


class TestVerifyEmail:
    PATH = "/api/v1/auth/verify-email"
    SIGN_UP = {"name": "New", "email": "new@example.com", "password": PASSWORD, "workspace_name": "New Ltd"}

    @pytest.fixture
    def newcomer(self, client: Browser) -> TestClient:
        browser = client()
        assert browser.post("/api/v1/auth/sign-up", json=self.SIGN_UP).status_code == 201
        return browser

    def test_signing_up_asks_for_it(self, db: Database, newcomer: TestClient, mailbox: Mailbox) -> None:
        token = mailbox.token("new@example.com", "verify-email")
        assert newcomer.get("/api/v1/auth/me").json()["user"]["email_verified"] is False
        assert newcomer.post(self.PATH, json={"token": token}).status_code == 204
        assert newcomer.get("/api/v1/auth/me").json()["user"]["email_verified"] is True
        [event] = events(db, "user.email_verified")
        assert event.data == {"name": "New", "email": "new@example.com"}
        assert newcomer.post(self.PATH, json={"token": token}).status_code == 422

    def test_needs_no_session(self, client: Browser, newcomer: TestClient, mailbox: Mailbox) -> None:
        token = mailbox.token("new@example.com", "verify-email")
        assert client().post(self.PATH, json={"token": token}).status_code == 204

    def test_expires(self, newcomer: TestClient, mailbox: Mailbox) -> None:
        token = mailbox.token("new@example.com", "verify-email")
        later = time.now() + timedelta(hours=49)
        with time.clock(lambda: later):
            assert newcomer.post(self.PATH, json={"token": token}).status_code == 422

    def test_resend(self, newcomer: TestClient, mailbox: Mailbox) -> None:
        first = mailbox.token("new@example.com", "verify-email")
        answer = newcomer.post(f"{self.PATH}/resend")
        assert (answer.status_code, answer.json()) == (202, {"sent": True})
        second = mailbox.token("new@example.com", "verify-email")
        assert newcomer.post(self.PATH, json={"token": first}).status_code == 422
        assert newcomer.post(self.PATH, json={"token": second}).status_code == 204
        assert newcomer.post(f"{self.PATH}/resend").json() == {"sent": False}

    def test_resend_has_a_limit(self, newcomer: TestClient, mailbox: Mailbox) -> None:
        mailbox.messages()
        for _ in range(4):
            assert newcomer.post(f"{self.PATH}/resend").status_code == 202
        assert newcomer.post(f"{self.PATH}/resend").status_code == 429

    def test_resend_anonymous(self, anonymous: TestClient) -> None:
        assert anonymous.post(f"{self.PATH}/resend").status_code == 401

    def test_unknown_token(self, anonymous: TestClient) -> None:
        for token in ("x", "ü" * 50, "a" * 200):
            assert anonymous.post(self.PATH, json={"token": token}).status_code == 422
        assert anonymous.post(self.PATH, json={"token": "a" * 201}).status_code == 422
