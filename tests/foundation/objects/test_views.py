"""Saved views: whose they are, who sees them, and what may stand in them."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.world import Person


def view(**values: Any) -> dict[str, Any]:
    return {"object": "company", "name": "Mine", **values}


class TestSave:
    def test_anonymous(self, anonymous: TestClient) -> None:
        assert anonymous.post("/api/v1/views", json=view()).status_code == 401
        assert anonymous.get("/api/v1/views").status_code == 401

    def test_valid(self, member: Person) -> None:
        made = member.made(
            "/views",
            **view(
                filters=[{"field": "owner_id", "op": "eq", "value": "me"}],
                columns=["name", "domain"],
                sort="-created_at",
                layout="board",
                group_by="status",
            ),
        )
        assert (made["owner_id"], made["shared"], made["columns"]) == (member.user_id, False, ["name", "domain"])

    def test_sharing_is_for_managers(self, member: Person, manager: Person) -> None:
        assert member.post("/views", view(shared=True)).status_code == 403
        manager.made("/views", **view(shared=True))

    @pytest.mark.parametrize(
        "values",
        [
            {"name": ""},
            {"filters": [{"field": "odd", "op": "eq", "value": "1"}]},
            {"filters": [{"field": "employees", "op": "contains", "value": "1"}]},
            {"columns": ["odd"]},
            {"sort": "odd"},
            {"group_by": "odd"},
            {"layout": "odd"},
        ],
    )
    def test_invalid(self, owner: Person, values: dict[str, Any]) -> None:
        assert owner.post("/views", view(**values)).status_code == 422

    def test_custom_fields_may_stand_in_it(self, admin: Person, owner: Person) -> None:
        admin.made("/custom-fields", object="company", label="Tier", type="select", options=["gold"])
        filters = [{"field": "custom.tier", "op": "eq", "value": "gold"}]
        owner.made("/views", **view(filters=filters, columns=["custom.tier"], sort="custom.tier"))


class TestSeeAndChange:
    def test_ones_own_and_shared(self, member: Person, colleague: Person, manager: Person, stranger: Person) -> None:
        mine, shared = member.made("/views", **view()), manager.made("/views", **view(shared=True))
        assert {v["id"] for v in member.listed("/views", object="company")} == {mine["id"], shared["id"]}
        assert [v["id"] for v in colleague.listed("/views")] == [shared["id"]]
        assert member.listed("/views", object="contact") == []
        assert stranger.listed("/views") == []
        for person, status in ((colleague, 404), (stranger, 404), (member, 200)):
            assert person.patch(f"/views/{mine['id']}", {"name": "x"}).status_code == status
        assert member.patch(f"/views/{shared['id']}", {"name": "x"}).status_code == 403
        assert member.delete(f"/views/{shared['id']}").status_code == 403
        assert colleague.delete(f"/views/{mine['id']}").status_code == 404
        assert member.patch(f"/views/{mine['id']}", {"shared": True}).status_code == 403

    def test_delete(self, member: Person) -> None:
        mine = member.made("/views", **view())
        assert member.delete(f"/views/{mine['id']}").status_code == 204
        assert member.listed("/views") == []
        assert member.delete(f"/views/{mine['id']}").status_code == 404
