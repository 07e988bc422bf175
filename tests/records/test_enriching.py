"""Filling contacts and companies with what providers know, with the sandbox as provider."""

from collections.abc import Callable
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from quintet.kit.ids import new_id
from quintet.records.enrichment.lookups import Lookups
from quintet.records.enrichment.ports import EnrichmentProviders, NoEnrichment
from quintet.records.enrichment.settings import EnrichmentSettings
from quintet.wiring import House
from tests.world import Person

Facts = Callable[..., list[str]]


@pytest.fixture
def engines(member: Person) -> dict[str, Any]:
    address = {"line1": "1 Mill Road", "city": "Tulsa"}
    return member.made("/companies", name="Engines", domain="engines.example", addresses=[address])


@pytest.fixture
def ada(member: Person, engines: dict[str, Any]) -> dict[str, Any]:
    return member.made("/contacts", first_name="Ada", last_name="Lovelace", company_id=engines["id"])


def enriched(person: Person, path: str) -> dict[str, Any]:
    answer = person.post(f"{path}/enrich")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


@pytest.mark.parametrize("kind", ["contacts", "companies"])
class TestEach:
    def test_anonymous(self, anonymous: TestClient, kind: str) -> None:
        assert anonymous.post(f"/api/v1/{kind}/{new_id()}/enrich").status_code == 401

    def test_others(
        self,
        ada: dict[str, Any],
        engines: dict[str, Any],
        stranger: Person,
        colleague: Person,
        reader: Person,
        kind: str,
    ) -> None:
        id_ = {"contacts": ada, "companies": engines}[kind]["id"]
        for person, status in ((stranger, 404), (colleague, 404), (reader, 403)):
            assert person.post(f"/{kind}/{id_}/enrich").status_code == status

    def test_without_a_key_or_a_sandbox(
        self, app: FastAPI, house: House, member: Person, ada: dict[str, Any], engines: dict[str, Any], kind: str
    ) -> None:
        house.services.add(Lookups, Lookups(EnrichmentProviders(*[NoEnrichment()] * 8), EnrichmentSettings()))
        id_ = {"contacts": ada, "companies": engines}[kind]["id"]
        answer = member.post(f"/{kind}/{id_}/enrich")
        assert (answer.status_code, "QUINTET_" in answer.json()["detail"]) == (501, True)


class TestContacts:
    def test_what_is_empty_is_filled(self, member: Person, ada: dict[str, Any], facts_of: Facts) -> None:
        told = enriched(member, f"/contacts/{ada['id']}")
        assert told["found"] is True
        assert told["providers"] == ["sandbox"]
        assert set(told["fields"]) == {"title", "department", "linkedin_url", "email"}
        shown = member.get(f"/contacts/{ada['id']}").json()
        assert all(shown[name] for name in told["fields"])
        assert facts_of("contact", ada["id"]).count("contact.enriched") == 1

    def test_what_people_wrote_stays(self, member: Person, ada: dict[str, Any]) -> None:
        member.patch(f"/contacts/{ada['id']}", {"title": "Countess", "email": "ada@home.example"})
        told = enriched(member, f"/contacts/{ada['id']}")
        assert set(told["fields"]) == {"department", "linkedin_url"}
        shown = member.get(f"/contacts/{ada['id']}").json()
        assert (shown["title"], shown["email"]) == ("Countess", "ada@home.example")
        assert enriched(member, f"/contacts/{ada['id']}")["fields"] == []

    def test_an_address_of_somebody_else_is_left(self, member: Person, colleague: Person, ada: dict[str, Any]) -> None:
        colleague.made("/contacts", first_name="Other", email="ada.lovelace@engines.example")
        assert "email" not in enriched(member, f"/contacts/{ada['id']}")["fields"]
        assert member.get(f"/contacts/{ada['id']}").json()["email"] is None

    def test_nobody_known_and_nothing_to_go_by(self, member: Person) -> None:
        nobody = member.made("/contacts", first_name="No", last_name="Body", email="no@unknown.example")
        assert enriched(member, f"/contacts/{nobody['id']}") | {"checked_at": ""} == {
            "found": False, "fields": [], "providers": ["sandbox"], "checked_at": "",
        }  # fmt: skip
        bare = member.made("/contacts", first_name="Bo")
        assert member.post(f"/contacts/{bare['id']}/enrich").status_code == 422

    @pytest.mark.parametrize(("domain", "status"), [("rejected.example", 502), ("unavailable.example", 503)])
    def test_a_provider_that_fails_changes_nothing(
        self, member: Person, facts_of: Facts, domain: str, status: int
    ) -> None:
        made = member.made("/contacts", first_name="Ada", email=f"ada@{domain}")
        assert member.post(f"/contacts/{made['id']}/enrich").status_code == status
        assert facts_of("contact", made["id"]) == ["contact.created"]


class TestCompanies:
    def test_what_the_web_and_the_map_know(self, member: Person, engines: dict[str, Any], facts_of: Facts) -> None:
        told = enriched(member, f"/companies/{engines['id']}")
        assert set(told["fields"]) == {
            "website", "description", "rating", "review_count", "maps_url", "phone", "photo_file_id",
        }  # fmt: skip
        shown = member.get(f"/companies/{engines['id']}").json()
        assert shown["website"] == "https://engines.example"
        assert facts_of("company", engines["id"])[-1] == "company.enriched"

    def test_ratings_move_and_words_stay(self, member: Person, engines: dict[str, Any]) -> None:
        member.patch(f"/companies/{engines['id']}", {"description": "Ours.", "rating": 0.5})
        told = enriched(member, f"/companies/{engines['id']}")
        assert "rating" in told["fields"]
        shown = member.get(f"/companies/{engines['id']}").json()
        assert (shown["description"], shown["rating"] > 0.5) == ("Ours.", True)
        assert enriched(member, f"/companies/{engines['id']}")["fields"] == []
