"""What surrounds every request: ids, headers, limits, health, metrics."""

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from quintet.api.app import create_app
from quintet.foundation.http.middleware import Surroundings
from quintet.foundation.http.routing import add_routes, router
from quintet.foundation.ratelimits import RateLimiter
from quintet.foundation.settings import Settings
from quintet.wiring import build
from tests.world import Person


def test_request_id_is_kept_when_given_and_made_when_not(anonymous: TestClient) -> None:
    given = anonymous.get("/healthz", headers={"X-Request-Id": "caller-7-abc"})
    assert given.headers["x-request-id"] == "caller-7-abc"
    assert len(anonymous.get("/healthz").headers["x-request-id"]) == 36
    assert "evil" not in anonymous.get("/healthz", headers={"X-Request-Id": "evil id!"}).headers["x-request-id"]


def test_a_problem_quotes_the_request_id(anonymous: TestClient) -> None:
    answer = anonymous.get("/api/v1/companies")
    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["request_id"] == answer.headers["x-request-id"]


@pytest.mark.parametrize("path", ["/healthz", "/api/v1/companies", "/api/v1/nothing-here"])
def test_security_headers_are_on_every_answer(anonymous: TestClient, path: str) -> None:
    headers = anonymous.get(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert "default-src 'self'" in headers["content-security-policy"]
    assert "strict-transport-security" not in headers


def test_https_installations_say_so(settings: Settings) -> None:
    house = build(settings.model_copy(update={"public_url": "https://crm.example.org"}))
    try:
        headers = TestClient(create_app(house=house)).get("/healthz").headers
        assert "max-age" in headers["strict-transport-security"]
    finally:
        house.stop()


def test_rate_limit_counts_per_credentials_and_says_when_to_come_back(settings: Settings) -> None:
    front = "https://front.example"
    house = build(settings.model_copy(update={"requests_per_minute": 3, "cors_origins": [front]}))
    try:
        client = TestClient(create_app(house=house), headers={"Origin": front})
        answers = [client.get("/api/v1/companies") for _ in range(4)]
        assert [a.status_code for a in answers] == [401, 401, 401, 429]
        assert answers[0].headers["ratelimit-limit"] == "3"
        assert answers[0].headers["ratelimit-remaining"] == "2"
        assert int(answers[3].headers["retry-after"]) >= 1
        for answer in (answers[0], answers[3]):
            assert answer.headers["access-control-allow-origin"] == front, "its front end may read a refusal, too"
            assert "Retry-After" in answer.headers["access-control-expose-headers"]
        asking = {"Access-Control-Request-Method": "PATCH", "Access-Control-Request-Headers": "authorization,if-match"}
        assert client.options("/api/v1/companies", headers=asking).status_code == 200
        elsewhere = client.options("/api/v1/companies", headers={**asking, "Origin": "https://evil.example"})
        assert "access-control-allow-origin" not in elsewhere.headers
        other = client.get("/api/v1/companies", headers={"Authorization": "Bearer somebody else"})
        assert other.status_code == 401
        assert client.get("/healthz").status_code == 200
    finally:
        house.stop()


@pytest.mark.parametrize("path", ["/api/v1/companies?q=%00", "/api/v1/companies/%00"])
def test_nul_in_the_address_is_refused(owner: Person, path: str) -> None:
    answer = owner.http.get(path)
    assert answer.status_code == 400
    assert answer.json()["code"] == "bad_address"


def test_a_body_over_the_limit_is_refused_before_it_is_read(owner: Person) -> None:
    answer = owner.http.post("/api/v1/companies", content=b"x" * 2_100_000)
    assert answer.status_code == 413
    assert answer.json()["code"] == "too_large"


def test_an_unforeseen_error_is_a_problem_and_tells_nothing() -> None:
    routes = router("/broken", "test")

    @routes.get("")
    async def broken() -> None:
        raise RuntimeError("a secret detail")

    bare = FastAPI()
    add_routes(bare, [routes])
    bare.add_middleware(Surroundings, limiter=RateLimiter(), per_minute=10, https=False)
    answer = TestClient(bare).get("/api/v1/broken")
    assert answer.status_code == 500
    assert answer.json()["code"] == "internal_error"
    assert "secret" not in answer.text
    assert answer.json()["request_id"] == answer.headers["x-request-id"]


def test_health_and_readiness(anonymous: TestClient) -> None:
    assert anonymous.get("/healthz").json() == {"status": "ok"}
    answer = anonymous.get("/readyz")
    assert answer.status_code == 200, answer.text


def test_metrics_count_requests_by_route_template(owner: Person) -> None:
    owner.get("/companies")
    owner.get("/companies/01900000-0000-7000-8000-00000000ffff")
    text = owner.http.get("/metrics").text
    assert 'quintet_requests_total{method="GET",route="/api/v1/companies/{id}",status="404"} 1.0' in text
    assert "quintet_event_deliveries_waiting" in text


def test_metrics_need_the_token_when_there_is_one(app: FastAPI, anonymous: TestClient, settings: Settings) -> None:
    settings.metrics_token = "a-token-for-prometheus"
    assert anonymous.get("/metrics").status_code == 404
    known = anonymous.get("/metrics", headers={"Authorization": "Bearer a-token-for-prometheus"})
    assert known.status_code == 200


def test_unknown_paths_and_methods_are_problems(owner: Person) -> None:
    assert owner.get("/nothing").status_code == 404
    assert owner.get("/nothing").json()["code"] == "not_found"
    wrong = owner.http.put("/api/v1/companies", json={})
    assert wrong.status_code == 405
    assert wrong.json()["code"] == "method_not_allowed"


def test_secrets_in_paths_stay_out_of_the_log(anonymous: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("INFO", logger="quintet.http"):
        anonymous.get("/api/v1/auth/invitations/a-secret-token-of-somebody")
        anonymous.get("/api/v1/contacts?q=a-secret-word")
    assert "/api/v1/auth/invitations/{token}" in caplog.text
    assert "a-secret" not in caplog.text
