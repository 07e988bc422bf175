"""Where one is signed in, in which workspace, and with which password."""

from collections.abc import Callable
from datetime import timedelta

from fastapi import FastAPI
from sqlalchemy import update
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from quintet.foundation.access import Role
from quintet.foundation.db import Database
from quintet.identity.sessions.models import LoginAttempts, UserSession
from quintet.identity.sessions.purge import purge
from quintet.identity.sessions.usage import UsageWriter, usage
from quintet.identity.settings import AuthSettings
from quintet.identity.users.models import User
from quintet.identity.workspaces.models import Member
from quintet.kit import time
from tests.identity.conftest import PASSWORD, Browser, Password, later
from tests.world import ELSEWHERE_ID, HOME_ID, Person

NEW = "another good one"


def log_in(browser: TestClient, email: str, password: str = PASSWORD) -> TestClient:
    answer = browser.post("/api/v1/auth/login", json={"email": email, "password": password})
    assert answer.status_code == 200, answer.text
    return browser


class TestList:
    def test_anonymous(self, anonymous: TestClient) -> None:
        assert anonymous.get("/api/v1/auth/sessions").status_code == 401

    def test_only_ones_own(self, owner: Person, member: Person, client: Browser, with_password: Password) -> None:
        log_in(client(), with_password("member"))
        mine = member.get("/auth/sessions").json()["data"]
        assert len(mine) == 2
        assert [one["current"] for one in mine].count(True) == 1
        assert len(owner.get("/auth/sessions").json()["data"]) == 1
        assert not any("token" in one for one in mine)

    def test_api_keys_have_none(self, member: Person, client: Browser) -> None:
        key = member.made("/api-keys", name="k", scopes=["*"])["key"]
        headers = {"Authorization": f"Bearer {key}"}
        for method, path in (("GET", "sessions"), ("DELETE", "sessions"), ("POST", "logout")):
            answer = client().request(method, f"/api/v1/auth/{path}", headers=headers)
            assert answer.status_code == 403, path


class TestRevoke:
    def test_ends_it_at_once(self, member: Person, client: Browser, with_password: Password) -> None:
        other = log_in(client(), with_password("member"))
        other_id = other.get("/api/v1/auth/me").json()["session_id"]
        assert member.delete(f"/auth/sessions/{other_id}").json() == {"revoked": 1}
        assert other.get("/api/v1/auth/me").status_code == 401
        assert member.delete(f"/auth/sessions/{other_id}").status_code == 404

    def test_somebody_elses_is_not_found(self, owner: Person, member: Person) -> None:
        theirs = member.get("/auth/me").json()["session_id"]
        for wrong in (theirs, "nonsense", "01900000-0000-7000-8000-0000000000ff"):
            assert owner.delete(f"/auth/sessions/{wrong}").status_code == 404
        assert member.get("/auth/me").status_code == 200

    def test_all_others(self, member: Person, client: Browser, with_password: Password) -> None:
        others = [log_in(client(), with_password("member")) for _ in range(2)]
        assert member.delete("/auth/sessions").json() == {"revoked": 2}
        assert [other.get("/api/v1/auth/me").status_code for other in others] == [401, 401]
        assert member.get("/auth/me").status_code == 200

    def test_refuses_other_sites(self, client: Browser, with_password: Password) -> None:
        browser = log_in(client(), with_password("member"))
        answer = browser.delete("/api/v1/auth/sessions", headers={"Sec-Fetch-Site": "cross-site"})
        assert answer.status_code == 403


class TestSwitchWorkspace:
    def test_works_there_from_then_on(self, member: Person, stranger: Person, db: Database) -> None:
        add_to_elsewhere(db, member)
        answer = member.post("/auth/switch-workspace", {"workspace_id": ELSEWHERE_ID})
        assert answer.status_code == 200, answer.text
        found = answer.json()
        assert found["workspace"] | {"member_id": ""} == {
            "id": ELSEWHERE_ID,
            "name": "Elsewhere Inc",
            "role": "admin",
            "member_id": "",
            "timezone": "UTC",
            "currency": "USD",
            "logo_file_id": None,
        }
        assert {place["id"] for place in found["workspaces"]} == {HOME_ID, ELSEWHERE_ID}
        assert member.get("/workspace").json()["name"] == "Elsewhere Inc"
        names = {one["name"] for one in member.listed("/members")}
        assert names == {"Member", "Stranger"}

    def test_not_where_one_is_no_member(self, member: Person) -> None:
        for wrong in (ELSEWHERE_ID, "01900000-0000-7000-8000-0000000000ff"):
            assert member.post("/auth/switch-workspace", {"workspace_id": wrong}).status_code == 404
        assert member.post("/auth/switch-workspace", {"workspace_id": "x"}).status_code == 422
        assert member.get("/workspace").json()["id"] == HOME_ID

    def test_signs_in_where_one_was_last(
        self, member: Person, client: Browser, with_password: Password, db: Database
    ) -> None:
        add_to_elsewhere(db, member)
        first = log_in(client(), with_password("member"))
        assert first.get("/api/v1/workspace").json()["id"] == HOME_ID
        first.post("/api/v1/auth/switch-workspace", json={"workspace_id": ELSEWHERE_ID})
        with later(timedelta(minutes=5)):
            first.get("/api/v1/auth/me")
            usage.flush(db)
            second = log_in(client(), with_password("member"))
            assert second.get("/api/v1/workspace").json()["id"] == ELSEWHERE_ID


