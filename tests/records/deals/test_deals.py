"""Deals: each operation, and the rules that are theirs alone."""

from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient

from quintet.kit.ids import new_id
from tests.records.deals.conftest import Pipeline
from tests.world import Person

Facts = Callable[..., list[str]]


class TestCreate:
    def test_anonymous(self, anonymous: TestClient) -> None:
        assert anonymous.post("/api/v1/deals", json={"title": "Big"}).status_code == 401

    def test_forbidden(self, reader: Person) -> None:
        assert reader.post("/deals", {"title": "Big"}).status_code == 403

    def test_least(self, member: Person, facts_of: Facts) -> None:
        deal = member.made("/deals", title="Big")
        assert (deal["status"], deal["currency"], deal["value_minor"]) == ("open", "EUR", 0)
        assert deal["owner_id"] == member.user_id
        pipeline = member.get(f"/pipelines/{deal['pipeline_id']}").json()
        first = pipeline["stages"][0]
        assert (pipeline["is_default"], deal["stage_id"]) == (True, first["id"])
        assert (deal["probability"], deal["own_probability"]) == (first["probability"], False)
        assert facts_of("deal", deal["id"]) == ["deal.created"]

    def test_whole(self, owner: Person, pipeline: Pipeline, facts_of: Facts) -> None:
        company = owner.made("/companies", name="Acme")
        ada, bob = owner.made("/contacts", first_name="Ada"), owner.made("/contacts", first_name="Bob")
        deal = owner.made(
            "/deals",
            title="Big",
            value_minor=100_050,
            currency="chf",
            stage_id=pipeline.stages["Offer"],
            probability=45,
            expected_close_date="2027-01-31",
            company_id=company["id"],
            contact_id=bob["id"],
            contact_ids=[ada["id"]],
            source="fair",
        )
        assert (deal["currency"], deal["probability"], deal["weighted_minor"]) == ("CHF", 45, 45_023)
        assert (deal["contact_id"], sorted(deal["contact_ids"])) == (bob["id"], sorted([ada["id"], bob["id"]]))
        assert (deal["expected_close_date"], deal["pipeline_id"]) == ("2027-01-31", pipeline.id)
        for record in (("company", company), ("contact", bob)):
            assert "deal.created" in facts_of(record[0], record[1]["id"])
        assert "deal.contacts_changed" in facts_of("contact", ada["id"])
        assert [d["id"] for d in owner.listed("/deals", q="big")] == [deal["id"]]
        assert [d["id"] for d in owner.listed("/deals", contact_ids=ada["id"])] == [deal["id"]]
        shown = owner.get(f"/deals/{deal['id']}", expand="stage,pipeline,company,contacts").json()
        assert (shown["stage"]["title"], shown["pipeline"]["title"]) == ("Offer", "Sales")

    def test_won_from_the_start(self, owner: Person, pipeline: Pipeline, facts_of: Facts) -> None:
        deal = owner.made("/deals", title="Done", stage_id=pipeline.stages["Yes"])
        assert (deal["status"], deal["probability"]) == ("won", 100)
        assert deal["closed_at"] is not None
        assert facts_of("deal", deal["id"]) == ["deal.created", "deal.won"]

    @pytest.mark.parametrize(
        ("body", "field"),
        [
            ({}, "title"),
            ({"title": ""}, "title"),
            ({"title": "x", "value_minor": -1}, "value_minor"),
            ({"title": "x", "currency": "XXZ"}, "currency"),
            ({"title": "x", "probability": 101}, "probability"),
            ({"title": "x", "stage_id": new_id()}, "stage_id"),
            ({"title": "x", "pipeline_id": new_id()}, "pipeline_id"),
            ({"title": "x", "company_id": new_id()}, "company_id"),
            ({"title": "x", "contact_ids": [new_id()]}, "contact_ids"),
            ({"title": "x", "status": "won"}, "status"),
            ({"title": "x", "expected_close_date": "soon"}, "expected_close_date"),
        ],
    )
    def test_invalid(self, owner: Person, body: dict[str, Any], field: str) -> None:
        answer = owner.post("/deals", body)
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field), answer.text

    def test_stage_of_something_else(self, owner: Person, admin: Person, pipeline: Pipeline) -> None:
        leads = admin.made("/pipelines", name="Leads", kind="lead")
        body = {"title": "x", "stage_id": leads["stages"][0]["id"]}
        assert owner.post("/deals", body).status_code == 422
        other = admin.made("/pipelines", name="Other")
        body = {"title": "x", "pipeline_id": other["id"], "stage_id": pipeline.stages["Talk"]}
        assert owner.post("/deals", body).json()["errors"][0]["code"] == "other_pipeline"


