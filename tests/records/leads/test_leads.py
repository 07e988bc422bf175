"""Leads: each operation, stages and what follows from them, and what is not real."""

from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient

from quintet.foundation.db import Database, bind_workspace
from quintet.kit.ids import new_id
from quintet.records.leads.service import close_lead
from quintet.records.pipelines.schemas import StageKind
from tests.world import Person

Facts = Callable[..., list[str]]


def stages(person: Person) -> dict[str, str]:
    """The stages of the default pipeline of leads by name."""
    pipeline: dict[str, Any] = person.post("/pipelines/default", {"kind": "lead"}).json()
    return {stage["name"]: stage["id"] for stage in pipeline["stages"]}


class TestCreate:
    def test_anonymous(self, anonymous: TestClient) -> None:
        assert anonymous.post("/api/v1/leads", json={"business_name": "Acme"}).status_code == 401

    def test_forbidden(self, reader: Person) -> None:
        assert reader.post("/leads", {"business_name": "Acme"}).status_code == 403

    def test_business_and_person(self, member: Person, facts_of: Facts) -> None:
        lead = member.made(
            "/leads",
            business_name="Acme Bakery",
            first_name="Ada",
            last_name="Lovelace",
            email="Ada@Acme.example",
            phone="+49 30 123456",
            category="Bakery",
            city="Berlin",
            rating=4.5,
            place_id="ChIJ1",
            estimated_units=12,
            estimated_revenue_minor=120_000,
            campaign="Spring",
        )
        assert (lead["name"], lead["email"], lead["phone"]) == ("Acme Bakery", "ada@acme.example", "+4930123456")
        assert (lead["status"], lead["currency"], lead["owner_id"]) == ("open", "EUR", member.user_id)
        assert (lead["stage_id"], lead["weighted_minor"]) == (stages(member)["New"], 12_000)
        assert facts_of("lead", lead["id"]) == ["lead.created"]
        assert [found["id"] for found in member.listed("/leads", q="bakery")] == [lead["id"]]

    @pytest.mark.parametrize(
        ("given", "name"),
        [
            ({"first_name": "Ada", "last_name": "Lovelace"}, "Ada Lovelace"),
            ({"email": "a@x.example"}, "a@x.example"),
            ({"phone": "+4930123456"}, "+4930123456"),
        ],
    )
    def test_names(self, owner: Person, given: dict[str, str], name: str) -> None:
        assert owner.made("/leads", **given)["name"] == name

    def test_of_a_contact(self, owner: Person, facts_of: Facts) -> None:
        ada = owner.made("/contacts", first_name="Ada")
        assert owner.made("/leads", contact_id=ada["id"])["name"] == "Ada"
        assert facts_of("contact", ada["id"])[-1] == "lead.created"

    @pytest.mark.parametrize(
        ("body", "field"),
        [
            ({}, "body"),
            ({"city": "Berlin"}, "body"),
            ({"email": "odd"}, "email"),
            ({"business_name": "x", "rating": 6}, "rating"),
            ({"business_name": "x", "score": 101}, "score"),
            ({"business_name": "x", "stage_id": new_id()}, "stage_id"),
            ({"business_name": "x", "company_id": new_id()}, "company_id"),
            ({"business_name": "x", "status": "won"}, "status"),
        ],
    )
    def test_invalid(self, owner: Person, body: dict[str, Any], field: str) -> None:
        answer = owner.post("/leads", body)
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field), answer.text


class TestUpdate:
    def test_others(self, owner: Person, stranger: Person, member: Person, reader: Person) -> None:
        lead = owner.made("/leads", business_name="Acme")
        assert stranger.patch(f"/leads/{lead['id']}", {"city": "x"}).status_code == 404
        assert member.patch(f"/leads/{lead['id']}", {"city": "x"}).status_code == 404
        assert reader.patch(f"/leads/{lead['id']}", {"city": "x"}).status_code == 403

    def test_name_follows(self, owner: Person) -> None:
        lead = owner.made("/leads", business_name="Acme", first_name="Ada")
        path = f"/leads/{lead['id']}"
        assert owner.patch(path, {"business_name": None}).json()["name"] == "Ada"
        assert owner.patch(path, {"first_name": ""}).status_code == 422
        assert owner.patch(path, {"score": 40}).json()["score"] == 40

    def test_stage(self, owner: Person, facts_of: Facts) -> None:
        lead = owner.made("/leads", business_name="Acme")
        body = {"stage_id": stages(owner)["Lost"], "lost_reason": "too small"}
        lost = owner.patch(f"/leads/{lead['id']}", body).json()
        assert (lost["status"], lost["lost_reason"], lost["probability"]) == ("lost", "too small", 0)
        assert facts_of("lead", lead["id"]) == ["lead.created", "lead.stage_changed", "lead.lost"]

    def test_upsert_by_place(self, owner: Person) -> None:
        body = {"match": "place_id", "data": {"place_id": "ChIJ1", "business_name": "Acme"}}
        first = owner.put("/leads/upsert", body)
        assert first.status_code == 201, first.text
        assert owner.put("/leads/upsert", body).json()["id"] == first.json()["id"]


