"""Custom fields: their definitions, the checking of values, and their life in lists."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from quintet.kit.ids import new_id
from tests.foundation.objects.conftest import CUSTOM, Shelf
from tests.world import Person

URL = "/custom-fields"


def field(**values: Any) -> dict[str, Any]:
    return {"object": "company", "label": "Lead origin", "type": "text", **values}


class TestDefine:
    def test_anonymous(self, anonymous: TestClient) -> None:
        assert anonymous.post(f"/api/v1{URL}", json=field()).status_code == 401
        assert anonymous.get(f"/api/v1{URL}").status_code == 401

    def test_forbidden(self, manager: Person, member: Person) -> None:
        for person in (manager, member):
            assert person.post(URL, field()).status_code == 403

    def test_valid(self, admin: Person, member: Person) -> None:
        made = admin.made(URL, **field())
        assert (made["key"], made["position"], made["archived"]) == ("lead_origin", 0, False)
        assert [f["key"] for f in member.listed(URL, object="companies")] == ["lead_origin"]
        assert member.listed(URL, object="contact") == []

    def test_other_workspace(self, admin: Person, stranger: Person) -> None:
        made = admin.made(URL, **field())
        assert stranger.listed(URL) == []
        assert stranger.patch(f"{URL}/{made['id']}", {"label": "x"}).status_code == 404
        stranger.made(URL, **field())

    def test_key_is_unique_per_object(self, admin: Person) -> None:
        made = admin.made(URL, **field())
        answer = admin.post(URL, field(label="Lead  Origin!"))
        assert (answer.status_code, answer.json()["existing_id"]) == (409, made["id"])
        admin.made(URL, **field(object="contact"))

    @pytest.mark.parametrize(
        ("values", "place"),
        [
            ({"label": ""}, "label"),
            ({"type": "odd"}, "type"),
            ({"type": "json"}, "type"),
            ({"key": "Has Space"}, "key"),
            ({"object": "tag"}, "object"),
            ({"type": "select"}, "options"),
            ({"type": "multi_select", "options": [""]}, "options.0"),
            ({"type": "text", "options": ["a"]}, "options"),
            ({"type": "relation"}, "options"),
            ({"type": "relation", "options": ["odd"]}, "options"),
            ({"type": "relation", "options": ["company", "contact"]}, "options"),
        ],
    )
    def test_invalid(self, admin: Person, values: dict[str, Any], place: str) -> None:
        answer = admin.post(URL, field(**values))
        assert answer.status_code == 422, answer.text
        assert answer.json()["errors"][0]["field"] == place

    def test_unknown_object(self, admin: Person) -> None:
        assert admin.post(URL, field(object="odd")).status_code == 404

    @pytest.mark.parametrize(
        ("label", "key"), [("Größe in m²", "grosse_in_m2"), ("2nd phone", "f_2nd_phone"), ("日本", "f")]
    )
    def test_keys_of_labels(self, admin: Person, label: str, key: str) -> None:
        assert admin.made(URL, **field(label=label))["key"] == key


class TestChange:
    def test_forbidden(self, admin: Person, manager: Person) -> None:
        made = admin.made(URL, **field())
        assert manager.patch(f"{URL}/{made['id']}", {"label": "x"}).status_code == 403

    def test_key_and_type_stay(self, admin: Person) -> None:
        made = admin.made(URL, **field())
        assert admin.patch(f"{URL}/{made['id']}", {"key": "x"}).status_code == 422
        assert admin.patch(f"{URL}/{made['id']}", {"type": "date"}).status_code == 422
        changed = admin.patch(f"{URL}/{made['id']}", {"label": "Origin", "position": 7}).json()
        assert (changed["label"], changed["position"], changed["key"]) == ("Origin", 7, "lead_origin")

    def test_archived_fields_keep_their_values_but_take_none(self, admin: Person, owner: Person) -> None:
        made = admin.made(URL, **field())
        company = owner.made("/companies", name="x", custom={"lead_origin": "web"})
        admin.patch(f"{URL}/{made['id']}", {"archived": True})
        assert owner.patch(f"/companies/{company['id']}", {"custom": {"lead_origin": "fair"}}).status_code == 422
        assert owner.get("/companies", **{"custom.lead_origin": "web"}).status_code == 422
        assert owner.get(f"/companies/{company['id']}").json()["custom"] == {"lead_origin": "web"}
        admin.patch(f"{URL}/{made['id']}", {"archived": False})
        assert len(owner.listed("/companies", **{"custom.lead_origin": "web"})) == 1


GOOD: dict[str, list[tuple[Any, Any]]] = {
    "motto": [(" Ever up ", "Ever up")],
    "story": [("x" * 20_000, "x" * 20_000)],
    "floors": [(0, 0), (-(2**53), -(2**53))],
    "ratio": [(0.1, 0.1), (3, 3)],
    "deposit": [({"amount_minor": -5, "currency": "EUR"}, {"amount_minor": -5, "currency": "EUR"})],
    "founded": [("2024-02-29", "2024-02-29")],
    "seen": [
        ("2026-01-01T10:00:00+02:00", "2026-01-01T08:00:00.000000Z"),
        ("2026-01-01T10:00:00", "2026-01-01T10:00:00.000000Z"),
    ],
    "vegan": [(False, False)],
    "tier": [("gold", "gold")],
    "colors": [(["blue", "red", "blue"], ["blue", "red"])],
    "shop": [("https://shop.example/x?y=1", "https://shop.example/x?y=1")],
    "desk": [("desk@shop.example", "desk@shop.example")],
    "fax": [("+49 30 1", "+49 30 1")],
}
BAD: dict[str, list[Any]] = {
    "motto": [1, ["x"], "x" * 2001],
    "story": ["x" * 20_001],
    "floors": ["3", 1.5, True, 2**53 + 1],
    "ratio": ["0.5", True, {}],
    "deposit": [
        100,
        {"amount_minor": 1},
        {"amount_minor": 1.5, "currency": "EUR"},
        {"amount_minor": 1, "currency": "€"},
    ],
    "founded": ["2023-02-29", "soon", 2024],
    "seen": ["soon", 5],
    "vegan": ["true", 1],
    "tier": ["bronze", 1],
    "colors": ["red", ["red", "black"], [1]],
    "shop": ["shop.example", "javascript:alert(1)"],
    "desk": ["desk"],
    "fax": [5],
    "rival": ["x", 5],
}


class TestValues:
    def test_good_ones_are_kept_in_one_form(self, owner: Person, custom_fields: None) -> None:
        assert set(GOOD) | {"rival"} == set(CUSTOM)
        for key, pairs in GOOD.items():
            for given, kept in pairs:
                company = owner.made("/companies", name="x", custom={key: given})
                assert company["custom"] == {key: kept}, key

    def test_bad_ones_are_named(self, owner: Person, custom_fields: None) -> None:
        for key, values in BAD.items():
            for value in values:
                answer = owner.post("/companies", {"name": "x", "custom": {key: value}})
                assert answer.status_code == 422, (key, value, answer.text)
                assert [error["field"] for error in answer.json()["errors"]] == [f"custom.{key}"]
        assert owner.listed("/companies") == []

    def test_all_mistakes_at_once(self, owner: Person, custom_fields: None) -> None:
        answer = owner.post(
            "/companies", {"name": "x", "custom": {"floors": "x", "odd": 1, "tier": "gold", "vegan": 1}}
        )
        assert {e["field"] for e in answer.json()["errors"]} == {"custom.floors", "custom.odd", "custom.vegan"}

    def test_relations_point_at_what_one_sees(self, owner: Person, member: Person, custom_fields: None) -> None:
        hidden = owner.made("/companies", name="Hidden")
        for id_ in (hidden["id"], new_id()):
            assert member.post("/companies", {"name": "x", "custom": {"rival": id_}}).status_code == 422
        made = owner.made("/companies", name="x", custom={"rival": hidden["id"]})
        assert [c["id"] for c in owner.listed("/companies", **{"custom.rival": hidden["id"]})] == [made["id"]]

    def test_changing_one_leaves_the_others(self, shelf: Shelf, owner: Person) -> None:
        alpha = shelf.records[0]
        changed = owner.patch(f"/companies/{alpha['id']}", {"custom": {"floors": 4, "motto": None}}).json()
        expected = {key: value for key, value in alpha["custom"].items() if key != "motto"} | {"floors": 4}
        assert changed["custom"] == expected
        event = owner.get(f"/timeline/company/{alpha['id']}").json()["data"][0]
        assert {c["field"]: (c["before"], c["after"]) for c in event["changes"]} == {
            "custom.floors": (3, 4),
            "custom.motto": ("Ever up", None),
        }

    def test_found_by_their_words(self, shelf: Shelf) -> None:
        assert shelf.found(q="long ago") == ["Alpha_100%"]

    def test_required_ones(self, admin: Person, owner: Person) -> None:
        admin.made(URL, **field(required=True))
        answer = owner.post("/companies", {"name": "x"})
        assert [error["field"] for error in answer.json()["errors"]] == ["custom.lead_origin"]
        company = owner.made("/companies", name="x", custom={"lead_origin": "web"})
        assert owner.patch(f"/companies/{company['id']}", {"custom": {"lead_origin": ""}}).status_code == 422
        assert owner.patch(f"/companies/{company['id']}", {"name": "y"}).status_code == 200

    def test_of_another_workspace_are_unknown(self, admin: Person, stranger: Person) -> None:
        admin.made(URL, **field())
        assert stranger.post("/companies", {"name": "x", "custom": {"lead_origin": "web"}}).status_code == 422
