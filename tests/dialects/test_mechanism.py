"""What all dialects share: errors in their own form, a place in the path, the root, the reference pages."""

import re
from pathlib import Path

import pytest
from starlette.requests import Request
from starlette.testclient import TestClient

from quintet import dialects
from quintet.api.app import create_app
from quintet.dialects.contract import NAMES, contract
from quintet.dialects.dialect import load
from quintet.dialects.reference import routed
from quintet.foundation.access import Role
from quintet.foundation.db import Database
from quintet.identity.public import AuthSettings, authenticate
from quintet.identity.workspaces.models import Member
from quintet.kit.errors import NotFound
from quintet.wiring import House
from tests.dialects.conformance import differences
from tests.world import ELSEWHERE_ID, HOME_ID, Person


@pytest.mark.parametrize("name", NAMES)
def test_every_route_is_a_documented_operation(name: str) -> None:
    operations = contract(name)
    for id_, place in routed(load(name)).items():
        operation = operations[id_]
        assert place == (operation.method, operation.path)


@pytest.mark.parametrize("name", NAMES)
def test_where_we_ask_for_more_is_written_down(name: str) -> None:
    told = (Path(dialects.__file__).parent / "README.md").read_text()
    rows = "".join(line for line in told.splitlines() if line.startswith(f"| {name} |"))
    tightened = {id_ for id_, each in contract(name).items() if "auth" in (each.facts.get("chosen") or {})}
    assert set(re.findall("`([a-z_.]+)`", rows)) == tightened


@pytest.mark.parametrize("name", NAMES)
def test_every_route_bears_an_operation(name: str) -> None:
    dialect = load(name)
    assert len(routed(dialect)) == sum(len(router.routes) for router in dialect.routers)


@pytest.mark.parametrize("name", NAMES)
def test_unknown_paths_and_wrong_methods_are_answered_in_the_dialects_form(name: str, anonymous: TestClient) -> None:
    missing = anonymous.get(f"/{name}/no/such/path")
    assert missing.status_code == 404
    assert missing.headers["content-type"] == "application/json"
    assert "error" in missing.json()


@pytest.mark.parametrize("name", NAMES)
def test_the_reference_is_served(name: str, anonymous: TestClient) -> None:
    page = anonymous.get(f"/{name}/docs")
    assert page.status_code == 200
    assert f"/{name}/docs/start.js" in page.text
    assert f"/{name}/openapi.json" in anonymous.get(f"/{name}/docs/start.js").text
    document = anonymous.get(f"/{name}/openapi.json").json()
    assert document["servers"] == [{"url": f"/{name}"}]


def test_the_reference_shows_the_documented_answer(anonymous: TestClient) -> None:
    document = anonymous.get("/soshogle/openapi.json").json()
    shown = document["paths"]["/api/contacts"]["get"]
    assert shown["operationId"] == "contacts.list"
    assert "contacts" in shown["responses"]["200"]["content"]["application/json"]["example"]


def test_a_dialect_is_at_the_root_when_told_to(house: House, owner: Person) -> None:
    at_root = TestClient(create_app(house=house, dialect="soshogle"), raise_server_exceptions=False)
    at_root.headers["Authorization"] = f"Bearer {owner.token}"
    assert at_root.get("/api/contacts").json()["contacts"] == []
    assert at_root.get("/soshogle/api/contacts").status_code == 200
    assert at_root.get("/api/v1/contacts").json()["data"] == []
    assert owner.http.get("/api/contacts").status_code == 404


def test_at_the_root_the_rest_stays_where_it_is(house: House, owner: Person) -> None:
    at_root = TestClient(create_app(house=house, dialect="soshogle"), raise_server_exceptions=False)
    at_root.headers["Authorization"] = f"Bearer {owner.token}"
    assert at_root.put("/api/contacts").json()["code"] == "REFUSED"
    assert at_root.get("/api/nothing").headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("at_root", [False, True])
