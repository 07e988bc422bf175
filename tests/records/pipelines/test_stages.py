"""Stages of pipelines: each operation, and what a pipeline never lacks."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.world import Person

STAGES = [{"name": "Talk", "probability": 30}, {"name": "Yes", "kind": "won"}, {"name": "No", "kind": "lost"}]


@pytest.fixture
def pipeline(admin: Person) -> dict[str, Any]:
    return admin.made("/pipelines", name="Sales", stages=STAGES)


def order(person: Person, pipeline: dict[str, Any]) -> list[tuple[str, int]]:
    return [(s["name"], s["position"]) for s in person.listed("/stages", pipeline_id=pipeline["id"], sort="position")]


class TestCreate:
    def test_others(self, anonymous: TestClient, manager: Person, stranger: Person, pipeline: dict[str, Any]) -> None:
        body = {"pipeline_id": pipeline["id"], "name": "Offer"}
        assert anonymous.post("/api/v1/stages", json=body).status_code == 401
        assert manager.post("/stages", body).status_code == 403
        assert stranger.post("/stages", body).status_code == 422

    def test_after_the_open_ones(self, admin: Person, pipeline: dict[str, Any]) -> None:
        stage = admin.made("/stages", pipeline_id=pipeline["id"], name="Offer")
        assert (stage["kind"], stage["probability"]) == ("open", 50)
        admin.made("/stages", pipeline_id=pipeline["id"], name="First", position=0, probability=5)
        admin.made("/stages", pipeline_id=pipeline["id"], name="Never", kind="lost")
        assert order(admin, pipeline) == [("First", 0), ("Talk", 1), ("Offer", 2), ("Yes", 3), ("No", 4), ("Never", 5)]

    def test_name_is_taken(self, admin: Person, pipeline: dict[str, Any]) -> None:
        answer = admin.post("/stages", {"pipeline_id": pipeline["id"], "name": "TALK"})
        assert (answer.status_code, answer.json()["existing_id"]) == (409, pipeline["stages"][0]["id"])


class TestChange:
    def test_valid(self, admin: Person, pipeline: dict[str, Any]) -> None:
        talk = pipeline["stages"][0]["id"]
        changed = admin.patch(f"/stages/{talk}", {"name": "Chat", "probability": 40, "color": "#000000"})
        assert changed.status_code == 200, changed.text
        assert (changed.json()["name"], changed.json()["probability"]) == ("Chat", 40)
        assert admin.patch(f"/stages/{talk}", {"name": "yes"}).status_code == 409
        assert admin.patch(f"/stages/{talk}", {"name": ""}).status_code == 422

    def test_others(self, manager: Person, stranger: Person, pipeline: dict[str, Any]) -> None:
        talk = pipeline["stages"][0]["id"]
        assert manager.patch(f"/stages/{talk}", {"name": "Chat"}).status_code == 403
        assert stranger.patch(f"/stages/{talk}", {"name": "Chat"}).status_code == 404

    def test_kind(self, admin: Person, pipeline: dict[str, Any]) -> None:
        talk, yes, _ = (stage["id"] for stage in pipeline["stages"])
        assert admin.patch(f"/stages/{talk}", {"kind": "won"}).json()["code"] == "open_needed"
        assert admin.patch(f"/stages/{yes}", {"probability": 90}).status_code == 422
        assert admin.patch(f"/stages/{yes}", {"kind": "lost"}).json()["probability"] == 0


class TestArchive:
    def test_empty(self, admin: Person, manager: Person, pipeline: dict[str, Any]) -> None:
        offer = admin.made("/stages", pipeline_id=pipeline["id"], name="Offer")
        assert manager.delete(f"/stages/{offer['id']}").status_code == 403
        assert admin.delete(f"/stages/{offer['id']}").status_code == 204
        assert order(admin, pipeline) == [("Talk", 0), ("Yes", 1), ("No", 2)]
        assert admin.post(f"/stages/{offer['id']}/restore").status_code == 200
        assert order(admin, pipeline)[-1] == ("Offer", 3)

    def test_an_open_one_is_needed(self, admin: Person, pipeline: dict[str, Any]) -> None:
        assert admin.delete(f"/stages/{pipeline['stages'][0]['id']}").json()["code"] == "open_needed"

    def test_the_one_for_bogus_leads_is_needed(self, admin: Person) -> None:
        leads = admin.made("/pipelines", name="Leads", kind="lead")
        bogus = next(stage["id"] for stage in leads["stages"] if stage["system"] == "bogus")
        assert admin.delete(f"/stages/{bogus}").json()["code"] == "system_stage"
        assert admin.patch(f"/stages/{bogus}", {"kind": "open"}).status_code == 409
        assert admin.patch(f"/stages/{bogus}", {"name": "Spam"}).status_code == 200

    def test_target_of_another_kind(self, admin: Person, pipeline: dict[str, Any]) -> None:
        offer = admin.made("/stages", pipeline_id=pipeline["id"], name="Offer")
        body = {"move_to": pipeline["stages"][1]["id"]}
        assert admin.post(f"/stages/{offer['id']}/archive", body).status_code == 422
