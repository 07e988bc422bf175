"""Pipelines: their operations, the default ones, and statistics of what moves through them."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from quintet.foundation.db import Database, bind_workspace
from quintet.kit.ids import new_id
from quintet.records.pipelines.defaults import default_pipeline
from quintet.records.pipelines.schemas import PipelineKind
from tests.world import Person

Facts = Callable[..., list[str]]
STAGES = [{"name": "Talk", "probability": 30}, {"name": "Yes", "kind": "won"}, {"name": "No", "kind": "lost"}]


def names(pipeline: dict[str, Any]) -> list[str]:
    return [stage["name"] for stage in pipeline["stages"]]


class TestCreate:
    def test_anonymous(self, anonymous: TestClient) -> None:
        assert anonymous.post("/api/v1/pipelines", json={"name": "Sales"}).status_code == 401

    def test_forbidden(self, manager: Person, reader: Person) -> None:
        assert manager.post("/pipelines", {"name": "Sales"}).status_code == 403
        assert reader.post("/pipelines", {"name": "Sales"}).status_code == 403

    def test_valid(self, admin: Person, facts_of: Facts) -> None:
        pipeline = admin.made("/pipelines", name="Sales", stages=STAGES)
        assert (pipeline["kind"], pipeline["is_default"]) == ("deal", True)
        assert [(s["name"], s["kind"], s["probability"], s["position"]) for s in pipeline["stages"]] == [
            ("Talk", "open", 30, 0),
            ("Yes", "won", 100, 1),
            ("No", "lost", 0, 2),
        ]
        assert facts_of("pipeline", pipeline["id"]) == ["pipeline.created"]

    def test_usual_stages(self, admin: Person) -> None:
        assert names(admin.made("/pipelines", name="A"))[-2:] == ["Won", "Lost"]
        leads = admin.made("/pipelines", name="B", kind="lead")
        assert [s["system"] for s in leads["stages"] if s["system"]] == ["bogus"]

    def test_another_default(self, admin: Person) -> None:
        first = admin.made("/pipelines", name="First")
        second = admin.made("/pipelines", name="Second")
        third = admin.made("/pipelines", name="Third", is_default=True)
        shown = {p["id"]: p["is_default"] for p in admin.listed("/pipelines")}
        assert shown == {first["id"]: False, second["id"]: False, third["id"]: True}

    @pytest.mark.parametrize(
        "body",
        [
            {},
            {"name": ""},
            {"name": "x", "kind": "odd"},
            {"name": "x", "stages": [{"name": "Yes", "kind": "won"}]},
            {"name": "x", "stages": [{"name": "Talk"}, {"name": "TALK"}]},
            {"name": "x", "stages": [{"name": "Talk"}, {"name": "Yes", "kind": "won", "probability": 50}]},
            {"name": "x", "stages": [{"name": "Talk", "probability": 101}]},
        ],
    )
    def test_invalid(self, admin: Person, body: dict[str, Any]) -> None:
        assert admin.post("/pipelines", body).status_code == 422


class TestDefault:
    def test_made_when_asked_for(self, member: Person, owner: Person, stranger: Person) -> None:
        assert owner.listed("/pipelines") == []
        made = member.post("/pipelines/default", {"kind": "deal"})
        assert made.status_code == 200, made.text
        assert member.post("/pipelines/default", {"kind": "deal"}).json()["id"] == made.json()["id"]
        assert [p["id"] for p in owner.listed("/pipelines")] == [made.json()["id"]]
        assert stranger.listed("/pipelines") == []

    def test_one_only_when_many_ask_at_once(self, db: Database, owner: Person) -> None:
        found: list[str] = []

        def ask() -> None:
            def work(session: Session) -> str:
                bind_workspace(session, owner.workspace_id)
                return default_pipeline(session, owner.actor, PipelineKind.lead).id

            found.append(db.write_sync(work))

        threads = [threading.Thread(target=ask) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(found) == 4
        assert len(set(found)) == 1
        assert len(owner.listed("/pipelines")) == 1
        assert len(owner.listed("/stages")) == len(owner.listed("/pipelines")[0]["stages"])


class TestChange:
    def test_rename_and_make_default(self, admin: Person, member: Person) -> None:
        first, second = admin.made("/pipelines", name="First"), admin.made("/pipelines", name="Second")
        assert member.patch(f"/pipelines/{second['id']}", {"name": "x"}).status_code == 403
        changed = admin.patch(f"/pipelines/{second['id']}", {"name": "Sales", "is_default": True}).json()
        assert (changed["name"], changed["is_default"]) == ("Sales", True)
        assert admin.get(f"/pipelines/{first['id']}").json()["is_default"] is False
        assert admin.patch(f"/pipelines/{second['id']}", {"is_default": False}).status_code == 422
        assert admin.patch(f"/pipelines/{second['id']}", {"name": ""}).status_code == 422

    def test_reorder(self, admin: Person, facts_of: Facts) -> None:
        pipeline = admin.made("/pipelines", name="Sales", stages=STAGES)
        ids = [stage["id"] for stage in pipeline["stages"]]
        after = admin.post(f"/pipelines/{pipeline['id']}/reorder", {"stage_ids": ids[::-1]})
        assert after.status_code == 200, after.text
        assert names(after.json()) == ["No", "Yes", "Talk"]
        assert facts_of("pipeline", pipeline["id"])[-1] == "pipeline.reordered"
        for wrong in (ids[:2], [*ids, new_id()], [ids[0], ids[0], ids[1]]):
            assert admin.post(f"/pipelines/{pipeline['id']}/reorder", {"stage_ids": wrong}).status_code == 422

    def test_reorder_by_others(self, admin: Person, manager: Person, stranger: Person) -> None:
        pipeline = admin.made("/pipelines", name="Sales", stages=STAGES)
        body = {"stage_ids": [stage["id"] for stage in pipeline["stages"]]}
        assert manager.post(f"/pipelines/{pipeline['id']}/reorder", body).status_code == 403
        assert stranger.post(f"/pipelines/{pipeline['id']}/reorder", body).status_code == 404


class TestDelete:
    def test_default_stays(self, admin: Person) -> None:
        pipeline = admin.made("/pipelines", name="Sales")
        answer = admin.delete(f"/pipelines/{pipeline['id']}")
        assert (answer.status_code, answer.json()["code"]) == (409, "default_needed")

    def test_with_its_stages_and_back(self, admin: Person, manager: Person) -> None:
        admin.made("/pipelines", name="Sales", stages=STAGES)
        other = admin.made("/pipelines", name="Other", stages=STAGES)
        assert manager.delete(f"/pipelines/{other['id']}").status_code == 403
        gone = other["stages"][1]["id"]
        assert admin.delete(f"/stages/{gone}").status_code == 204
        assert admin.delete(f"/pipelines/{other['id']}").status_code == 204
        assert admin.listed("/stages", pipeline_id=other["id"]) == []
        assert admin.post(f"/stages/{gone}/restore").status_code == 409
        assert names(admin.post(f"/pipelines/{other['id']}/restore").json()) == ["Talk", "No"]


class TestStats:
    def test_without_records(self, member: Person, stranger: Person) -> None:
        pipeline = member.post("/pipelines/default", {"kind": "product"}).json()
        stats = member.get(f"/pipelines/{pipeline['id']}/stats").json()["data"]
        assert [(s["name"], s["count"], s["totals"]) for s in stats] == [(s["name"], 0, []) for s in pipeline["stages"]]
        assert stranger.get(f"/pipelines/{pipeline['id']}/stats").status_code == 404
