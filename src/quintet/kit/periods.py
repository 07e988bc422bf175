"""Spans of days that move with the calendar: "this month", "the last 30 days"."""

import re
from datetime import date, timedelta

WORDS = ("today", "yesterday", "tomorrow")
UNITS = ("week", "month", "quarter", "year")
_NAMED = re.compile(rf"(last|this|next)_({'|'.join(UNITS)})\Z")
_DAYS = re.compile(r"(last|next)_(\d{1,4})_days\Z")
MOST_DAYS = 3660
_STEP = {"last": -1, "this": 0, "next": 1}


def period(text: str, today: date) -> tuple[date, date]:
    """The first day of a period and the first one after it. ValueError when the text names none.

    `today`, `yesterday`, `tomorrow`; `last_`, `this_` or `next_` with `week` (from Monday), `month`, `quarter` or
    `year`; `last_<n>_days` and `next_<n>_days`, which both hold today.
    """
    if text in WORDS:
        first = today + timedelta({"yesterday": -1, "tomorrow": 1}.get(text, 0))
        return first, first + timedelta(1)
    if match := _NAMED.match(text):
        step = _STEP[match[1]]
        return first_day(match[2], today, step), first_day(match[2], today, step + 1)
    match = _DAYS.match(text)
    if match is None or not 1 <= int(match[2]) <= MOST_DAYS:
        raise ValueError("Must be a period such as today, this_month, last_quarter, last_30_days or next_7_days.")
    days = timedelta(int(match[2]))
    after = today + timedelta(1)
    return (after - days, after) if match[1] == "last" else (today, today + days)


def first_day(unit: str, day: date, step: int) -> date:
    """The first day of the week (from Monday), month, quarter or year that is `step` away from the one of a day."""
    if unit == "week":
        return day + timedelta(7 * step - day.weekday())
    months = {"month": 1, "quarter": 3, "year": 12}[unit]
    count = day.year * 12 + day.month - 1
    count = (count // months + step) * months
    return date(count // 12, count % 12 + 1, 1)
