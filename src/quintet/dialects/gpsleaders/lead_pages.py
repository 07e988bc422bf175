"""GPS Leaders: lists of leads and one lead whole, as its pages show them."""

from collections.abc import Iterable
from typing import Annotated, Any

from fastapi import Query
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from quintet.dialects.dialect import dialect_router
from quintet.dialects.gpsleaders.activities import shown_activities
from quintet.dialects.gpsleaders.contacts import FACE as CONTACT
from quintet.dialects.gpsleaders.envelope import Limit, Page, Search, data, page_of
from quintet.dialects.gpsleaders.invoice_shapes import FACE as INVOICE
from quintet.dialects.gpsleaders.invoice_shapes import shown_invoices
from quintet.dialects.gpsleaders.leads import BOGUS, FACE, WORDS, shown_lead
from quintet.dialects.gpsleaders.tasks import FACE as TASK
from quintet.dialects.gpsleaders.tasks import shown_task
from quintet.dialects.lists import any_of, every
from quintet.foundation.access import Actor
from quintet.foundation.events import Ref
from quintet.foundation.http import Reply, door_of
from quintet.foundation.realtime.history import history
from quintet.records.public import TASKS

routes = dialect_router("/api/leads", "Leads")
MOST_ACTIVITIES = 50
MOST_TASKS = 200
Word = Annotated[str | None, Query(max_length=200)]


@routes.get("", operation_id="leads.list")
async def list_(
    request: Request,
    search: Search = "",
    stage: Word = None,
    source: Word = None,
    icp: Word = None,
    page: Page = 1,
    limit: Limit = 50,
) -> Response:
    """The newest first, each with the task that is due next. Bogus ones only when that stage is asked for."""

    def work(session: Session, actor: Actor) -> Reply:
        asked = [("sort", "-created_at"), ("q", search), *_in_stage(session, stage)]
        asked += [(name, value) for name, value in (("source", source), ("icp_tag", icp)) if value is not None]
        rows, found = FACE.page(session, actor, asked, page=page, limit=limit)
        words = WORDS.by_id(session)
        due = next_tasks(session, actor, [row["id"] for row in rows])
        return page_of([{**shown_lead(words, row), "nextTask": due.get(row["id"])} for row in rows], found)

    return (await door_of(request).read(request, work, heavy=True)).response()


@routes.get("/{id}", operation_id="leads.get")
async def get(request: Request, id: str) -> Response:
    """With its contact and company whole, open tasks, and the last fifty activities. Sequences are empty: there are
    none yet."""

    def work(session: Session, actor: Actor) -> Reply:
        lead = FACE.one(session, actor, id)
        on = [("related_type", "lead"), ("related_id", id)]
        tasks, _ = TASK.page(session, actor, [*on, ("status", "open"), ("sort", "due_at")], page=1, limit=MOST_TASKS)
        happened = history(session, actor, Ref("lead", id), limit=MOST_ACTIVITIES)
        contact = CONTACT.one(session, actor, lead["contactId"]) if lead["contact"] else None
        more = {
            "contact": contact,
            "tasks": [shown_task(task) for task in tasks],
            "activities": shown_activities(happened),
        }
        bills, _ = INVOICE.page(session, actor, [("lead_id", id), ("sort", "-created_at")], page=1, limit=MOST_TASKS)
        invoices = shown_invoices(session, actor, bills)
        return data({**shown_lead(WORDS.by_id(session), lead), **more, "sequenceRuns": [], "invoices": invoices})

    return (await door_of(request).read(request, work, heavy=True)).response()


def next_tasks(session: Session, actor: Actor, lead_ids: Iterable[str]) -> dict[str, dict[str, Any]]:
    """By lead the open task that is due first. One statement."""
    asked = [("related_type", "lead"), ("related_id[in]", any_of(lead_ids)), ("status", "open"), ("sort", "due_at")]
    found: dict[str, dict[str, Any]] = {}
    for row in every(session, actor, TASKS.spec, asked):
        if row["related_id"] not in found:
            shown = shown_task(TASK.shown(row))
            found[row["related_id"]] = {name: shown[name] for name in ("id", "title", "taskType", "dueAt", "priority")}
    return found


def _in_stage(session: Session, word: str | None) -> list[tuple[str, str]]:
    if word == BOGUS:
        return [("status", "bogus")]
    asked = [("status[ne]", "bogus")]
    if word is not None:
        WORDS.check(word, field="stage")
        asked.append(("stage_id[in]", WORDS.ids_of(session, word)))
    return asked
