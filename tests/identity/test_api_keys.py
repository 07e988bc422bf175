"""API keys: made once, limited by scopes, ended at will."""

from datetime import timedelta
from typing import Any

import pytest
from starlette.testclient import TestClient

from quintet.foundation.db import Database
from quintet.foundation.http.idempotency import IdempotencyKey
from quintet.identity.sessions.models import ApiKey
from quintet.identity.sessions.usage import usage
from quintet.kit import time
from tests.identity.conftest import Browser, later
from tests.world import Person


def using(browser: TestClient, key: str) -> TestClient:
    browser.headers["Authorization"] = f"Bearer {key}"
    return browser


def made(person: Person, *scopes: str, **more: Any) -> dict[str, Any]:
    return person.made("/api-keys", name="Sync", scopes=list(scopes), **more)


class TestCreate:
    def test_anonymous(self, anonymous: TestClient) -> None:
        assert anonymous.post("/api/v1/api-keys", json={"name": "k", "scopes": ["*"]}).status_code == 401

    def test_acts_as_its_maker(self, member: Person, client: Browser) -> None:
        found = made(member, "*")
        assert found["key"].startswith(found["prefix"])
        assert (found["user_id"], found["member_id"]) == (member.user_id, member.member_id)
        me = using(client(), found["key"]).get("/api/v1/auth/me").json()
        assert me["user"]["id"] == member.user_id
        assert me["api_key_id"] == found["id"]
        assert me["session_id"] is None
        by_header = client().get("/api/v1/members", headers={"X-API-Key": found["key"]})
        assert by_header.status_code == 200

    def test_its_text_is_kept_nowhere(self, member: Person, db: Database) -> None:
        body = {"name": "k", "scopes": ["*"]}
        first, second = (member.post("/api-keys", body, **{"Idempotency-Key": "k"}) for _ in range(2))
        key = first.json()["key"]
        assert second.json() == {**first.json(), "key": None}
        assert "key" not in member.get(f"/api-keys/{first.json()['id']}").json()
        assert "token_hash" not in first.json()
        row = db.read_sync(lambda s: s.query(ApiKey).one())
        assert key not in str(vars(row))
        assert key.encode() not in db.read_sync(lambda s: s.query(IdempotencyKey).one()).body

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("name", ""),
            ("scopes", []),
            ("scopes", ["everything"]),
            ("scopes", "*"),
            ("expires_at", "2020-01-01T00:00:00Z"),
            ("expires_at", "2030-01-01T00:00:00"),
            ("expires_at", "9999-12-31T23:59:59-10:00"),
            ("expires_at", "soon"),
            ("prefix", "x"),
        ],
    )
    def test_rules(self, member: Person, field: str, value: object) -> None:
        answer = member.post("/api-keys", {"name": "k", "scopes": ["*"], field: value})
        assert answer.status_code == 422, answer.text
        assert answer.json()["errors"][0]["field"].split(".")[0] == field


class TestScopes:
    def test_limit_what_it_does(self, admin: Person, client: Browser) -> None:
        reading = using(client(), made(admin, "*:read")["key"])
        assert reading.get("/api/v1/members").status_code == 200
        assert reading.patch("/api/v1/workspace", json={"name": "x"}).status_code == 403
        members = using(client(), made(admin, "members:read")["key"])
        assert members.get("/api/v1/members").status_code == 200
        assert members.get("/api/v1/workspace").status_code == 403
        writing = using(client(), made(admin, "workspace:write")["key"])
        assert writing.patch("/api/v1/workspace", json={"name": "Homes"}).status_code == 200
        assert writing.get("/api/v1/workspace").json()["name"] == "Homes"
        assert set(members.get("/api/v1/auth/me").json()["rights"]) == {"members.read"}

    def test_name_what_is_shown_beside_a_record_too(self, admin: Person, client: Browser) -> None:
        company = admin.made("/companies", name="Acme")
        contact = admin.made("/contacts", first_name="Ann", company_id=company["id"])
        shown = []
        for scopes in (["contacts:read"], ["contacts:read", "companies:read"]):
            browser = using(client(), made(admin, *scopes)["key"])
            shown.append(browser.get(f"/api/v1/contacts/{contact['id']}?expand=company").json()["company"])
        assert (shown[0], shown[1]["title"]) == (None, "Acme")

    def test_never_give_more_than_the_role(self, member: Person, client: Browser) -> None:
        browser = using(client(), made(member, "*")["key"])
        assert browser.patch("/api/v1/workspace", json={"name": "x"}).status_code == 403

    def test_a_key_makes_no_wider_key(self, member: Person, client: Browser) -> None:
        browser = using(client(), made(member, "api_keys:write", "members:read")["key"])
        wider = browser.post("/api/v1/api-keys", json={"name": "k", "scopes": ["*"]})
        assert (wider.status_code, wider.json()["code"]) == (403, "scope_too_wide")
        narrow = browser.post("/api/v1/api-keys", json={"name": "k", "scopes": ["members:read"]})
        assert narrow.status_code == 201
        key_id = narrow.json()["id"]
        assert browser.patch(f"/api/v1/api-keys/{key_id}", json={"scopes": ["*:read"]}).status_code == 403

    def test_a_key_changes_no_wider_key(self, member: Person, client: Browser) -> None:
        wide = made(member, "*")
        browser = using(client(), made(member, "api_keys:write", "members:read")["key"])
        answer = browser.patch(f"/api/v1/api-keys/{wide['id']}", json={"expires_at": None, "name": "mine"})
        assert answer.status_code == 403

    def test_are_listed(self, member: Person, anonymous: TestClient) -> None:
        found = member.get("/api-keys/scopes").json()["data"]
        assert {"*", "*:read", "members:read", "members:write"} <= set(found)
        assert anonymous.get("/api/v1/api-keys/scopes").status_code == 401