class TestUpdate:
    def test_others(self, owner: Person, stranger: Person, member: Person, reader: Person) -> None:
        deal = owner.made("/deals", title="Big")
        assert stranger.patch(f"/deals/{deal['id']}", {"title": "x"}).status_code == 404
        assert member.patch(f"/deals/{deal['id']}", {"title": "x"}).status_code == 404
        assert reader.patch(f"/deals/{deal['id']}", {"title": "x"}).status_code == 403

    def test_fields(self, owner: Person, facts_of: Facts) -> None:
        deal = owner.made("/deals", title="Big", value_minor=5)
        body = {"title": "Bigger", "value_minor": 7, "expected_close_date": "2027-02-01"}
        after = owner.patch(f"/deals/{deal['id']}", body).json()
        assert {name: after[name] for name in body} == body
        assert [d["title"] for d in owner.listed("/deals", sort="title")] == ["Bigger"]
        assert facts_of("deal", deal["id"]) == ["deal.created", "deal.updated"]
        assert owner.patch(f"/deals/{deal['id']}", {"title": ""}).status_code == 422

    def test_probability(self, owner: Person, admin: Person, pipeline: Pipeline) -> None:
        deal = owner.made("/deals", title="Big", stage_id=pipeline.stages["Talk"])
        other = owner.made("/deals", title="Own", stage_id=pipeline.stages["Talk"], probability=80)
        assert admin.patch(f"/stages/{pipeline.stages['Talk']}", {"probability": 35}).status_code == 200
        assert owner.get(f"/deals/{deal['id']}").json()["probability"] == 35
        assert owner.get(f"/deals/{other['id']}").json()["probability"] == 80
        moved = owner.post(f"/deals/{other['id']}/move", {"stage_id": pipeline.stages["Offer"]}).json()
        assert (moved["probability"], moved["own_probability"]) == (80, True)
        after = owner.patch(f"/deals/{other['id']}", {"probability": None}).json()
        assert (after["probability"], after["own_probability"]) == (60, False)

    def test_another_stage(self, owner: Person, pipeline: Pipeline, facts_of: Facts) -> None:
        deal = owner.made("/deals", title="Big", stage_id=pipeline.stages["Talk"])
        after = owner.patch(f"/deals/{deal['id']}", {"stage_id": pipeline.stages["No"], "lost_reason": "price"}).json()
        assert (after["status"], after["lost_reason"], after["probability"]) == ("lost", "price", 0)
        assert facts_of("deal", deal["id"]) == ["deal.created", "deal.stage_changed", "deal.lost"]

    def test_another_pipeline(self, owner: Person, admin: Person, pipeline: Pipeline) -> None:
        deal = owner.made("/deals", title="Big", stage_id=pipeline.stages["Offer"])
        other = admin.made("/pipelines", name="Other")
        after = owner.patch(f"/deals/{deal['id']}", {"pipeline_id": other["id"]}).json()
        assert (after["pipeline_id"], after["stage_id"]) == (other["id"], other["stages"][0]["id"])

    def test_contacts(self, owner: Person, facts_of: Facts) -> None:
        ada, bob, eve = (owner.made("/contacts", first_name=name) for name in ("Ada", "Bob", "Eve"))
        deal = owner.made("/deals", title="Big", contact_ids=[ada["id"], bob["id"]])
        assert deal["contact_id"] == ada["id"]
        after = owner.patch(f"/deals/{deal['id']}", {"contact_ids": [bob["id"]]}).json()
        assert (after["contact_id"], after["contact_ids"]) == (bob["id"], [bob["id"]])
        after = owner.patch(f"/deals/{deal['id']}", {"contact_id": eve["id"]}).json()
        assert (after["contact_id"], sorted(after["contact_ids"])) == (eve["id"], sorted([bob["id"], eve["id"]]))
        assert facts_of("contact", ada["id"])[-1] == "deal.contacts_changed"
        assert owner.patch(f"/deals/{deal['id']}", {"contact_ids": [new_id()]}).status_code == 422
        same = owner.patch(f"/deals/{deal['id']}", {"contact_ids": after["contact_ids"]})
        assert same.json()["version"] == after["version"]


