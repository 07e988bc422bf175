"""Companies: each operation, and the rules that are theirs alone."""

from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient

from quintet.kit.ids import new_id
from tests.world import Person

Facts = Callable[..., list[str]]


class TestCreate:
    def test_anonymous(self, anonymous: TestClient) -> None:
        assert anonymous.post("/api/v1/companies", json={"name": "Acme"}).status_code == 401

    def test_forbidden(self, reader: Person) -> None:
        assert reader.post("/companies", {"name": "Acme"}).status_code == 403

    def test_valid(self, member: Person, facts_of: Facts) -> None:
        acme = member.made(
            "/companies",
            name="  Acme ",
            domain="https://www.Acme.example/about",
            website="acme.example",
            email="Info@Acme.example",
            currency="eur",
            annual_revenue_minor=2**53,
            addresses=[
                {"kind": "billing", "city": "Bonn", "default_billing": True},
                {"kind": "shipping", "default_shipping": True},
            ],
        )
        assert (acme["name"], acme["domain"], acme["website"]) == ("Acme", "acme.example", "https://acme.example")
        assert (acme["email"], acme["currency"]) == ("info@acme.example", "EUR")
        assert (acme["status"], acme["taxable"], acme["owner_id"]) == ("lead", True, member.user_id)
        assert facts_of("company", acme["id"]) == ["company.created"]
        assert [c["id"] for c in member.listed("/companies", q="bonn")] == [acme["id"]]

    @pytest.mark.parametrize(
        ("body", "field"),
        [
            ({}, "name"),
            ({"name": " "}, "name"),
            ({"name": "x" * 301}, "name"),
            ({"name": "x", "domain": "no domain"}, "domain"),
            ({"name": "x", "website": "javascript:alert(1)"}, "website"),
            ({"name": "x", "email": "x"}, "email"),
            ({"name": "x", "phone": "x"}, "phone"),
            ({"name": "x", "currency": "XXZ"}, "currency"),
            ({"name": "x", "employees": -1}, "employees"),
            ({"name": "x", "annual_revenue_minor": 2**53 + 1}, "annual_revenue_minor"),
            ({"name": "x", "annual_revenue_minor": 1.5}, "annual_revenue_minor"),
            ({"name": "x", "rating": 5.1}, "rating"),
            ({"name": "x", "status": "odd"}, "status"),
            ({"name": "x", "parent_id": new_id()}, "parent_id"),
            ({"name": "x", "owner_id": new_id()}, "owner_id"),
            ({"name": "x", "addresses": [{"default_billing": True}, {"default_billing": True}]}, "addresses"),
            (
                {"name": "x", "addresses": [{"kind": "shipping", "default_billing": True}]},
                "addresses.0.default_billing",
            ),
            ({"name": "x", "addresses": [{"id": new_id()}]}, "addresses.0.id"),
            ({"name": "x", "addresses": [{"planet": "Mars"}]}, "addresses.0.planet"),
        ],
    )
    def test_invalid(self, owner: Person, body: dict[str, Any], field: str) -> None:
        answer = owner.post("/companies", body)
        assert answer.status_code == 422
        assert [error["field"] for error in answer.json()["errors"]] == [field]


class TestRead:
    def test_anonymous(self, anonymous: TestClient) -> None:
        assert anonymous.get("/api/v1/companies").status_code == 401

    def test_other_workspace(self, owner: Person, stranger: Person) -> None:
        acme = owner.made("/companies", name="Acme")
        assert stranger.get(f"/companies/{acme['id']}").status_code == 404

    def test_members_see_their_own_and_those_below(self, owner: Person, member: Person, colleague: Person) -> None:
        top = member.made("/companies", name="Top")
        below = owner.made("/companies", name="Below", parent_id=top["id"])
        assert {c["id"] for c in member.listed("/companies")} == {top["id"], below["id"]}
        assert colleague.listed("/companies") == []

    def test_primary_contact_is_the_first_one(self, owner: Person) -> None:
        acme = owner.made("/companies", name="Acme")
        assert acme["primary_contact_id"] is None
        ada, bob = (owner.made("/contacts", first_name=name, company_id=acme["id"]) for name in ("Ada", "Bob"))
        shown = owner.get(f"/companies/{acme['id']}", expand="primary_contact").json()
        assert shown["primary_contact"] == {"id": ada["id"], "object": "contact", "title": "Ada"}
        owner.delete(f"/contacts/{ada['id']}")
        assert owner.get(f"/companies/{acme['id']}").json()["primary_contact_id"] == bob["id"]


class TestUpdate:
    def test_others(self, owner: Person, stranger: Person, member: Person, reader: Person) -> None:
        acme = owner.made("/companies", name="Acme")
        for person, status in ((stranger, 404), (member, 404), (reader, 403)):
            assert person.patch(f"/companies/{acme['id']}", {"name": "x"}).status_code == status

    def test_valid(self, owner: Person) -> None:
        acme = owner.made("/companies", name="Acme", industry="Tea")
        after = owner.patch(f"/companies/{acme['id']}", {"name": "Zenith", "industry": None}).json()
        assert (after["name"], after["industry"], after["version"]) == ("Zenith", None, 2)
        owner.made("/companies", name="Middle")
        assert [c["name"] for c in owner.listed("/companies", sort="name")] == ["Middle", "Zenith"]

    def test_a_name_has_to_stay(self, owner: Person) -> None:
        acme = owner.made("/companies", name="Acme")
        for name in (None, "", " "):
            assert owner.patch(f"/companies/{acme['id']}", {"name": name}).status_code == 422

    def test_no_circles(self, owner: Person) -> None:
        top = owner.made("/companies", name="Top")
        middle = owner.made("/companies", name="Middle", parent_id=top["id"])
        bottom = owner.made("/companies", name="Bottom", parent_id=middle["id"])
        for child in (top, middle, bottom):
            answer = owner.patch(f"/companies/{top['id']}", {"parent_id": child["id"]})
            assert answer.json()["errors"][0]["code"] == "circular"
        assert owner.patch(f"/companies/{bottom['id']}", {"parent_id": top["id"]}).status_code == 200


class TestDelete:
    def test_others(self, owner: Person, stranger: Person, member: Person, reader: Person) -> None:
        acme = owner.made("/companies", name="Acme")
        for person, status in ((stranger, 404), (member, 404), (reader, 403)):
            assert person.delete(f"/companies/{acme['id']}").status_code == status

    def test_contacts_stay(self, owner: Person) -> None:
        acme = owner.made("/companies", name="Acme")
        ada = owner.made("/contacts", first_name="Ada", company_id=acme["id"])
        assert owner.delete(f"/companies/{acme['id']}").status_code == 204
        shown = owner.get(f"/contacts/{ada['id']}", expand="company").json()
        assert (shown["company_id"], shown["company"]) == (acme["id"], None)
        assert owner.post(f"/companies/{acme['id']}/restore").status_code == 200
        assert owner.get(f"/contacts/{ada['id']}", expand="company").json()["company"]["title"] == "Acme"
