"""The numbers of a period, of what the reader sees."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from quintet.foundation.db import Database
from quintet.foundation.db.raw import count_queries
from quintet.insight.overview.service import MOST_BUCKETS, buckets_of
from quintet.kit import time
from tests.world import Person

PATH = "/overview"
NOW = datetime(2090, 5, 17, 12, 0, tzinfo=UTC)


def overview(person: Person, **asked: str) -> dict[str, Any]:
    answer = person.get(PATH, **asked)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def added(shown: dict[str, Any], object: str) -> tuple[int, int]:
    return next((each["total"], each["before"]) for each in shown["added"] if each["object"] == object)


def stage(person: Person, name: str) -> dict[str, Any]:
    pipelines = person.listed("/pipelines", kind="deal")
    found: dict[str, Any] = next(s for pipeline in pipelines for s in pipeline["stages"] if s["name"] == name)
    return found


class TestBuckets:
    @given(
        st.sampled_from(["today", "this_week", "last_month", "this_quarter", "last_year", "this_year"]),
        st.integers(1, 1_100),
        st.dates(date(1990, 1, 1), date(2100, 1, 1)),
    )
    def test_they_follow_each_other_and_are_few(self, text: str, days: int, today: date) -> None:
        now = datetime(today.year, today.month, today.day, 12, tzinfo=UTC)
        with time.clock(lambda: now):
            for each in (text, f"last_{days}_days"):
                buckets = buckets_of(each, ZoneInfo("UTC"))
                assert list(buckets.days) == sorted(set(buckets.days))
                assert 1 <= len(buckets.days) - 1 <= 38
                if buckets.unit == "day":
                    assert len(buckets.days) - 1 <= MOST_BUCKETS

    def test_units(self) -> None:
        with time.clock(lambda: NOW):
            told = {text: buckets_of(text, ZoneInfo("UTC")) for text in ("last_30_days", "this_quarter", "this_year")}
        assert {text: each.unit for text, each in told.items()} == {
            "last_30_days": "day", "this_quarter": "week", "this_year": "month",
        }  # fmt: skip
        assert len(told["this_year"].days) == 13
        assert [day.weekday() for day in told["this_quarter"].days[1:-1]] == [0] * (len(told["this_quarter"].days) - 2)


def test_anonymous(anonymous: TestClient) -> None:
    assert anonymous.get("/api/v1/overview").status_code == 401


@pytest.mark.parametrize(
    ("name", "value"), [("period", "soon"), ("period", "last_3000_days"), ("timezone", "Europe/Atlantis")]
)
def test_invalid(member: Person, name: str, value: str) -> None:
    answer = member.get(PATH, **{name: value})
    assert (answer.status_code, [each["field"] for each in answer.json()["errors"]]) == (422, [name])


def test_an_empty_workspace(member: Person) -> None:
    shown = overview(member)
    assert (len(shown["starts"]), shown["unit"], shown["stages"], shown["funnel"]) == (30, "day", [], [])
    assert shown["won"]["win_rate"] is None
    assert {each["object"] for each in shown["added"]} == {"contact", "company", "lead", "deal"}


def test_what_was_added_and_when(member: Person) -> None:
    now = time.now()
    member.made("/contacts", first_name="Ann")
    member.made("/companies", name="Acme")
    shown = overview(member, period="last_7_days")
    contacts = next(each for each in shown["added"] if each["object"] == "contact")
    assert (contacts["counts"], contacts["total"], contacts["before"]) == ([0, 0, 0, 0, 0, 0, 1], 1, 0)
    with time.clock(lambda: now + timedelta(days=8)):
        assert added(overview(member, period="last_7_days"), "contact") == (0, 1)


def test_deals_won_and_by_whom(owner: Person, member: Person, db: Database) -> None:
    for person, value, currency in ((owner, 100_00, "USD"), (member, 300_00, "USD"), (member, 5_00, "EUR")):
        deal = person.made("/deals", title="Big", value_minor=value, currency=currency)
        person.post(f"/deals/{deal['id']}/close", {"outcome": "won"})
    lost = owner.made("/deals", title="Gone", value_minor=1_00)
    owner.post(f"/deals/{lost['id']}/close", {"outcome": "lost"})
    home = owner.get("/workspace").json()["currency"]
    shown = overview(owner)
    assert shown["currency"] == home
    won = shown["won"]
    assert (won["count"], won["lost"], won["win_rate"]) == (3, 1, 75)
    assert sum(won["values_minor"]) == won["value_minor"] == (400_00 if home == "USD" else 5_00)
    assert {each["owner_id"]: each["count"] for each in shown["owners"]} == {owner.user_id: 1, member.user_id: 2}
    assert all(each["name"] for each in shown["owners"])
    # A member sees their own.
    assert overview(member)["won"]["count"] == 2
    with count_queries(db.engine) as seen:
        overview(owner)
    assert len(seen) < 45


def test_where_deals_stand_and_how_far_they_came(owner: Person, member: Person) -> None:
    first = member.made("/deals", title="New", value_minor=10_00)
    later = member.made("/deals", title="Later", value_minor=20_00)
    won = member.made("/deals", title="Won", value_minor=30_00)
    stages = [each["name"] for each in member.listed("/pipelines", kind="deal")[0]["stages"] if each["kind"] == "open"]
    for deal in (later, won):
        member.post(f"/deals/{deal['id']}/move", {"stage_id": stage(member, stages[1])["id"]})
    member.post(f"/deals/{later['id']}/close", {"outcome": "lost"})
    member.post(f"/deals/{won['id']}/close", {"outcome": "won"})
    shown = overview(owner)
    assert {each["name"]: each["count"] for each in shown["stages"]}[stages[0]] == 1
    assert sum(each["count"] for each in shown["stages"]) == 1
    funnel = [each["count"] for each in shown["funnel"]]
    assert funnel[:3] == [3, 2, 1]
    assert funnel == sorted(funnel, reverse=True)
    assert first["status"] == "open"


def test_work_done(member: Person, owner: Person, stranger: Person) -> None:
    at = time.to_text(time.now() - timedelta(minutes=5))
    for kind in ("call", "call", "meeting"):
        member.made("/activities", type=kind, subject="Hello", starts_at=at)
    task = member.made("/tasks", title="Write")
    member.post(f"/tasks/{task['id']}/complete", {})
    done = {each["kind"]: each["total"] for each in overview(owner)["done"]}
    assert done == {"call": 2, "meeting": 1, "email": 0, "task": 1}
    assert {each["total"] for each in overview(stranger)["done"]} == {0}
