"""The door: which credentials count, that other sites stay out, that the same POST is done once."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from quintet.foundation.http import idempotency
from quintet.foundation.http.door import SESSION_COOKIE
from quintet.wiring import House
from tests.world import Person

KEY = "Idempotency-Key"


class TestCredentials:
    @pytest.mark.parametrize("header", ["Bearer", "Bearer ", "Basic abc", "token"])
    def test_malformed_headers_are_refused(self, anonymous: TestClient, header: str) -> None:
        answer = anonymous.get("/api/v1/companies", headers={"Authorization": header})
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"] == "Bearer"

    def test_unknown_tokens_are_refused(self, anonymous: TestClient) -> None:
        answer = anonymous.get("/api/v1/companies", headers={"Authorization": "Bearer nobody-knows-this"})
        assert answer.status_code == 401

    def test_a_cookie_carries_the_same_session(self, anonymous: TestClient, owner: Person) -> None:
        anonymous.cookies.set(SESSION_COOKIE, owner.token)
        assert anonymous.get("/api/v1/companies").status_code == 200


class TestCrossSite:
    @pytest.fixture
    def browser(self, anonymous: TestClient, owner: Person) -> TestClient:
        anonymous.cookies.set(SESSION_COOKIE, owner.token)
        return anonymous

    @pytest.mark.parametrize(
        ("headers", "status"),
        [
            ({"Sec-Fetch-Site": "same-origin"}, 201),
            ({"Sec-Fetch-Site": "none"}, 201),
            ({"Sec-Fetch-Site": "cross-site"}, 403),
            ({"Sec-Fetch-Site": "same-site"}, 403),
            ({"Origin": "http://testserver"}, 201),
            ({"Origin": "https://evil.example"}, 403),
            ({"Origin": "null"}, 403),
            ({}, 201),
        ],
    )
    def test_writes_with_a_cookie_must_come_from_our_own_pages(
        self, browser: TestClient, headers: dict[str, str], status: int
    ) -> None:
        answer = browser.post("/api/v1/companies", json={"name": "Acme"}, headers=headers)
        assert answer.status_code == status, answer.text

    def test_reads_may_come_from_anywhere(self, browser: TestClient) -> None:
        assert browser.get("/api/v1/companies", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 200

    def test_a_bearer_token_is_no_cookie(self, owner: Person) -> None:
        answer = owner.post("/companies", {"name": "Acme"}, Origin="https://elsewhere.example")
        assert answer.status_code == 201


class TestIdempotency:
    def test_the_same_post_gives_the_first_answer(self, owner: Person) -> None:
        first = owner.post("/companies", {"name": "Acme"}, **{KEY: "once"})
        again = owner.post("/companies", {"name": "Acme"}, **{KEY: "once"})
        assert first.status_code == again.status_code == 201
        assert first.content == again.content
        assert first.headers["etag"] == again.headers["etag"]
        assert again.headers["idempotency-replayed"] == "true"
        assert len(owner.listed("/companies")) == 1

    def test_another_body_or_query_under_the_same_key_is_an_error(self, owner: Person) -> None:
        owner.post("/companies", {"name": "Acme"}, **{KEY: "once"})
        answer = owner.post("/companies", {"name": "Other"}, **{KEY: "once"})
        elsewhere = owner.http.post("/api/v1/companies?x=1", json={"name": "Acme"}, headers={KEY: "once"})
        for refused in (answer, elsewhere):
            assert refused.status_code == 409
            assert refused.json()["code"] == "idempotency_key_reused"

    def test_keys_belong_to_one_actor(self, owner: Person, admin: Person, stranger: Person) -> None:
        for who in (owner, admin, stranger):
            assert who.post("/companies", {"name": "Acme"}, **{KEY: "once"}).status_code == 201
        assert len(owner.listed("/companies")) == 2

    def test_a_failed_request_may_be_tried_again(self, owner: Person) -> None:
        assert owner.post("/companies", {"name": "A", "owner_id": owner.workspace_id}, **{KEY: "k"}).status_code == 422
        assert owner.post("/companies", {"name": "A"}, **{KEY: "k"}).status_code == 201

    @pytest.mark.parametrize("key", ["", "x" * 256])
    def test_keys_are_bounded(self, owner: Person, key: str) -> None:
        assert owner.post("/companies", {"name": "A"}, **{KEY: key}).status_code == 400

    def test_of_many_at_once_one_does_the_work(self, owner: Person, app: FastAPI) -> None:
        gate = threading.Barrier(6)

        def send(_: int) -> int:
            client = TestClient(app, headers={"Authorization": f"Bearer {owner.token}"})
            gate.wait(10)
            return client.post("/api/v1/companies", json={"name": "Acme"}, headers={KEY: "race"}).status_code

        with ThreadPoolExecutor(6) as pool:
            assert set(pool.map(send, range(6))) == {201}
        assert len(owner.listed("/companies")) == 1

    def test_keys_are_forgotten_after_their_time(
        self, owner: Person, house: House, at: Callable[[float], None]
    ) -> None:
        owner.post("/companies", {"name": "Acme"}, **{KEY: "once"})
        at(25 * 3600)
        assert house.db.write_sync(idempotency.purge) == 1
        assert owner.post("/companies", {"name": "Acme"}, **{KEY: "once"}).status_code == 201
        assert len(owner.listed("/companies")) == 2


class TestBodies:
    @pytest.mark.parametrize(
        ("raw", "status", "code"),
        [
            (b"{", 400, "malformed_json"),
            (b"", 422, "invalid"),
            (b"[]", 422, "invalid"),
            (b"null", 422, "invalid"),
            (b'"text"', 422, "invalid"),
            (b'{"name": NaN}', 400, "malformed_json"),
            (b'{"name": "\\ud800"}', 400, "malformed_json"),
            (b"\xff\xfe", 400, "malformed_json"),
            (b'{"name": "a\\u0000b"}', 400, "nul_character"),
            (b'{"name": 7}', 422, "invalid"),
            (b'{"name": "a", "surprise": 1}', 422, "invalid"),
            (b"[" * 100_000, 400, "malformed_json"),
        ],
    )
    def test_bad_json_is_refused_clearly(self, owner: Person, raw: bytes, status: int, code: str) -> None:
        answer = owner.http.post("/api/v1/companies", content=raw, headers={"Content-Type": "application/json"})
        assert answer.status_code == status, answer.text
        assert answer.json()["code"] == code
        assert owner.listed("/companies") == []

    def test_every_wrong_field_is_named(self, owner: Person) -> None:
        answer = owner.post("/companies", {"name": "", "rating": 9, "addresses": [{"kind": "moon"}], "surprise": True})
        assert {e["field"] for e in answer.json()["errors"]} == {"name", "rating", "addresses.0.kind", "surprise"}

    def test_text_is_stripped(self, owner: Person) -> None:
        assert owner.made("/companies", name="  Acme  ")["name"] == "Acme"
        assert owner.post("/companies", {"name": "   "}).status_code == 422
