"""How well deals stand, of what the reader sees, and what would help them."""

from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quintet.foundation.db import Database
from quintet.foundation.db.raw import count_queries
from quintet.insight.deal_health.health import Reason, State, advice, level, reasons, score
from quintet.kit import time
from tests.world import Person

BEST = State(0, 1, 0, 0, 0, 10, 5, 30.0, 3)
DAYS = st.integers(0, 4000)
STATES = st.builds(
    State, st.none() | DAYS, st.none() | DAYS, st.integers(0, 9), st.integers(0, 9), DAYS, st.none() | DAYS,
    DAYS, st.none() | st.floats(0, 4000), st.integers(0, 99),
)  # fmt: skip


def points(state: State) -> dict[str, int]:
    return {reason.why: reason.points for reason in reasons(state)}


class TestHealth:
    def test_what_each_reason_is_worth(self) -> None:
        assert (score(reasons(BEST)), advice(reasons(BEST))) == (100, [])
        worst = State(None, None, 0, 0, 4000, -4000, 4000, 30.0, 0)
        assert score(reasons(worst)) == 0
        assert advice(reasons(worst)) == ["get_in_touch", "plan_next_step", "move_on_or_let_go"]
        assert [points(replace(BEST, since_contact=days))["contact"] for days in (14, 28)] == [15, 8]
        assert points(replace(BEST, until_step=None, undated_steps=1, overdue_steps=2))["someday"] == 12
        assert points(replace(BEST, until_step=None, overdue_steps=2))["overdue"] == 8
        assert [points(replace(BEST, in_stage=days))["stage"] for days in (14, 35)] == [15, 8]
        assert [points(replace(BEST, age=days))["pace"] for days in (30, 45, 60)] == [10, 5, 0]
        assert points(replace(BEST, until_close=-14))["closes_late"] == 8
        assert points(replace(BEST, until_close=None))["no_close_date"] == 6
        # What isn't known counts neither way.
        assert "pace" not in points(replace(BEST, typical_age=None))
        assert score(reasons(replace(BEST, typical_age=None))) == 100
        assert [level(each) for each in (34, 35, 64, 65)] == ["stalled", "at_risk", "at_risk", "healthy"]

    @given(STATES)
    def test_it_stays_within_its_bounds(self, state: State) -> None:
        found = reasons(state)
        assert all(0 <= reason.points <= reason.of for reason in found)
        assert 0 <= score(found) <= 100
        assert len(advice(found)) <= 3

    @given(STATES, st.integers(1, 400))
    def test_neglect_never_helps(self, state: State, days: int) -> None:
        later = replace(
            state,
            since_contact=None if state.since_contact is None else state.since_contact + days,
            in_stage=state.in_stage + days,
            age=state.age + days,
        )
        assert score(reasons(later)) <= score(reasons(state))

    def test_reasons_say_what_they_are(self) -> None:
        assert Reason("closes_late", 3, 13, 15) in reasons(replace(BEST, until_close=-3))  # type: ignore[arg-type]


def at(moment: datetime) -> AbstractContextManager[None]:
    return time.clock(lambda: moment)


@pytest.fixture
def deal(owner: Person, member: Person) -> dict[str, Any]:
    return owner.made("/deals", title="Mill", owner_id=member.user_id)


def test_a_deal_gets_well_by_what_is_done(db: Database, owner: Person, member: Person, deal: dict[str, Any]) -> None:
    path = f"/deals/{deal['id']}/health"
    before = member.get(path).json()
    assert (before["outcome"], before["typical_days"], before["likely_close"]) == (None, None, None)
    assert before["level"] == "stalled"
    assert before["advice"] == ["get_in_touch", "plan_next_step", "add_people"]
    ann, ben = (member.made("/contacts", first_name=name)["id"] for name in ("Ann", "Ben"))
    close = f"{time.now() + timedelta(days=40):%Y-%m-%d}"
    member.patch(f"/deals/{deal['id']}", {"contact_ids": [ann, ben], "expected_close_date": close})
    # A call with somebody of the deal counts for it, though nobody said so.
    called = time.now() - timedelta(days=3)
    member.made("/activities", type="call", subject="Hello", related_type="contact", related_id=ann,
                starts_at=time.to_text(called))  # fmt: skip
    due = time.to_text(time.now() + timedelta(days=2, hours=1))
    member.made("/tasks", title="Send the offer", related_type="deal", related_id=deal["id"], due_at=due)
    with count_queries(db.engine) as queries:
        after = member.get(path).json()
    why = {reason["why"]: reason["value"] for reason in after["reasons"]}
    assert why["contact"] == 3
    assert why["next_step"] == 2
    assert why["people"] == 2
    assert 38 <= why["closes_in"] <= 40
    assert (after["level"], after["advice"]) == ("healthy", [])
    assert after["next_at"] == due
    first = len(queries)
    for number in range(4):
        member.made("/tasks", title=f"Step {number}", related_type="deal", related_id=deal["id"])
        member.made("/activities", type="call", subject="More", related_type="deal", related_id=deal["id"])
    with count_queries(db.engine) as queries:
        member.get(path)
    assert len(queries) == first
    owner.post(f"/deals/{deal['id']}/close", {"outcome": "won"})
    over = member.get(path).json()
    assert (over["outcome"], over["score"], over["level"], over["reasons"], over["advice"]) == (
        "won",
        None,
        None,
        [],
        [],
    )


def test_it_is_measured_against_deals_that_were_won(owner: Person) -> None:
    start = time.now() - timedelta(days=200)
    for days in (10, 20, 30, 40, 90):
        with at(start):
            won = owner.made("/deals", title=f"Won in {days}")
        with at(start + timedelta(days=days)):
            owner.post(f"/deals/{won['id']}/close", {"outcome": "won"})
    with at(time.now() - timedelta(days=45)):
        deal = owner.made("/deals", title="Late")
    found = owner.get(f"/deals/{deal['id']}/health").json()
    assert (found["typical_days"], found["typical_of"], found["likely_close"]) == (30, 5, None)
    assert {"why": "pace", "value": 45, "points": 5, "of": 10} in found["reasons"]
    new = owner.made("/deals", title="New")
    likely = owner.get(f"/deals/{new['id']}/health").json()["likely_close"]
    assert likely == f"{time.now() + timedelta(days=30):%Y-%m-%d}"


def test_who_may_ask(owner: Person, member: Person, stranger: Person) -> None:
    hidden = owner.made("/deals", title="Hidden", owner_id=owner.user_id)
    path = f"/deals/{hidden['id']}/health"
    assert (member.get(path).status_code, stranger.get(path).status_code) == (404, 404)
    assert member.get("/deals/nonsense/health").status_code == 404
