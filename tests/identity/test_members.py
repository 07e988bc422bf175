"""Members, their roles, and who may change what."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from quintet.foundation.access import Role, system_actor
from quintet.foundation.db import Database, bind_workspace
from quintet.foundation.events.models import EventRow
from quintet.identity.members.directory import active_members, workspace_settings
from quintet.identity.members.references import active_user_ids, check_assignable, user_titles
from quintet.identity.members.service import change_role, deactivate_member
from quintet.identity.workspaces.models import Member
from quintet.kit.errors import Conflict, Forbidden, Invalid, NotFound
from tests.identity.conftest import PASSWORD, Browser, Password
from tests.world import HOME_ID, Person

Who = Callable[[str], Person]
NOBODY = "01900000-0000-7000-8000-0000000000ff"


def facts(db: Database, kind: str) -> list[dict[str, Any]]:
    def work(session: Session) -> list[dict[str, Any]]:
        bind_workspace(session, HOME_ID)
        rows = session.query(EventRow).filter_by(type=kind).order_by(EventRow.id)
        return [{"data": row.data, "changes": row.changes, "subject_id": row.subject_id} for row in rows]

    return db.read_sync(work)


class TestList:
    def test_anonymous(self, anonymous: TestClient) -> None:
        assert anonymous.get("/api/v1/members").status_code == 401

    def test_everybody_sees_all_of_the_workspace(self, member: Person, stranger: Person) -> None:
        found = member.listed("/members")
        assert [(one["name"], one["role"]) for one in found] == [
            ("Owner", "owner"),
            ("Admin", "admin"),
            ("Manager", "manager"),
            ("Member", "member"),
            ("Colleague", "member"),
        ]
        assert [one["name"] for one in stranger.listed("/members")] == ["Stranger"]

    def test_filters_and_pages(self, owner: Person, member: Person, admin: Person) -> None:
        admin.patch(f"/members/{member.member_id}", {"active": False})
        assert [one["name"] for one in owner.listed("/members", q="COLL")] == ["Colleague"]
        assert [one["name"] for one in owner.listed("/members", q="admin@")] == ["Admin"]
        assert owner.listed("/members", q="%") == []
        assert [one["name"] for one in owner.listed("/members", role="member")] == ["Member", "Colleague"]
        assert [one["name"] for one in owner.listed("/members", role="member", active=True)] == ["Colleague"]
        assert [one["name"] for one in owner.listed("/members", active=False)] == ["Member"]
        first = owner.get("/members", limit=3, count=True).json()
        assert (len(first["data"]), first["total"]) == (3, 5)
        rest = owner.get("/members", limit=3, cursor=first["next_cursor"]).json()
        assert (len(rest["data"]), rest["next_cursor"]) == (2, None)
        assert owner.get("/members", cursor="x").status_code == 422
        assert owner.get("/members", role="king").status_code == 422


class TestRead:
    def test_not_across_workspaces(self, stranger: Person, member: Person, anonymous: TestClient) -> None:
        assert anonymous.get(f"/api/v1/members/{member.member_id}").status_code == 401
        for wrong in (member.member_id, NOBODY, "x"):
            assert stranger.get(f"/members/{wrong}").status_code == 404

    def test_shows_a_member(self, member: Person, owner: Person) -> None:
        found = member.get(f"/members/{owner.member_id}").json()
        assert found["user_id"] == owner.user_id
        assert found["active"] is True
        assert "password_hash" not in found


class TestRoles:
    @pytest.mark.parametrize(
        ("who", "whom", "role", "expected"),
        [
            ("member", "colleague", "admin", 403),
            ("manager", "colleague", "manager", 403),
            ("admin", "colleague", "manager", 200),
            ("admin", "colleague", "admin", 200),
            ("admin", "colleague", "owner", 403),
            ("admin", "owner", "member", 403),
            ("admin", "admin", "member", 403),
            ("owner", "admin", "member", 200),
            ("owner", "colleague", "owner", 200),
            ("owner", "owner", "admin", 403),
            ("stranger", "colleague", "admin", 404),
        ],
    )
    def test_who_may_give_which(self, person: Who, who: str, whom: str, role: str, expected: int) -> None:
        target = person(whom)
        answer = person(who).patch(f"/members/{target.member_id}", {"role": role})
        assert answer.status_code == expected, answer.text
        after = target.get("/auth/me").json()["workspace"]["role"]
        assert after == (role if expected == 200 else target.role)

    def test_holds_from_the_next_request(self, owner: Person, admin: Person) -> None:
        owner.patch(f"/members/{admin.member_id}", {"role": "member"})
        assert admin.patch("/workspace", {"name": "Mine"}).status_code == 403

    def test_the_log_tells_of_it(self, owner: Person, member: Person, db: Database) -> None:
        owner.patch(f"/members/{member.member_id}", {"role": "manager"})
        owner.patch(f"/members/{member.member_id}", {"role": "manager"})
        assert facts(db, "member.role_changed") == [
            {
                "data": {"name": "Member", "role": "manager"},
                "changes": {"role": ["member", "manager"]},
                "subject_id": member.member_id,
            }
        ]

    def test_the_last_owner_stays(self, db: Database, owner: Person) -> None:
        def demote(session: Session) -> None:
            bind_workspace(session, HOME_ID)
            change_role(session, system_actor(HOME_ID), owner.member_id, Role.admin)

        def shut_out(session: Session) -> None:
            bind_workspace(session, HOME_ID)
            deactivate_member(session, system_actor(HOME_ID), owner.member_id)

        for work in (demote, shut_out):
            with pytest.raises(Conflict) as caught:
                db.write_sync(work)
            assert caught.value.code == "last_owner"

    def test_two_owners_who_demote_each_other_leave_one(self, db: Database, owner: Person, admin: Person) -> None:
        make = update(Member).where(Member.id == admin.member_id).values(role="owner")
        db.write_sync(lambda session: session.execute(make))
        actors = [replace(person.actor, role=Role.owner) for person in (owner, admin)]
        ready = threading.Barrier(2)

        def demote(place: int) -> str:
            def work(session: Session) -> None:
                bind_workspace(session, HOME_ID)
                change_role(session, actors[place], actors[1 - place].member_id or "", Role.member)

            ready.wait()
            try:
                db.write_sync(work)
            except (Forbidden, Conflict):
                return "refused"
            return "done"

        with ThreadPoolExecutor(2) as pool:
            assert sorted(pool.map(demote, range(2))) == ["done", "refused"]


class TestDeactivate:
    @pytest.mark.parametrize(
        ("who", "whom", "expected"),
        [
            ("member", "colleague", 403),
            ("manager", "colleague", 403),
            ("admin", "colleague", 200),
            ("admin", "owner", 403),
            ("admin", "admin", 403),
            ("owner", "admin", 200),
            ("owner", "owner", 403),
            ("stranger", "colleague", 404),
        ],
    )
    def test_who_may(self, person: Who, who: str, whom: str, expected: int) -> None:
        answer = person(who).patch(f"/members/{person(whom).member_id}", {"active": False})
        assert answer.status_code == expected, answer.text

    def test_is_out_at_the_next_request(
        self, admin: Person, member: Person, client: Browser, with_password: Password
    ) -> None:
        email = with_password("member")
        key = member.made("/api-keys", name="k", scopes=["*"])["key"]
        found = admin.patch(f"/members/{member.member_id}", {"active": False}).json()
        assert found["active"] is False
        assert found["deactivated_at"] is not None
        assert member.get("/members").status_code == 401
        assert client().get("/api/v1/members", headers={"X-API-Key": key}).status_code == 401
        answer = client().post("/api/v1/auth/login", json={"email": email, "password": PASSWORD})
        assert (answer.status_code, answer.json()["code"]) == (403, "deactivated")

    def test_can_be_let_in_again(
        self, admin: Person, member: Person, client: Browser, with_password: Password, db: Database
    ) -> None:
        email = with_password("member")
        for active in (False, False, True, True):
            assert admin.patch(f"/members/{member.member_id}", {"active": active}).json()["active"] is active
        answer = client().post("/api/v1/auth/login", json={"email": email, "password": PASSWORD})
        assert answer.status_code == 200
        assert len(facts(db, "member.deactivated")) == len(facts(db, "member.reactivated")) == 1

    @pytest.mark.parametrize("body", [{"role": None}, {"active": None}, {"role": "king"}, {"name": "x"}])
    def test_rules(self, admin: Person, member: Person, body: dict[str, Any]) -> None:
        assert admin.patch(f"/members/{member.member_id}", body).status_code == 422


class TestManaged:
    NEW = {"name": "Nina New", "email": "Nina@example.com", "role": "manager"}

    def test_anonymous(self, anonymous: TestClient) -> None:
        assert anonymous.post("/api/v1/members", json=self.NEW).status_code == 401

    def test_only_by_admins_and_below_owner(self, manager: Person, admin: Person, owner: Person) -> None:
        assert manager.post("/members", {**self.NEW, "role": "member"}).status_code == 403
        assert admin.post("/members", {**self.NEW, "role": "owner"}).status_code == 403
        assert owner.post("/members", {**self.NEW, "role": "owner"}).status_code == 403

    def test_chooses_a_password_first(self, admin: Person, client: Browser) -> None:
        made = admin.made("/members", **self.NEW)
        assert made["must_change_password"] is True
        temporary = made["temporary_password"]
        assert "temporary_password" not in admin.get(f"/members/{made['id']}").json()
        browser = client()
        answer = browser.post("/api/v1/auth/login", json={"email": "nina@example.com", "password": temporary})
        assert answer.status_code == 200
        assert answer.json()["user"]["must_change_password"] is True
        refused = browser.get("/api/v1/members")
        assert (refused.status_code, refused.json()["code"]) == (403, "password_change_required")
        assert browser.get("/api/v1/auth/me").status_code == 200
        body = {"current_password": temporary, "new_password": "one of her own"}
        assert browser.post("/api/v1/auth/change-password", json=body).status_code == 200
        assert browser.get("/api/v1/members").status_code == 200
        assert browser.get("/api/v1/auth/me").json()["user"]["must_change_password"] is False

    def test_with_a_given_password(self, admin: Person, client: Browser) -> None:
        made = admin.made("/members", **self.NEW, password="given by admin")
        assert made["temporary_password"] is None
        answer = client().post("/api/v1/auth/login", json={"email": "nina@example.com", "password": "given by admin"})
        assert answer.status_code == 200

    def test_the_password_is_shown_once(self, admin: Person) -> None:
        first, second = (admin.post("/members", self.NEW, **{"Idempotency-Key": "k"}) for _ in range(2))
        assert first.json()["temporary_password"]
        assert second.headers["idempotency-replayed"] == "true"
        assert second.json() == {**first.json(), "temporary_password": None}

    def test_known_addresses(self, admin: Person, member: Person) -> None:
        here = admin.post("/members", {**self.NEW, "email": "member@example.com"})
        assert (here.status_code, here.json()["code"]) == (409, "already_member")
        assert here.json()["existing_id"] == member.member_id
        elsewhere = admin.post("/members", {**self.NEW, "email": "stranger@example.com"})
        assert (elsewhere.status_code, elsewhere.json()["code"]) == (409, "email_taken")

    def test_rules(self, admin: Person) -> None:
        broken = {"name": "", "email": "x", "role": "king", "password": "short"}
        answer = admin.post("/members", broken)
        assert answer.status_code == 422
        assert {error["field"] for error in answer.json()["errors"]} == {"name", "email", "role", "password"}


class TestPointingAtMembers:
    def test_titles_only_of_the_workspace(self, db: Database, owner: Person, member: Person, stranger: Person) -> None:
        ids = [owner.user_id, member.user_id, stranger.user_id, NOBODY, "x"]
        shut_out(db, member)
        found = db.read_sync(lambda session: user_titles(session, owner.actor, ids))
        assert found == {
            owner.user_id: {"id": owner.user_id, "object": "user", "title": "Owner", "email": "owner@example.com"},
            member.user_id: {"id": member.user_id, "object": "user", "title": "Member", "email": "member@example.com"},
        }

    def test_records_are_given_to_active_members_only(
        self, db: Database, owner: Person, member: Person, colleague: Person, stranger: Person
    ) -> None:
        shut_out(db, member)

        def check(user_id: str | None) -> None:
            db.read_sync(lambda session: check_assignable(session, owner.actor, user_id))

        check(None)
        check(colleague.user_id)
        for wrong in (member.user_id, stranger.user_id, NOBODY, "x"):
            with pytest.raises(Invalid):
                check(wrong)
        everybody = [p.user_id for p in (owner, member, colleague, stranger)]
        active = db.read_sync(lambda session: active_user_ids(session, HOME_ID, everybody))
        assert active == {owner.user_id, colleague.user_id}

    def test_directory(self, db: Database, member: Person) -> None:
        shut_out(db, member)
        found = db.read_sync(lambda session: active_members(session, HOME_ID))
        assert [one.name for one in found] == ["Owner", "Admin", "Manager", "Colleague"]
        settings = db.read_sync(lambda session: workspace_settings(session, HOME_ID))
        assert (settings.name, settings.currency) == ("Home Ltd", "EUR")
        with pytest.raises(NotFound):
            db.read_sync(lambda session: workspace_settings(session, NOBODY))


def shut_out(db: Database, person: Person) -> None:
    def work(session: Session) -> None:
        bind_workspace(session, HOME_ID)
        deactivate_member(session, system_actor(HOME_ID), person.member_id)

    db.write_sync(work)
