"""Notes: who may write, change and delete them."""

from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient

from quintet.kit.ids import new_id
from tests.world import Person

Facts = Callable[..., list[str]]


@pytest.fixture
def acme(member: Person) -> dict[str, Any]:
    return member.made("/companies", name="Acme")


def note_on(person: Person, record: dict[str, Any], body: str = "They like tea", **values: Any) -> dict[str, Any]:
    return person.made("/notes", body=body, related_type="company", related_id=record["id"], **values)


class TestCreate:
    def test_anonymous(self, anonymous: TestClient) -> None:
        body = {"body": "x", "related_type": "company", "related_id": new_id()}
        assert anonymous.post("/api/v1/notes", json=body).status_code == 401

    def test_others(self, acme: dict[str, Any], colleague: Person, stranger: Person, reader: Person) -> None:
        body = {"body": "x", "related_type": "company", "related_id": acme["id"]}
        assert colleague.post("/notes", body).status_code == 422
        assert stranger.post("/notes", body).status_code == 422
        assert reader.post("/notes", body).status_code == 403

    def test_valid(self, member: Person, acme: dict[str, Any], facts_of: Facts) -> None:
        note = note_on(member, acme, "First line\n\nsecond  line")
        assert (note["body"], note["author_id"], note["pinned"]) == (
            "First line\n\nsecond  line",
            member.user_id,
            False,
        )
        assert facts_of("company", acme["id"]) == ["company.created", "note.created"]
        assert [n["id"] for n in member.listed("/notes", q="second")] == [note["id"]]

    @pytest.mark.parametrize(
        ("body", "field"),
        [
            ({"related_type": "company", "related_id": new_id()}, "body"),
            ({"body": " ", "related_type": "company", "related_id": new_id()}, "body"),
            ({"body": "x", "related_type": "company"}, "related_id"),
            ({"body": "x", "related_type": None, "related_id": None}, "related_type"),
            ({"body": "x", "related_type": "company", "related_id": new_id()}, "related_id"),
            ({"body": "x", "author_id": new_id(), "related_type": "company", "related_id": new_id()}, "author_id"),
        ],
    )
    def test_invalid(self, owner: Person, body: dict[str, Any], field: str) -> None:
        answer = owner.post("/notes", body)
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["field"] == field


class TestRead:
    def test_others(self, member: Person, colleague: Person, stranger: Person, acme: dict[str, Any]) -> None:
        note = note_on(member, acme)
        for person in (colleague, stranger):
            assert person.get(f"/notes/{note['id']}").status_code == 404
            assert person.listed("/notes") == []

    def test_seen_with_the_record(self, owner: Person, member: Person, acme: dict[str, Any]) -> None:
        note = note_on(owner, acme)
        shown = member.get(f"/notes/{note['id']}", expand="author,related").json()
        assert (shown["author"]["title"], shown["related"]["title"]) == ("Owner", "Acme")

    def test_pinned_first_then_newest(self, member: Person, acme: dict[str, Any]) -> None:
        a, b, c = (note_on(member, acme, text, pinned=text == "b")["id"] for text in "abc")
        assert [n["id"] for n in member.listed("/notes", related_id=acme["id"])] == [b, c, a]
        page = member.get("/notes", limit=1).json()
        assert [n["id"] for n in member.listed("/notes", cursor=page["next_cursor"])] == [c, a]
        assert [n["id"] for n in member.listed("/notes", pinned="true")] == [b]


class TestUpdate:
    def test_only_the_author(self, member: Person, owner: Person, reader: Person, stranger: Person, acme: Any) -> None:
        note = note_on(member, acme)
        assert owner.patch(f"/notes/{note['id']}", {"body": "x"}).status_code == 403
        assert reader.patch(f"/notes/{note['id']}", {"body": "x"}).status_code == 403
        assert stranger.patch(f"/notes/{note['id']}", {"body": "x"}).status_code == 404
        assert member.get(f"/notes/{note['id']}").json()["body"] == "They like tea"

    def test_keeps_what_was_there(self, member: Person, owner: Person, acme: dict[str, Any]) -> None:
        note = note_on(member, acme)
        assert member.patch(f"/notes/{note['id']}", {"body": "They like coffee"}).status_code == 200
        event = owner.get(f"/timeline/company/{acme['id']}").json()["data"][0]
        assert (event["type"], event["subject"]["id"]) == ("note.updated", note["id"])
        change = event["changes"][0]
        assert (change["field"], change["before"], change["after"]) == ("body", "They like tea", "They like coffee")
        assert event["data"]["title"] == "They like coffee"
        assert [n["id"] for n in member.listed("/notes", q="coffee")] == [note["id"]]

    def test_stays_on_its_record(self, member: Person, acme: dict[str, Any]) -> None:
        note = note_on(member, acme)
        assert member.patch(f"/notes/{note['id']}", {"related_id": acme["id"]}).status_code == 422


class TestDelete:
    def test_other_members(self, owner: Person, member: Person, stranger: Person, acme: dict[str, Any]) -> None:
        note = note_on(owner, acme)
        assert member.delete(f"/notes/{note['id']}").status_code == 403
        assert stranger.delete(f"/notes/{note['id']}").status_code == 404

    def test_author(self, member: Person, acme: dict[str, Any]) -> None:
        note = note_on(member, acme)
        assert member.delete(f"/notes/{note['id']}").status_code == 204
        assert member.post(f"/notes/{note['id']}/restore").status_code == 200

    def test_manager(self, member: Person, manager: Person, acme: dict[str, Any]) -> None:
        note = note_on(member, acme)
        assert manager.delete(f"/notes/{note['id']}").status_code == 204
        assert manager.post(f"/notes/{note['id']}/restore").status_code == 200
