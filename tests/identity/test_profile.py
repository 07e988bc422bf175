"""One's own profile."""

import pytest
from starlette.testclient import TestClient

from tests.world import Person

PNG = b"\x89PNG\r\n\x1a\n" + bytes(64)


def upload(person: Person, purpose: str) -> str:
    files = {"file": ("a.png", PNG, "image/png")}
    answer = person.http.post("/api/v1/files", files=files, data={"purpose": purpose})
    assert answer.status_code == 201, answer.text
    file_id: str = answer.json()["id"]
    return file_id


class TestProfile:
    def test_anonymous(self, anonymous: TestClient) -> None:
        assert anonymous.get("/api/v1/profile").status_code == 401
        assert anonymous.patch("/api/v1/profile", json={"name": "x"}).status_code == 401

    def test_changes_what_is_given(self, member: Person) -> None:
        before = member.get("/profile").json()
        given = {
            "name": "Mia Member",
            "phone": "+49 30 901820",
            "timezone": "Europe/Berlin",
            "language": "de",
            "preferences": {"theme": "dark", "columns": ["name", "email"]},
        }
        answer = member.patch("/profile", given)
        assert answer.status_code == 200, answer.text
        assert answer.json() == {**before, **given, "phone": "+4930901820"}
        assert member.get("/profile").json() == answer.json()
        assert member.patch("/profile", {"phone": None}).json()["phone"] is None
        assert member.get("/profile").json()["name"] == "Mia Member"

    def test_others_see_it(self, member: Person, colleague: Person) -> None:
        member.patch("/profile", {"name": "Mia Member"})
        assert colleague.get(f"/members/{member.member_id}").json()["name"] == "Mia Member"

    def test_avatar(self, member: Person, colleague: Person, stranger: Person) -> None:
        avatar = upload(member, "avatar")
        assert member.patch("/profile", {"avatar_file_id": avatar}).json()["avatar_file_id"] == avatar
        assert colleague.get(f"/files/{avatar}/content").status_code == 200
        assert member.patch("/profile", {"avatar_file_id": None}).json()["avatar_file_id"] is None
        for wrong in (upload(member, "attachment"), upload(stranger, "avatar")):
            answer = member.patch("/profile", {"avatar_file_id": wrong})
            assert answer.status_code == 422
            assert answer.json()["errors"][0]["field"] == "avatar_file_id"

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("name", ""),
            ("name", None),
            ("name", "x" * 201),
            ("phone", "call me"),
            ("timezone", "Mars/Olympus"),
            ("language", "xx"),
            ("language", None),
            ("preferences", []),
            ("preferences", {"a": "x" * 30_000}),
            ("avatar_file_id", "x"),
            ("email", "new@example.com"),
            ("role", "owner"),
        ],
    )
    def test_rules(self, member: Person, field: str, value: object) -> None:
        answer = member.patch("/profile", {field: value})
        assert answer.status_code == 422, answer.text
        assert answer.json()["errors"][0]["field"].split(".")[0] == field
