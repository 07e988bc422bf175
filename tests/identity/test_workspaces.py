"""The workspace's profile, further workspaces, and closing one."""

from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import delete
from starlette.testclient import TestClient

from quintet.foundation.access import Role
from quintet.foundation.db import Database
from quintet.identity.settings import AuthSettings
from quintet.identity.users.models import User
from quintet.identity.workspaces.founding import create_owner, ensure_workspace
from quintet.identity.workspaces.models import Member
from tests.identity.test_profile import upload
from tests.world import HOME_ID, Person


class TestRead:
    def test_anonymous(self, anonymous: TestClient) -> None:
        assert anonymous.get("/api/v1/workspace").status_code == 401

    def test_everybody_sees_their_own(self, member: Person, stranger: Person) -> None:
        assert member.get("/workspace").json()["name"] == "Home Ltd"
        assert stranger.get("/workspace").json()["name"] == "Elsewhere Inc"


class TestUpdate:
    def test_anonymous(self, anonymous: TestClient) -> None:
        assert anonymous.patch("/api/v1/workspace", json={}).status_code == 401

    def test_not_for_members_and_managers(self, member: Person, manager: Person) -> None:
        for person in (member, manager):
            assert person.patch("/workspace", {"name": "Mine"}).status_code == 403

    def test_changes_what_is_given(self, admin: Person, stranger: Person) -> None:
        given = {
            "name": "Home GmbH",
            "industry": "Software",
            "employee_range": "11-50",
            "website": "home.example.com",
            "phone": "+49 30 901820",
            "address": "Somewhere 1, Berlin",
            "timezone": "Europe/Berlin",
            "currency": "chf",
        }
        answer = admin.patch("/workspace", given)
        assert answer.status_code == 200, answer.text
        found = answer.json()
        stored = {"website": "https://home.example.com", "phone": "+4930901820", "currency": "CHF"}
        assert found == {**found, **given, **stored}
        assert stranger.get("/workspace").json()["name"] == "Elsewhere Inc"

    def test_settings_change_key_by_key(self, admin: Person) -> None:
        admin.patch("/workspace", {"settings": {"a": 1, "b": {"c": [True]}}})
        found = admin.patch("/workspace", {"settings": {"a": None, "d": "x"}}).json()
        assert found["settings"] == {"b": {"c": [True]}, "d": "x"}

    def test_settings_are_bounded(self, admin: Person) -> None:
        codes = [admin.patch("/workspace", {"settings": {f"k{n}": "x" * 15_000}}).status_code for n in range(4)]
        assert codes == [200, 200, 200, 422]
        assert sorted(admin.get("/workspace").json()["settings"]) == ["k0", "k1", "k2"]

    def test_logo(self, admin: Person, member: Person) -> None:
        logo = upload(admin, "logo")
        assert admin.patch("/workspace", {"logo_file_id": logo}).json()["logo_file_id"] == logo
        assert member.get(f"/files/{logo}/content").status_code == 200
        assert admin.patch("/workspace", {"logo_file_id": upload(admin, "avatar")}).status_code == 422

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("name", ""),
            ("name", None),
            ("employee_range", "many"),
            ("website", "not a site"),
            ("currency", "XXQ"),
            ("timezone", "nowhere"),
            ("id", HOME_ID),
        ],
    )
    def test_rules(self, admin: Person, field: str, value: object) -> None:
        answer = admin.patch("/workspace", {field: value})
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["field"] == field


