"""Connecting mailboxes, whose they are, and what becomes of them."""

from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from quintet.foundation.db import Database, bind_workspace
from quintet.identity.users.models import User
from quintet.kit.ids import new_id
from quintet.messaging.mail_accounts.models import MailAccount
from tests.world import HOME_ID, Person


def way_back(person: Person, provider: str = "google") -> tuple[str, dict[str, str]]:
    """Where the sandbox sends the browser back to, and with what."""
    url = urlsplit(person.post(f"/mail-accounts/connect/{provider}").json()["url"])
    return url.path, dict(parse_qsl(url.query))


def come_back(person: Person, path: str, **query: str) -> str:
    answer = person.http.get(path, params=query, follow_redirects=False)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def connected(person: Person, provider: str = "google") -> dict[str, Any]:
    path, query = way_back(person, provider)
    assert come_back(person, path, **query) == "/settings/messaging?mail=connected"
    accounts = person.get("/mail-accounts").json()["data"]
    found: dict[str, Any] = next(
        each for each in accounts if (each["provider"], each["connected_by"]) == (provider, person.user_id)
    )
    return found


class TestConnecting:
    def test_a_mailbox_is_ones_own(self, member: Person, owner: Person, colleague: Person, db: Database) -> None:
        offered = member.get("/mail-accounts").json()["offered"]
        assert [each["name"] for each in offered] == ["google", "microsoft"]
        account = connected(member)
        assert (account["state"], account["user_id"], account["connected_by"]) == (
            "connected",
            member.user_id,
            member.user_id,
        )
        assert "tokens" not in account
        # The second one is nobody's yet; one that is connected again stays the same.
        assert connected(member, "microsoft")["user_id"] is None
        assert connected(member)["id"] == account["id"]
        assert len(owner.get("/mail-accounts").json()["data"]) == 2
        assert colleague.get("/mail-accounts").json()["data"] == []
        # What opens it is sealed.
        kept = db.read_sync(_all)
        assert all("access" not in each.tokens and each.address not in each.tokens for each in kept)

    def test_nobody_connects_for_another(self, member: Person, owner: Person, anonymous: TestClient) -> None:
        path, query = way_back(member)
        assert come_back(owner, path, **query) == "/settings/messaging?error=connection_lost"
        assert come_back(member, path.replace("google", "microsoft"), **query).endswith("error=connection_lost")
        assert come_back(member, path, code="x", state="made up").endswith("error=connection_lost")
        assert come_back(member, path, state=query["state"], error="access_denied").endswith("error=connection_refused")
        assert come_back(member, path, state=query["state"], code="made up").endswith("error=access_ended")
        assert anonymous.get(path, params=query, follow_redirects=False).status_code == 401
        assert member.get("/mail-accounts").json()["data"] == []
        assert member.post("/mail-accounts/connect/fax").status_code == 404

    def test_it_is_checked_and_given_back(self, member: Person, db: Database, facts_of: Any) -> None:
        account = connected(member)
        path = f"/mail-accounts/{account['id']}"
        assert member.post(f"{path}/check").json()["state"] == "connected"
        assert member.delete(path).status_code == 204
        assert member.get("/mail-accounts").json()["data"] == []
        assert member.delete(path).status_code == 404

    def test_a_provider_that_no_longer_lets_us_in_is_seen(self, member: Person, db: Database) -> None:
        db.write_sync(lambda s: setattr(s.get_one(User, member.user_id), "email", "m@rejected.example"))
        account = connected(member)
        refused = member.post(f"/mail-accounts/{account['id']}/check").json()
        assert refused["state"] == "refused"
        assert "no longer lets us in" in refused["error"]
        db.write_sync(lambda s: setattr(s.get_one(User, member.user_id), "email", "m@unavailable.example"))
        silent = connected(member, "microsoft")
        assert member.post(f"/mail-accounts/{silent['id']}/check").status_code == 503
        assert member.get("/mail-accounts").json()["data"][1]["state"] == "connected"
        # Connected again it works again.
        db.write_sync(lambda s: setattr(s.get_one(User, member.user_id), "email", "m@rejected.example"))
        assert connected(member)["state"] == "connected"


class TestAssigning:
    def test_each_has_one_at_most(self, member: Person, owner: Person, colleague: Person) -> None:
        first, second = connected(member), connected(owner)
        answer = owner.patch(f"/mail-accounts/{second['id']}", {"user_id": member.user_id})
        assert answer.json()["user_id"] == member.user_id
        owners = {each["id"]: each["user_id"] for each in owner.get("/mail-accounts").json()["data"]}
        assert owners == {first["id"]: None, second["id"]: member.user_id}
        assert owner.patch(f"/mail-accounts/{second['id']}", {"user_id": None}).json()["user_id"] is None

    def test_what_is_refused(self, member: Person, owner: Person, colleague: Person, stranger: Person) -> None:
        account = connected(member)
        path = f"/mail-accounts/{account['id']}"
        assert member.patch(path, {"user_id": None}).status_code == 403
        assert [person.post(f"{path}/check").status_code for person in (colleague, stranger)] == [404, 404]
        assert [person.delete(path).status_code for person in (colleague, stranger)] == [404, 404]
        wrong = owner.patch(path, {"user_id": stranger.user_id})
        assert (wrong.status_code, wrong.json()["errors"][0]["field"]) == (422, "user_id")
        assert owner.patch(path, {}).status_code == 422
        assert owner.patch(f"/mail-accounts/{new_id()}", {"user_id": None}).status_code == 404


@pytest.mark.parametrize(
    ("start", "provider"),
    [("/gpsleaders/api/auth/google", "google"), ("/commandcenter/api/auth/microsoft", "microsoft")],
)
def test_dialects_lead_there_and_back(member: Person, anonymous: TestClient, start: str, provider: str) -> None:
    begin = f"{start}/start" if provider == "google" else start
    way = member.http.get(begin, follow_redirects=False)
    assert way.status_code == 302
    back = urlsplit(way.headers["location"])
    query = dict(parse_qsl(back.query))
    assert back.path == f"{start}/callback"

    def led_to(http: Any, **given: str) -> str:
        answer = http.get(back.path, params=given, follow_redirects=False)
        assert answer.status_code == 302
        return str(answer.headers["location"])

    assert led_to(anonymous, **query) == "/settings?error=auth_required"
    assert led_to(member.http, **{**query, "state": "another"}) == "/settings?error=invalid_state"
    way = member.http.get(begin, follow_redirects=False)
    query = dict(parse_qsl(urlsplit(way.headers["location"]).query))
    assert led_to(member.http, **query) == f"/settings?connected={provider}"
    assert member.get("/mail-accounts").json()["data"][0]["provider"] == provider
    # Once is enough: the cookie is gone.
    assert led_to(member.http, **query) == "/settings?error=invalid_state"


def _all(session: Session) -> list[MailAccount]:
    bind_workspace(session, HOME_ID)
    return list(session.scalars(select(MailAccount)))