class TestClosing:
    def test_win(self, owner: Person, pipeline: Pipeline, facts_of: Facts) -> None:
        ada = owner.made("/contacts", first_name="Ada")
        deal = owner.made("/deals", title="Big", stage_id=pipeline.stages["Talk"], contact_ids=[ada["id"]])
        won = owner.post(f"/deals/{deal['id']}/close", {"outcome": "won"})
        assert won.status_code == 200, won.text
        assert (won.json()["status"], won.json()["stage_id"]) == ("won", pipeline.stages["Yes"])
        assert won.json()["closed_at"] is not None
        assert facts_of("deal", deal["id"]) == ["deal.created", "deal.stage_changed", "deal.won"]
        assert facts_of("contact", ada["id"])[-1] == "deal.won"
        again = owner.post(f"/deals/{deal['id']}/close", {"outcome": "won"}).json()
        assert again["version"] == won.json()["version"]

    def test_lose_and_go_on(self, owner: Person, pipeline: Pipeline, facts_of: Facts) -> None:
        deal = owner.made("/deals", title="Big", stage_id=pipeline.stages["Offer"])
        path = f"/deals/{deal['id']}"
        assert owner.post(f"{path}/re-engage").json()["code"] == "already_open"
        lost = owner.post(f"{path}/close", {"outcome": "lost", "reason": "no budget"}).json()
        assert (lost["status"], lost["lost_reason"], lost["stage_id"]) == ("lost", "no budget", pipeline.stages["No"])
        assert owner.post(f"{path}/re-engage", {"stage_id": pipeline.stages["Yes"]}).status_code == 422
        on = owner.post(f"{path}/re-engage").json()
        assert (on["status"], on["stage_id"], on["probability"]) == ("open", pipeline.stages["Offer"], 60)
        assert (on["lost_reason"], on["closed_at"]) == (None, None)
        assert facts_of("deal", deal["id"])[-2:] == ["deal.stage_changed", "deal.reopened"]

    def test_without_such_a_stage(self, owner: Person, admin: Person, facts_of: Facts) -> None:
        small = admin.made("/pipelines", name="Small", stages=[{"name": "Talk"}])
        deal = owner.made("/deals", title="Big", pipeline_id=small["id"])
        lost = owner.post(f"/deals/{deal['id']}/close", {"outcome": "lost", "reason": "x"}).json()
        assert (lost["status"], lost["stage_id"], lost["probability"]) == ("lost", deal["stage_id"], 0)
        assert facts_of("deal", deal["id"]) == ["deal.created", "deal.lost"]
        on = owner.post(f"/deals/{deal['id']}/re-engage").json()
        assert (on["status"], on["probability"]) == ("open", 50)

    def test_invalid(self, owner: Person, stranger: Person) -> None:
        deal = owner.made("/deals", title="Big")
        assert owner.post(f"/deals/{deal['id']}/close", {"outcome": "open"}).status_code == 422
        assert stranger.post(f"/deals/{deal['id']}/close", {"outcome": "won"}).status_code == 404


