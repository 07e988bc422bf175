"""How strong the relationship with a contact or company is, of what the reader sees."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from quintet.foundation.access import Actor
from quintet.identity.public import user_titles
from quintet.insight.relationships import strength as measure
from quintet.insight.relationships.strength import Level, Reason, Trend
from quintet.kit import time
from quintet.records.public import touches

MOST_KNOWN = 3


@dataclass(frozen=True, slots=True)
class Acquaintance:
    """A colleague, and how many activities of the last 180 days were theirs."""

    user_id: str
    name: str
    count: int


@dataclass(frozen=True, slots=True)
class Relationship:
    """`strength` is 0 to 100, the sum of its reasons' points; `before` is what it was 30 days ago."""

    strength: int
    level: Level
    before: int
    trend: Trend
    reasons: Sequence[Reason]
    last_at: datetime | None
    next_at: datetime | None
    known_by: Sequence[Acquaintance]


def relationship(session: Session, actor: Actor, object_name: str, record_id: str) -> Relationship:
    """The relationship with a `contact` or `company`. NotFound for one that the actor doesn't see."""
    now = time.now()
    found = touches(session, actor, object_name, record_id, since=now - measure.SEEN)
    company = object_name == "company"
    why = measure.reasons(found.recent, found.last_at, now, company=company)
    points = measure.strength(why)
    earlier = measure.reasons(found.recent, found.last_at, now - measure.MONTH, company=company)
    before = measure.strength(earlier)
    lately = Counter(touch.owner_id for touch in found.recent if touch.owner_id and touch.at >= now - measure.LATELY)
    first = sorted(lately.items(), key=lambda each: (-each[1], each[0]))[:MOST_KNOWN]
    names = user_titles(session, actor, {user_id for user_id, _ in first})
    return Relationship(
        strength=points,
        level=measure.level(points),
        before=before,
        trend=measure.trend(points, before),
        reasons=why,
        last_at=found.last_at,
        next_at=found.next_at,
        known_by=[
            Acquaintance(user_id, names[user_id]["title"], count) for user_id, count in first if user_id in names
        ],
    )
