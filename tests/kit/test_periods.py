"""Periods, against what the calendar says of them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quintet.kit.periods import MOST_DAYS, UNITS, WORDS, period

days = st.dates(min_value=date(1900, 1, 1), max_value=date(2200, 12, 31))


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("today", "2026-11-26", "2026-11-26"),
        ("yesterday", "2026-11-25", "2026-11-25"),
        ("tomorrow", "2026-11-27", "2026-11-27"),
        ("this_week", "2026-11-23", "2026-11-29"),
        ("last_week", "2026-11-16", "2026-11-22"),
        ("next_month", "2026-12-01", "2026-12-31"),
        ("this_quarter", "2026-10-01", "2026-12-31"),
        ("next_quarter", "2027-01-01", "2027-03-31"),
        ("last_year", "2025-01-01", "2025-12-31"),
        ("last_7_days", "2026-11-20", "2026-11-26"),
        ("next_7_days", "2026-11-26", "2026-12-02"),
    ],
)
def test_a_day_in_november(text: str, first: str, last: str) -> None:
    start, end = period(text, date(2026, 11, 26))
    assert (start.isoformat(), (end - timedelta(1)).isoformat()) == (first, last)


@given(days, st.sampled_from(UNITS))
def test_units_follow_each_other_without_a_gap(today: date, unit: str) -> None:
    before, here, after = (period(f"{when}_{unit}", today) for when in ("last", "this", "next"))
    assert here[0] <= today < here[1]
    assert before[1] == here[0]
    assert here[1] == after[0]


@given(days, st.sampled_from(UNITS), st.integers(0, 400))
def test_all_days_of_a_unit_are_in_the_same(today: date, unit: str, away: int) -> None:
    start, end = period(f"this_{unit}", today)
    other = start + timedelta(away % (end - start).days)
    assert period(f"this_{unit}", other) == (start, end)


@given(days, st.integers(1, MOST_DAYS))
def test_counted_days_hold_today_and_are_as_many(today: date, count: int) -> None:
    back, ahead = period(f"last_{count}_days", today), period(f"next_{count}_days", today)
    assert back[1] - back[0] == ahead[1] - ahead[0] == timedelta(count)
    assert back[1] == today + timedelta(1)
    assert ahead[0] == today


@given(st.text(max_size=20))
def test_anything_else_is_refused(text: str) -> None:
    if text not in WORDS:
        with pytest.raises(ValueError, match="period"):
            period(text, date(2026, 11, 26))


@pytest.mark.parametrize("text", ["last_0_days", "next_3661_days", "this_day", "last_month\n", "this_7_days"])
def test_what_is_nearly_a_period_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="period"):
        period(text, date(2026, 11, 26))
