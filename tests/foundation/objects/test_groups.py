"""Records by what is chosen in a field, against what Python makes of the same records."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from quintet.foundation.db import Database
from quintet.foundation.db.raw import count_queries
from tests.foundation.objects.conftest import Shelf
from tests.world import Person


def groups(person: Person, plural: str, by: str, **parameters: Any) -> dict[str | None, dict[str, Any]]:
    answer = person.get(f"/{plural}/groups", by=by, **parameters)
    assert answer.status_code == 200, answer.text
    return {group["value"]: group for group in answer.json()["groups"]}


def names(group: dict[str, Any]) -> list[str]:
    return [record["name"] for record in group["records"]]


class TestAccess:
    def test_anonymous(self, anonymous: TestClient) -> None:
        assert anonymous.get("/api/v1/companies/groups?by=status").status_code == 401

    def test_other_workspace(self, shelf: Shelf, stranger: Person) -> None:
        assert all(not group["count"] for group in groups(stranger, "companies", "status").values())

    def test_a_member_sees_their_own(self, shelf: Shelf, member: Person) -> None:
        mine = member.made("/companies", name="Mine", status="lead")
        found = groups(member, "companies", "status", sum="employees")
        assert [record["id"] for record in found["lead"]["records"]] == [mine["id"]]
        assert sum(group["count"] for group in found.values()) == 1


class TestGroups:
    @pytest.mark.parametrize("by", ["status", "custom.tier"])
    @pytest.mark.parametrize("filters", [{}, {"industry[contains]": "tea"}, {"q": "alpha"}])
    def test_as_python_counts(self, shelf: Shelf, by: str, filters: dict[str, str]) -> None:
        inside = set(shelf.found(limit=200, **filters))
        rows = [row for row in shelf.records if row["name"] in inside]
        found = groups(shelf.person, "companies", by, sum="annual_revenue_minor", sort="name", **filters)
        for value, group in found.items():
            mine = [row for row in rows if shelf.value(row, by) == value]
            assert group["count"] == len(mine)
            assert sum(total["sum"] for total in group["totals"]) == sum(r["annual_revenue_minor"] or 0 for r in mine)
            assert sorted(names(group)) == sorted(row["name"] for row in mine)
            assert names(group) == [name for name in shelf.found(sort="name", limit=200) if name in names(group)]
        assert sum(group["count"] for group in found.values()) == len(rows)

    def test_choices_are_groups_in_their_order(self, shelf: Shelf) -> None:
        assert list(groups(shelf.person, "companies", "custom.tier")) == ["gold", "silver", None]
        described = shelf.person.get("/meta/objects/task").json()["fields"]
        options = next(field["options"] for field in described if field["name"] == "priority")
        assert [value for value in groups(shelf.person, "tasks", "priority") if value is not None] == options

    def test_what_is_no_choice_any_more_is_seen(self, shelf: Shelf, admin: Person) -> None:
        field = next(each for each in admin.listed("/custom-fields", object="company") if each["key"] == "tier")
        assert admin.patch(f"/custom-fields/{field['id']}", {"options": ["gold", "bronze"]}).status_code == 200
        found = groups(shelf.person, "companies", "custom.tier")
        assert list(found) == ["gold", "bronze", "silver", None]
        assert found["silver"]["count"] == 1

    def test_money_is_added_by_currency(self, owner: Person) -> None:
        for currency, value in (("EUR", 100), ("EUR", 250), ("USD", 7)):
            owner.made("/deals", title="Deal", value_minor=value, currency=currency)
        assert groups(owner, "deals", "status", sum="value_minor")["open"]["totals"] == [
            {"currency": "EUR", "count": 2, "sum": 350},
            {"currency": "USD", "count": 1, "sum": 7},
        ]

    def test_nothing_chosen_anywhere(self, owner: Person, custom_fields: None) -> None:
        owner.made("/companies", name="Bare")
        found = groups(owner, "companies", "custom.tier")
        assert {value: names(group) for value, group in found.items()} == {"gold": [], "silver": [], None: ["Bare"]}

    def test_first_of_each(self, owner: Person) -> None:
        for number in range(5):
            owner.made("/tasks", title=f"Task {number}", priority="high")
        found = groups(owner, "tasks", "priority", limit=2, sort="-created_at", expand="assignee")["high"]
        assert found["count"] == 5
        assert [record["title"] for record in found["records"]] == ["Task 4", "Task 3"]
        assert "assignee" in found["records"][0]

    def test_wrong(self, owner: Person, custom_fields: None) -> None:
        for wrong in (
            {"by": "name"},
            {"by": ""},
            {"by": "custom.nothing"},
            {"by": "custom.colors"},
            {"by": "status", "sum": "name"},
            {"by": "status", "sum": "custom.deposit"},
            {"by": "status", "limit": 101},
            {"by": "status", "cursor": "x"},
            {"by": "status", "nothing": "x"},
        ):
            answer = owner.get("/companies/groups", **wrong)
            assert answer.status_code == 422, wrong
            assert answer.json()["errors"][0]["field"] in [*wrong, "by"]

    def test_few_statements(self, shelf: Shelf, db: Database) -> None:
        groups(shelf.person, "companies", "status", expand="owner")
        with count_queries(db.engine, db.write_engine) as few:
            groups(shelf.person, "companies", "status", expand="owner")
        for number in range(30):
            shelf.person.made("/companies", name=f"More {number}", status="customer")
        with count_queries(db.engine, db.write_engine) as many:
            groups(shelf.person, "companies", "status", expand="owner")
        assert len(many) == len(few) <= 6
