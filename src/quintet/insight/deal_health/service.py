"""How well a deal stands, by what the reader sees of what was done and is planned."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from quintet.foundation.access import Actor
from quintet.foundation.objects.query import Condition, ListQuery
from quintet.foundation.objects.reading import list_records, read_record
from quintet.insight.deal_health import health
from quintet.insight.deal_health.health import Advice, Level, Reason, State
from quintet.kit import time
from quintet.records.public import DEALS, TASKS, days_to_win, touches

_STEPS = 50


@dataclass(frozen=True, slots=True)
class Health:
    """`score` is 0 to 100; it, `level` and `reasons` are there for open deals only: the others are over."""

    outcome: str | None
    """`won` or `lost`."""
    score: int | None
    level: Level | None
    reasons: Sequence[Reason]
    advice: Sequence[Advice]
    days_in_stage: int
    days_open: int
    """Until now, or until it was closed."""
    typical_days: int | None
    """In which deals of its pipeline are won: the median; None with fewer than five."""
    typical_of: int
    """Won deals that this is the median of."""
    likely_close: date | None
    """When it would be won if it took as long as those; None when that is past."""
    last_at: datetime | None
    next_at: datetime | None


def deal_health(session: Session, actor: Actor, deal_id: str) -> Health:
    """How well a deal stands. NotFound for one that the actor doesn't see. A fixed number of statements."""
    deal = read_record(session, actor, DEALS.spec, deal_id)
    now = time.now()
    came, typical = time.from_text(deal["created_at"]), days_to_win(session, deal["pipeline_id"])
    done = touches(session, actor, "deal", deal_id, since=now - timedelta(days=1))
    closed = time.from_text(deal["closed_at"]) if deal["closed_at"] else None
    in_stage = _days(time.from_text(deal["stage_changed_at"]), now)
    likely = came + timedelta(days=typical[0]) if typical[0] is not None else None
    is_open = deal["status"] == "open"
    found: list[Reason] = []
    due = None
    if is_open:
        steps = _open_tasks(session, actor, deal_id)
        dated = [step for step in steps if step is not None]
        due = min((at for at in [*dated, done.next_at] if at is not None and at >= now), default=None)
        close_on = date.fromisoformat(deal["expected_close_date"]) if deal["expected_close_date"] else None
        found = health.reasons(
            State(
                since_contact=None if done.last_at is None else _days(done.last_at, now),
                until_step=None if due is None else _days(now, due),
                undated_steps=len(steps) - len(dated),
                overdue_steps=sum(at < now for at in dated),
                in_stage=in_stage,
                until_close=None if close_on is None else (close_on - now.date()).days,
                age=_days(came, now),
                typical_age=typical[0],
                people=len(deal["contact_ids"]),
            )
        )
    points = health.score(found) if found else None
    return Health(
        outcome=None if is_open else deal["status"],
        score=points,
        level=None if points is None else health.level(points),
        reasons=found,
        advice=health.advice(found),
        days_in_stage=in_stage,
        days_open=_days(came, closed or now),
        typical_days=None if typical[0] is None else round(typical[0]),
        typical_of=typical[1],
        likely_close=likely.date() if is_open and likely is not None and likely > now else None,
        last_at=done.last_at,
        next_at=due,
    )


def _open_tasks(session: Session, actor: Actor, deal_id: str) -> list[datetime | None]:
    """When each of the deal's open tasks is due, the next ones first."""
    on_deal = Condition("related_id", "eq", (deal_id,)), Condition("status", "eq", ("open",))
    page = list_records(session, actor, TASKS.spec, ListQuery(on_deal, sort=(("due_at", False),), limit=_STEPS))
    return [time.from_text(row["due_at"]) if row["due_at"] else None for row in page.data]


def _days(start: datetime, end: datetime) -> int:
    return max(0, (end - start).days)
