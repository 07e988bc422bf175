"""The board of deals: order under moves, sums, filters, and how many statements it takes."""

import random
import threading
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from quintet.foundation.db import Database, bind_workspace, bulk_insert
from quintet.foundation.db.raw import count_queries
from quintet.kit.ids import new_id
from quintet.records.deals.models import Deal
from quintet.records.deals.service import move_deal
from quintet.records.pipelines import ranks
from quintet.records.pipelines.schemas import Move
from tests.records.deals.conftest import Pipeline
from tests.world import Person

Facts = Callable[..., list[str]]


def columns(person: Person, pipeline: Pipeline, **parameters: Any) -> dict[str, dict[str, Any]]:
    answer = person.get("/deals/board", pipeline_id=pipeline.id, **parameters)
    assert answer.status_code == 200, answer.text
    return {column["name"]: column for column in answer.json()["columns"]}


def titles(person: Person, pipeline: Pipeline, stage: str) -> list[str]:
    return [card["title"] for card in columns(person, pipeline, limit=100)[stage]["cards"]]


@pytest.fixture
def deals(owner: Person, pipeline: Pipeline) -> dict[str, str]:
    """A to E in "Talk", E on top."""
    return {
        title: owner.made("/deals", title=title, value_minor=1000, stage_id=pipeline.stages["Talk"])["id"]
        for title in "ABCDE"
    }


