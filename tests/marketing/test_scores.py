"""What leads score, and why."""

from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient

from quintet.foundation.db import Database
from quintet.foundation.db.raw import count_queries
from quintet.wiring import House
from tests.identity.mailbox import Mailbox
from tests.world import Person

Facts = Callable[..., list[str]]
DAY = 86_400.0


def fit(name: str, points: int, field: str, value: str, op: str = "eq") -> dict[str, Any]:
    return {"kind": "fit", "name": name, "field": field, "op": op, "value": value, "points": points}


def happened(name: str, points: int, signal: str, **more: int) -> dict[str, Any]:
    return {"kind": "engagement", "name": name, "signal": signal, "points": points, **more}


def put(person: Person, *rules: dict[str, Any]) -> dict[str, Any]:
    answer = person.put("/score-rules", {"rules": list(rules)})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def score(person: Person, lead: dict[str, Any]) -> dict[str, Any]:
    answer = person.get(f"/leads/{lead['id']}/score")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    in_list = person.get(f"/leads/{lead['id']}").json()["score"]
    assert found["score"] == in_list == max(0, min(100, sum(reason["points"] for reason in found["reasons"])))
    return found


def points(person: Person, lead: dict[str, Any]) -> dict[str, int]:
    return {reason["name"]: reason["points"] for reason in score(person, lead)["reasons"]}


def test_who_may(anonymous: TestClient, owner: Person, admin: Person, manager: Person, member: Person) -> None:
    lead = owner.made("/leads", business_name="Acme")
    assert anonymous.get(f"/api/v1/leads/{lead['id']}/score").status_code == 401
    assert anonymous.put("/api/v1/score-rules", json={"rules": []}).status_code == 401
    assert member.get(f"/leads/{lead['id']}/score").status_code == 404
    assert member.delete(f"/leads/{lead['id']}/score/by-hand").status_code == 404
    assert member.get("/score-rules").json()["usual"] is True
    assert manager.put("/score-rules", {"rules": []}).status_code == 403
    assert put(admin, fit("x", 5, "city", "Bern"))["usual"] is False


def test_the_usual_rules(owner: Person, house: House, facts_of: Facts) -> None:
    company = owner.made("/companies", name="Acme", icp_tag="icp-fleet")
    lead = owner.made("/leads", business_name="Acme", email="a@acme.example", company_id=company["id"])
    version = owner.get(f"/leads/{lead['id']}").json()["version"]
    assert owner.get(f"/leads/{lead['id']}/score").json()["score"] == 25
    house.deliverer.drain_all()
    assert points(owner, lead) == {"Has an e-mail address": 10, "The company fits": 15}
    for number in range(3):
        owner.post(f"/leads/{lead['id']}/tags", {"names": [f"Word {number}"]})
    related = {"related_type": "lead", "related_id": lead["id"]}
    owner.made("/activities", type="meeting", subject="Demo", starts_at="2026-01-05T10:00:00Z", **related)
    owner.made("/activities", type="call", subject="Hello", starts_at="2099-01-05T10:00:00Z", **related)
    house.deliverer.drain_all()
    [reason] = [each for each in score(owner, lead)["reasons"] if each["name"] == "Tagged"]
    assert (reason["points"], reason["count"], reason["kind"]) == (30, 3, "engagement")
    assert "Called" not in points(owner, lead)
    assert facts_of("lead", lead["id"]).count("lead.score_changed") >= 1
    # Nobody's change is refused because the score moved, and nothing is written when it stays.
    tags = owner.get(f"/leads/{lead['id']}").json()["version"] - version
    assert tags == 3
    before = score(owner, lead)["computed_at"]
    owner.patch(f"/leads/{lead['id']}", {"city": "Bern"})
    house.deliverer.drain_all()
    assert score(owner, lead)["computed_at"] == before