class TestChangePassword:
    def test_replaces_it_and_ends_the_other_sessions(self, client: Browser, with_password: Password) -> None:
        email = with_password("member")
        browser, other = log_in(client(), email), log_in(client(), email)
        body = {"current_password": PASSWORD, "new_password": NEW}
        answer = browser.post("/api/v1/auth/change-password", json=body)
        assert answer.status_code == 200, answer.text
        assert answer.json() == {"revoked": 1}
        assert browser.get("/api/v1/auth/me").status_code == 200
        assert other.get("/api/v1/auth/me").status_code == 401
        wrong = client().post("/api/v1/auth/login", json={"email": email, "password": PASSWORD})
        assert wrong.status_code == 401
        log_in(client(), email, NEW)

    def test_asks_the_current_one(self, client: Browser, with_password: Password) -> None:
        browser = log_in(client(), with_password("member"))
        body = {"current_password": "not this one", "new_password": NEW}
        answer = browser.post("/api/v1/auth/change-password", json=body)
        assert answer.status_code == 422
        assert answer.json()["errors"][0] | {"message": ""} == {
            "field": "current_password",
            "code": "wrong_password",
            "message": "",
        }

    def test_rules(self, client: Browser, with_password: Password) -> None:
        browser = log_in(client(), with_password("member"))
        for new, code in (("short", "string_too_short"), (PASSWORD, "unchanged"), ("x" * 1001, "string_too_long")):
            body = {"current_password": PASSWORD, "new_password": new}
            answer = browser.post("/api/v1/auth/change-password", json=body)
            assert answer.status_code == 422
            assert answer.json()["errors"][0]["code"] == code

    def test_guessing_is_paused(self, app: FastAPI, client: Browser, with_password: Password) -> None:
        app.state.auth_settings = AuthSettings(login_tries=3)
        browser = log_in(client(), with_password("member"))
        wrong = {"current_password": "not this one", "new_password": NEW}
        codes = [browser.post("/api/v1/auth/change-password", json=wrong).status_code for _ in range(4)]
        assert codes == [422, 422, 422, 429]

    def test_not_for_those_without_one(self, owner: Person) -> None:
        answer = owner.post("/auth/change-password", {"current_password": "x", "new_password": NEW})
        assert answer.status_code == 409
        assert answer.json()["code"] == "no_password"

    def test_not_for_api_keys(self, member: Person, client: Browser, with_password: Password) -> None:
        with_password("member")
        key = member.made("/api-keys", name="k", scopes=["*"])["key"]
        body = {"current_password": PASSWORD, "new_password": NEW}
        answer = client().post("/api/v1/auth/change-password", json=body, headers={"X-API-Key": key})
        assert answer.status_code == 403

    def test_anonymous(self, anonymous: TestClient) -> None:
        body = {"current_password": PASSWORD, "new_password": NEW}
        assert anonymous.post("/api/v1/auth/change-password", json=body).status_code == 401


class TestShutOut:
    def test_a_deactivated_user_is_out_at_the_next_request(
        self, member: Person, client: Browser, with_password: Password, db: Database
    ) -> None:
        email = with_password("member")
        assert member.get("/auth/me").status_code == 200
        db.write_sync(lambda s: s.execute(update(User).where(User.email == email).values(deactivated_at=time.now())))
        assert member.get("/auth/me").status_code == 401
        assert member.get("/members").status_code == 401
        answer = client().post("/api/v1/auth/login", json={"email": email, "password": PASSWORD})
        assert answer.status_code == 403
        assert answer.json()["code"] == "deactivated"


class TestUsage:
    def test_is_written_now_and_then(self, member: Person, db: Database) -> None:
        usage.flush(db)
        with later(timedelta(hours=1)):
            member.get("/members")
            before = member.get("/auth/sessions").json()["data"][0]["last_used_at"]
            assert usage.flush(db) == 1
            after = member.get("/auth/sessions").json()["data"][0]["last_used_at"]
        assert after > before

    def test_the_writer_writes_when_it_stops(self, member: Person, db: Database) -> None:
        usage.flush(db)
        writer = UsageWriter(db, every=60)
        writer.start()
        member.get("/members")
        writer.stop()
        assert usage.flush(db) == 0

    def test_what_cannot_be_written_is_kept(self, member: Person, db: Database) -> None:
        usage.flush(db)
        member.get("/members")

        class Broken:
            def write_sync(self, _: Callable[[Session], None]) -> None:
                raise OSError("full")

        try:
            usage.flush(Broken())  # type: ignore[arg-type]
        except OSError:
            pass
        assert usage.flush(db) == 1


class TestPurge:
    def test_forgets_what_ended_long_ago(self, member: Person, anonymous: TestClient, db: Database) -> None:
        anonymous.post("/api/v1/auth/login", json={"email": "nobody@example.com", "password": "x"})
        db.write_sync(purge)
        assert member.get("/auth/me").status_code == 200
        with later(timedelta(days=60)):
            db.write_sync(purge)
        assert db.read_sync(lambda s: s.query(UserSession).count()) == 0
        assert db.read_sync(lambda s: s.query(LoginAttempts).count()) == 0


def add_to_elsewhere(db: Database, person: Person) -> None:
    row = Member(workspace_id=ELSEWHERE_ID, user_id=person.user_id, role=Role.admin.value)
    db.write_sync(lambda session: session.add(row))
