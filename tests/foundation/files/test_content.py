import httpx
import pytest

from quintet.foundation.files.local import LocalStorage
from tests.foundation.files.conftest import LIMIT, Team
from tests.foundation.files.uploads import FILES, PNG, upload, uploaded


class TestContent:
    @pytest.fixture
    def digits(self, ann: httpx.Client) -> str:
        return f"{FILES}/{uploaded(ann, b'0123456789')}/content"

    def test_other_files_are_downloads_that_cannot_run(self, ann: httpx.Client) -> None:
        file_id = upload(ann, b"<script>alert(1)</script>", "a;b — ü.html", "text/html").json()["id"]
        response = ann.get(f"{FILES}/{file_id}/content")
        assert response.headers["content-type"].startswith("text/html")
        disposition = response.headers["content-disposition"]
        assert disposition.startswith(
            "attachment; filename=\"a;b  u.html\"; filename*=UTF-8''a%3Bb%20%E2%80%94%20%C3%BC"
        )
        assert response.headers["x-content-type-options"] == "nosniff"
        assert "sandbox" in response.headers["content-security-policy"]
        assert response.headers["content-length"] == "25"

    def test_images_are_shown(self, ann: httpx.Client) -> None:
        file_id = upload(ann, PNG, "me.png", "image/png", purpose="avatar").json()["id"]
        response = ann.get(f"{FILES}/{file_id}/content")
        assert response.headers["content-type"] == "image/png"
        assert response.headers["content-disposition"].startswith("inline;")
        assert response.headers["x-content-type-options"] == "nosniff"

    def test_pdfs_are_shown_by_the_browser(self, ann: httpx.Client) -> None:
        file_id = upload(ann, b"%PDF-1.7 ...", "offer.pdf", "application/pdf").json()["id"]
        response = ann.get(f"{FILES}/{file_id}/content")
        assert response.headers["content-type"] == "application/pdf"
        assert response.headers["content-disposition"].startswith("inline;")
        assert "default-src 'none'" in response.headers["content-security-policy"]

    def test_an_svg_is_never_shown(self, ann: httpx.Client) -> None:
        file_id = upload(ann, b"<svg onload='x'/>", "x.svg", "image/svg+xml").json()["id"]
        assert ann.get(f"{FILES}/{file_id}/content").headers["content-disposition"].startswith("attachment")

    @pytest.mark.parametrize(
        ("asked", "status", "content", "content_range"),
        [
            ("bytes=0-3", 206, b"0123", "bytes 0-3/10"),
            ("bytes=4-", 206, b"456789", "bytes 4-9/10"),
            ("bytes=-3", 206, b"789", "bytes 7-9/10"),
            ("bytes=-99", 206, b"0123456789", "bytes 0-9/10"),
            ("bytes=8-99", 206, b"89", "bytes 8-9/10"),
            ("bytes=9-9", 206, b"9", "bytes 9-9/10"),
            ("bytes=10-", 416, None, "bytes */10"),
            ("bytes=-0", 416, None, "bytes */10"),
            ("bytes=5-2", 200, b"0123456789", None),
            ("bytes=-", 200, b"0123456789", None),
            ("bytes=0-1,3-4", 200, b"0123456789", None),
            ("lines=1-2", 200, b"0123456789", None),
            ("bytes=1" + "0" * 40 + "-", 200, b"0123456789", None),
        ],
    )
    def test_ranges(
        self, ann: httpx.Client, digits: str, asked: str, status: int, content: bytes | None, content_range: str | None
    ) -> None:
        response = ann.get(digits, headers={"Range": asked})
        assert response.status_code == status
        assert response.headers.get("content-range") == content_range
        assert response.headers.get("accept-ranges", "bytes") == "bytes"
        if content is not None:
            assert response.content == content
            assert response.headers["content-length"] == str(len(content))

    def test_validators(self, ann: httpx.Client, digits: str) -> None:
        etag = ann.get(digits).headers["etag"]
        for header in (etag, f"W/{etag}", f'"x", {etag}', "*"):
            same = ann.get(digits, headers={"If-None-Match": header})
            assert same.status_code == 304
            assert same.content == b""
        assert ann.get(digits, headers={"If-None-Match": '"x"'}).status_code == 200
        assert ann.get(digits, headers={"Range": "bytes=0-1", "If-Range": etag}).content == b"01"
        assert ann.get(digits, headers={"Range": "bytes=0-1", "If-Range": '"x"'}).content == b"0123456789"

    def test_bytes_that_are_lost_are_said_to_be(
        self, ann: httpx.Client, team: Team, disk: LocalStorage, digits: str
    ) -> None:
        disk.delete(team.rows()[0].storage_key)
        response = ann.get(digits)
        assert response.status_code == 404
        assert response.json()["code"] == "content_missing"

    def test_a_client_that_leaves_early_does_no_harm(self, ann: httpx.Client) -> None:
        path = f"{FILES}/{uploaded(ann, b'x' * LIMIT)}/content"
        for _ in range(10):
            with ann.stream("GET", path) as response:
                next(response.iter_raw(10))
        assert len(ann.get(path).content) == LIMIT


class TestPicture:
    def test_whoever_has_its_address_sees_it(self, ann: httpx.Client, url: str) -> None:
        for purpose in ("avatar", "logo"):
            file_id = upload(ann, PNG, "me.png", "image/png", purpose=purpose).json()["id"]
            shown = httpx.get(f"{url}{FILES}/{file_id}/picture")
            assert (shown.status_code, shown.content, shown.headers["content-type"]) == (200, PNG, "image/png")

    def test_other_files_are_none(self, ann: httpx.Client, url: str) -> None:
        attached = uploaded(ann, PNG)
        for file_id in (attached, "none"):
            assert ann.get(f"{FILES}/{file_id}/picture").status_code == 404
            assert httpx.get(f"{url}{FILES}/{file_id}/picture").status_code == 404
