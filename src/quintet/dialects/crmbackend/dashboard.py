"""CRM Backend: Dashboard."""

from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from quintet.dialects.crmbackend.envelope import success
from quintet.dialects.dialect import dialect_router
from quintet.dialects.lists import by_day, count
from quintet.dialects.records import RecordFace
from quintet.foundation.access import Actor
from quintet.foundation.http import Reply, door_of
from quintet.kit import time
from quintet.records.public import ACTIVITIES, CONTACTS, DEALS, TASKS

routes = dialect_router("/dashboard", "Dashboard")
RECENT = RecordFace(service=ACTIVITIES, expand=("related", "owner"))
MOST = 10


@routes.get("/kpis", operation_id="dashboard.kpis")
async def kpis(request: Request) -> Response:
    """Of what the caller sees; today is the workspace's."""

    def work(session: Session, actor: Actor) -> Reply:
        start, end = by_day(session, actor)
        today = [("due_at[gte]", time.to_text(start)), ("due_at[lt]", time.to_text(end)), ("status", "open")]
        past = [("timing", "past"), ("sort", "-starts_at")]
        recent, _ = RECENT.page(session, actor, past, page=1, limit=MOST)
        return success(
            {
                "totalContacts": count(session, actor, CONTACTS.spec, [("status", "active")]),
                "totalDeals": count(session, actor, DEALS.spec),
                "tasksDueToday": count(session, actor, TASKS.spec, today),
                "recentActivities": recent,
            }
        )

    return (await door_of(request).read(request, work, heavy=True)).response()