def test_what_is_refused_at_the_gate_is_told_in_the_dialects_form(
    house: House, monkeypatch: pytest.MonkeyPatch, at_root: bool
) -> None:
    monkeypatch.setattr(house.settings, "requests_per_minute", 2)
    client = TestClient(create_app(house=house, dialect="crmbackend" if at_root else None))
    below = "" if at_root else "/crmbackend"
    large = client.post(f"{below}/auth/login", content=b"x" * (house.settings.max_body_bytes + 1))
    assert (large.status_code, large.json()["error"]["code"]) == (413, "TOO_LARGE")
    bad = client.get(f"{below}/contacts?search=%00")
    assert (bad.status_code, bad.json()["error"]["code"]) == (400, "BAD_ADDRESS")
    often = client.get(f"{below}/contacts")
    assert (often.status_code, often.json()["success"]) == (429, False)
    assert int(often.headers["retry-after"]) >= 1
    assert client.get("/api/v1/contacts").headers["content-type"] == "application/problem+json"


def test_the_first_request_may_be_the_refused_one(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(house.settings, "requests_per_minute", 1)
    client = TestClient(create_app(house=house))
    assert client.get("/api/v1/contacts").status_code == 401
    often = client.get("/soshogle/api/contacts")
    assert (often.status_code, often.json()["code"]) == (429, "RATE_LIMITED")


def test_an_unknown_dialect_is_refused(house: House) -> None:
    with pytest.raises(ValueError, match="no dialect"):
        create_app(house=house, dialect="esperanto")


def test_what_breaks_is_told_in_the_dialects_form(
    anonymous: TestClient, owner: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr("quintet.dialects.soshogle.contacts.numbered", broken)
    answer = owner.http.get("/soshogle/api/contacts")
    assert answer.status_code == 500
    assert answer.json()["code"] == "INTERNAL_ERROR"
    assert "a bug" not in answer.text


def test_sign_ups_of_all_faces_count_together(anonymous: TestClient, house: House) -> None:
    anonymous.get("/soshogle/api/contacts")
    account = {"name": "Ann", "password": "long enough 1", "businessName": "Ann & Co"}
    most = AuthSettings().sign_ups_per_hour
    statuses = [
        anonymous.post("/soshogle/api/signup", json={**account, "email": f"{n}@example.com"}).status_code
        for n in range(most)
    ]
    assert set(statuses) == {200}
    canonical = {"name": "Ann", "email": "x@example.com", "password": "long enough 1", "workspace_name": "x"}
    assert anonymous.post("/api/v1/auth/sign-up", json=canonical).status_code == 429


def test_a_workspace_in_the_path_is_that_of_a_member(owner: Person, db: Database) -> None:
    there = owner.http.get(f"/clianta/api/workspaces/{ELSEWHERE_ID}/nothing")
    assert (there.status_code, owner.workspace_id == HOME_ID) == (404, True)
    headers = [(b"authorization", f"Bearer {owner.token}".encode())]
    path = f"/api/workspaces/{ELSEWHERE_ID}/contacts"
    asked = Request({"type": "http", "path": path, "query_string": b"", "headers": headers})
    credentials = load("clianta").carrier(asked)
    assert credentials is not None
    assert credentials.workspace_id == ELSEWHERE_ID
    with pytest.raises(NotFound):
        db.read_sync(lambda session: authenticate(session, credentials))
    db.write_sync(lambda s: s.add(Member(workspace_id=ELSEWHERE_ID, user_id=owner.user_id, role=Role.member.value)))
    actor = db.read_sync(lambda session: authenticate(session, credentials))
    assert (actor.workspace_id, actor.user_id, actor.role) == (ELSEWHERE_ID, owner.user_id, Role.member)


def test_differences_are_found() -> None:
    documented = {"a": "text", "b?": 1, "list": [{"id": "x"}]}
    assert list(differences(documented, {"a": "t", "list": [{"id": "1"}]}, typed=True)) == []
    assert list(differences(documented, {"a": 1, "list": []}, typed=True)) == [
        "a: number, documented as string",
        "list: an empty list shows nothing",
    ]
    assert list(differences(documented, {"list": [{}]}, typed=False)) == ["a: missing", "list.id: missing"]