def test_set_by_hand(owner: Person, member: Person, house: House) -> None:
    lead = member.made("/leads", first_name="Ann")
    for number in range(3):
        member.post(f"/leads/{lead['id']}/tags", {"names": [f"Word {number}"]})
    house.deliverer.drain_all()
    assert score(member, lead)["score"] == 30
    assert member.patch(f"/leads/{lead['id']}", {"score": 95}).json()["score"] == 95
    assert score(member, lead)["by_hand"] == 65
    member.post(f"/leads/{lead['id']}/tags", {"names": ["Once more"]})
    house.deliverer.drain_all()
    found = member.get(f"/leads/{lead['id']}/score").json()
    assert (found["score"], found["by_hand"], found["engagement"]) == (100, 65, 40)
    assert member.delete(f"/leads/{lead['id']}/score/by-hand").json()["score"] == 40
    given = owner.made("/leads", business_name="Given", score=33, phone="+4930123456")
    house.deliverer.drain_all()
    assert points(owner, given) == {"Has a phone number": 10, "Set by hand": 23}


def test_points_go_with_time(owner: Person, house: House, at: Callable[[float], None]) -> None:
    put(
        owner,
        happened("Tagged", 10, "tag", half_life_days=10, most=15),
        happened("Noted", 3, "note"),
        fit("Far", -20, "city", "Bern,Basel", "in"),
    )
    lead = owner.made("/leads", business_name="Acme")
    other = owner.made("/leads", business_name="Other", city="Basel")
    owner.post(f"/leads/{lead['id']}/tags", {"names": ["One", "Two"]})
    owner.made("/notes", body="Nice", related_type="lead", related_id=lead["id"])
    mailbox = Mailbox(house)
    house.deliverer.drain_all()
    mailbox.run_jobs()
    assert points(owner, lead) == {"Tagged": 15, "Noted": 3}
    assert (score(owner, other)["score"], points(owner, other)) == (0, {"Far": -20})
    at(10 * DAY)
    [job] = mailbox.run_schedule("marketing.rescore_all")[:1]
    assert job.error is None
    assert points(owner, lead) == {"Tagged": 10, "Noted": 3}
    at(20 * DAY)
    mailbox.run_schedule("marketing.rescore_all")
    assert points(owner, lead) == {"Tagged": 5, "Noted": 3}


def test_rules(owner: Person, house: House, facts_of: Facts) -> None:
    for rules, field in (
        ([fit("x", 5, "moon", "a")], "rules.0"),
        ([fit("x", 5, "city", "a"), fit("y", 5, "score", "a", "gt")], "rules.1"),
        ([happened("x", 500, "tag")], "rules.0"),
        ([happened("x", 5, "moonrise")], "rules.0"),
        ([fit(str(n), 5, "city", "a") for n in range(41)], "rules"),
    ):
        answer = owner.put("/score-rules", {"rules": rules})
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["field"].startswith(field), answer.text
    made = owner.made("/custom-fields", object="lead", key="fleet", label="Fleet", type="integer")
    lead = owner.made("/leads", business_name="Acme", custom={"fleet": 40})
    house.deliverer.drain_all()
    put(owner, fit("Many cars", 40, "custom.fleet", "20", "gte"))
    assert [job.error for job in Mailbox(house).run_jobs()] == [None]
    assert points(owner, lead) == {"Many cars": 40}
    assert "lead.score_changed" not in facts_of("lead", lead["id"])
    owner.patch(f"/custom-fields/{made['id']}", {"archived": True})
    assert owner.get("/score-rules").json()["broken"] == [0]
    Mailbox(house).run_schedule("marketing.rescore_all")
    assert points(owner, lead) == {}


@pytest.mark.parametrize("many", [1, 30])
def test_statements(owner: Person, house: House, db: Database, many: int) -> None:
    """As many for thirty leads whose scores stay as for one."""
    for number in range(many):
        owner.made("/leads", business_name=f"Lead {number}", email=f"n{number}@acme.example")
    house.deliverer.drain_all()
    Mailbox(house).run_schedule("marketing.rescore_all")
    with count_queries(db.engine, db.write_engine) as seen:
        Mailbox(house).run_schedule("marketing.rescore_all")
    assert len([sql for sql in seen if "leads" in sql and sql.startswith("SELECT")]) <= 8
    assert not [
        sql for sql in seen if sql.startswith(("UPDATE leads", "INSERT INTO lead_scores", "UPDATE lead_scores"))
    ]
