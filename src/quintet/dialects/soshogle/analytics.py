"""Soshogle: Analytics."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Annotated

from fastapi import Query
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from quintet.dialects.dialect import dialect_router
from quintet.dialects.lists import count, zone_of
from quintet.dialects.shapes import amount
from quintet.dialects.soshogle.deals import WORDS
from quintet.dialects.soshogle.leads import REAL
from quintet.foundation.access import Actor
from quintet.foundation.http import Reply, door_of
from quintet.foundation.objects.boards import added_until, totals_of_each
from quintet.foundation.objects.query import ListQuery
from quintet.kit import time
from quintet.kit.errors import Invalid
from quintet.records.public import ACTIVITIES, CONTACTS, DEAL_STAGES, DEALS, LEADS, currency_of

routes = dialect_router("/api/analytics", "Analytics")
POINTS = 31
LOST = "CLOSED_LOST"
Day = Annotated[date | None, Query(ge=date(1970, 1, 1), le=date(9000, 1, 1))]


@routes.get("/overview", operation_id="analytics.overview")
async def overview(
    request: Request,
    start: Annotated[Day, Query(alias="startDate")] = None,
    end: Annotated[Day, Query(alias="endDate")] = None,
) -> Response:
    """Of what the caller sees, in days of the workspace's time zone. Without dates this month up to today."""

    def work(session: Session, actor: Actor) -> Reply:
        zone = zone_of(session, actor)
        today = time.now().astimezone(zone).date()
        first = start or today.replace(day=1)
        last = end or max(today, first)
        if last < first:
            raise Invalid.one("endDate", "before_start", "Must not be before startDate.")
        days = _points(first, last)
        since, *ends = (time.start_of(day, zone) for day in (first, *(each + timedelta(days=1) for each in days)))
        added = [("created_at[gte]", time.to_text(since)), ("created_at[lt]", time.to_text(ends[-1]))]
        held = [("starts_at[gte]", time.to_text(since))]
        if end is not None:
            held.append(("starts_at[lt]", time.to_text(ends[-1])))
        calls = [*held, ("type", "call")]
        currency = currency_of(session)
        stages = _by_stage(session, actor, currency)
        metrics = {
            "totalContacts": count(session, actor, CONTACTS.spec),
            "newContactsThisMonth": count(session, actor, CONTACTS.spec, added),
            "totalLeads": count(session, actor, LEADS.spec, [REAL]),
            "newLeadsThisMonth": count(session, actor, LEADS.spec, [REAL, *added]),
            "activeDeals": sum(deals for deals, _ in stages.values()),
            "dealsValue": amount(sum(minor for _, minor in stages.values()), currency),
            "appointmentsScheduled": count(session, actor, ACTIVITIES.spec, [*held, ("type", "meeting")]),
            "messagesExchanged": count(session, actor, ACTIVITIES.spec, [*held, ("type", "email")]),
            "campaignsSent": 0,  # there are none yet
            "callsMade": count(session, actor, ACTIVITIES.spec, [*calls, ("direction[ne]", "inbound")]),
        }
        there = added_until(session, actor, CONTACTS.spec, ListQuery(), ends)
        growth = [{"date": day.isoformat(), "count": known} for day, known in zip(days, there, strict=True)]
        shown = [
            {"stage": word, "count": deals, "value": amount(minor, currency)} for word, (deals, minor) in stages.items()
        ]
        return Reply.json({"metrics": metrics, "charts": {"contactsGrowth": growth, "dealsByStage": shown}})

    return (await door_of(request).read(request, work, heavy=True)).response()


def _points(first: date, last: date) -> Sequence[date]:
    """Every day of the period, or as many of them, evenly, as a chart takes; the last one always."""
    step = -(-((last - first).days + 1) // POINTS)
    back = range(0, (last - first).days + 1, step)
    return [last - timedelta(days=days) for days in reversed(back)]


def _by_stage(session: Session, actor: Actor, currency: str) -> dict[str, tuple[int, int]]:
    """By the word for their stage, how many deals are not lost, and what those in this currency come to."""
    words, model = WORDS.by_id(session), DEAL_STAGES.model
    by = (model.stage_id, DEAL_STAGES.currency)
    found = {word.word: (0, 0) for word in WORDS.words if word.word != LOST}
    for row in totals_of_each(session, actor, DEALS.spec, ListQuery(), by, DEAL_STAGES.sums):
        word = words.get(row["stage_id"], "LEAD")
        if word in found:
            deals, minor = found[word]
            minor += row["value_minor"] if row["currency"] == currency else 0
            found[word] = (deals + row["count"], minor)
    return {word: (deals, minor) for word, (deals, minor) in found.items() if deals}
