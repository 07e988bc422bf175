"""Clianta: Dashboard."""

from typing import Any

from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from quintet.dialects.clianta.envelope import WORKSPACE, Limit, Page, data, listed
from quintet.dialects.clianta.records import ACTIVITY
from quintet.dialects.dialect import dialect_router
from quintet.dialects.lists import by_day, count
from quintet.dialects.shapes import amount
from quintet.foundation.access import Actor
from quintet.foundation.http import Reply, door_of
from quintet.foundation.objects.boards import totals_of_each
from quintet.foundation.objects.query import ListQuery
from quintet.kit import time
from quintet.records.public import COMPANIES, CONTACTS, DEAL_STAGES, DEALS, TASKS

routes = dialect_router(f"{WORKSPACE}/dashboard", "Dashboard")


@routes.get("/overview", operation_id="dashboard.overview")
async def overview(request: Request) -> Response:
    """Of what the caller sees: counts, and the opportunities by status and currency."""

    def work(session: Session, actor: Actor) -> Reply:
        start, end = by_day(session, actor)
        open_tasks = ("status", "open")
        return data(
            {
                "contacts": count(session, actor, CONTACTS.spec),
                "companies": count(session, actor, COMPANIES.spec),
                "opportunities": _opportunities(session, actor),
                "tasks": {
                    "open": count(session, actor, TASKS.spec, [open_tasks]),
                    "overdue": count(session, actor, TASKS.spec, [open_tasks, ("due_at[lt]", time.to_text(start))]),
                    "dueToday": count(
                        session,
                        actor,
                        TASKS.spec,
                        [open_tasks, ("due_at[gte]", time.to_text(start)), ("due_at[lt]", time.to_text(end))],
                    ),
                },
            }
        )

    return (await door_of(request).read(request, work, heavy=True)).response()


@routes.get("/activity-feed", operation_id="dashboard.activity_feed")
async def activity_feed(request: Request, page: Page = 1, limit: Limit = 25) -> Response:
    """What happened last comes first."""

    def work(session: Session, actor: Actor) -> Reply:
        past = ("timing", "past")
        return listed(session, actor, ACTIVITY, request, past, page=page, limit=limit, sort="-startsAt")

    return (await door_of(request).read(request, work, heavy=True)).response()


def _opportunities(session: Session, actor: Actor) -> dict[str, Any]:
    model, currency = DEAL_STAGES.model, DEAL_STAGES.currency
    by = (model.status, currency)
    found: dict[str, Any] = {status: {"count": 0, "totals": []} for status in ("open", "won", "lost")}
    for row in totals_of_each(session, actor, DEALS.spec, ListQuery(), by, DEAL_STAGES.sums):
        place = found[row["status"]]
        place["count"] += row["count"]
        sums = {"value": amount(row["value_minor"], row["currency"])}
        sums["weightedValue"] = amount(row["weighted_minor"], row["currency"])
        place["totals"].append({"currency": row["currency"], "count": row["count"], **sums})
    return {"total": sum(each["count"] for each in found.values()), **found}
