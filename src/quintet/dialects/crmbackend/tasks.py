"""CRM Backend: Tasks and their reminders."""

from datetime import timedelta
from typing import Annotated, Any, Literal

from fastapi import Query
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from quintet.dialects.bodies import in_their_names
from quintet.dialects.crmbackend.envelope import Given, Page, PageSize, page_of, success
from quintet.dialects.dialect import dialect_router
from quintet.dialects.lists import by_day
from quintet.dialects.records import RecordFace
from quintet.foundation.access import Actor
from quintet.foundation.http import Reply, door_of
from quintet.kit import time
from quintet.kit.errors import Forbidden, Invalid
from quintet.records.public import TASKS, complete_task

routes = dialect_router("/tasks", "Tasks")
STATUS = {"open": "pending", "done": "completed", "cancelled": "cancelled"}
RECORDS = RecordFace(
    service=TASKS, names={"due_at": "dueDate"}, expand=("related", "assignee"), words={"status": STATUS}
)
SOON = timedelta(days=7)
MOST = 100


@routes.get("", operation_id="tasks.list")
async def list_(
    request: Request,
    status: Literal["pending", "completed", "cancelled"] | None = None,
    assignee: Annotated[str | None, Query(alias="assigneeId", max_length=36)] = None,
    search: Annotated[str, Query(max_length=200)] = "",
    page: Page = 1,
    page_size: PageSize = 25,
) -> Response:
    """What is due first comes first."""

    def work(session: Session, actor: Actor) -> Reply:
        asked = [("sort", "due_at"), ("q", search)]
        if status is not None:
            asked.append(("status", next(ours for ours, theirs in STATUS.items() if theirs == status)))
        if assignee is not None:
            asked.append(("assignee_id", assignee))
        return page_of("tasks", *RECORDS.page(session, actor, asked, page=page, limit=page_size))

    return (await door_of(request).read(request, work, heavy=True)).response()


@routes.post("", operation_id="tasks.create")
async def create(request: Request, body: Given) -> Response:
    """On the contact `contactId` or the deal `dealId`."""

    def work(session: Session, actor: Actor) -> Reply:
        with in_their_names(_naming(body)):
            return success({"task": RECORDS.create(session, actor, body, **_related(body))}, 201)

    return await door_of(request).write(request, work)


@routes.get("/reminders", operation_id="tasks.reminders")
async def reminders(
    request: Request, assignee: Annotated[str | None, Query(alias="assigneeId", max_length=36)] = None
) -> Response:
    """Open tasks that are overdue, due today in the workspace's time zone, or within the next seven days."""

    def work(session: Session, actor: Actor) -> Reply:
        if assignee not in (None, actor.user_id) and not actor.sees_all:
            raise Forbidden("You see your own reminders only.")
        start, end = by_day(session, actor)
        mine = [("assignee_id", assignee or actor.user_id or ""), ("status", "open"), ("sort", "due_at")]
        spans = {
            "overdue": [("due_at[lt]", time.to_text(start))],
            "dueToday": [("due_at[gte]", time.to_text(start)), ("due_at[lt]", time.to_text(end))],
            "upcoming": [("due_at[gte]", time.to_text(end)), ("due_at[lt]", time.to_text(end + SOON))],
        }
        pages = {name: RECORDS.page(session, actor, [*mine, *span], page=1, limit=MOST) for name, span in spans.items()}
        counts = {name: found.total for name, (_, found) in pages.items()}
        content = {name: rows for name, (rows, _) in pages.items()}
        return success({**content, "counts": {**counts, "total": sum(counts.values())}})

    return (await door_of(request).read(request, work, heavy=True)).response()


@routes.patch("/{id}", operation_id="tasks.update")
async def update(request: Request, id: str, body: Given) -> Response:
    def work(session: Session, actor: Actor) -> Reply:
        with in_their_names(_naming(body)):
            return success({"task": RECORDS.update(session, actor, id, body, **_related(body))})

    return await door_of(request).write(request, work)


@routes.post("/{id}/complete", operation_id="tasks.complete")
async def complete(request: Request, id: str) -> Response:
    def work(session: Session, actor: Actor) -> Reply:
        complete_task(session, actor, id)
        return success({"task": RECORDS.one(session, actor, id)})

    return await door_of(request).write(request, work)


_ON = ("contact", "deal", "company", "lead")


def _naming(body: dict[str, Any]) -> dict[str, str]:
    """What the body calls the record that the task is on."""
    named = next((f"{kind}Id" for kind in _ON if f"{kind}Id" in body), "relatedId")
    return {"relatedId": named}


def _related(body: dict[str, Any]) -> dict[str, Any]:
    given = {kind: body[f"{kind}Id"] for kind in _ON if f"{kind}Id" in body}
    if len(given) > 1:
        raise Invalid.one("contactId", "contradiction", "A task is on one record.")
    for kind, id_ in given.items():
        return {"related_type": kind if id_ else None, "related_id": id_ or None}
    return {}