class TestSnooze:
    def test_until(self, owner: Person, facts_of: Facts) -> None:
        deal = owner.made("/deals", title="Big")
        path = f"/deals/{deal['id']}/snooze"
        assert owner.post(path, {"until": "2020-01-01T00:00:00Z"}).status_code == 422
        later = owner.post(path, {"until": "2090-01-01T00:00:00Z"}).json()
        assert later["snoozed_until"].startswith("2090-01-01T00:00:00")
        assert owner.listed("/deals", **{"snoozed_until[is_null]": "true"}) == []
        assert owner.post(path, {"until": None}).json()["snoozed_until"] is None
        assert facts_of("deal", deal["id"]) == ["deal.created", "deal.snoozed", "deal.woken"]

    def test_re_engage_wakes(self, owner: Person) -> None:
        deal = owner.made("/deals", title="Big")
        owner.post(f"/deals/{deal['id']}/snooze", {"until": "2090-01-01T00:00:00Z"})
        assert owner.post(f"/deals/{deal['id']}/re-engage").json()["snoozed_until"] is None

    def test_closed(self, owner: Person) -> None:
        deal = owner.made("/deals", title="Big")
        owner.post(f"/deals/{deal['id']}/close", {"outcome": "won"})
        assert owner.post(f"/deals/{deal['id']}/snooze", {"until": "2090-01-01T00:00:00Z"}).status_code == 409


class TestPostmortem:
    def test_once_it_is_over(self, owner: Person, facts_of: Facts) -> None:
        deal = owner.made("/deals", title="Big")
        path = f"/deals/{deal['id']}/postmortem"
        body = {"summary": "Too dear.", "went_wrong": "We came late.", "competitor": "Acme"}
        assert owner.post(path, body).json()["code"] == "not_closed"
        owner.post(f"/deals/{deal['id']}/close", {"outcome": "lost"})
        written = owner.post(path, body).json()["postmortem"]
        assert {name: written[name] for name in body} == body
        assert written["written_by"] == owner.user_id
        assert facts_of("deal", deal["id"])[-1] == "deal.reviewed"
        assert owner.post(path, {"summary": ""}).status_code == 422


class TestBin:
    def test_there_and_back(self, owner: Person, facts_of: Facts) -> None:
        ada, bob = owner.made("/contacts", first_name="Ada"), owner.made("/contacts", first_name="Bob")
        deal = owner.made("/deals", title="Big", contact_ids=[ada["id"], bob["id"]])
        assert owner.delete(f"/deals/{deal['id']}").status_code == 204
        assert owner.get(f"/deals/{deal['id']}").status_code == 404
        assert facts_of("contact", bob["id"])[-1] == "deal.deleted"
        assert owner.post(f"/deals/{deal['id']}/restore").json()["stage_id"] == deal["stage_id"]

    def test_stage_gone_meanwhile(self, owner: Person, admin: Person, pipeline: Pipeline) -> None:
        deal = owner.made("/deals", title="Big", stage_id=pipeline.stages["Offer"])
        owner.delete(f"/deals/{deal['id']}")
        assert admin.delete(f"/stages/{pipeline.stages['Offer']}").status_code == 204
        assert owner.post(f"/deals/{deal['id']}/restore").json()["stage_id"] == pipeline.stages["Talk"]


class TestSight:
    def test_owner_sees_company_and_contacts(self, owner: Person, member: Person, colleague: Person) -> None:
        company = owner.made("/companies", name="Acme")
        ada, bob = (owner.made("/contacts", first_name=n, company_id=company["id"]) for n in ("Ada", "Bob"))
        deal = owner.made("/deals", title="Big", company_id=company["id"], contact_ids=[ada["id"]])
        other = owner.made("/deals", title="Other", company_id=company["id"])
        for path in (f"/companies/{company['id']}", f"/contacts/{ada['id']}"):
            assert member.get(path).status_code == 404
        assert owner.patch(f"/deals/{deal['id']}", {"owner_id": member.user_id}).status_code == 200
        assert member.get(f"/companies/{company['id']}").status_code == 200
        assert [c["id"] for c in member.listed("/contacts")] == [ada["id"]]
        assert [d["id"] for d in member.listed("/deals")] == [deal["id"]]
        assert member.get(f"/deals/{other['id']}").status_code == 404
        assert member.get(f"/contacts/{bob['id']}").status_code == 404
        assert colleague.listed("/companies") == []
        owner.delete(f"/deals/{deal['id']}")
        assert member.get(f"/companies/{company['id']}").status_code == 404

    def test_deals_of_own_companies(self, owner: Person, member: Person) -> None:
        company = member.made("/companies", name="Mine")
        deal = owner.made("/deals", title="Big", company_id=company["id"])
        assert [d["id"] for d in member.listed("/deals")] == [deal["id"]]
