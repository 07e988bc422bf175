"""Memories: what is known about a company, from where, and how surely."""

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


def remember(person: Person, company: dict[str, Any], fact: str = "They buy in March", **values: Any) -> dict[str, Any]:
    return person.made("/memories", company_id=company["id"], fact=fact, **values)


class TestCreate:
    def test_anonymous(self, anonymous: TestClient) -> None:
        assert anonymous.post("/api/v1/memories", json={"company_id": new_id(), "fact": "x"}).status_code == 401

    def test_others(self, acme: dict[str, Any], colleague: Person, stranger: Person, reader: Person) -> None:
        body = {"company_id": acme["id"], "fact": "x"}
        for person, status in ((colleague, 422), (stranger, 422), (reader, 403)):
            assert person.post("/memories", body).status_code == status

    def test_by_a_person(self, member: Person, acme: dict[str, Any], facts_of: Facts) -> None:
        memory = remember(member, acme)
        assert (memory["source"], memory["confidence"], memory["model"]) == ("person", 1.0, None)
        assert memory["author_id"] == member.user_id
        assert facts_of("company", acme["id"]) == ["company.created", "memory.created"]

    def test_derived(self, member: Person, acme: dict[str, Any]) -> None:
        said: dict[str, Any] = {"source": "ai", "confidence": 0.7, "model": "some-model", "reference": "call of 3 May"}
        memory = remember(member, acme, **said)
        shown = member.get(f"/memories/{memory['id']}").json()
        assert {name: shown[name] for name in said} == said

    @pytest.mark.parametrize(
        ("values", "field"),
        [
            ({"fact": " "}, "fact"),
            ({"fact": "x" * 501}, "fact"),
            ({"source": "rumour"}, "source"),
            ({"confidence": 1.1}, "confidence"),
            ({"confidence": -0.1}, "confidence"),
            ({"source": "web"}, "confidence"),
            ({"source": "ai", "confidence": 0.5}, "model"),
            ({"source": "web", "confidence": 0.5, "model": "some-model"}, "model"),
            ({"author_id": new_id()}, "author_id"),
            ({"company_id": new_id()}, "company_id"),
        ],
    )
    def test_invalid(self, member: Person, acme: dict[str, Any], values: dict[str, Any], field: str) -> None:
        answer = member.post("/memories", {"company_id": acme["id"], "fact": "x", **values})
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["field"] == field
        assert member.listed("/memories") == []


class TestRead:
    def test_only_with_the_company(
        self, owner: Person, member: Person, colleague: Person, stranger: Person, acme: dict[str, Any]
    ) -> None:
        memory = remember(owner, acme)
        shown = member.get(f"/memories/{memory['id']}", expand="author,company").json()
        assert (shown["author"]["title"], shown["company"]["title"]) == ("Owner", "Acme")
        for person in (colleague, stranger):
            assert person.get(f"/memories/{memory['id']}").status_code == 404
            assert person.listed("/memories") == []

    def test_the_author_loses_it_with_the_company(
        self, owner: Person, member: Person, colleague: Person, acme: dict[str, Any]
    ) -> None:
        memory = remember(member, acme)
        owner.patch(f"/companies/{acme['id']}", {"owner_id": colleague.user_id})
        assert member.get(f"/memories/{memory['id']}").status_code == 404
        assert colleague.get(f"/memories/{memory['id']}").status_code == 200

    def test_list_of_a_company(self, member: Person, acme: dict[str, Any]) -> None:
        other = member.made("/companies", name="Other")
        tea = remember(member, acme, "They like tea")
        coffee = remember(member, acme, "They hate coffee", source="web", confidence=0.4)
        remember(member, other, "They like juice")
        listed = [each["id"] for each in member.listed("/memories", company_id=acme["id"])]
        assert listed == [coffee["id"], tea["id"]]
        sure = member.listed("/memories", company_id=acme["id"], **{"confidence[gte]": 0.5})
        assert [each["id"] for each in sure] == [tea["id"]]
        assert [each["id"] for each in member.listed("/memories", q="coffee")] == [coffee["id"]]


class TestUpdate:
    def test_others(self, member: Person, colleague: Person, stranger: Person, reader: Person, acme: Any) -> None:
        memory = remember(member, acme)
        for person, status in ((colleague, 404), (stranger, 404), (reader, 403)):
            assert person.patch(f"/memories/{memory['id']}", {"fact": "x"}).status_code == status
        assert member.get(f"/memories/{memory['id']}").json()["fact"] == "They buy in March"

    def test_put_right_by_another(self, member: Person, owner: Person, acme: Any, facts_of: Facts) -> None:
        memory = remember(member, acme)
        after = owner.patch(f"/memories/{memory['id']}", {"fact": "They buy in May"}).json()
        assert (after["fact"], after["author_id"], after["version"]) == ("They buy in May", member.user_id, 2)
        assert facts_of("company", acme["id"])[-1] == "memory.updated"

    def test_the_model_belongs_to_ai(self, member: Person, acme: dict[str, Any]) -> None:
        path = f"/memories/{remember(member, acme)['id']}"
        assert member.patch(path, {"source": "ai"}).status_code == 422
        assert member.patch(path, {"model": "some-model"}).status_code == 422
        assert member.patch(path, {"source": "ai", "model": "some-model"}).status_code == 200
        assert member.patch(path, {"source": "person"}).status_code == 422
        assert member.patch(path, {"source": "person", "model": None}).json()["model"] is None

    def test_stays_with_its_company(self, member: Person, acme: dict[str, Any]) -> None:
        memory = remember(member, acme)
        assert member.patch(f"/memories/{memory['id']}", {"company_id": acme["id"]}).status_code == 422


class TestDelete:
    def test_others(self, member: Person, colleague: Person, stranger: Person, reader: Person, acme: Any) -> None:
        memory = remember(member, acme)
        for person, status in ((colleague, 404), (stranger, 404), (reader, 403)):
            assert person.delete(f"/memories/{memory['id']}").status_code == status

    def test_and_back(self, member: Person, acme: dict[str, Any]) -> None:
        memory = remember(member, acme)
        assert member.delete(f"/memories/{memory['id']}").status_code == 204
        assert member.listed("/memories", company_id=acme["id"]) == []
        assert member.post(f"/memories/{memory['id']}/restore").status_code == 200
        assert [each["id"] for each in member.listed("/memories")] == [memory["id"]]
