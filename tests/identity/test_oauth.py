"""Signing in with Google and Microsoft, both played by the sandbox."""

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi import FastAPI
from sqlalchemy import update
from starlette.testclient import TestClient

from quintet.foundation.db import Database
from quintet.foundation.settings import Settings
from quintet.identity.oauth.models import UserIdentity
from quintet.identity.oauth.settings import OAuthSettings
from quintet.identity.settings import AuthSettings
from quintet.identity.users.models import User
from quintet.kit import time
from quintet.wiring import House
from tests.identity.conftest import PASSWORD
from tests.identity.mailbox import Mailbox, events
from tests.world import HOME_ID, Person

OAUTH = "/api/v1/auth/oauth"
AUTHORIZE = "/api/v1/sandbox/oidc/google/authorize"


class Browser:
    """Follows the sign-in step by step, and keeps cookies as a browser does."""

    def __init__(self, http: TestClient) -> None:
        self.http = http
        self.http.follow_redirects = False

    def start(self, provider: str = "google", **parameters: str) -> str:
        answer = self.http.get(f"{OAUTH}/{provider}/start", params=parameters)
        assert answer.status_code == 303, answer.text
        return str(answer.headers["location"])

    def choose(self, page: str, email: str, **values: str) -> str:
        """Open the provider's page and be somebody; returns where that leads."""
        shown = self.http.get(page)
        assert shown.status_code == 200, shown.text
        found = re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', shown.text)
        form = {name: unescape(value) for name, value in found}
        answer = self.http.post(urlsplit(page).path, data={**form, "email": email, **values})
        assert answer.status_code == 303, answer.text
        return str(answer.headers["location"])

    def land(self, url: str) -> str:
        """Come back from the provider; returns the page of the web app that this leads to."""
        answer = self.http.get(url)
        assert answer.status_code == 303, answer.text
        return str(answer.headers["location"])

    def sign_in(self, email: str, provider: str = "google", name: str = "Sam", **parameters: str) -> str:
        values = {"unverified": parameters.pop("unverified")} if "unverified" in parameters else {}
        return self.land(self.choose(self.start(provider, **parameters), email, name=name, **values))

    def me(self) -> dict[str, Any]:
        answer = self.http.get("/api/v1/auth/me")
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found


@pytest.fixture
def browser(app: FastAPI) -> Browser:
    app.state.oauth_settings = OAuthSettings(sandbox_sign_in="everywhere")
    return Browser(TestClient(app, raise_server_exceptions=False))


@pytest.fixture
def mailbox(house: House) -> Mailbox:
    return Mailbox(house)


def set_user(db: Database, email: str, /, **values: Any) -> None:
    db.write_sync(lambda session: session.execute(update(User).where(User.email == email).values(**values)))


class TestSignUp:
    @pytest.mark.parametrize("provider", ["google", "microsoft"])
    def test_somebody_new_gets_a_workspace(self, db: Database, browser: Browser, provider: str) -> None:
        assert browser.sign_in("New@Example.com", provider, "New Person", next="/deals?view=1") == "/deals?view=1"
        found = browser.me()
        assert found["user"]["email"] == "new@example.com"
        assert found["user"]["name"] == "New Person"
        assert found["user"]["email_verified"] is True
        assert found["user"]["has_password"] is False
        assert found["workspace"]["name"] == "New Person's workspace"
        assert found["workspace"]["role"] == "owner"
        started = events(db, "session.started")[-1]
        assert started.data["method"] == provider

    def test_the_second_time_it_is_the_same_user(self, browser: Browser) -> None:
        browser.sign_in("new@example.com")
        first = browser.me()["user"]["id"]
        browser.http.cookies.clear()
        browser.sign_in("new@example.com")
        assert browser.me()["user"]["id"] == first

    def test_not_with_an_address_that_is_not_verified(self, browser: Browser) -> None:
        for provider in ("google", "microsoft"):
            landed = browser.sign_in("new@example.com", provider, unverified="true")
            assert landed == "/sign-in?error=unverified_email"
        assert browser.http.get("/api/v1/auth/me").status_code == 401

    def test_not_where_sign_up_is_closed(self, app: FastAPI, browser: Browser) -> None:
        app.state.auth_settings = AuthSettings(open_sign_up=False)
        assert browser.sign_in("new@example.com") == "/sign-in?error=sign_up_closed"
        assert browser.sign_in("member@example.com") == "/"


