"""Addresses of companies: each operation, and that there is always one default for each use."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from starlette.testclient import TestClient

from quintet.foundation.db import Database
from quintet.foundation.db.raw import count_queries
from quintet.kit.ids import new_id
from tests.world import Person

Facts = Callable[..., list[str]]


@pytest.fixture
def acme(owner: Person) -> str:
    company: str = owner.made("/companies", name="Acme")["id"]
    return company


def _defaults(person: Person, company_id: str) -> dict[str, list[str]]:
    """The cities of the default addresses, by use."""
    addresses = person.get(f"/companies/{company_id}").json()["addresses"]
    return {use: [a["city"] for a in addresses if a[f"default_{use}"]] for use in ("billing", "shipping")}


class TestAdd:
    def test_anonymous(self, anonymous: TestClient, acme: str) -> None:
        assert anonymous.post(f"/api/v1/companies/{acme}/addresses", json={}).status_code == 401

    def test_others(self, acme: str, stranger: Person, member: Person, reader: Person) -> None:
        for person, status in ((stranger, 404), (member, 404), (reader, 403)):
            assert person.post(f"/companies/{acme}/addresses", {"city": "Bonn"}).status_code == status

    def test_valid(self, owner: Person, acme: str, facts_of: Facts) -> None:
        made = owner.made(f"/companies/{acme}/addresses", label="Plant", city="Bonn", country="Germany", notes="Ring.")
        assert (made["label"], made["city"], made["kind"], made["notes"]) == ("Plant", "Bonn", "both", "Ring.")
        assert (made["default_billing"], made["default_shipping"]) == (True, True)
        shown = owner.get(f"/companies/{acme}").json()
        assert (shown["addresses"], shown["version"]) == ([made], 2)
        assert facts_of("company", acme)[-1] == "company.address_added"
        assert [c["id"] for c in owner.listed("/companies", q="bonn")] == [acme]

    def test_a_new_default_takes_the_place_of_the_old(self, owner: Person, acme: str) -> None:
        owner.made(f"/companies/{acme}/addresses", city="Bonn")
        owner.made(f"/companies/{acme}/addresses", city="Rome", kind="shipping")
        assert _defaults(owner, acme) == {"billing": ["Bonn"], "shipping": ["Bonn"]}
        owner.made(f"/companies/{acme}/addresses", city="Oslo", kind="shipping", default_shipping=True)
        assert _defaults(owner, acme) == {"billing": ["Bonn"], "shipping": ["Oslo"]}
        listed = owner.get(f"/companies/{acme}/addresses").json()["data"]
        assert [a["city"] for a in listed] == ["Bonn", "Oslo", "Rome"]

    @pytest.mark.parametrize(
        ("body", "field"),
        [
            ({"kind": "billing", "default_shipping": True}, "default_shipping"),
            ({"kind": "moon"}, "kind"),
            ({"city": "x" * 201}, "city"),
            ({"is_default": True}, "is_default"),
        ],
    )
    def test_invalid(self, owner: Person, acme: str, body: dict[str, Any], field: str) -> None:
        answer = owner.post(f"/companies/{acme}/addresses", body)
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field)

    def test_no_more_than_twenty(self, owner: Person) -> None:
        full = owner.made("/companies", name="Full", addresses=[{"city": str(n)} for n in range(20)])
        answer = owner.post(f"/companies/{full['id']}/addresses", {"city": "Bonn"})
        assert (answer.status_code, answer.json()["code"]) == (409, "too_many_addresses")

    def test_at_the_same_time(self, owner: Person, acme: str) -> None:
        def add(city: str) -> int:
            body = {"city": city, "default_billing": True, "default_shipping": True}
            return owner.post(f"/companies/{acme}/addresses", body).status_code

        with ThreadPoolExecutor(4) as pool:
            assert list(pool.map(add, "ABCDEFGH")) == [201] * 8
        shown = owner.get(f"/companies/{acme}").json()["addresses"]
        assert sorted(a["city"] for a in shown) == list("ABCDEFGH")
        assert {use: len(cities) for use, cities in _defaults(owner, acme).items()} == {"billing": 1, "shipping": 1}


class TestRead:
    def test_others(self, anonymous: TestClient, acme: str, stranger: Person, member: Person) -> None:
        assert anonymous.get(f"/api/v1/companies/{acme}/addresses").status_code == 401
        for person in (stranger, member):
            assert person.get(f"/companies/{acme}/addresses").status_code == 404

    def test_in_lists_by_one_statement(self, owner: Person, db: Database) -> None:
        for name in ("A", "B", "C"):
            owner.made("/companies", name=name, addresses=[{"city": name}, {"city": "Bonn"}])
        owner.get("/companies")
        with count_queries(db.engine) as seen:
            listed = owner.listed("/companies", sort="name")
        assert [[a["city"] for a in c["addresses"]] for c in listed] == [[n, "Bonn"] for n in "ABC"]
        assert len([sql for sql in seen if "company_addresses" in sql]) == 1


class TestChange:
    def test_others(self, owner: Person, acme: str, stranger: Person, member: Person, reader: Person) -> None:
        made = owner.made(f"/companies/{acme}/addresses", city="Bonn")
        for person, status in ((stranger, 404), (member, 404), (reader, 403)):
            answer = person.patch(f"/companies/{acme}/addresses/{made['id']}", {"city": "Rome"})
            assert answer.status_code == status

    def test_of_another_company(self, owner: Person, acme: str) -> None:
        other = owner.made("/companies", name="Other", addresses=[{"city": "Bonn"}])
        for id_ in (other["addresses"][0]["id"], new_id(), "x"):
            assert owner.patch(f"/companies/{acme}/addresses/{id_}", {"city": "Rome"}).status_code == 404
            assert owner.delete(f"/companies/{acme}/addresses/{id_}").status_code == 404

    def test_valid(self, owner: Person, acme: str, facts_of: Facts) -> None:
        made = owner.made(f"/companies/{acme}/addresses", city="Bonn", line1="Ring 1")
        path = f"/companies/{acme}/addresses/{made['id']}"
        assert owner.patch(path, {"city": "Rome"}).json() == {**made, "city": "Rome"}
        assert facts_of("company", acme)[-1] == "company.address_changed"
        assert owner.listed("/companies", q="bonn") == []
        told = len(facts_of("company", acme))
        assert owner.patch(path, {"city": "Rome"}).status_code == 200
        assert len(facts_of("company", acme)) == told

    def test_defaults(self, owner: Person, acme: str) -> None:
        bonn = owner.made(f"/companies/{acme}/addresses", city="Bonn")
        rome = owner.made(f"/companies/{acme}/addresses", city="Rome")
        paths = [f"/companies/{acme}/addresses/{each['id']}" for each in (bonn, rome)]
        assert owner.patch(paths[1], {"default_billing": True}).json()["default_billing"] is True
        assert _defaults(owner, acme) == {"billing": ["Rome"], "shipping": ["Bonn"]}
        refused = owner.patch(paths[1], {"default_billing": False})
        assert refused.json()["errors"][0]["code"] == "default_needed"
        # What no longer serves billing can't be the default for it.
        assert owner.patch(paths[1], {"kind": "shipping"}).status_code == 200
        assert _defaults(owner, acme) == {"billing": ["Bonn"], "shipping": ["Bonn"]}
        assert owner.patch(paths[1], {"default_billing": True}).json()["errors"][0]["code"] == "wrong_kind"


class TestRemove:
    def test_others(self, owner: Person, acme: str, stranger: Person, member: Person, reader: Person) -> None:
        made = owner.made(f"/companies/{acme}/addresses", city="Bonn")
        for person, status in ((stranger, 404), (member, 404), (reader, 403)):
            assert person.delete(f"/companies/{acme}/addresses/{made['id']}").status_code == status

    def test_another_becomes_the_default(self, owner: Person, acme: str, facts_of: Facts) -> None:
        bonn, rome = (owner.made(f"/companies/{acme}/addresses", city=city) for city in ("Bonn", "Rome"))
        assert owner.delete(f"/companies/{acme}/addresses/{bonn['id']}").status_code == 204
        assert _defaults(owner, acme) == {"billing": ["Rome"], "shipping": ["Rome"]}
        assert facts_of("company", acme)[-1] == "company.address_removed"
        assert owner.delete(f"/companies/{acme}/addresses/{rome['id']}").status_code == 204
        assert owner.get(f"/companies/{acme}").json()["addresses"] == []


class TestAllAtOnce:
    def test_kept_changed_added_and_removed(self, owner: Person, facts_of: Facts) -> None:
        acme = owner.made("/companies", name="Acme", addresses=[{"city": c} for c in ("Bonn", "Rome", "Oslo")])
        bonn, rome, oslo = acme["addresses"]
        wanted = [oslo, {**bonn, "city": "Köln"}, {"city": "Paris"}]
        after = owner.patch(f"/companies/{acme['id']}", {"addresses": wanted}).json()
        assert [a["city"] for a in after["addresses"]] == ["Oslo", "Köln", "Paris"]
        assert [a["id"] for a in after["addresses"]][:2] == [oslo["id"], bonn["id"]]
        assert rome["id"] not in [a["id"] for a in after["addresses"]]
        assert _defaults(owner, acme["id"]) == {"billing": ["Köln"], "shipping": ["Köln"]}
        again = owner.patch(f"/companies/{acme['id']}", {"addresses": after["addresses"]}).json()
        assert again == after

    def test_defaults_change_places(self, owner: Person) -> None:
        acme = owner.made("/companies", name="Acme", addresses=[{"city": "Bonn"}, {"city": "Rome"}])
        bonn, rome = acme["addresses"]
        off, on = ({"default_billing": yes, "default_shipping": yes} for yes in (False, True))
        answer = owner.patch(f"/companies/{acme['id']}", {"addresses": [{**bonn, **off}, {**rome, **on}]})
        assert answer.status_code == 200
        assert _defaults(owner, acme["id"]) == {"billing": ["Rome"], "shipping": ["Rome"]}

    def test_unknown_ids(self, owner: Person, acme: str) -> None:
        made = owner.made(f"/companies/{acme}/addresses", city="Bonn")
        for addresses in ([{"id": new_id()}], [made, made]):
            answer = owner.patch(f"/companies/{acme}", {"addresses": addresses})
            assert answer.status_code == 422
        assert owner.get(f"/companies/{acme}").json()["addresses"] == [made]
