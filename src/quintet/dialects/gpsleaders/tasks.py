"""GPS Leaders: Tasks."""

from typing import Annotated, Any

from fastapi import Query
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from quintet.dialects.dialect import dialect_router
from quintet.dialects.gpsleaders.envelope import Given, Limit, Page, data, page_of
from quintet.dialects.records import RecordFace
from quintet.foundation.access import Actor
from quintet.foundation.http import Reply, door_of
from quintet.foundation.objects.reading import read_record
from quintet.foundation.objects.spec import AnySpec
from quintet.kit.errors import Invalid
from quintet.records.public import CONTACTS, LEADS, TASKS

routes = dialect_router("/api/tasks", "Tasks")
NAMES = {"type": "taskType", "duration_minutes": "durationMin"}
PRIORITY = {word: word.upper() for word in ("low", "normal", "high", "urgent")}
_ON = ("lead", "contact", "company")
_ABOUT: dict[str, tuple[AnySpec, tuple[str, ...]]] = {
    "lead": (LEADS.spec, ("contact", "company")),
    "contact": (CONTACTS.spec, ("company",)),
}
"""What further records a task on one of these is about."""
FACE = RecordFace(service=TASKS, names=NAMES, expand=("related", "assignee"), words={"priority": PRIORITY})


@routes.get("", operation_id="tasks.list")
async def list_(
    request: Request,
    completed: bool | None = None,
    priority: Annotated[str | None, Query(max_length=20)] = None,
    type: Annotated[str | None, Query(max_length=20)] = None,
    lead_id: Annotated[str | None, Query(alias="leadId", max_length=36)] = None,
    page: Page = 1,
    limit: Limit = 50,
) -> Response:
    """What is due first comes first."""
    asked = [("sort", "due_at")]
    if completed is not None:
        asked.append(("status", "done" if completed else "open"))
    if priority is not None:
        asked.append(("priority", priority.lower()))
    if type is not None:
        asked.append(("type", type.lower()))
    if lead_id is not None:
        asked += [("related_type", "lead"), ("related_id", lead_id)]

    def work(session: Session, actor: Actor) -> Reply:
        rows, found = FACE.page(session, actor, asked, page=page, limit=limit)
        return page_of([shown_task(row) for row in rows], found)

    return (await door_of(request).read(request, work, heavy=True)).response()


@routes.post("", operation_id="tasks.create")
async def create(request: Request, body: Given) -> Response:
    """On a lead or a company, for whoever makes it."""
    related = {kind: body[f"{kind}Id"] for kind in ("lead", "company") if body.get(f"{kind}Id")}
    if len(related) > 1:
        raise Invalid.one("leadId", "contradiction", "A task is on a lead or on a company.")

    def work(session: Session, actor: Actor) -> Reply:
        more: dict[str, Any] = {"assignee_id": actor.user_id}
        for kind, id_ in related.items():
            more |= {"related_type": kind, "related_id": id_}
        return data(shown_task(FACE.create(session, actor, body, **more)), 201)

    return await door_of(request).write(request, work)


@routes.get("/{id}", operation_id="tasks.get")
async def get(request: Request, id: str) -> Response:
    def work(session: Session, actor: Actor) -> Reply:
        return data(_whole(session, actor, FACE.one(session, actor, id)))

    return (await door_of(request).read(request, work)).response()


@routes.patch("/{id}", operation_id="tasks.update")
async def update(request: Request, id: str, body: Given) -> Response:
    """`isCompleted` finishes it, or opens it again."""
    more = {}
    if "isCompleted" in body:
        if not isinstance(body["isCompleted"], bool):
            raise Invalid.one("isCompleted", "invalid", "Must be true or false.")
        more["status"] = "done" if body["isCompleted"] else "open"

    def work(session: Session, actor: Actor) -> Reply:
        return data(shown_task(FACE.update(session, actor, id, body, **more)))

    return await door_of(request).write(request, work)


@routes.delete("/{id}", operation_id="tasks.delete")
async def delete(request: Request, id: str) -> Response:
    def work(session: Session, actor: Actor) -> Reply:
        TASKS.delete(session, actor, id)
        return Reply.json({"success": True})

    return await door_of(request).write(request, work)


def shown_task(task: dict[str, Any]) -> dict[str, Any]:
    """A task with whether it is done, and what it is on under the name of that."""
    on = {f"{kind}Id": task["relatedId"] if task["relatedType"] == kind else None for kind in _ON}
    return {**task, **on, "isCompleted": task["status"] == "done"}


def _whole(session: Session, actor: Actor, task: dict[str, Any]) -> dict[str, Any]:
    """With the lead, contact and company it is about, as far as the actor sees them."""
    shown = shown_task(task)
    kind, related = task["relatedType"], task["related"]
    about = {each: related if each == kind else None for each in _ON}
    if related is not None and kind in _ABOUT:
        spec, names = _ABOUT[kind]
        row = read_record(session, actor, spec, related["id"], names)
        for name in names:
            shown[f"{name}Id"] = row[f"{name}_id"]
            about[name] = {"id": row[name]["id"], "name": row[name]["title"]} if row[name] else None
    return {**shown, **about}
