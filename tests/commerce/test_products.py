"""Products: each operation, and the rules that are theirs alone."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from starlette.testclient import TestClient

from quintet.kit.ids import new_id
from tests.world import Person


class TestCreate:
    def test_who_may(self, anonymous: TestClient, member: Person, stranger: Person, manager: Person) -> None:
        assert anonymous.post("/api/v1/products", json={"name": "GTX Pro"}).status_code == 401
        assert member.post("/products", {"name": "GTX Pro"}).status_code == 403
        made = manager.made("/products", name="GTX Pro")
        assert stranger.get(f"/products/{made['id']}").status_code == 404
        assert [row["id"] for row in member.listed("/products", q="gtx")] == [made["id"]]

    def test_it_gets_a_sku_a_place_and_the_workspaces_currency(self, manager: Person) -> None:
        first = manager.made("/products", name="GTX Pro (2.0) – für alle")
        again = manager.made("/products", name="GTX Pro (2.0) – für alle", price_minor=480_000, currency="usd")
        assert (first["sku"], first["currency"], first["position"]) == ("GTX-PRO-2-0-FUR-ALLE", "EUR", 0)
        assert (again["sku"], again["currency"], again["position"]) == ("GTX-PRO-2-0-FUR-ALLE-2", "USD", 1)
        assert manager.made("/products", name="株式会社")["sku"] == "PRODUCT"
        assert [row["id"] for row in manager.listed("/products")][:2] == [first["id"], again["id"]]

    def test_a_sku_is_there_once(self, manager: Person) -> None:
        first = manager.made("/products", name="One", sku="A-1")
        taken = manager.post("/products", {"name": "Two", "sku": "a-1"})
        assert (taken.status_code, taken.json()["existing_id"]) == (409, first["id"])
        other = manager.made("/products", name="Two")
        assert manager.patch(f"/products/{other['id']}", {"sku": "A-1"}).status_code == 409
        manager.delete(f"/products/{first['id']}")
        assert manager.patch(f"/products/{other['id']}", {"sku": "A-1"}).json()["sku"] == "A-1"
        assert manager.post(f"/products/{first['id']}/restore").status_code == 409

    def test_skus_made_at_once_are_different(self, manager: Person) -> None:
        with ThreadPoolExecutor(8) as pool:
            made = list(pool.map(lambda _: manager.post("/products", {"name": "Same"}), range(12)))
        assert {answer.status_code for answer in made} == {201}
        assert len({answer.json()["sku"] for answer in made}) == 12

    @pytest.mark.parametrize(
        ("body", "field"),
        [
            ({}, "name"),
            ({"name": " "}, "name"),
            ({"name": "x", "sku": ""}, "sku"),
            ({"name": "x", "price_minor": -1}, "price_minor"),
            ({"name": "x", "price_minor": 1.5}, "price_minor"),
            ({"name": "x", "currency": "XXZ"}, "currency"),
            ({"name": "x", "parent_id": new_id()}, "parent_id"),
            ({"name": "x", "colour": "red"}, "colour"),
        ],
    )
    def test_bad_input(self, manager: Person, body: dict[str, Any], field: str) -> None:
        answer = manager.post("/products", body)
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field)


class TestModules:
    def test_a_product_has_modules_and_no_circles(self, manager: Person) -> None:
        whole = manager.made("/products", name="Suite")
        part = manager.made("/products", name="Module", parent_id=whole["id"], sellable=False)
        piece = manager.made("/products", name="Piece", parent_id=part["id"])
        for child in (whole, part, piece):
            answer = manager.patch(f"/products/{whole['id']}", {"parent_id": child["id"]})
            assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "cycle")
        assert [row["id"] for row in manager.listed("/products", parent_id=whole["id"])] == [part["id"]]
        refused = manager.delete(f"/products/{whole['id']}")
        assert (refused.status_code, refused.json()["code"]) == (409, "has_modules")
        for each in (piece, part, whole):
            assert manager.delete(f"/products/{each['id']}").status_code == 204


class TestReorder:
    def test_who_may(self, anonymous: TestClient, member: Person, manager: Person, stranger: Person) -> None:
        made = manager.made("/products", name="One")
        assert anonymous.post("/api/v1/products/reorder", json={"ids": [made["id"]]}).status_code == 401
        assert member.post("/products/reorder", {"ids": [made["id"]]}).status_code == 403
        answer = stranger.post("/products/reorder", {"ids": [made["id"]]})
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "ids.0")

    def test_what_is_named_comes_first(self, manager: Person) -> None:
        ids = [manager.made("/products", name=name)["id"] for name in "ABCD"]
        assert manager.post("/products/reorder", {"ids": [ids[3], ids[1], ids[3]]}).status_code == 204
        rows = manager.listed("/products")
        assert [row["id"] for row in rows] == [ids[3], ids[1], ids[0], ids[2]]
        assert [row["position"] for row in rows] == [0, 1, 2, 3]
        assert {row["version"] for row in rows} == {1}
        assert manager.post("/products/reorder", {"ids": []}).status_code == 422