class TestCreate:
    def test_anonymous(self, anonymous: TestClient) -> None:
        assert anonymous.post("/api/v1/workspaces", json={"name": "Second"}).status_code == 401

    def test_its_maker_owns_it(self, member: Person) -> None:
        made = member.made("/workspaces", name="Second", currency="GBP")
        assert member.get("/workspace").json()["id"] == HOME_ID
        roles = {place["name"]: place["role"] for place in member.get("/auth/me").json()["workspaces"]}
        assert roles == {"Home Ltd": "member", "Second": "owner"}
        found = member.post("/auth/switch-workspace", {"workspace_id": made["id"]}).json()
        assert "workspace.delete" in found["rights"]

    def test_only_for_owners_where_sign_up_is_closed(self, app: FastAPI, owner: Person, admin: Person) -> None:
        app.state.auth_settings = AuthSettings(open_sign_up=False)
        assert owner.post("/workspaces", {"name": "Second"}).status_code == 201
        assert admin.post("/workspaces", {"name": "Third"}).status_code == 403

    def test_not_by_api_keys(self, owner: Person, anonymous: TestClient) -> None:
        key = owner.made("/api-keys", name="k", scopes=["*"])["key"]
        answer = anonymous.post("/api/v1/workspaces", json={"name": "Second"}, headers={"X-API-Key": key})
        assert answer.status_code == 403

    def test_somebody_without_any_founds_one(self, member: Person, db: Database) -> None:
        db.write_sync(lambda session: session.execute(delete(Member).where(Member.id == member.member_id)))
        refused = member.get("/workspace")
        assert (refused.status_code, refused.json()["code"]) == (403, "no_workspace")
        me = member.get("/auth/me").json()
        assert me["workspace"] is None
        assert me["rights"] == []
        made = member.made("/workspaces", name="My own")
        assert member.post("/auth/switch-workspace", {"workspace_id": made["id"]}).status_code == 200
        assert member.get("/workspace").json()["name"] == "My own"

    def test_once_per_idempotency_key(self, owner: Person) -> None:
        answers = [owner.post("/workspaces", {"name": "Second"}, **{"Idempotency-Key": "k"}) for _ in range(2)]
        assert answers[0].json() == answers[1].json()


class TestDelete:
    def delete(self, person: Person, name: str) -> Any:
        return person.http.request("DELETE", "/api/v1/workspace", json={"name": name})

    def test_anonymous(self, anonymous: TestClient) -> None:
        assert anonymous.request("DELETE", "/api/v1/workspace", json={"name": "Home Ltd"}).status_code == 401

    def test_only_by_the_owner(self, admin: Person, member: Person) -> None:
        for person in (admin, member):
            assert self.delete(person, "Home Ltd").status_code == 403

    def test_asks_for_its_name(self, owner: Person) -> None:
        answer = self.delete(owner, "home ltd")
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["field"] == "name"

    def test_closes_it_for_everybody(self, owner: Person, member: Person, stranger: Person, db: Database) -> None:
        key = member.made("/api-keys", name="k", scopes=["*"])["key"]
        assert self.delete(owner, "Home Ltd").status_code == 204
        for person in (owner, member):
            answer = person.get("/members")
            assert (answer.status_code, answer.json()["code"]) == (403, "no_workspace")
        by_key = owner.http.get("/api/v1/members", headers={"Authorization": f"Bearer {key}"})
        assert by_key.status_code == 401
        assert stranger.get("/workspace").status_code == 200


class TestCommandLine:
    def test_owner_of_a_new_and_of_a_known_workspace(self, db: Database) -> None:
        def make(workspace_id: str | None) -> tuple[str, str]:
            def work(session: Any) -> tuple[str, str]:
                user, place = create_owner(
                    session,
                    email="ops@example.com",
                    name="Ops",
                    password_hash="x",
                    workspace_name="New",
                    workspace_id=workspace_id,
                )
                assert place.member.role == Role.owner
                return user.id, place.workspace.id

            return db.write_sync(work)

        first, second = make(None), make(HOME_ID)
        assert first[0] == second[0]
        assert second[1] == HOME_ID != first[1]

    def test_a_workspace_is_found_again(self, db: Database, owner: Person) -> None:
        def work(session: Any) -> list[str]:
            user = session.get(User, owner.user_id)
            return [ensure_workspace(session, "Demo", user, currency="EUR").workspace.id for _ in range(2)]

        first, second = db.write_sync(work)
        assert first == second
