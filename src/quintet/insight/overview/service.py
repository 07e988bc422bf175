"""The numbers of a period, of what the reader sees, in days of a time zone. Sums are in the workspace's currency;
what is in others is counted and left out of sums."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import InstrumentedAttribute, Session

from quintet.foundation.access import Actor, allowed
from quintet.foundation.objects.boards import in_buckets, totals_of_each
from quintet.foundation.objects.query import Condition, ListQuery
from quintet.foundation.objects.spec import AnySpec
from quintet.identity.public import user_titles
from quintet.kit import time
from quintet.kit.periods import first_day, period
from quintet.records.public import (
    ACTIVITIES,
    COMPANIES,
    CONTACTS,
    DEAL_STAGES,
    DEALS,
    LEADS,
    TASKS,
    PipelineKind,
    Stage,
    StageKind,
    currency_of,
    stages_of_kind,
)

MOST_BUCKETS = 31
MOST_OWNERS = 10
MOST_DAYS = 1_100
ADDED = (CONTACTS, COMPANIES, LEADS, DEALS)


@dataclass(frozen=True, slots=True)
class Buckets:
    """A period cut into days, weeks or months."""

    unit: str
    days: Sequence[date]
    """The first day of each, and the first after the last."""
    zone: ZoneInfo

    @property
    def moments(self) -> list[datetime]:
        return [time.start_of(day, self.zone) for day in self.days]

    @property
    def whole(self) -> list[datetime]:
        """Beginning and end of it all."""
        return [self.moments[0], self.moments[-1]]

    @property
    def before(self) -> list[datetime]:
        """As long a period, right before."""
        length = self.days[-1] - self.days[0]
        return [time.start_of(day, self.zone) for day in (self.days[0] - length, self.days[0])]


def buckets_of(text: str, zone: ZoneInfo) -> Buckets:
    """A period (see `kit.periods`) in at most 31 days, else weeks, else months. ValueError when the text is none, or
    longer than three years."""
    first, end = period(text, time.now().astimezone(zone).date())
    length = (end - first).days
    if length > MOST_DAYS:
        raise ValueError("At most three years.")
    if length <= MOST_BUCKETS:
        return Buckets("day", [first + timedelta(days) for days in range(length + 1)], zone)
    if length <= 7 * MOST_BUCKETS:
        starts = [first, *(first_day("week", first, n) for n in range(1, MOST_BUCKETS + 2))]
        return Buckets("week", [*(day for day in starts if day < end), end], zone)
    starts = [first, *(first_day("month", first, n) for n in range(1, 40))]
    return Buckets("month", [*(day for day in starts if day < end), end], zone)


def overview(session: Session, actor: Actor, buckets: Buckets) -> dict[str, Any]:
    """Everything that the page of numbers shows. Some thirty statements, each one walk, whatever there is."""
    currency = currency_of(session)
    return {
        "unit": buckets.unit,
        "starts": [day.isoformat() for day in buckets.days[:-1]],
        "end": buckets.days[-1].isoformat(),
        "currency": currency,
        "added": [_added(session, actor, kind.spec, buckets) for kind in ADDED if _may(actor, kind.spec)],
        "won": _won(session, actor, buckets, currency) if _may(actor, DEALS.spec) else None,
        "done": _done(session, actor, buckets),
        "stages": _stages(session, actor, currency) if _may(actor, DEALS.spec) else [],
        "funnel": _funnel(session, actor, buckets) if _may(actor, DEALS.spec) else [],
        "owners": _owners(session, actor, buckets, currency) if _may(actor, DEALS.spec) else [],
    }


def _may(actor: Actor, spec: AnySpec) -> bool:
    return allowed(actor, spec.right("read"))


def _added(session: Session, actor: Actor, spec: AnySpec, buckets: Buckets) -> dict[str, Any]:
    rows = in_buckets(session, actor, spec, ListQuery(), spec.model.created_at, buckets.moments)
    before = in_buckets(session, actor, spec, ListQuery(), spec.model.created_at, buckets.before)
    counts = [row["count"] for row in rows]
    return {"object": spec.name, "counts": counts, "total": sum(counts), "before": before[0]["count"]}


def _won(session: Session, actor: Actor, buckets: Buckets, currency: str) -> dict[str, Any]:
    model = DEAL_STAGES.model
    won = _status("won")
    here = ListQuery(conditions=(*won.conditions, Condition("currency", "eq", (currency,))))
    sums = {"value_minor": DEAL_STAGES.value.expression}
    counts = in_buckets(session, actor, DEALS.spec, won, model.closed_at, buckets.moments)
    values = in_buckets(session, actor, DEALS.spec, here, model.closed_at, buckets.moments, sums)
    (lost,) = in_buckets(session, actor, DEALS.spec, _status("lost"), model.closed_at, buckets.whole)
    (before,) = in_buckets(session, actor, DEALS.spec, here, model.closed_at, buckets.before, sums)
    total = sum(row["count"] for row in counts)
    return {
        "counts": [row["count"] for row in counts],
        "values_minor": [row["value_minor"] for row in values],
        "count": total,
        "value_minor": sum(row["value_minor"] for row in values),
        "value_minor_before": before["value_minor"],
        "lost": lost["count"],
        "win_rate": round(100 * total / (total + lost["count"])) if total + lost["count"] else None,
    }


def _done(session: Session, actor: Actor, buckets: Buckets) -> list[dict[str, Any]]:
    found: list[tuple[str, AnySpec, ListQuery, InstrumentedAttribute[Any]]] = []
    if _may(actor, ACTIVITIES.spec):
        for kind in ("call", "meeting", "email"):
            query = ListQuery(conditions=(Condition("type", "eq", (kind,)),))
            found.append((kind, ACTIVITIES.spec, query, ACTIVITIES.spec.model.starts_at))
    if _may(actor, TASKS.spec):
        found.append(("task", TASKS.spec, _status("done"), TASKS.spec.model.completed_at))
    shown = []
    for kind, spec, query, at in found:
        rows = in_buckets(session, actor, spec, query, at, buckets.moments)
        shown.append({"kind": kind, "counts": [row["count"] for row in rows], "total": sum(r["count"] for r in rows)})
    return shown


def _stages(session: Session, actor: Actor, currency: str) -> list[dict[str, Any]]:
    """Where open deals stand now, stage by stage of every pipeline that has any, in order."""
    model = DEAL_STAGES.model
    by = (model.stage_id, DEAL_STAGES.currency)
    counts: dict[str, list[int]] = {}
    stages = [stage for stage in stages_of_kind(session, PipelineKind.deal) if stage.kind == StageKind.open]
    pipelines = tuple(sorted({stage.pipeline_id for stage in stages}))
    if not pipelines:
        return []
    # Named, all of them: so the totals are read from the index that boards have.
    query = _status("open").where(Condition("pipeline_id", "in", pipelines))
    for row in totals_of_each(session, actor, DEALS.spec, query, by, DEAL_STAGES.sums):
        stage = counts.setdefault(row["stage_id"], [0, 0, 0])
        stage[0] += row["count"]
        if row["currency"] == currency:
            stage[1] += row["value_minor"]
            stage[2] += row["weighted_minor"]
    used = {stage.pipeline_id for stage in stages if stage.id in counts}
    return [
        {
            "stage_id": stage.id,
            "name": stage.name,
            "color": stage.color,
            "pipeline_id": stage.pipeline_id,
            **dict(zip(("count", "value_minor", "weighted_minor"), counts.get(stage.id, [0, 0, 0]), strict=True)),
        }
        for stage in stages
        if stage.pipeline_id in used
    ]


def _funnel(session: Session, actor: Actor, buckets: Buckets) -> list[dict[str, Any]]:
    """How far the deals came that were added in the period: those that reached each stage of their pipeline, the lost
    ones to the last open stage they stood in. Of the pipeline with most of them."""
    model = DEAL_STAGES.model
    first, end = (time.to_text(moment) for moment in buckets.whole)
    query = ListQuery(conditions=(Condition("created_at", "gte", (first,)), Condition("created_at", "lt", (end,))))
    by = (model.pipeline_id, model.status, model.stage_id, model.open_stage_id)
    rows = totals_of_each(session, actor, DEALS.spec, query, by, {})
    sizes: dict[str, int] = {}
    for row in rows:
        sizes[row["pipeline_id"]] = sizes.get(row["pipeline_id"], 0) + row["count"]
    if not sizes:
        return []
    pipeline_id = max(sizes, key=lambda id_: (sizes[id_], id_))
    stages = stages_of_kind(session, PipelineKind.deal, pipeline_id)
    opened = [stage for stage in stages if stage.kind == StageKind.open]
    places = {stage.id: place for place, stage in enumerate(opened)}
    reached = [0] * len(opened)
    won = 0
    for row in (row for row in rows if row["pipeline_id"] == pipeline_id):
        if row["status"] == "won":
            won += row["count"]
        at = row["stage_id"] if row["status"] == "open" else row["open_stage_id"]
        # Deals that were added as closed have stood in no open stage: they have come to the first.
        furthest = len(opened) - 1 if row["status"] == "won" else places.get(at or "", 0)
        for place in range(furthest + 1):
            reached[place] += row["count"]
    shown = [_step(stage, count) for stage, count in zip(opened, reached, strict=True)]
    last = next((stage for stage in stages if stage.kind == StageKind.won), None)
    return [*shown, *([_step(last, won)] if last is not None else [])]


def _step(stage: Stage, count: int) -> dict[str, Any]:
    return {"stage_id": stage.id, "name": stage.name, "color": stage.color, "count": count}


def _owners(session: Session, actor: Actor, buckets: Buckets, currency: str) -> list[dict[str, Any]]:
    """Who won most in the period."""
    first, end = (time.to_text(moment) for moment in buckets.whole)
    closed = (Condition("closed_at", "gte", (first,)), Condition("closed_at", "lt", (end,)))
    query = ListQuery(conditions=(*_status("won").conditions, *closed))
    owner: InstrumentedAttribute[Any] = DEALS.spec.model.owner_id
    found: dict[str | None, list[int]] = {}
    for row in totals_of_each(session, actor, DEALS.spec, query, (owner, DEAL_STAGES.currency), DEAL_STAGES.sums):
        sums = found.setdefault(row["owner_id"], [0, 0])
        sums[0] += row["count"]
        sums[1] += row["value_minor"] if row["currency"] == currency else 0
    best = sorted(found.items(), key=lambda each: (-each[1][1], -each[1][0]))[:MOST_OWNERS]
    names = user_titles(session, actor, [id_ for id_, _ in best if id_ is not None])
    return [
        {"owner_id": id_, "name": names.get(id_ or "", {}).get("title"), "count": count, "value_minor": value}
        for id_, (count, value) in best
    ]


def _status(status: str) -> ListQuery:
    return ListQuery(conditions=(Condition("status", "eq", (status,)),))
