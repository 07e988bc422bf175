"""`GET /api/v1/search` and `?q=` of lists, over HTTP."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from quintet.foundation.db import Database
from quintet.foundation.search import finding as search_finding
from tests.foundation.search.index import document, keep
from tests.world import Person


def found(person: Person, q: str, **parameters: Any) -> list[str]:
    return [hit["title"] for hit in person.listed("/search", q=q, **parameters)]


class TestGlobalSearch:
    def test_without_credentials(self, anonymous: TestClient) -> None:
        assert anonymous.get("/api/v1/search", params={"q": "x"}).status_code == 401

    def test_other_workspace_finds_nothing(self, owner: Person, stranger: Person) -> None:
        owner.made("/companies", name="Acme Holding")
        assert found(owner, "acme") == ["Acme Holding"]
        assert found(stranger, "acme") == []

    def test_answer(self, owner: Person) -> None:
        company = owner.made("/companies", name="Acme Holding", domain="acme.com")
        assert owner.listed("/search", q="hold") == [
            {
                "object": "company",
                "label": "Company",
                "id": company["id"],
                "title": "Acme Holding",
                "subtitle": "acme.com",
            }
        ]

    def test_all_objects_or_those_named(self, owner: Person) -> None:
        owner.made("/companies", name="Acme Holding")
        owner.made("/contacts", first_name="Anna", last_name="Holder", emails=[{"value": "anna@acme.com"}])
        assert set(found(owner, "acme")) == {"Acme Holding", "Anna Holder"}
        assert found(owner, "acme", types="company") == ["Acme Holding"]
        assert found(owner, "acme", types="contacts") == ["Anna Holder"]
        assert set(found(owner, "hold", types="contact, companies,company")) == {"Acme Holding", "Anna Holder"}
        assert len(found(owner, "acme", limit=1)) == 1

    def test_follows_changes_deletion_and_restoring(self, owner: Person) -> None:
        record = owner.made("/companies", name="Acme Holding", phone="+49 30 901820")
        path = f"/companies/{record['id']}"
        assert found(owner, "030 9018") == ["Acme Holding"]
        assert owner.patch(path, {"name": "Zenith"}).status_code == 200
        assert (found(owner, "acme"), found(owner, "zenith")) == ([], ["Zenith"])
        assert owner.delete(path).status_code == 204
        assert found(owner, "zenith") == []
        assert owner.post(f"{path}/restore").status_code == 200
        assert found(owner, "zenith") == ["Zenith"]

    def test_members_find_what_they_see(self, owner: Person, member: Person, colleague: Person) -> None:
        mine = owner.made("/companies", name="Acme Mine", owner_id=member.user_id)
        owner.made("/companies", name="Acme Theirs", owner_id=colleague.user_id)
        owner.made("/companies", name="Acme Nobody")
        owner.made("/contacts", first_name="Below", last_name="Mine", title="acme", company_id=mine["id"])
        assert set(found(owner, "acme")) == {"Acme Mine", "Acme Theirs", "Acme Nobody", "Below Mine"}
        assert set(found(member, "acme")) == {"Acme Mine", "Below Mine"}
        assert found(colleague, "acme") == ["Acme Theirs"]

    @pytest.mark.parametrize("examined", [5, 5_000])
    def test_members_find_the_little_they_see_among_much(
        self, owner: Person, member: Person, db: Database, monkeypatch: pytest.MonkeyPatch, examined: int
    ) -> None:
        monkeypatch.setattr(search_finding, "_EXAMINED", examined)
        for name in ("First", "Second"):
            owner.made("/companies", name=f"{name} Acme", owner_id=member.user_id)
        keep(db, *(document(f"Hidden {n} Acme", type_="company") for n in range(2_500)))
        assert found(member, "acme") == ["Second Acme", "First Acme"]
        assert found(member, "acme", types="company", limit=1) == ["Second Acme"]
        assert found(member, "hidden") == []

    def test_refused(self, owner: Person) -> None:
        cases: list[dict[str, Any]] = [
            {},
            {"q": "x" * 201},
            {"q": "x", "limit": 0},
            {"q": "x", "limit": 101},
            {"q": "x", "types": "planet"},
        ]
        for parameters in cases:
            answer = owner.get("/search", **parameters)
            assert answer.status_code == 422, parameters
            assert answer.json()["errors"], parameters

    def test_odd_texts_are_no_errors(self, owner: Person) -> None:
        owner.made("/companies", name="Acme")
        queries = ["", "  ", '"', "' OR 1=1 --", "*", "a AND", "\\", "%", "(", "{x} : y", "\u200b"]
        assert {q: found(owner, q) for q in queries} == {key: [] for key in queries}


class TestLists:
    @pytest.fixture(autouse=True)
    def _records(self, owner: Person, member: Person) -> None:
        owner.made("/companies", name="Acme Müller", email="info@acme.com", phone="+49 30 901820", status="customer")
        owner.made("/companies", name="Beta", owner_id=member.user_id, website="https://beta.acme.com")
        owner.made("/contacts", first_name="Acme", last_name="Contact")

    def test_by_words(self, owner: Person) -> None:
        expected: dict[str, list[str]] = {
            "acme": ["Acme Müller", "Beta"],
            "muller": ["Acme Müller"],
            "mu": ["Acme Müller"],
            "030 9018": ["Acme Müller"],
            "info acme": ["Acme Müller"],
            "b": ["Beta"],
            "zzz": [],
            '"': [],
            "% _ \\": [],
            "\u200b": [],
        }
        found = {q: [c["name"] for c in owner.listed("/companies", q=q, sort="name")] for q in expected}
        assert found == expected

    def test_with_filters_count_and_pages(self, owner: Person, member: Person, stranger: Person) -> None:
        assert [c["name"] for c in owner.listed("/companies", q="acme", status="customer")] == ["Acme Müller"]
        first = owner.get("/companies", q="acme", sort="name", limit=1, count="true").json()
        assert (first["total"], [c["name"] for c in first["data"]]) == (2, ["Acme Müller"])
        second = owner.get("/companies", q="acme", sort="name", limit=1, cursor=first["next_cursor"]).json()
        assert ([c["name"] for c in second["data"]], second["next_cursor"]) == (["Beta"], None)
        assert [c["name"] for c in member.listed("/companies", q="acme")] == ["Beta"]
        assert stranger.listed("/companies", q="acme") == []

    def test_lists_and_global_search_agree(self, owner: Person, db: Database) -> None:
        for q in ("acme", "be", "m", "com acme", "901820", "contact"):
            both = {hit["title"] for hit in owner.listed("/search", q=q)}
            companies = {c["name"] for c in owner.listed("/companies", q=q)}
            contacts = {c["full_name"] for c in owner.listed("/contacts", q=q)}
            assert both == companies | contacts, q
