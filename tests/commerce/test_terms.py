"""Tax rates, payment terms and contract terms: the same rules for each."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.world import Person

KINDS = [("tax-rates", {"percent": 19}), ("payment-terms", {"days": 14}), ("contract-terms", {"months": 12})]


@pytest.mark.parametrize(("path", "value"), KINDS)
class TestTerms:
    def test_who_may(
        self, path: str, value: dict[str, Any], anonymous: TestClient, member: Person, owner: Person
    ) -> None:
        assert anonymous.get(f"/api/v1/{path}").status_code == 401
        assert member.post(f"/{path}", {"name": "Ours", **value}).status_code == 403
        made = owner.made(f"/{path}", name="Ours", **value)
        assert [row["id"] for row in member.listed(f"/{path}")] == [made["id"]]
        assert member.patch(f"/{path}/{made['id']}", {"name": "Mine"}).status_code == 403
        assert member.delete(f"/{path}/{made['id']}").status_code == 403

    def test_a_name_is_there_once(self, path: str, value: dict[str, Any], manager: Person) -> None:
        first = manager.made(f"/{path}", name="Usual", **value)
        again = manager.post(f"/{path}", {"name": "USUAL", **value})
        assert (again.status_code, again.json()["existing_id"]) == (409, first["id"])
        assert manager.delete(f"/{path}/{first['id']}").status_code == 204
        manager.made(f"/{path}", name="usual", **value)
        assert manager.post(f"/{path}/{first['id']}/restore").status_code == 409

    def test_one_is_the_default(self, path: str, value: dict[str, Any], manager: Person) -> None:
        first = manager.made(f"/{path}", name="First", is_default=True, **value)
        second = manager.made(f"/{path}", name="Second", is_default=True, **value)
        assert {row["name"]: row["is_default"] for row in manager.listed(f"/{path}")} == {
            "First": False,
            "Second": True,
        }
        stale = manager.patch(f"/{path}/{first['id']}", {"is_default": True}, **{"If-Match": f'"{first["version"]}"'})
        assert stale.status_code == 412
        assert manager.patch(f"/{path}/{first['id']}", {"is_default": True}).status_code == 200
        assert manager.get(f"/{path}/{second['id']}").json()["is_default"] is False
        assert manager.delete(f"/{path}/{first['id']}").status_code == 204
        manager.patch(f"/{path}/{second['id']}", {"is_default": True})
        assert manager.post(f"/{path}/{first['id']}/restore").json()["is_default"] is False

    def test_two_at_once(self, path: str, value: dict[str, Any], manager: Person) -> None:
        def make(number: int) -> int:
            return manager.post(f"/{path}", {"name": f"No. {number}", "is_default": True, **value}).status_code

        with ThreadPoolExecutor(4) as pool:
            answers = list(pool.map(make, range(8)))
        assert set(answers) <= {201, 409}
        assert sum(row["is_default"] for row in manager.listed(f"/{path}")) == 1

    def test_bad_input(self, path: str, value: dict[str, Any], manager: Person) -> None:
        [(name, _)] = value.items()
        for body, field in (
            ({"name": "", **value}, "name"),
            ({"name": "x" * 101, **value}, "name"),
            ({"name": "x"}, name),
            ({"name": "x", name: -1}, name),
            ({"name": "x", name: 10**6}, name),
        ):
            answer = manager.post(f"/{path}", body)
            assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field)
        made = manager.made(f"/{path}", name="x", **value)
        assert manager.patch(f"/{path}/{made['id']}", {"name": ""}).status_code == 422


def test_a_percentage_has_four_decimals(manager: Person, facts_of: Callable[..., list[str]]) -> None:
    made = manager.made("/tax-rates", name="New York", percent=8.875)
    assert made["percent"] == 8.875
    assert manager.post("/tax-rates", {"name": "x", "percent": 0.00001}).status_code == 422
    assert facts_of("tax_rate", made["id"]) == ["tax_rate.created"]
