"""How companies stand, of what the reader sees."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from quintet.foundation.db import Database
from quintet.foundation.db.raw import count_queries
from quintet.kit.ids import new_id
from tests.world import Person

PATH = "/company-standings"


def standing(person: Person, company: dict[str, Any]) -> dict[str, Any]:
    (found,) = person.listed(PATH, company_ids=company["id"])
    return found


@pytest.fixture
def acme(member: Person) -> dict[str, Any]:
    return member.made("/companies", name="Acme")


def test_anonymous(anonymous: TestClient) -> None:
    assert anonymous.get("/api/v1/company-standings", params={"company_ids": new_id()}).status_code == 401


def test_a_company_of_which_nothing_is_known(member: Person, acme: dict[str, Any]) -> None:
    assert standing(member, acme) == {
        "company_id": acme["id"],
        "contacts": 0,
        "open_leads": 0,
        "open_deals": 0,
        "open_value": [],
        "won_deals": 0,
        "won_value": [],
        "lifetime_value": [],
        "last_activity_at": None,
    }


def test_what_it_adds_up(member: Person, acme: dict[str, Any]) -> None:
    on = {"company_id": acme["id"]}
    member.made("/contacts", first_name="Ann", **on)
    member.made("/leads", first_name="Bo", **on)
    for title, value, currency in (("One", 100_00, "EUR"), ("Two", 50_00, "EUR"), ("Three", 7_00, "USD")):
        member.made("/deals", title=title, value_minor=value, currency=currency, **on)
    won = member.made("/deals", title="Won", value_minor=900_00, currency="EUR", **on)
    assert member.post(f"/deals/{won['id']}/close", {"outcome": "won"}).status_code == 200
    gone = member.made("/deals", title="Gone", value_minor=1_00, currency="EUR", **on)
    member.delete(f"/deals/{gone['id']}")
    shown = standing(member, acme)
    assert (shown["contacts"], shown["open_leads"], shown["open_deals"], shown["won_deals"]) == (1, 1, 3, 1)
    assert shown["open_value"] == [
        {"currency": "EUR", "amount_minor": 150_00},
        {"currency": "USD", "amount_minor": 7_00},
    ]
    assert shown["won_value"] == [{"currency": "EUR", "amount_minor": 900_00}]


def test_the_last_activity_is_of_all_that_belongs_to_it(member: Person, acme: dict[str, Any]) -> None:
    on = {"company_id": acme["id"]}
    parents = {
        "company": acme,
        "contact": member.made("/contacts", first_name="Ann", **on),
        "lead": member.made("/leads", first_name="Bo", **on),
        "deal": member.made("/deals", title="One", **on),
    }
    for day, (kind, parent) in enumerate(parents.items(), start=1):
        at = f"2026-01-{day:02}T10:00:00.000000Z"
        member.made("/activities", type="call", subject=kind, starts_at=at, related_type=kind, related_id=parent["id"])
        assert standing(member, acme)["last_activity_at"].startswith(f"2026-01-{day:02}T10:00:00"), kind
    # What is yet to come was not done.
    member.made(
        "/activities", type="meeting", subject="Next", starts_at="2090-01-01T10:00:00Z",
        related_type="company", related_id=acme["id"],
    )  # fmt: skip
    assert standing(member, acme)["last_activity_at"].startswith("2026-01-04")


def test_only_what_one_sees_counts(
    owner: Person, member: Person, colleague: Person, stranger: Person, acme: dict[str, Any]
) -> None:
    # A deal of one's own lends sight of its company, and of nothing else that hangs on it.
    owner.made("/deals", title="Theirs", value_minor=5_00, company_id=acme["id"], owner_id=colleague.user_id)
    owner.made("/contacts", first_name="Ann", company_id=acme["id"])
    assert standing(owner, acme)["contacts"] == 1
    seen = standing(colleague, acme)
    assert (seen["open_deals"], seen["contacts"]) == (1, 0)
    assert stranger.listed(PATH, company_ids=acme["id"]) == []


@pytest.mark.parametrize("ids", ["", "x", ",".join(new_id() for _ in range(101))])
def test_invalid(member: Person, ids: str) -> None:
    answer = member.get(PATH, company_ids=ids)
    assert (answer.status_code, [each["field"] for each in answer.json()["errors"]]) == (422, ["company_ids"])


def test_many_at_once_take_as_many_statements(member: Person, db: Database) -> None:
    ids = [member.made("/companies", name=f"Company {number}")["id"] for number in range(5)]
    with count_queries(db.engine) as few:
        member.listed(PATH, company_ids=ids[0])
    with count_queries(db.engine) as many:
        assert len(member.listed(PATH, company_ids=",".join(ids))) == 5
    assert len(few) == len(many)


def test_beside_the_companies_of_a_list(owner: Person, colleague: Person, db: Database) -> None:
    ids = [owner.made("/companies", name=f"Company {number}")["id"] for number in range(4)]
    won = owner.made("/deals", title="Won", value_minor=900_00, currency="EUR", company_id=ids[0])
    owner.post(f"/deals/{won['id']}/close", {"outcome": "won"})
    owner.made("/deals", title="Theirs", value_minor=5_00, company_id=ids[1], owner_id=colleague.user_id)
    owner.made("/contacts", first_name="Ann", company_id=ids[1])

    def page(person: Person, **asked: Any) -> list[Any]:
        return [row["standing"] for row in person.listed("/companies", expand="standing", sort="name", **asked)]

    with count_queries(db.engine) as few:
        assert len(page(owner, limit=1)) == 1
    with count_queries(db.engine) as many:
        shown = page(owner)
    assert len(few) == len(many)
    assert shown == owner.listed(PATH, company_ids=",".join(ids))
    assert shown[0]["won_value"] == [{"currency": "EUR", "amount_minor": 900_00}]
    # Of what one sees: the company by a deal of one's own, and not its people.
    [seen] = page(colleague)
    assert (seen["open_deals"], seen["contacts"]) == (1, 0)
    assert owner.get(f"/companies/{ids[0]}", expand="standing").json()["standing"] == shown[0]
    with count_queries(db.engine) as plain:
        assert "standing" not in owner.listed("/companies")[0]
    assert len(plain) < len(many)
    for query in ({"sort": "standing.open_deals"}, {"standing.open_deals": "1"}, {"expand": "standings"}):
        assert owner.get("/companies", **query).status_code == 422
    assert owner.get("/contacts", expand="standing").status_code == 422


def test_as_columns_of_saved_views(member: Person) -> None:
    parts = member.get("/meta/objects/company").json()["beside"]
    assert {"name": "standing.won_value", "label": "Won value", "type": "amounts", "expand": "standing"} in parts
    view = {"object": "company", "name": "Big", "columns": ["name", *(part["name"] for part in parts)]}
    assert member.made("/views", **view)["columns"] == view["columns"]
    for wrong in ({"columns": ["standing.luck"]}, {"group_by": "standing.open_deals"}):
        assert member.post("/views", {**view, **wrong}).status_code == 422
