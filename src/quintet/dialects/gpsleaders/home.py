"""GPS Leaders: Pipeline & Dashboard."""

from collections import defaultdict
from datetime import date
from typing import Any

from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from quintet.commerce.public import PAYMENTS
from quintet.dialects.dialect import dialect_router
from quintet.dialects.gpsleaders.companies import STATUS
from quintet.dialects.gpsleaders.envelope import data
from quintet.dialects.gpsleaders.leads import FACE, WORDS, shown_lead
from quintet.dialects.lists import by_day, count, zone_of
from quintet.dialects.shapes import amount
from quintet.foundation.access import Actor
from quintet.foundation.http import Reply, door_of
from quintet.foundation.objects.boards import totals_of_each
from quintet.foundation.objects.query import parse_query
from quintet.foundation.objects.reading import custom_types
from quintet.kit import time
from quintet.records.public import LEAD_STAGES, LEADS, TASKS, currency_of

pipeline = dialect_router("/api/pipeline", "Pipeline & Dashboard")
dashboard = dialect_router("/api/dashboard", "Pipeline & Dashboard")
CARDS = 50
Asked = list[tuple[str, str]]
UNSOLD: Asked = [("status[ne]", "bogus"), *(("company_status[ne]", word) for word in STATUS if word != "lead")]
"""Leads that are still sold to: their company, if any, is no more than a lead itself."""


@pipeline.get("", operation_id="pipeline.get")
async def stages(request: Request) -> Response:
    """Each stage with its leads: how many, what they may bring in the workspace's currency, and the newest fifty."""

    def work(session: Session, actor: Actor) -> Reply:
        words = WORDS.by_id(session)
        columns = _totals(session, actor, UNSOLD)
        for column in columns:
            asked = [*UNSOLD, ("stage_id[in]", WORDS.ids_of(session, column["stage"])), ("sort", "-created_at")]
            rows, _ = FACE.page(session, actor, asked, page=1, limit=CARDS) if column["count"] else ([], None)
            column["leads"] = [shown_lead(words, row) for row in rows]
        return data(columns)

    return (await door_of(request).read(request, work, heavy=True)).response()


@dashboard.get("", operation_id="dashboard.get")
async def home(request: Request) -> Response:
    """Of what the caller sees, in days of the workspace: what came in this month is its revenue, less what went back.
    Replies are none as long as there is no mail."""

    def work(session: Session, actor: Actor) -> Reply:
        start, end = (time.to_text(moment) for moment in by_day(session, actor))
        zone = zone_of(session, actor)
        month = time.now().astimezone(zone).date().replace(day=1)
        mine = [("status", "open"), ("assignee_id", "me")]
        tasks = {
            "overdue": count(session, actor, TASKS.spec, [*mine, ("due_at[lt]", start)]),
            "dueToday": count(session, actor, TASKS.spec, [*mine, ("due_at[gte]", start), ("due_at[lt]", end)]),
            "open": count(session, actor, TASKS.spec, mine),
        }
        return data(
            {
                "tasks": tasks,
                "pipeline": _totals(session, actor, UNSOLD),
                "mtdRevenue": _paid_since(session, actor, month),
                "recentPositiveReplies": [],
            }
        )

    return (await door_of(request).read(request, work, heavy=True)).response()


def _paid_since(session: Session, actor: Actor, day: date) -> int | float:
    """In the workspace's currency. One statement."""
    model, currency = PAYMENTS.spec.model, currency_of(session)
    asked = [("paid_on[gte]", day.isoformat()), ("currency", currency)]
    query = parse_query(PAYMENTS.spec, asked, custom_types(session, PAYMENTS.spec), me=actor.user_id)
    sums: dict[str, Any] = {"amount_minor": model.amount_minor}
    rows = totals_of_each(session, actor, PAYMENTS.spec, query, (model.currency,), sums)
    return amount(sum(row["amount_minor"] for row in rows), currency)


def _totals(session: Session, actor: Actor, asked: Asked) -> list[dict[str, Any]]:
    """Every stage in order with its leads' number and revenue. One statement."""
    query = parse_query(LEADS.spec, asked, custom_types(session, LEADS.spec), me=actor.user_id)
    model, currency = LEAD_STAGES.model, LEAD_STAGES.currency
    words, home_currency = WORDS.by_id(session), currency_of(session)
    counts: dict[str, int] = defaultdict(int)
    revenue: dict[str, int] = defaultdict(int)
    for row in totals_of_each(session, actor, LEADS.spec, query, (model.stage_id, currency), LEAD_STAGES.sums):
        word = words.get(row["stage_id"], WORDS.words[0].word)
        counts[word] += row["count"]
        if row["currency"] == home_currency:
            revenue[word] += row["value_minor"]
    return [
        {"stage": each.word, "count": counts[each.word], "revenue": amount(revenue[each.word], home_currency)}
        for each in WORDS.words
    ]
