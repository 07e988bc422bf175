"""The API reference: whole without anything from elsewhere."""

import re

from starlette.testclient import TestClient


def test_the_page_needs_nothing_from_elsewhere(anonymous: TestClient) -> None:
    page = anonymous.get("/api/docs")
    assert page.status_code == 200
    wanted = re.findall(r'(?:src|href)="(/[^"]+)"', page.text)
    assert len(wanted) == 3
    assert "://" not in page.text
    for address in wanted:
        answer = anonymous.get(address)
        assert answer.status_code == 200
        assert len(answer.content) > 100
        assert anonymous.get(address, headers={"Accept-Encoding": "identity"}).content == answer.content
    assert "<script>" not in page.text, "the content security policy refuses inline scripts"


def test_assets_are_cached_by_their_content(anonymous: TestClient) -> None:
    etag = anonymous.get("/api/docs/swagger-ui.css").headers["etag"]
    assert anonymous.get("/api/docs/swagger-ui.css", headers={"If-None-Match": etag}).status_code == 304
    assert anonymous.get("/api/docs/other.js").status_code == 404


def test_the_document_is_there(anonymous: TestClient) -> None:
    document = anonymous.get("/api/v1/openapi.json").json()
    assert document["openapi"].startswith("3.1")
    assert "/api/v1/companies" in document["paths"]