class TestMove:
    def test_places(self, owner: Person, pipeline: Pipeline, deals: dict[str, str], facts_of: Facts) -> None:
        talk, offer = pipeline.stages["Talk"], pipeline.stages["Offer"]

        def move(title: str, stage: str, **place: str) -> None:
            body = {"stage_id": stage, **{name: deals[other] for name, other in place.items()}}
            answer = owner.post(f"/deals/{deals[title]}/move", body)
            assert answer.status_code == 200, answer.text

        assert titles(owner, pipeline, "Talk") == list("EDCBA")
        move("A", talk, after_id="D")
        assert titles(owner, pipeline, "Talk") == list("EDACB")
        move("B", talk, before_id="E")
        assert titles(owner, pipeline, "Talk") == list("BEDAC")
        move("B", talk, after_id="C")
        assert titles(owner, pipeline, "Talk") == list("EDACB")
        assert facts_of("deal", deals["A"]) == ["deal.created"]
        move("C", offer)
        move("D", offer, after_id="C")
        move("E", offer, before_id="D")
        assert titles(owner, pipeline, "Offer") == list("CED")
        assert titles(owner, pipeline, "Talk") == list("AB")
        assert facts_of("deal", deals["C"]) == ["deal.created", "deal.stage_changed"]
        fresh = owner.made("/deals", title="F", stage_id=talk)
        assert titles(owner, pipeline, "Talk") == list("FAB")
        assert fresh["position"] < owner.get(f"/deals/{deals['A']}").json()["position"]

    def test_neighbour_elsewhere(self, owner: Person, pipeline: Pipeline, deals: dict[str, str]) -> None:
        body = {"stage_id": pipeline.stages["Offer"], "after_id": deals["B"]}
        answer = owner.post(f"/deals/{deals['A']}/move", body)
        assert (answer.status_code, answer.json()["code"]) == (409, "neighbour_moved")

    def test_invalid(self, owner: Person, stranger: Person, pipeline: Pipeline, deals: dict[str, str]) -> None:
        path, body = f"/deals/{deals['A']}/move", {"stage_id": pipeline.stages["Offer"]}
        assert owner.post(path, {"stage_id": new_id()}).status_code == 422
        assert owner.post(path, {**body, "after_id": deals["B"], "before_id": deals["C"]}).status_code == 422
        assert stranger.post(path, body).status_code == 404

    def test_room_never_runs_out(self, owner: Person, pipeline: Pipeline, deals: dict[str, str]) -> None:
        """Always into the same gap: it halves until the stage is numbered anew."""
        body = {"stage_id": pipeline.stages["Talk"], "after_id": deals["E"]}
        expected = list("EDCBA")
        versions = owner.get(f"/deals/{deals['E']}").json()["version"]
        for turn in range(40):
            title = "ABCD"[turn % 4]
            assert owner.post(f"/deals/{deals[title]}/move", body).status_code == 200
            expected.remove(title)
            expected.insert(1, title)
        assert titles(owner, pipeline, "Talk") == expected
        assert owner.get(f"/deals/{deals['E']}").json()["version"] == versions

    def test_same_place_for_two(self, db: Database, owner: Person, pipeline: Pipeline, deals: dict[str, str]) -> None:
        def work(session: Session) -> None:
            bind_workspace(session, owner.workspace_id)
            for title in "BC":
                session.get_one(Deal, deals[title]).position = ranks.top()
            session.get_one(Deal, deals["B"]).position = session.get_one(Deal, deals["C"]).position

        db.write_sync(work)
        body = {"stage_id": pipeline.stages["Talk"], "after_id": deals["B"]}
        assert owner.post(f"/deals/{deals['A']}/move", body).status_code == 200
        assert titles(owner, pipeline, "Talk") == list("BACED")

    def test_many_at_once(self, db: Database, owner: Person, pipeline: Pipeline, deals: dict[str, str]) -> None:
        """Each moves its own deal about; whatever the order of events, the last word of each holds."""
        stages = [pipeline.stages["Talk"], pipeline.stages["Offer"]]
        errors: list[Exception] = []
        others = [owner.made("/deals", title=f"X{n}", stage_id=stages[0])["id"] for n in range(4)]

        def run(deal_id: str, seed: int) -> None:
            chance = random.Random(seed)
            for turn in range(12):
                stage = stages[0] if turn == 11 else chance.choice(stages)
                data = Move(stage_id=stage, after_id=deals["C"] if stage == stages[0] else None)

                def work(session: Session, data: Move = data) -> None:
                    bind_workspace(session, owner.workspace_id)
                    move_deal(session, owner.actor, deal_id, data)

                try:
                    db.write_sync(work)
                except Exception as error:
                    errors.append(error)

        threads = [threading.Thread(target=run, args=(deal_id, seed)) for seed, deal_id in enumerate(others)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert errors == []
        shown = columns(owner, pipeline, limit=100)
        order = [card["title"] for card in shown["Talk"]["cards"]]
        assert shown["Offer"]["count"] == 0
        assert order[:3] == list("EDC")
        assert sorted(order[3:7]) == ["X0", "X1", "X2", "X3"]
        assert order[7:] == list("BA")
        places = [card["position"] for card in shown["Talk"]["cards"]]
        assert places == sorted(set(places))


class TestBoard:
    def test_anonymous(self, anonymous: TestClient) -> None:
        assert anonymous.get("/api/v1/deals/board").status_code == 401

    def test_nothing_yet(self, owner: Person) -> None:
        assert owner.get("/deals/board").json() == {"pipeline": None, "columns": []}

    def test_sums(self, owner: Person, pipeline: Pipeline, deals: dict[str, str]) -> None:
        owner.made("/deals", title="F", value_minor=333, currency="USD", stage_id=pipeline.stages["Talk"])
        owner.post(f"/deals/{deals['A']}/close", {"outcome": "won"})
        shown = columns(owner, pipeline, limit=2)
        assert [(c["name"], c["count"], len(c["cards"])) for c in shown.values()] == [
            ("Talk", 5, 2),
            ("Offer", 0, 0),
            ("Yes", 1, 1),
            ("No", 0, 0),
        ]
        assert shown["Talk"]["totals"] == [
            {"currency": "EUR", "count": 4, "value_minor": 4000, "weighted_minor": 1200},
            {"currency": "USD", "count": 1, "value_minor": 333, "weighted_minor": 100},
        ]
        assert shown["Yes"]["totals"][0]["weighted_minor"] == 1000
        stats = owner.get(f"/pipelines/{pipeline.id}/stats").json()["data"]
        assert [s["totals"] for s in stats] == [c["totals"] for c in shown.values()]

    def test_filters(self, owner: Person, pipeline: Pipeline, deals: dict[str, str], member: Person) -> None:
        owner.patch(f"/deals/{deals['B']}", {"owner_id": member.user_id, "value_minor": 5000})
        for given in ({"owner_id": member.user_id}, {"value_minor[gt]": "4000"}, {"q": "B"}):
            shown = columns(owner, pipeline, **given)
            assert (shown["Talk"]["count"], [c["title"] for c in shown["Talk"]["cards"]]) == (1, ["B"])
        assert columns(owner, pipeline, expand="owner")["Talk"]["cards"][0]["owner"]["title"]
        assert [c["title"] for c in columns(member, pipeline)["Talk"]["cards"]] == ["B"]
        assert columns(member, pipeline)["Talk"]["count"] == 1

    @pytest.mark.parametrize("parameter", ["sort", "cursor", "count", "stage_id", "pipeline_id[ne]", "odd", "limit"])
    def test_invalid(self, owner: Person, pipeline: Pipeline, parameter: str) -> None:
        answer = owner.get("/deals/board", pipeline_id=pipeline.id, **{parameter: "101"})
        assert answer.status_code == 422

    def test_other_workspace(self, stranger: Person, admin: Person, pipeline: Pipeline) -> None:
        assert stranger.get("/deals/board", pipeline_id=pipeline.id).status_code == 404
        leads = admin.made("/pipelines", name="Leads", kind="lead")
        assert admin.get("/deals/board", pipeline_id=leads["id"]).status_code == 422

    @pytest.mark.parametrize("who", ["owner", "member"])
    def test_statements(self, request: pytest.FixtureRequest, db: Database, pipeline: Pipeline, who: str) -> None:
        """As many for a full board as for an empty one: who asks, pipeline, stages, totals, cards, owners."""
        person: Person = request.getfixturevalue(who)
        columns(person, pipeline, expand="owner")

        def statements() -> int:
            with count_queries(db.engine, db.write_engine) as seen:
                columns(person, pipeline, expand="owner")
            return len([sql for sql in seen if "from" in sql.lower()])

        empty = statements()
        for number in range(8):
            person.made("/deals", title=str(number), stage_id=list(pipeline.stages.values())[number % 4])
        full = statements()
        assert full <= empty + 1
        assert full <= 6


class TestArchiving:
    def test_moves_what_is_in_it(
        self, admin: Person, owner: Person, pipeline: Pipeline, deals: dict[str, str], facts_of: Facts
    ) -> None:
        owner.delete(f"/deals/{deals['E']}")
        talk, offer = pipeline.stages["Talk"], pipeline.stages["Offer"]
        assert admin.delete(f"/stages/{talk}").json()["code"] == "in_use"
        assert admin.patch(f"/stages/{talk}", {"kind": "lost"}).json()["code"] == "in_use"
        answer = admin.post(f"/stages/{talk}/archive", {"move_to": offer})
        assert (answer.status_code, answer.json()) == (200, {"moved": 4})
        shown = columns(owner, pipeline)
        assert list(shown) == ["Offer", "Yes", "No"]
        assert [(c["title"], c["probability"]) for c in shown["Offer"]["cards"]] == [(t, 60) for t in "DCBA"]
        assert facts_of("deal", deals["A"]) == ["deal.created", "deal.stage_changed"]
        assert facts_of("pipeline", pipeline.id)[-1] == "stage.archived"
        assert owner.post(f"/deals/{deals['E']}/restore").json()["stage_id"] == offer

    def test_pipeline_in_use(self, admin: Person, owner: Person, pipeline: Pipeline) -> None:
        other = admin.made("/pipelines", name="Other")
        owner.made("/deals", title="Big", pipeline_id=other["id"])
        assert admin.delete(f"/pipelines/{other['id']}").json()["code"] == "in_use"


def test_large_board(db: Database, owner: Person, pipeline: Pipeline) -> None:
    """Thousands of deals: the counts are of all, the cards are the first."""
    stages = list(pipeline.stages.values())

    def fill(session: Session) -> None:
        bind_workspace(session, owner.workspace_id)
        rows = [
            {
                "id": new_id(),
                "title": f"Deal {n}",
                "title_folded": f"deal {n}",
                "value_minor": n,
                "currency": "EUR",
                "pipeline_id": pipeline.id,
                "stage_id": stages[n % 4],
                "status": ("open", "open", "won", "lost")[n % 4],
                "probability": (30, 60, 100, 0)[n % 4],
                "position": -n * 1000,
                "owner_id": owner.user_id,
                "created_by": owner.user_id,
            }
            for n in range(4000)
        ]
        bulk_insert(session, Deal, rows)

    db.write_sync(fill)
    shown = columns(owner, pipeline, limit=3)
    assert [c["count"] for c in shown.values()] == [1000] * 4
    assert [card["title"] for card in shown["Talk"]["cards"]] == ["Deal 3996", "Deal 3992", "Deal 3988"]
    assert shown["Offer"]["totals"][0]["value_minor"] == sum(range(1, 4000, 4))
