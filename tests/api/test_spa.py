"""The web app beside the API: pages for people, problem documents for programs."""

from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from quintet.api.spa import add_web_app
from quintet.foundation.http.middleware import content_policy
from quintet.providers.stripe.cards import StripeCards

HTML = {"Accept": "text/html,*/*"}


@pytest.fixture
def client(tmp_path: Path) -> TestClient:
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_text("<title>app</title>")
    (tmp_path / "public.html").write_text("<title>public</title>")
    (tmp_path / "assets" / "a-1.js").write_text("console.log(1)")
    (tmp_path / "assets" / "a-1.js.br").write_bytes(b"packed")
    (tmp_path / ".stamp").write_text("secret")
    app = FastAPI()
    app.add_api_route("/api/v1/things", list, methods=["GET"])
    add_web_app(app, tmp_path, public_headers={"Content-Security-Policy": "frame-src 'self' https://js.stripe.com"})
    return TestClient(app)


@pytest.mark.parametrize("path", ["/", "/o/contacts", "/o/contacts/1?x=a.b", "/index.html"])
def test_pages(client: TestClient, path: str) -> None:
    answer = client.get(path, headers=HTML)
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-cache"
    again = client.get(path, headers={**HTML, "If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_only_public_pages_may_load_from_elsewhere(client: TestClient) -> None:
    public = client.get("/add-card", headers=HTML)
    assert (public.text, "stripe" in public.headers["content-security-policy"]) == ("<title>public</title>", True)
    for path in ("/", "/o/contacts"):
        answer = client.get(path, headers=HTML)
        assert (answer.text, "content-security-policy" in answer.headers) == ("<title>app</title>", False)
    assert client.get("/public.html", headers=HTML).status_code == 404


def test_without_stripe_nothing_is_loaded_from_elsewhere(anonymous: TestClient) -> None:
    policy = anonymous.get("/add-card", headers=HTML).headers["content-security-policy"]
    assert policy.startswith("default-src 'self'; ")
    assert "stripe" not in policy


def test_with_stripe_the_policy_names_its_hosts() -> None:
    policy = content_policy(StripeCards.browser_policy)
    assert "script-src 'self' https://js.stripe.com;" in policy
    assert "connect-src 'self' https://api.stripe.com" in policy
    assert "unsafe" not in policy.replace("style-src 'self' 'unsafe-inline'", "")


@pytest.mark.parametrize("path", ["/api/v1/nothing", "/api", "/assets/gone.js", "/robots.txt", "/.stamp"])
def test_what_is_missing_is_missing(client: TestClient, path: str) -> None:
    assert client.get(path, headers=HTML).status_code == 404


def test_programs_learn_that_an_address_is_wrong(client: TestClient) -> None:
    assert client.get("/o/contacts", headers={"Accept": "application/json"}).status_code == 404
    assert client.post("/o/contacts", headers=HTML).status_code == 404


def test_a_wrong_method_stays_one(client: TestClient) -> None:
    assert client.post("/api/v1/things").status_code == 405


def test_hashed_files_are_kept_for_good_and_come_packed(client: TestClient) -> None:
    packed = client.get("/assets/a-1.js", headers={"Accept-Encoding": "identity, br"})
    assert packed.headers["content-encoding"] == "br"
    assert "immutable" in packed.headers["cache-control"]
    plain = client.get("/assets/a-1.js", headers={"Accept-Encoding": "br;q=0"})
    assert plain.text == "console.log(1)"
    assert plain.headers["content-type"].startswith("text/javascript")


def test_without_a_build_people_are_told(tmp_path: Path) -> None:
    app = FastAPI()
    add_web_app(app, tmp_path)
    answer = TestClient(app).get("/", headers=HTML)
    assert answer.status_code == 503
    assert "./dev run" in answer.text