class TestLink:
    def test_the_verified_address_decides(self, db: Database, browser: Browser, mailbox: Mailbox) -> None:
        set_user(db, "member@example.com", email_verified_at=time.now())
        assert browser.sign_in("member@example.com") == "/"
        assert browser.me()["workspace"]["id"] == HOME_ID
        [event] = events(db, "identity.linked")
        assert event.data == {"provider": "google", "email": "member@example.com", "password_removed": False}
        [message] = mailbox.messages("member@example.com")
        assert message.subject == "You can now sign in with Google"

    def test_a_confirmed_address_keeps_its_password(
        self, db: Database, browser: Browser, with_password: Callable[[str], str]
    ) -> None:
        email = with_password("member")
        set_user(db, email, email_verified_at=time.now())
        browser.sign_in(email)
        login = browser.http.post("/api/v1/auth/login", json={"email": email, "password": PASSWORD})
        assert login.status_code == 200

    def test_what_a_stranger_prepared_is_worth_nothing(
        self, browser: Browser, member: Person, with_password: Callable[[str], str], mailbox: Mailbox
    ) -> None:
        """Somebody may have signed up with an address that is not theirs, to be in when its owner comes."""
        email = with_password("member")
        made = member.post("/api-keys", {"name": "mine", "scopes": ["*"]})
        assert made.status_code == 201, made.text
        key = made.json()["key"]
        browser.sign_in(email)
        assert browser.me()["user"]["email_verified"] is True
        assert browser.me()["user"]["has_password"] is False
        assert member.get("/auth/me").status_code == 401
        login = browser.http.post("/api/v1/auth/login", json={"email": email, "password": PASSWORD})
        assert login.status_code == 401
        browser.http.cookies.clear()
        assert browser.http.get("/api/v1/members", headers={"X-API-Key": key}).status_code == 401
        [message] = mailbox.messages(email)
        assert "no longer work" in message.text

    def test_not_with_an_address_that_is_not_verified(self, browser: Browser) -> None:
        assert browser.sign_in("member@example.com", unverified="true") == "/sign-in?error=unverified_email"

    def test_once_linked_the_account_counts_and_not_the_address(self, db: Database, browser: Browser) -> None:
        browser.sign_in("member@example.com")
        set_user(db, "member@example.com", email="moved@example.com")
        browser.http.cookies.clear()
        assert browser.sign_in("member@example.com", unverified="true") == "/"
        assert browser.me()["user"]["email"] == "moved@example.com"

    def test_two_providers_one_user(self, db: Database, browser: Browser) -> None:
        for provider in ("google", "microsoft"):
            browser.sign_in("member@example.com", provider)
        rows = db.read_sync(lambda session: session.query(UserIdentity).all())
        assert {row.provider for row in rows} == {"google", "microsoft"}
        assert len({row.user_id for row in rows}) == 1

    def test_who_was_shut_out_stays_out(self, db: Database, browser: Browser) -> None:
        browser.sign_in("member@example.com")
        set_user(db, "member@example.com", deactivated_at=time.now())
        set_user(db, "colleague@example.com", deactivated_at=time.now())
        browser.http.cookies.clear()
        assert browser.sign_in("member@example.com") == "/sign-in?error=deactivated"
        assert browser.sign_in("colleague@example.com") == "/sign-in?error=deactivated"


class TestInvitation:
    @pytest.fixture
    def token(self, admin: Person, mailbox: Mailbox) -> str:
        admin.made("/invitations", email="new@example.com", role="manager")
        return mailbox.token("new@example.com", "invitations")

    def test_somebody_new(self, app: FastAPI, browser: Browser, token: str) -> None:
        app.state.auth_settings = AuthSettings(open_sign_up=False)
        assert browser.sign_in("new@example.com", invitation=token) == "/"
        found = browser.me()
        assert [(place["id"], place["role"]) for place in found["workspaces"]] == [(HOME_ID, "manager")]

    def test_somebody_known(self, admin: Person, browser: Browser, mailbox: Mailbox) -> None:
        admin.made("/invitations", email="stranger@example.com")
        token = mailbox.token("stranger@example.com", "invitations")
        assert browser.sign_in("stranger@example.com", invitation=token) == "/"
        found = browser.me()
        assert found["workspace"]["id"] == HOME_ID
        assert len(found["workspaces"]) == 2

    def test_for_another_address(self, db: Database, browser: Browser, token: str) -> None:
        assert browser.sign_in("other@example.com", invitation=token) == "/sign-in?error=other_address"
        users = db.read_sync(lambda session: session.query(User).filter_by(email="other@example.com").count())
        assert users == 0

    def test_that_is_not_open(self, browser: Browser) -> None:
        assert browser.sign_in("new@example.com", invitation="x") == "/sign-in?error=invitation_not_open"