class TestMove:
    def test_board(self, owner: Person, member: Person) -> None:
        ids = {
            name: owner.made("/leads", business_name=name, estimated_revenue_minor=1000)["id"]
            for name in ("A", "B", "C")
        }
        known = stages(owner)
        answer = owner.post(f"/leads/{ids['A']}/move", {"stage_id": known["New"], "after_id": ids["C"]})
        assert answer.status_code == 200, answer.text
        columns = {c["name"]: c for c in owner.get("/leads/board").json()["columns"]}
        assert [card["name"] for card in columns["New"]["cards"]] == ["C", "A", "B"]
        assert columns["New"]["totals"] == [{"currency": "EUR", "count": 3, "value_minor": 3000, "weighted_minor": 300}]
        assert {c["name"]: c["count"] for c in member.get("/leads/board").json()["columns"]}["New"] == 0

    def test_there_and_back(self, owner: Person, facts_of: Facts) -> None:
        lead, known = owner.made("/leads", business_name="Acme"), stages(owner)
        path = f"/leads/{lead['id']}/move"
        lost = owner.post(path, {"stage_id": known["Lost"], "reason": "silent"}).json()
        assert (lost["status"], lost["lost_reason"]) == ("lost", "silent")
        again = owner.post(path, {"stage_id": known["Engaged"]}).json()
        assert (again["status"], again["lost_reason"], again["closed_at"]) == ("open", None, None)
        assert facts_of("lead", lead["id"])[-2:] == ["lead.stage_changed", "lead.reopened"]

    def test_of_another_kind(self, owner: Person, stranger: Person) -> None:
        lead = owner.made("/leads", business_name="Acme")
        deals = owner.post("/pipelines/default", {"kind": "deal"}).json()
        body = {"stage_id": deals["stages"][0]["id"]}
        assert owner.post(f"/leads/{lead['id']}/move", body).status_code == 422
        assert stranger.post(f"/leads/{lead['id']}/move", body).status_code == 404

    @pytest.mark.parametrize("outcome", ["won", "lost"])
    def test_closing(self, db: Database, owner: Person, facts_of: Facts, outcome: str) -> None:
        lead = owner.made("/leads", business_name="Acme")
        for _ in range(2):

            def work(session):  # type: ignore[no-untyped-def]
                bind_workspace(session, owner.workspace_id)
                close_lead(session, owner.actor, lead["id"], StageKind(outcome))

            db.write_sync(work)
        assert owner.get(f"/leads/{lead['id']}").json()["stage_id"] == stages(owner)[outcome.title()]
        assert facts_of("lead", lead["id"]) == ["lead.created", "lead.stage_changed", f"lead.{outcome}"]


class TestDelete:
    def test_others(self, owner: Person, stranger: Person, member: Person, reader: Person) -> None:
        lead = owner.made("/leads", business_name="Acme")
        assert stranger.delete(f"/leads/{lead['id']}").status_code == 404
        assert member.delete(f"/leads/{lead['id']}").status_code == 404
        assert reader.delete(f"/leads/{lead['id']}").status_code == 403

    def test_is_bogus_instead(self, owner: Person, facts_of: Facts) -> None:
        lead, known = owner.made("/leads", business_name="Acme"), stages(owner)
        path = f"/leads/{lead['id']}"
        owner.post(f"{path}/move", {"stage_id": known["Engaged"]})
        assert owner.post(f"{path}/restore").status_code == 404
        for _ in range(2):
            assert owner.delete(path).status_code == 204
        bogus = owner.get(path).json()
        assert (bogus["status"], bogus["stage_id"], bogus["deleted_at"]) == ("bogus", known["Bogus"], None)
        assert owner.listed("/leads", **{"status[ne]": "bogus"}) == []
        back = owner.post(f"{path}/restore").json()
        assert (back["status"], back["stage_id"]) == ("open", known["Engaged"])
        assert facts_of("lead", lead["id"])[2:] == [
            "lead.stage_changed",
            "lead.bogus",
            "lead.stage_changed",
            "lead.reopened",
        ]


class TestSight:
    def test_owner_sees_company_and_contact(self, owner: Person, member: Person) -> None:
        company, ada = owner.made("/companies", name="Acme"), owner.made("/contacts", first_name="Ada")
        owner.made("/leads", company_id=company["id"], contact_id=ada["id"], owner_id=member.user_id)
        assert member.get(f"/companies/{company['id']}").status_code == 200
        assert member.get(f"/contacts/{ada['id']}").status_code == 200

    def test_notes_on_own_leads(self, owner: Person, member: Person) -> None:
        lead = owner.made("/leads", business_name="Acme", owner_id=member.user_id)
        owner.made("/notes", body="Call them", related_type="lead", related_id=lead["id"])
        assert [note["body"] for note in member.listed("/notes")] == ["Call them"]
