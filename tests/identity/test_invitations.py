"""Inviting people into a workspace, and coming in."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import httpx2 as httpx
import pytest
from sqlalchemy import update
from starlette.testclient import TestClient

from quintet.foundation.db import Database
from quintet.identity.invitations import service
from quintet.identity.invitations.models import Invitation
from quintet.identity.sessions.models import UserSession
from quintet.kit import time
from quintet.wiring import House
from tests.identity.conftest import PASSWORD
from tests.identity.mailbox import Mailbox, events
from tests.world import HOME_ID, Person

Browser = Callable[[], TestClient]
PATH = "/invitations"
NEWCOMER = {"name": "New Person", "password": PASSWORD}


@pytest.fixture
def mailbox(house: House) -> Mailbox:
    return Mailbox(house)


@pytest.fixture
def token(admin: Person, mailbox: Mailbox) -> str:
    admin.made(PATH, email="new@example.com", role="manager")
    return mailbox.token("new@example.com", "invitations")


def accept(browser: TestClient, token: str, **body: Any) -> httpx.Response:
    return browser.post(f"/api/v1/auth/invitations/{token}/accept", json=body)


def code(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


class TestInvite:
    def test_anonymous(self, anonymous: TestClient) -> None:
        assert anonymous.post(f"/api/v1{PATH}", json={"email": "new@example.com"}).status_code == 401

    def test_forbidden_role(self, member: Person) -> None:
        assert member.post(PATH, {"email": "new@example.com"}).status_code == 403

    def test_mails_a_link(self, db: Database, admin: Person, mailbox: Mailbox) -> None:
        made = admin.made(PATH, email="New@Example.com", role="manager")
        assert made["email"] == "new@example.com"
        assert (made["role"], made["status"], made["mail_status"]) == ("manager", "pending", "queued")
        assert (made["invited_by"], made["inviter_name"]) == (admin.user_id, "Admin")
        assert "token" not in str(made)
        [message] = mailbox.messages("new@example.com")
        assert message.subject == "Admin invites you to Home Ltd"
        assert message.workspace_id == HOME_ID
        assert admin.get(f"{PATH}/{made['id']}").json()["mail_status"] == "sent"
        [event] = events(db, "member.invited")
        assert event.data == {"email": "new@example.com", "role": "manager", "again": False}
        assert (event.actor_id, event.subject_id) == (admin.user_id, made["id"])

    @pytest.mark.parametrize(
        ("who", "role", "status"),
        [
            ("owner", "admin", 201),
            ("owner", "owner", 403),
            ("admin", "admin", 201),
            ("admin", "owner", 403),
            ("manager", "member", 201),
            ("manager", "manager", 403),
            ("manager", "admin", 403),
        ],
    )
    def test_nobody_gives_more_than_they_may(
        self, person: Callable[[str], Person], who: str, role: str, status: int
    ) -> None:
        assert person(who).post(PATH, {"email": "new@example.com", "role": role}).status_code == status

    def test_a_member_is_not_invited(self, admin: Person, member: Person) -> None:
        answer = admin.post(PATH, {"email": "member@example.com"})
        assert code(answer) == (409, "already_member")
        assert answer.json()["existing_id"] == member.member_id

    def test_somebody_of_another_workspace_is(self, admin: Person) -> None:
        admin.made(PATH, email="stranger@example.com")

    def test_twice(self, admin: Person, stranger: Person) -> None:
        first = admin.made(PATH, email="new@example.com")
        answer = admin.post(PATH, {"email": "new@example.com"})
        assert code(answer) == (409, "already_invited")
        assert answer.json()["existing_id"] == first["id"]
        stranger.made(PATH, email="new@example.com")

    def test_again_once_it_expired(self, db: Database, admin: Person) -> None:
        first = admin.made(PATH, email="new@example.com")
        past = time.now() - timedelta(seconds=1)
        set_expiry = update(Invitation).where(Invitation.id == first["id"]).values(expires_at=past)
        db.write_sync(lambda session: session.execute(set_expiry))
        assert admin.listed(PATH, status="expired")[0]["status"] == "expired"
        assert admin.made(PATH, email="new@example.com")["id"] != first["id"]

    def test_again_once_it_was_revoked(self, admin: Person) -> None:
        first = admin.made(PATH, email="new@example.com")
        assert admin.delete(f"{PATH}/{first['id']}").status_code == 204
        assert admin.made(PATH, email="new@example.com")["id"] != first["id"]

    def test_the_same_request_again(self, admin: Person, mailbox: Mailbox) -> None:
        body = {"email": "new@example.com"}
        first = admin.post(PATH, body, **{"Idempotency-Key": "k"})
        second = admin.post(PATH, body, **{"Idempotency-Key": "k"})
        assert first.json() == second.json()
        assert len(mailbox.messages()) == 1

    def test_bad_bodies(self, admin: Person) -> None:
        for body in ({}, {"email": "x"}, {"email": "a@example.com", "role": "king"}, {"email": "a@b.co", "x": 1}):
            assert admin.post(PATH, body).status_code == 422

    def test_has_a_daily_limit(self, admin: Person, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(service, "SENT_PER_DAY", 2)
        for number in range(2):
            admin.made(PATH, email=f"p{number}@example.com")
        assert admin.post(PATH, {"email": "p2@example.com"}).status_code == 429
        assert len(admin.listed(PATH)) == 2


class TestManage:
    def test_anonymous(self, anonymous: TestClient, token: str) -> None:
        for method, path in (("GET", ""), ("GET", "/x"), ("PATCH", "/x"), ("DELETE", "/x"), ("POST", "/x/resend")):
            json = {"role": "member"} if method == "PATCH" else None
            answer = anonymous.request(method, f"/api/v1{PATH}{path}", json=json)
            assert answer.status_code == 401, (method, path)

    def test_other_workspace(self, admin: Person, stranger: Person) -> None:
        made = admin.made(PATH, email="new@example.com")
        path = f"{PATH}/{made['id']}"
        assert stranger.get(path).status_code == 404
        assert stranger.patch(path, {"role": "admin"}).status_code == 404
        assert stranger.post(f"{path}/resend").status_code == 404
        assert stranger.delete(path).status_code == 404
        assert stranger.listed(PATH) == []
        assert admin.get(path).json() == made

    def test_forbidden_role(self, admin: Person, manager: Person, member: Person) -> None:
        path = f"{PATH}/{admin.made(PATH, email='new@example.com', role='manager')['id']}"
        assert member.get(PATH).status_code == 403
        assert member.get(path).status_code == 403
        assert manager.get(path).status_code == 200
        for answer in (
            manager.patch(path, {"role": "member"}),
            manager.post(f"{path}/resend"),
            manager.delete(path),
        ):
            assert code(answer) == (403, "role_too_high")

    def test_list_newest_first_in_pages(self, admin: Person) -> None:
        ids = [admin.made(PATH, email=f"p{number}@example.com")["id"] for number in range(3)]
        first = admin.get(PATH, limit=2).json()
        assert [row["id"] for row in first["data"]] == [ids[2], ids[1]]
        rest = admin.get(PATH, limit=2, cursor=first["next_cursor"]).json()
        assert [row["id"] for row in rest["data"]] == [ids[0]]
        assert rest["next_cursor"] is None

    def test_list_by_status(self, admin: Person, client: Browser, mailbox: Mailbox, token: str) -> None:
        assert accept(client(), token, **NEWCOMER).status_code == 200
        gone = admin.made(PATH, email="gone@example.com")
        admin.delete(f"{PATH}/{gone['id']}")
        admin.made(PATH, email="open@example.com")
        found = {
            status: [row["email"] for row in admin.listed(PATH, status=status)]
            for status in ("accepted", "revoked", "pending", "expired")
        }
        assert found == {
            "accepted": ["new@example.com"],
            "revoked": ["gone@example.com"],
            "pending": ["open@example.com"],
            "expired": [],
        }
        assert admin.get(PATH, status="odd").status_code == 422

    def test_change_role(self, db: Database, admin: Person, client: Browser, token: str) -> None:
        [row] = admin.listed(PATH)
        assert admin.patch(f"{PATH}/{row['id']}", {"role": "member"}).json()["role"] == "member"
        assert code(admin.patch(f"{PATH}/{row['id']}", {"role": "owner"})) == (403, "role_too_high")
        assert accept(client(), token, **NEWCOMER).json()["workspace"]["role"] == "member"
        [event] = events(db, "invitation.updated")
        assert event.changes == {"role": ["manager", "member"]}

    def test_resend(self, admin: Person, owner: Person, client: Browser, mailbox: Mailbox, token: str) -> None:
        [row] = admin.listed(PATH)
        again = owner.post(f"{PATH}/{row['id']}/resend")
        assert again.status_code == 200
        assert again.json()["inviter_name"] == "Owner"
        assert again.json()["expires_at"] > row["expires_at"]
        newer = mailbox.token("new@example.com", "invitations")
        assert accept(client(), token, **NEWCOMER).status_code == 404
        assert accept(client(), newer, **NEWCOMER).status_code == 200
        assert code(owner.post(f"{PATH}/{row['id']}/resend")) == (409, "invitation_accepted")

    def test_resend_has_a_limit(self, admin: Person, token: str) -> None:
        [row] = admin.listed(PATH)
        for _ in range(4):
            assert admin.post(f"{PATH}/{row['id']}/resend").status_code == 200
        assert admin.post(f"{PATH}/{row['id']}/resend").status_code == 429

    def test_revoke(self, db: Database, admin: Person, client: Browser, token: str) -> None:
        [row] = admin.listed(PATH)
        assert admin.delete(f"{PATH}/{row['id']}").status_code == 204
        assert client().get(f"/api/v1/auth/invitations/{token}").status_code == 404
        assert accept(client(), token, **NEWCOMER).status_code == 404
        assert code(admin.delete(f"{PATH}/{row['id']}")) == (409, "invitation_revoked")
        assert len(events(db, "invitation.revoked")) == 1

    def test_who_is_shut_out_brings_nobody_in(
        self, admin: Person, owner: Person, house: House, client: Browser, token: str
    ) -> None:
        assert owner.patch(f"/members/{admin.member_id}", {"active": False}).status_code == 200
        house.deliverer.drain_all()
        assert accept(client(), token, **NEWCOMER).status_code == 404
        assert owner.listed(PATH)[0]["status"] == "revoked"


class TestAccept:
    def test_shows_what_it_is(self, client: Browser, token: str) -> None:
        found = client().get(f"/api/v1/auth/invitations/{token}").json()
        assert found.pop("expires_at")
        assert found == {
            "workspace_name": "Home Ltd",
            "inviter_name": "Admin",
            "email": "new@example.com",
            "role": "manager",
            "has_account": False,
        }

    def test_a_new_person(self, db: Database, admin: Person, client: Browser, token: str) -> None:
        browser = client()
        answer = accept(browser, token, **NEWCOMER)
        assert answer.status_code == 200, answer.text
        found = answer.json()
        assert found["user"]["email"] == "new@example.com"
        assert found["user"]["name"] == "New Person"
        assert found["user"]["email_verified"] is True
        assert found["workspace"] | {"id": HOME_ID, "role": "manager"} == found["workspace"]
        assert browser.get("/api/v1/auth/me").json()["user"]["id"] == found["user"]["id"]
        login = client().post("/api/v1/auth/login", json={"email": "new@example.com", "password": PASSWORD})
        assert login.status_code == 200
        [row] = admin.listed(PATH)
        assert (row["status"], row["accepted_by"]) == ("accepted", found["user"]["id"])
        [event] = events(db, "invitation.accepted")
        assert event.actor_id == found["user"]["id"]
        assert events(db, "member.joined")[0].data["method"] == "invitation"

    def test_works_once(self, client: Browser, token: str) -> None:
        assert accept(client(), token, **NEWCOMER).status_code == 200
        assert code(accept(client(), token, **NEWCOMER)) == (404, "invitation_not_open")

    def test_two_at_once(self, client: Browser, token: str) -> None:
        statuses: list[int] = []
        browsers = [client(), client()]

        def go(browser: TestClient) -> None:
            statuses.append(accept(browser, token, **NEWCOMER).status_code)

        threads = [threading.Thread(target=go, args=(browser,)) for browser in browsers]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert statuses.count(200) == 1
        assert set(statuses) <= {200, 404, 409}

    def test_expires(self, client: Browser, token: str) -> None:
        later = time.now() + timedelta(days=7, seconds=1)
        with time.clock(lambda: later):
            assert client().get(f"/api/v1/auth/invitations/{token}").status_code == 404
            assert accept(client(), token, **NEWCOMER).status_code == 404

    def test_unknown(self, client: Browser) -> None:
        for token in ("x", "a" * 43, "ü"):
            assert client().get(f"/api/v1/auth/invitations/{token}").status_code == 404
            assert accept(client(), token, **NEWCOMER).status_code == 404

    def test_a_new_person_gives_name_and_password(self, client: Browser, token: str) -> None:
        answer = accept(client(), token)
        assert [error["field"] for error in answer.json()["errors"]] == ["name", "password"]
        assert accept(client(), token, name="New", password="short").status_code == 422
        assert accept(client(), token, **NEWCOMER, more=1).status_code == 422
        assert accept(client(), token, **NEWCOMER).status_code == 200

    def test_refuses_other_sites(self, client: Browser, token: str) -> None:
        path = f"/api/v1/auth/invitations/{token}/accept"
        answer = client().post(path, json=NEWCOMER, headers={"Origin": "https://evil.example"})
        assert answer.status_code == 403


class TestAcceptWithAnAccount:
    @pytest.fixture
    def token(self, admin: Person, mailbox: Mailbox) -> str:
        admin.made(PATH, email="stranger@example.com")
        return mailbox.token("stranger@example.com", "invitations")

    def test_shows_that_there_is_one(self, client: Browser, token: str) -> None:
        assert client().get(f"/api/v1/auth/invitations/{token}").json()["has_account"] is True

    def test_signed_in(self, db: Database, stranger: Person, token: str) -> None:
        answer = accept(stranger.http, token)
        assert answer.status_code == 200, answer.text
        found = answer.json()
        assert found["workspace"]["id"] == HOME_ID
        assert {place["role"] for place in found["workspaces"]} == {"owner", "member"}
        # The new session has taken the old one's place.
        live = db.read_sync(lambda s: s.query(UserSession).filter_by(user_id=stranger.user_id, revoked_at=None).count())
        assert live == 1

    def test_by_password(self, client: Browser, with_password: Callable[[str], str], token: str) -> None:
        with_password("stranger")
        assert code(accept(client(), token, password="wrong, wrong")) == (401, "wrong_credentials")
        answer = accept(client(), token, password=PASSWORD)
        assert answer.json()["workspace"]["id"] == HOME_ID

    def test_guessing_is_slowed_down(self, client: Browser, with_password: Callable[[str], str], token: str) -> None:
        with_password("stranger")
        for _ in range(8):
            assert accept(client(), token, password="wrong, wrong").status_code == 401
        assert accept(client(), token, password=PASSWORD).status_code == 429

    def test_the_link_alone_is_not_enough(self, client: Browser, token: str) -> None:
        assert code(accept(client(), token)) == (409, "sign_in_first")
        # The account has no password: nothing fits.
        assert code(accept(client(), token, **NEWCOMER)) == (401, "wrong_credentials")

    def test_signed_in_as_somebody_else(self, member: Person, token: str) -> None:
        assert code(accept(member.http, token)) == (409, "sign_in_first")

    def test_an_ended_session_does_not_stand_in_the_way(self, anonymous: TestClient, token: str) -> None:
        anonymous.cookies.set("quintet_session", "ended")
        assert code(accept(anonymous, token)) == (409, "sign_in_first")