class TestFlow:
    def test_leads_to_the_provider_with_pkce(self, browser: Browser) -> None:
        url = urlsplit(browser.start())
        asked = {name: values[0] for name, values in parse_qs(url.query).items()}
        assert url.path == AUTHORIZE
        assert asked["redirect_uri"] == f"http://testserver{OAUTH}/google/callback"
        assert asked["code_challenge_method"] == "S256"
        assert asked["scope"] == "openid email profile"
        assert min(len(asked[name]) for name in ("state", "nonce", "code_challenge")) >= 43
        again = parse_qs(urlsplit(browser.start()).query)
        assert all(again[name][0] != asked[name] for name in ("state", "nonce", "code_challenge"))

    def test_the_cookie_is_sealed_and_for_the_way_back_only(self, app: FastAPI, browser: Browser) -> None:
        answer = browser.http.get(f"{OAUTH}/google/start")
        cookie = answer.headers["set-cookie"]
        for part in ("HttpOnly", "SameSite=Lax", f"Path={OAUTH}", "Max-Age=600"):
            assert part in cookie
        state = parse_qs(urlsplit(answer.headers["location"]).query)["state"][0]
        assert state not in cookie
        settings: Settings = app.state.settings
        app.state.settings = settings.model_copy(update={"public_url": "https://crm.example.com"})
        assert "; Secure" in browser.http.get(f"{OAUTH}/google/start").headers["set-cookie"]

    def test_cancelling(self, browser: Browser) -> None:
        back = browser.choose(browser.start(), "x@example.com", cancel="true")
        assert browser.land(back) == "/sign-in?error=sign_in_cancelled"

    def test_works_once(self, browser: Browser) -> None:
        back = browser.choose(browser.start(), "member@example.com")
        assert browser.land(back) == "/"
        assert browser.land(back) == "/sign-in?error=sign_in_expired"

    def test_only_in_the_browser_that_began(self, app: FastAPI, browser: Browser) -> None:
        back = browser.choose(browser.start(), "member@example.com")
        other = Browser(TestClient(app))
        assert other.land(back) == "/sign-in?error=sign_in_expired"
        other.start()
        assert other.land(back) == "/sign-in?error=sign_in_expired"

    def test_not_after_ten_minutes(self, browser: Browser) -> None:
        back = browser.choose(browser.start(), "member@example.com")
        later = time.now() + timedelta(minutes=11)
        with time.clock(lambda: later):
            assert browser.land(back) == "/sign-in?error=sign_in_expired"

    def test_not_with_another_providers_answer(self, browser: Browser) -> None:
        back = browser.choose(browser.start(), "member@example.com")
        assert browser.land(back.replace("/google/", "/microsoft/")) == "/sign-in?error=sign_in_expired"

    def test_not_with_a_code_of_another_sign_in(self, browser: Browser) -> None:
        stolen = parse_qs(urlsplit(browser.choose(browser.start(), "owner@example.com")).query)["code"][0]
        mine = browser.choose(browser.start(), "member@example.com")
        swapped = re.sub(r"code=[^&]+", f"code={stolen}", mine)
        assert browser.land(swapped) == "/sign-in?error=provider_rejected"

    def test_not_with_a_made_up_code(self, browser: Browser) -> None:
        back = browser.choose(browser.start(), "member@example.com")
        made_up = re.sub(r"code=[^&]+", "code=x", back)
        assert browser.land(made_up) == "/sign-in?error=provider_rejected"

    @pytest.mark.parametrize(
        "next", ["https://evil.example", "//evil.example", "/\\evil.example", "/\t/evil.example", "evil", ""]
    )
    def test_stays_in_the_web_app(self, browser: Browser, next: str) -> None:
        assert browser.sign_in("member@example.com", next=next) == "/"

    def test_unknown_provider(self, browser: Browser) -> None:
        assert browser.http.get(f"{OAUTH}/nobody/start").status_code == 404
        landed = browser.http.get(f"{OAUTH}/nobody/callback")
        assert landed.headers["location"] == "/sign-in?error=sign_in_expired"


