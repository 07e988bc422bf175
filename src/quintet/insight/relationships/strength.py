"""How strong a relationship is: four reasons, each worth some points, which add up to at most 100. Pure functions.

- *Recency*, 40: halves every 30 days since the last activity.
- *Frequency*, 30: activities of the last 90 days; the first ones count most, six make two thirds.
- *Response*, 20: how much comes back within 180 days. What is theirs (inbound, and meetings, which take two) makes
  half of all for the full points.
- *Depth*, 10: of a contact, talks (meetings and calls) within 180 days, four for all points; of a company, its people
  that we are in touch with, three for all points.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from quintet.records.public import Touch

OFTEN = timedelta(days=90)
LATELY = timedelta(days=180)
MONTH = timedelta(days=30)
SEEN = LATELY + MONTH
"""How far back activities matter, for the strength of a month ago too."""
_HALVES = 30.0
_TALKS = ("meeting", "call")


class Level(StrEnum):
    none = "none"
    weak = "weak"
    warm = "warm"
    strong = "strong"


class Trend(StrEnum):
    """Against a month ago, by ten points or more."""

    rising = "rising"
    steady = "steady"
    falling = "falling"


class Why(StrEnum):
    """`recency`: days since the last activity. `frequency`: activities in 90 days. `response`: per cent that came from
    them in 180 days. `talks`: meetings and calls in 180 days. `people`: theirs that took part in 180 days."""

    recency = "recency"
    frequency = "frequency"
    response = "response"
    talks = "talks"
    people = "people"


@dataclass(frozen=True, slots=True)
class Reason:
    """What `value` means is said by `why`; `points` of `of` are its part of the strength."""

    why: Why
    value: int
    points: int
    of: int


def reasons(touches: Sequence[Touch], last_at: datetime | None, now: datetime, *, company: bool) -> list[Reason]:
    """What the strength at a moment is made of; nothing when there never was an activity by then."""
    known = [touch for touch in touches if touch.at <= now]
    last = known[0].at if known else last_at if last_at is not None and last_at <= now else None
    if last is None:
        return []
    days = (now - last).total_seconds() / 86_400
    often = sum(touch.at >= now - OFTEN for touch in known)
    lately = [touch for touch in known if touch.at >= now - LATELY]
    theirs = sum(touch.direction == "inbound" or (not touch.direction and touch.type == "meeting") for touch in lately)
    ours = sum(touch.direction == "outbound" for touch in lately)
    share = theirs / (theirs + ours) if theirs else 0.0
    deep = (
        len({id_ for touch in lately for id_ in touch.people})
        if company
        else sum(touch.type in _TALKS for touch in lately)
    )
    return [
        Reason(Why.recency, int(days), round(40 * 2 ** (-days / _HALVES)), 40),
        Reason(Why.frequency, often, round(30 * (1 - math.exp(-often / 6))), 30),
        Reason(Why.response, round(100 * share), round(20 * min(1.0, 2 * share)), 20),
        Reason(Why.people if company else Why.talks, deep, round(10 * min(1.0, deep / (3 if company else 4))), 10),
    ]


def strength(found: Sequence[Reason]) -> int:
    """0 to 100."""
    return sum(reason.points for reason in found)


def level(points: int) -> Level:
    return Level.none if points == 0 else Level.weak if points < 25 else Level.warm if points < 60 else Level.strong


def trend(now: int, before: int) -> Trend:
    return Trend.rising if now - before >= 10 else Trend.falling if before - now >= 10 else Trend.steady