class TestList:
    def test_ones_own_and_for_admins_all(self, member: Person, colleague: Person, admin: Person) -> None:
        mine, theirs = made(member, "*"), made(colleague, "*")
        assert [key["id"] for key in member.listed("/api-keys")] == [mine["id"]]
        assert [key["id"] for key in admin.listed("/api-keys")] == [theirs["id"], mine["id"]]
        assert not any("key" in key for key in admin.listed("/api-keys"))

    def test_pages_and_filters(self, member: Person) -> None:
        keys = [made(member, "*")["id"] for _ in range(3)]
        member.delete(f"/api-keys/{keys[0]}")
        first = member.get("/api-keys", limit=2).json()
        assert [key["id"] for key in first["data"]] == [keys[2], keys[1]]
        rest = member.get("/api-keys", limit=2, cursor=first["next_cursor"]).json()
        assert ([key["id"] for key in rest["data"]], rest["next_cursor"]) == ([keys[0]], None)
        assert [key["id"] for key in member.listed("/api-keys", active=False)] == [keys[0]]
        assert len(member.listed("/api-keys", active=True)) == 2

    def test_anonymous(self, anonymous: TestClient) -> None:
        assert anonymous.get("/api/v1/api-keys").status_code == 401


class TestOne:
    def test_is_hidden_from_others(
        self, member: Person, colleague: Person, stranger: Person, admin: Person, anonymous: TestClient
    ) -> None:
        path = f"/api-keys/{made(member, '*')['id']}"
        for other in (colleague, stranger):
            assert other.get(path).status_code == 404
            assert other.patch(path, {"name": "x"}).status_code == 404
            assert other.delete(path).status_code == 404
        for method in ("GET", "PATCH", "DELETE"):
            assert anonymous.request(method, f"/api/v1{path}", json={}).status_code == 401
        assert admin.get(path).status_code == 200
        assert admin.delete(path).status_code == 204
        assert member.get("/api-keys/x").status_code == 404

    def test_change(self, member: Person, client: Browser) -> None:
        key = made(member, "members:read")
        path = f"/api-keys/{key['id']}"
        soon = time.to_text(time.now() + timedelta(hours=1))
        found = member.patch(path, {"name": "Renamed", "scopes": ["workspace:read"], "expires_at": soon}).json()
        assert (found["name"], found["scopes"]) == ("Renamed", ["workspace:read"])
        browser = using(client(), key["key"])
        assert browser.get("/api/v1/members").status_code == 403
        assert browser.get("/api/v1/workspace").status_code == 200
        with later(timedelta(hours=2)):
            answer = browser.get("/api/v1/workspace")
            assert (answer.status_code, answer.json()["code"]) == (401, "invalid_api_key")
        assert member.patch(path, {"name": None}).status_code == 422

    def test_revoke(self, member: Person, client: Browser) -> None:
        key = made(member, "*")
        browser = using(client(), key["key"])
        for _ in range(2):
            assert member.delete(f"/api-keys/{key['id']}").status_code == 204
        assert browser.get("/api/v1/members").status_code == 401
        assert member.get(f"/api-keys/{key['id']}").json()["revoked_at"] is not None
        answer = member.patch(f"/api-keys/{key['id']}", {"name": "again"})
        assert (answer.status_code, answer.json()["code"]) == (409, "revoked")

    def test_usage(self, member: Person, client: Browser, db: Database) -> None:
        key = made(member, "*")
        assert (key["usage_count"], key["last_used_at"]) == (0, None)
        browser = using(client(), key["key"])
        for _ in range(3):
            browser.get("/api/v1/members")
        usage.flush(db)
        found = member.get(f"/api-keys/{key['id']}").json()
        assert found["usage_count"] == 3
        assert found["last_used_at"] is not None
