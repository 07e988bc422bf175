"""Moving to another e-mail address."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import update
from starlette.testclient import TestClient

from quintet.foundation.db import Database
from quintet.identity.users.models import User
from quintet.wiring import House
from tests.identity.conftest import PASSWORD, later
from tests.identity.mailbox import Mailbox, events
from tests.world import HOME_ID, Person

Browser = Callable[[], TestClient]
NEW = "moved@example.com"
CONFIRM = "/api/v1/auth/confirm-new-email"
BAD_LINK = {"field": "token", "code": "invalid_token", "message": "This link is no longer good. Ask for a new one."}


@pytest.fixture
def mailbox(house: House, with_password: Callable[[str], str]) -> Mailbox:
    with_password("member")
    with_password("colleague")
    return Mailbox(house)


def ask(person: Person, email: str = NEW, password: str = PASSWORD) -> int:
    return person.post("/profile/email", {"email": email, "password": password}).status_code


def test_a_link_to_the_new_address_and_a_word_to_the_old_one(
    db: Database, client: Browser, member: Person, mailbox: Mailbox
) -> None:
    asked = member.post("/profile/email", {"email": "Moved@Example.com", "password": PASSWORD})
    assert asked.status_code == 202, asked.text
    assert asked.json()["email"] == "member@example.com"
    assert asked.json()["pending"]["email"] == NEW
    assert member.get("/profile/email").json() == asked.json()
    token = mailbox.token(NEW, "new-email")
    assert mailbox.messages("member@example.com")[-1].subject == "Your e-mail address is to be changed"
    assert member.get("/profile").json()["email"] == "member@example.com"

    assert client().post(CONFIRM, json={"token": token}).status_code == 204
    user = member.get("/auth/me").json()["user"]  # the session goes on
    assert (user["email"], user["email_verified"]) == (NEW, True)
    assert member.get("/profile/email").json() == {"email": NEW, "pending": None}
    assert NEW in mailbox.messages("member@example.com")[-1].text
    [event] = events(db, "user.email_changed")
    assert (event.workspace_id, event.changes) == (HOME_ID, {"email": ["member@example.com", NEW]})
    logins = [
        client().post("/api/v1/auth/login", json={"email": email, "password": PASSWORD}).status_code
        for email in ("member@example.com", NEW)
    ]
    assert logins == [401, 200]
    again = client().post(CONFIRM, json={"token": token})
    assert (again.status_code, again.json()["errors"]) == (422, [BAD_LINK])


def test_who_may_ask(db: Database, anonymous: TestClient, member: Person, mailbox: Mailbox) -> None:
    body = {"email": NEW, "password": PASSWORD}
    assert anonymous.post("/api/v1/profile/email", json=body).status_code == 401
    key = member.made("/api-keys", name="Form", scopes=["*"])["key"]
    by_key = anonymous.post("/api/v1/profile/email", json=body, headers={"X-API-Key": key})
    assert (by_key.status_code, by_key.json()["code"]) == (403, "needs_session")
    db.write_sync(lambda s: s.execute(update(User).values(must_change_password=True)))
    assert member.post("/profile/email", body).status_code == 403
    db.write_sync(lambda s: s.execute(update(User).values(must_change_password=False)))
    wrong = member.post("/profile/email", {**body, "password": "wrong, wrong"})
    assert (wrong.status_code, wrong.json()["errors"][0]["field"]) == (422, "password")
    same = member.post("/profile/email", {**body, "email": "MEMBER@example.com"})
    assert same.json()["errors"][0]["code"] == "unchanged"
    for bad in ({"email": "x", "password": PASSWORD}, {"email": NEW}, {**body, "name": "x"}):
        assert member.post("/profile/email", bad).status_code == 422
    for _ in range(8):
        ask(member, password="wrong, wrong")
    assert ask(member) == 429  # whoever guesses is slowed down
    assert mailbox.messages() == []


def test_a_taken_address_is_answered_like_a_free_one(
    client: Browser, member: Person, stranger: Person, mailbox: Mailbox
) -> None:
    theirs: str = stranger.get("/profile").json()["email"]
    free = member.post("/profile/email", {"email": NEW, "password": PASSWORD}).json()
    taken = member.post("/profile/email", {"email": theirs, "password": PASSWORD}).json()
    assert taken["pending"]["email"] == theirs
    assert set(taken["pending"]) == set(free["pending"])
    [mail] = mailbox.messages(theirs)
    assert mail.subject == "You have an account with this address"
    assert "new-email" not in mail.text
    # The first link went with the second wish.
    assert client().post(CONFIRM, json={"token": mailbox.token(NEW, "new-email")}).status_code == 422
    # Colleagues are seen anyway.
    colleague = member.post("/profile/email", {"email": "colleague@example.com", "password": PASSWORD})
    assert (colleague.status_code, colleague.json()["code"]) == (409, "email_taken")
    assert "existing_id" not in colleague.json()


def test_what_makes_the_link_worthless(
    client: Browser, member: Person, with_password: Callable[[str], str], mailbox: Mailbox
) -> None:
    def token() -> str:
        assert ask(member) == 202
        return mailbox.token(NEW, "new-email")

    def refused(text: str) -> bool:
        answer = client().post(CONFIRM, json={"token": text})
        return answer.status_code == 422 and answer.json()["errors"] == [BAD_LINK]

    late = token()
    with later(timedelta(hours=25)):
        assert refused(late)
        assert member.get("/profile/email").json()["pending"] is None
    first, second = late, token()
    assert refused(first)
    assert member.delete("/profile/email").status_code == 204
    assert member.get("/profile/email").json()["pending"] is None
    assert refused(second)
    third = token()
    passwords = {"current_password": PASSWORD, "new_password": "another horse, another battery"}
    assert member.post("/auth/change-password", passwords).status_code == 200
    assert refused(third)
    assert refused("x")
    with_password("member")
    for _ in range(2):
        assert ask(member) == 202
    assert ask(member) == 429  # five within an hour
    evil = {"Origin": "https://evil.example"}
    assert client().post(CONFIRM, json={"token": "x"}, headers=evil).status_code == 403


def test_two_at_once_for_one_address(client: Browser, member: Person, colleague: Person, mailbox: Mailbox) -> None:
    assert ask(member) == 202
    mine = mailbox.token(NEW, "new-email")
    assert ask(colleague) == 202
    theirs = mailbox.token(NEW, "new-email")
    tokens = [mine, theirs] * 3
    with ThreadPoolExecutor(6) as pool:
        answers = [
            answer.status_code
            for answer in pool.map(lambda token: client().post(CONFIRM, json={"token": token}), tokens)
        ]
    assert sorted(answers)[0] == 204, answers
    assert answers.count(204) == 1
    assert set(answers) <= {204, 409, 422}
    owners = [person.get("/profile").json()["email"] for person in (member, colleague)]
    assert owners.count(NEW) == 1
