"""How strong relationships are, of what the reader sees, and why."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from starlette.testclient import TestClient

from quintet.foundation.db import Database
from quintet.foundation.db.raw import count_queries
from quintet.insight.relationships.strength import level, reasons, strength, trend
from quintet.kit import time
from quintet.kit.ids import new_id
from quintet.records.public import Touch
from tests.world import Person

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


def touch(days: float, type: str = "call", direction: str | None = None, *people: str) -> Touch:
    return Touch(NOW - timedelta(days=days), type, direction, None, frozenset(people))


def points(*touches: Touch, last: float | None = None, company: bool = False) -> dict[str, int]:
    last_at = NOW - timedelta(days=last) if last is not None else None
    return {reason.why: reason.points for reason in reasons(touches, last_at, NOW, company=company)}


class TestStrength:
    def test_nothing_is_nothing(self) -> None:
        assert points() == {}
        assert (strength([]), level(0), trend(0, 0)) == (0, "none", "steady")

    def test_what_each_reason_is_worth(self) -> None:
        assert points(touch(0, "email", "outbound")) == {"recency": 40, "frequency": 5, "response": 0, "talks": 0}
        # Half after 30 days, a quarter after 60; what is older than 90 days is no frequency.
        assert [points(touch(days, "email"))["recency"] for days in (30, 60)] == [20, 10]
        assert points(touch(100, "email"))["frequency"] == 0
        # An answer to each message is all there is to have, one to every third is half of it.
        both = touch(2, "email", "inbound"), touch(3, "email", "outbound")
        assert points(*both)["response"] == 20
        assert points(both[0], *[both[1]] * 3)["response"] == 10
        assert points(*[touch(5, "meeting")] * 4)["talks"] == 10
        assert points(*[touch(5, "email", "inbound", "a", "b")] * 4, company=True)["people"] == 7
        assert points(last=300)["recency"] == 0  # long ago, but not never
        every = [touch(0, "meeting", None, "a", "b", "c")] * 40
        assert strength(reasons(every, None, NOW, company=True)) == 100
        assert (level(24), level(25), level(60)) == ("weak", "warm", "strong")
        assert (trend(50, 40), trend(40, 50), trend(49, 40)) == ("rising", "falling", "steady")

    def test_more_is_never_less(self) -> None:
        few = [touch(days, "email", "inbound") for days in (3, 40)]
        assert strength(reasons(few, None, NOW, company=False)) <= strength(
            reasons([touch(1, "meeting"), *few], None, NOW, company=False)
        )


@pytest.fixture
def world(owner: Person, member: Person, colleague: Person) -> dict[str, Any]:
    """A company of the member's with two people, a deal and a lead, and what was done with each."""
    acme = member.made("/companies", name="Acme")["id"]
    on = {"company_id": acme}
    ann, bo = (member.made("/contacts", first_name=name, **on)["id"] for name in ("Ann", "Bo"))
    deal = member.made("/deals", title="Deal", **on)["id"]
    lead = member.made("/leads", first_name="Lea", **on)["id"]

    def done(person: Person, days: float, type: str, kind: str, id_: str, **more: Any) -> None:
        at = (time.now() - timedelta(days=days)).isoformat()
        person.made("/activities", type=type, subject="x", starts_at=at, related_type=kind, related_id=id_, **more)

    done(member, 2, "meeting", "company", acme, participant_ids=[ann, bo])
    done(member, 4, "email", "contact", ann, direction="outbound")
    done(member, 5, "email", "contact", ann, direction="inbound")
    done(member, 6, "call", "deal", deal)
    done(member, 50, "call", "lead", lead)
    done(member, -3, "meeting", "contact", ann)
    # Somebody else's, on what the member sees, and one that only managers see.
    done(owner, 7, "email", "contact", ann, direction="outbound")
    elsewhere = colleague.made("/contacts", first_name="Cy", company_id=None)["id"]
    done(colleague, 1, "call", "contact", elsewhere)
    return {"company": acme, "ann": ann, "bo": bo, "cy": elsewhere}


def read(person: Person, kind: str, id_: str) -> dict[str, Any]:
    answer = person.get(f"/{kind}/{id_}/relationship")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_who_may_read(
    anonymous: TestClient, stranger: Person, colleague: Person, member: Person, world: dict[str, Any]
) -> None:
    for kind, id_ in (("contacts", world["ann"]), ("companies", world["company"])):
        assert anonymous.get(f"/api/v1/{kind}/{id_}/relationship").status_code == 401
        for person in (stranger, colleague):
            assert person.get(f"/{kind}/{id_}/relationship").status_code == 404
        assert member.get(f"/{kind}/{new_id()}/relationship").status_code == 404
    assert member.get("/contacts/x/relationship").status_code == 404
    nobody = member.made("/contacts", first_name="New")["id"]
    assert read(member, "contacts", nobody) == {
        "strength": 0, "level": "none", "before": 0, "trend": "steady", "reasons": [], "last_at": None,
        "next_at": None, "known_by": [],
    }  # fmt: skip


def test_of_a_contact_and_of_their_company(owner: Person, member: Person, world: dict[str, Any], db: Database) -> None:
    ann = read(member, "contacts", world["ann"])
    why = {each["why"]: each for each in ann["reasons"]}
    assert why["frequency"]["value"] == 4  # the meeting she took part in, and three mails
    assert (why["talks"]["value"], why["response"]["value"]) == (1, 50)
    assert ann["strength"] == sum(each["points"] for each in ann["reasons"])
    assert (ann["level"], ann["trend"], ann["before"]) == ("strong", "rising", 0)
    assert [(each["name"], each["count"]) for each in ann["known_by"]] == [("Member", 3), ("Owner", 1)]
    assert ann["last_at"] < time.now().isoformat() < ann["next_at"]
    assert read(owner, "contacts", world["ann"]) == ann
    bo = read(member, "contacts", world["bo"])
    assert {each["why"]: each["value"] for each in bo["reasons"]}["frequency"] == 1

    with count_queries(db.engine) as few:
        read(member, "contacts", world["bo"])
    with count_queries(db.engine) as many:
        acme = read(member, "companies", world["company"])
    assert len(few) == len(many)
    why = {each["why"]: each for each in acme["reasons"]}
    assert (why["frequency"]["value"], why["people"]["value"]) == (6, 2)
    assert acme["strength"] > bo["strength"]

    # What was long ago is known, and worth nothing.
    at = (time.now() - timedelta(days=200)).isoformat()
    old = member.made("/contacts", first_name="Old")["id"]
    member.made("/activities", type="call", subject="x", starts_at=at, related_type="contact", related_id=old)
    faded = read(member, "contacts", old)
    assert (faded["strength"], faded["level"], faded["known_by"]) == (0, "none", [])
    assert faded["reasons"][0] == {"why": "recency", "value": 200, "points": 0, "of": 40}


def test_what_one_does_not_see_does_not_count(owner: Person, colleague: Person, world: dict[str, Any]) -> None:
    # A deal of one's own lends sight of the company, not of what was done with its people.
    owner.made("/deals", title="Theirs", company_id=world["company"], owner_id=colleague.user_id)
    assert (
        read(colleague, "companies", world["company"])["strength"]
        < read(owner, "companies", world["company"])["strength"]
    )
