"""The description of objects that front ends live by: what it promises, the routes keep."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.world import Person

OBJECTS = ("activity", "company", "contact", "note", "tag", "task")


def test_anonymous(anonymous: TestClient) -> None:
    assert anonymous.get("/api/v1/meta/objects").status_code == 401


def test_unknown(owner: Person) -> None:
    assert owner.get("/meta/objects/odd").status_code == 404


def test_by_name_and_by_plural(owner: Person) -> None:
    assert owner.get("/meta/objects/company").json() == owner.get("/meta/objects/companies").json()


def test_all(owner: Person) -> None:
    assert {o["name"] for o in owner.listed("/meta/objects")} >= set(OBJECTS)


def test_rights_are_the_actors(owner: Person, member: Person) -> None:
    assert owner.get("/meta/objects/tag").json()["rights"]["delete"] is True
    assert member.get("/meta/objects/tag").json()["rights"] == {
        "read": True,
        "create": True,
        "update": False,
        "delete": False,
    }


def test_custom_fields(admin: Person, stranger: Person) -> None:
    admin.made("/custom-fields", object="company", label="Rival", type="relation", options=["company"], required=True)

    def custom(person: Person) -> list[dict[str, Any]]:
        return [f for f in person.get("/meta/objects/company").json()["fields"] if f["custom"]]

    (field,) = custom(admin)
    assert (field["name"], field["relation"], field["required"]) == ("custom.rival", "company", True)
    assert custom(stranger) == []


@pytest.mark.parametrize("name", OBJECTS)
def test_it_is_true(owner: Person, name: str) -> None:
    """Every filter, sort and expansion it offers is taken; every field it names is in a record's schema."""
    meta = owner.get(f"/meta/objects/{name}").json()
    url = f"/{meta['plural']}"
    for field in meta["fields"]:
        for operator in field["operators"]:
            text = {"boolean": "true", "integer": "1", "money": "1", "number": "1.5"}.get(field["type"], "x")
            text = {"relation": owner.user_id, "relations": owner.user_id, "date": "2026-01-01"}.get(
                field["type"], text
            )
            text = "2026-01-01T00:00:00Z" if field["type"] == "datetime" else text
            text = field["options"][0] if field["options"] else text
            text = {"is_null": "true", "within": "last_7_days"}.get(operator, text)
            answer = owner.get(url, **{f"{field['name']}[{operator}]": text})
            assert answer.status_code == 200, (field["name"], operator, answer.text)
        for sort in (field["name"], f"-{field['name']}"):
            assert owner.get(url, sort=sort).status_code == (200 if field["sortable"] else 422), sort
        if field["expand"]:
            assert owner.get(url, expand=field["expand"]).status_code == 200
    schemas = owner.http.get("/api/v1/openapi.json").json()["components"]["schemas"]
    assert {field["name"] for field in meta["fields"]} <= set(schemas[name.capitalize()]["properties"])
    assert meta["title_field"] in schemas[name.capitalize()]["properties"]