class TestSandbox:
    def test_page_shows_nothing_foreign(self, browser: Browser) -> None:
        page = browser.start().replace("state=", "state=%22%3E%3Cscript%3E")
        shown = browser.http.get(page)
        assert "<script>" not in shown.text
        assert "default-src 'none'" in shown.headers["content-security-policy"]

    def test_leads_back_to_us_only(self, browser: Browser) -> None:
        for wrong in ("https%3A%2F%2Fevil.example", "http%3A%2F%2Ftestserver.evil.example"):
            page = browser.start().replace("redirect_uri=http%3A%2F%2Ftestserver", f"redirect_uri={wrong}")
            assert "evil" in page
            assert browser.http.get(page).status_code == 400

    def test_refuses_other_sites(self, browser: Browser) -> None:
        form = dict.fromkeys(("client_id", "redirect_uri", "state", "nonce", "code_challenge"), "x")
        answer = browser.http.post(AUTHORIZE, data=form, headers={"Origin": "https://evil.example"})
        assert answer.status_code == 403

    def test_bad_addresses(self, browser: Browser) -> None:
        query = {name: values[0] for name, values in parse_qs(urlsplit(browser.start()).query).items()}
        answer = browser.http.post(AUTHORIZE, data={**query, "email": "x"})
        assert answer.status_code == 422

    @pytest.mark.parametrize(
        ("base_url", "client", "headers", "offered"),
        [
            ("http://127.0.0.1:8000", "127.0.0.1", {}, True),
            ("http://localhost:8000", "::1", {}, True),
            ("http://192.168.1.5:8000", "127.0.0.1", {}, False),
            ("http://rebound.evil.example:8000", "127.0.0.1", {}, False),
            ("http://127.0.0.1:8000", "192.168.1.9", {}, False),
            ("http://127.0.0.1:8000", "127.0.0.1", {"X-Forwarded-For": "203.0.113.9"}, False),
        ],
    )
    def test_is_for_this_machine_only(
        self, app: FastAPI, base_url: str, client: str, headers: dict[str, str], offered: bool
    ) -> None:
        http = TestClient(app, base_url=base_url, client=(client, 5000), headers=headers, follow_redirects=False)
        listed = http.get(OAUTH).json()["data"]
        assert [provider["name"] for provider in listed] == (["google", "microsoft"] if offered else [])
        assert http.get(f"{OAUTH}/google/start").status_code == (303 if offered else 404)
        assert http.get(AUTHORIZE).status_code == (400 if offered else 404)
        if offered:
            assert Browser(http).sign_in("member@example.com") == "/"

    def test_can_be_off(self, app: FastAPI) -> None:
        app.state.oauth_settings = OAuthSettings(sandbox_sign_in="off")
        http = TestClient(app, base_url="http://127.0.0.1:8000", client=("127.0.0.1", 5000))
        assert http.get(OAUTH).json() == {"data": []}
        assert http.get(f"{OAUTH}/google/start").status_code == 404


class TestIdentities:
    PATH = "/auth/identities"

    def test_anonymous(self, anonymous: TestClient) -> None:
        assert anonymous.get(f"/api/v1{self.PATH}").status_code == 401
        assert anonymous.delete(f"/api/v1{self.PATH}/x").status_code == 401

    def test_listed(self, browser: Browser, member: Person, colleague: Person) -> None:
        browser.sign_in("member@example.com")
        [row] = browser.http.get(f"/api/v1{self.PATH}").json()["data"]
        assert (row["provider"], row["email"]) == ("google", "member@example.com")
        assert colleague.listed(self.PATH) == []
        assert colleague.delete(f"{self.PATH}/{row['id']}").status_code == 404

    def test_the_last_way_in_stays(self, browser: Browser, db: Database) -> None:
        browser.sign_in("member@example.com")
        [row] = browser.http.get(f"/api/v1{self.PATH}").json()["data"]
        refused = browser.http.delete(f"/api/v1{self.PATH}/{row['id']}")
        assert (refused.status_code, refused.json()["code"]) == (409, "last_way_in")
        browser.sign_in("member@example.com", "microsoft")
        assert browser.http.delete(f"/api/v1{self.PATH}/{row['id']}").status_code == 204
        [left] = browser.http.get(f"/api/v1{self.PATH}").json()["data"]
        assert left["provider"] == "microsoft"
        assert events(db, "identity.unlinked")[0].data == {"provider": "google"}
