"""Signing in and out."""

from datetime import timedelta

from fastapi import FastAPI
from starlette.testclient import TestClient

from quintet.foundation.settings import Settings
from quintet.identity.settings import AuthSettings
from tests.identity.conftest import PASSWORD, Browser, Password, later
from tests.world import HOME_ID, Person


class TestLogin:
    def test_gives_a_token_and_a_cookie(self, client: Browser, with_password: Password) -> None:
        email = with_password("member")
        browser = client()
        answer = browser.post("/api/v1/auth/login", json={"email": email.upper(), "password": PASSWORD})
        assert answer.status_code == 200, answer.text
        found = answer.json()
        assert found["user"]["email"] == email
        assert found["workspace"]["id"] == HOME_ID
        cookie = answer.headers["set-cookie"]
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie
        assert "Secure" not in cookie
        assert answer.headers["cache-control"] == "no-store"
        assert browser.get("/api/v1/auth/me").json()["user"]["email"] == email
        bearer = {"Authorization": f"Bearer {found['token']}"}
        assert client().get("/api/v1/auth/me", headers=bearer).json()["user"]["email"] == email

    def test_cookie_is_secure_over_https(
        self, app: FastAPI, settings: Settings, client: Browser, with_password: Password
    ) -> None:
        app.state.settings = settings.model_copy(update={"public_url": "https://crm.example.com"})
        answer = client().post("/api/v1/auth/login", json={"email": with_password("member"), "password": PASSWORD})
        assert "; Secure" in answer.headers["set-cookie"]

    def test_answers_the_same_for_unknown_people_and_wrong_passwords(
        self, client: Browser, with_password: Password
    ) -> None:
        wrong = {"email": with_password("member"), "password": "not this one"}
        no_password = {"email": "admin@example.com", "password": "not this one"}
        nobody = {"email": "nobody@example.com", "password": "not this one"}
        answers = [client().post("/api/v1/auth/login", json=body) for body in (wrong, no_password, nobody)]
        assert [answer.status_code for answer in answers] == [401, 401, 401]
        bodies = [answer.json() for answer in answers]
        for body in bodies:
            body.pop("request_id", None)
        assert bodies[0] == bodies[1] == bodies[2]
        assert bodies[0]["code"] == "wrong_credentials"
        assert not any("set-cookie" in answer.headers for answer in answers)

    def test_refuses_other_sites(self, client: Browser, with_password: Password) -> None:
        body = {"email": with_password("member"), "password": PASSWORD}
        answer = client().post("/api/v1/auth/login", json=body, headers={"Origin": "https://evil.example"})
        assert answer.status_code == 403

    def test_pauses_after_too_many_tries(self, app: FastAPI, client: Browser, with_password: Password) -> None:
        app.state.auth_settings = AuthSettings(login_tries=3)
        wrong = {"email": with_password("member"), "password": "not this one"}
        right = {**wrong, "password": PASSWORD}
        for _ in range(3):
            assert client().post("/api/v1/auth/login", json=wrong).status_code == 401
        paused = client().post("/api/v1/auth/login", json=right)
        assert paused.status_code == 429
        assert 1 <= int(paused.headers["retry-after"]) <= 15
        # Others in the same place are let in.
        other = {"email": with_password("admin"), "password": PASSWORD}
        assert client().post("/api/v1/auth/login", json=other).status_code == 200
        with later(timedelta(seconds=16)):
            assert client().post("/api/v1/auth/login", json=wrong).status_code == 401
            # The pause grows.
            assert int(client().post("/api/v1/auth/login", json=right).headers["retry-after"]) > 15
        with later(timedelta(minutes=2)):
            assert client().post("/api/v1/auth/login", json=right).status_code == 200
            assert client().post("/api/v1/auth/login", json=wrong).status_code == 401

    def test_a_place_that_tries_many_addresses_is_paused(self, app: FastAPI, client: Browser) -> None:
        app.state.auth_settings = AuthSettings(login_tries=3)
        browser = client()
        codes = [
            browser.post("/api/v1/auth/login", json={"email": f"n{n}@example.com", "password": "x"}).status_code
            for n in range(16)
        ]
        assert codes == [401] * 15 + [429]


class TestLogout:
    def test_ends_the_session(self, client: Browser, with_password: Password) -> None:
        browser = client()
        body = {"email": with_password("member"), "password": PASSWORD}
        token = browser.post("/api/v1/auth/login", json=body).json()["token"]
        assert browser.post("/api/v1/auth/logout").status_code == 204
        assert browser.get("/api/v1/auth/me").status_code == 401
        gone = client().get("/api/v1/auth/me", headers={"Authorization": f"Bearer {token}"})
        assert gone.status_code == 401
        assert gone.json()["code"] == "session_ended"

    def test_needs_somebody(self, anonymous: TestClient) -> None:
        assert anonymous.post("/api/v1/auth/logout").status_code == 401


class TestMe:
    def test_anonymous(self, anonymous: TestClient) -> None:
        assert anonymous.get("/api/v1/auth/me").status_code == 401

    def test_shows_role_and_rights(self, owner: Person, member: Person) -> None:
        mine, theirs = owner.get("/auth/me").json(), member.get("/auth/me").json()
        assert mine["workspace"]["role"] == "owner"
        assert theirs["workspace"]["role"] == "member"
        assert set(theirs["rights"]) < set(mine["rights"])
        assert "token" not in mine

    def test_an_expired_session_is_over(self, owner: Person) -> None:
        with later(timedelta(days=31)):
            assert owner.get("/auth/me").status_code == 401

    def test_an_unknown_token_is_nobody(self, anonymous: TestClient) -> None:
        for token in ("x", "qk_x", "é"):
            answer = anonymous.get("/api/v1/auth/me", headers={b"Authorization": f"Bearer {token}".encode()})
            assert answer.status_code == 401
