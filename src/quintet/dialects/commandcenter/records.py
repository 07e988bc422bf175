"""The Command Center: activities, companies, contacts, relationships and tasks."""

from dataclasses import replace
from typing import Annotated, Literal

from fastapi import Query
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from quintet.dialects.commandcenter.envelope import Given, created, deleted, listed, one, updated
from quintet.dialects.commandcenter.faces import ACTIVITY, COMPANY, CONTACT, MEMORY, NOTE, TASK
from quintet.dialects.dialect import dialect_router
from quintet.dialects.enriching import enrich_contact
from quintet.dialects.lists import any_of
from quintet.foundation.access import Actor, Role
from quintet.foundation.http import Reply, door_of
from quintet.foundation.objects.bulk import parse
from quintet.foundation.objects.query import parse_query
from quintet.foundation.objects.reading import custom_types
from quintet.kit.errors import Conflict, Forbidden, Invalid
from quintet.records.public import (
    Answer,
    Profile,
    ReviewResolution,
    activities_of,
    complete_task,
    delete_activity,
    known_company,
    resolve_review,
)

activities = dialect_router("/api/activities", "Activities")
companies = dialect_router("/api/companies", "Companies")
contacts = dialect_router("/api/contacts", "Contacts")
relationships = dialect_router("/api/relationships", "Relationships")
tasks = dialect_router("/api/tasks", "Tasks")
Id = Annotated[str | None, Query(max_length=36)]
Search = Annotated[str, Query(max_length=200)]


@activities.get("", operation_id="activities.list")
async def list_activities(
    request: Request,
    company_id: Id = None,
    contact_id: Id = None,
    type: Annotated[str | None, Query(max_length=40)] = None,
    upcoming: bool = False,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Response:
    """The newest first; those to come, the next first. Of a contact those it takes part in too, of a company those with
    all that belongs to it."""
    asked = [("sort", "starts_at" if upcoming else "-starts_at")]
    if upcoming:
        asked.append(("timing", "upcoming"))
    if type is not None:
        asked.append(("type", type))
    about = next(((kind, id_) for kind, id_ in (("contact", contact_id), ("company", company_id)) if id_), None)
    if about is None:
        return await listed(request, "activities", ACTIVITY, asked, limit=limit)
    if contact_id and company_id:
        asked.append(("participant_ids", contact_id))
        about = ("company", company_id)

    def work(session: Session, actor: Actor) -> Reply:
        query = parse_query(ACTIVITY.spec, asked, custom_types(session, ACTIVITY.spec), me=actor.user_id)
        ids, total = activities_of(session, actor, *about, replace(query, limit=limit))
        rows = ACTIVITY.page(session, actor, [*asked[:1], ("id[in]", any_of(ids))], page=1, limit=limit)[0]
        return Reply.json({"activities": rows, "count": total})

    return (await door_of(request).read(request, work, heavy=True)).response()


@activities.post("/resolve-review", operation_id="activities.resolve_review")
async def resolve_review_(request: Request, body: Given) -> Response:
    """Of the activity `activity_id`: right, perhaps with another contact_id, company_id or deal_id, or dismissed."""
    id_, action = body.get("activity_id"), body.get("action", "accept")
    if not isinstance(id_, str):
        raise Invalid.one("activity_id", "required", "Give the id of an activity.")
    if action not in ("accept", "dismiss"):
        raise Invalid.one("action", "invalid", "Must be accept or dismiss.")
    about = next((kind for kind in ("deal", "company", "contact") if body.get(f"{kind}_id") is not None), None)
    given = {} if about is None else {"related_type": about, "related_id": body[f"{about}_id"]}
    corrected = parse(ReviewResolution, given)

    def work(session: Session, actor: Actor) -> Reply:
        if action == "dismiss":
            if not ACTIVITY.one(session, actor, id_)["needs_review"]:
                raise Conflict("This activity needs no review.", code="no_review_needed")
            delete_activity(session, actor, id_)
            return Reply.json({"activity": None})
        resolve_review(session, actor, id_, corrected)
        session.flush()
        return Reply.json({"activity": ACTIVITY.one(session, actor, id_)})

    return await door_of(request).write(request, work)


@companies.get("", operation_id="companies.list")
async def list_companies(
    request: Request,
    limit: Annotated[int, Query(ge=1, le=5000)] = 100,
    search: Search = "",
    status: Annotated[str | None, Query(max_length=40)] = None,
) -> Response:
    asked = [("sort", "name"), ("q", search)] + ([("status", status)] if status is not None else [])
    return await listed(request, "companies", COMPANY, asked, limit=limit)


@companies.post("", operation_id="companies.create")
async def create_company(request: Request, body: Given) -> Response:
    """409, naming it, when there is one of that domain or name."""

    def work(session: Session, actor: Actor) -> Reply:
        name, domain = body.get("name"), body.get("domain")
        if isinstance(name, str):
            known = known_company(session, actor, name, domain if isinstance(domain, str) else None)
            if known is not None:
                raise Conflict("There is a company of this name or domain.", code="duplicate", existing_id=known)
        return Reply.json({"company": COMPANY.create(session, actor, body)}, 201)

    return await door_of(request).write(request, work)


@companies.get("/{id}", operation_id="companies.get")
async def get_company(request: Request, id: str) -> Response:
    return await one(request, "company", COMPANY, id)


@companies.put("/{id}", operation_id="companies.update")
async def update_company(request: Request, id: str, body: Given) -> Response:
    return await updated(request, "company", COMPANY, id, body)


@companies.delete("/{id}", operation_id="companies.delete")
async def delete_company(request: Request, id: str) -> Response:
    return await deleted(request, COMPANY, id)


@companies.get("/{id}/contacts", operation_id="companies.contacts")
async def contacts_of(request: Request, id: str, limit: Annotated[int, Query(ge=1, le=500)] = 100) -> Response:
    def work(session: Session, actor: Actor) -> Reply:
        COMPANY.one(session, actor, id)
        asked = [("company_id", id), ("sort", "full_name")]
        rows, found = CONTACT.page(session, actor, asked, page=1, limit=limit)
        return Reply.json({"contacts": rows, "count": found.total})

    return (await door_of(request).read(request, work, heavy=True)).response()


@companies.get("/{id}/memory", operation_id="companies.memory.get")
async def read_memory(request: Request, id: str, limit: Annotated[int, Query(ge=1, le=200)] = 50) -> Response:
    """What is known about the company, the newest first."""

    def work(session: Session, actor: Actor) -> Reply:
        COMPANY.one(session, actor, id)
        asked = [("company_id", id), ("sort", "-created_at")]
        rows, found = MEMORY.page(session, actor, asked, page=1, limit=limit)
        return Reply.json({"memory": rows, "count": found.total})

    return (await door_of(request).read(request, work, heavy=True)).response()


@companies.post("/{id}/memory", operation_id="companies.memory.add")
async def add_memory(request: Request, id: str, body: Given) -> Response:
    return await created(request, "memory", MEMORY, body, company_id=id)


@contacts.get("", operation_id="contacts.list")
async def list_contacts(
    request: Request,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
    company_id: Id = None,
    search: Search = "",
) -> Response:
    asked = [("sort", "-created_at"), ("q", search)] + ([("company_id", company_id)] if company_id is not None else [])
    return await listed(request, "contacts", CONTACT, asked, limit=limit)


@contacts.post("", operation_id="contacts.create")
async def create_contact(request: Request, body: Given) -> Response:
    """409, naming them, when somebody has this e-mail address."""
    return await created(request, "contact", CONTACT, body)


@contacts.get("/{id}", operation_id="contacts.get")
async def get_contact(request: Request, id: str) -> Response:
    return await one(request, "contact", CONTACT, id)


@contacts.patch("/{id}", operation_id="contacts.update")
async def update_contact(request: Request, id: str, body: Given) -> Response:
    return await updated(request, "contact", CONTACT, id, body)


@contacts.delete("/{id}", operation_id="contacts.delete")
async def delete_contact(request: Request, id: str) -> Response:
    return await deleted(request, CONTACT, id)


@contacts.post("/{id}/enrich", operation_id="contacts.enrich")
async def enrich(request: Request, id: str) -> Response:
    """With what providers know, where the contact has nothing."""

    def tell(session: Session, actor: Actor, fields: list[str], answer: Answer[Profile | None]) -> Reply:
        enrichment = {"found": answer.said is not None, "fields": fields, "provider": answer.provider}
        return Reply.json({"contact": CONTACT.one(session, actor, id), "enrichment": enrichment})

    return await enrich_contact(request, id, tell, allow=_admin_only)


def _admin_only(actor: Actor) -> None:
    if not actor.role.includes(Role.admin):
        raise Forbidden("This is for administrators.")


@relationships.get("/{contactId}/notes", operation_id="relationships.notes.list")
async def list_notes(
    request: Request,
    contactId: str,  # noqa: N803 - as documented
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Response:
    def work(session: Session, actor: Actor) -> Reply:
        CONTACT.one(session, actor, contactId)
        asked = [("related_type", "contact"), ("related_id", contactId), ("sort", "-created_at")]
        rows, found = NOTE.page(session, actor, asked, page=1, limit=limit)
        return Reply.json({"notes": rows, "count": found.total})

    return (await door_of(request).read(request, work, heavy=True)).response()


@relationships.post("/{contactId}/notes", operation_id="relationships.notes.create")
async def create_note(request: Request, contactId: str, body: Given) -> Response:  # noqa: N803
    return await created(request, "note", NOTE, body, related_type="contact", related_id=contactId)


@tasks.get("", operation_id="tasks.list")
async def list_tasks(
    request: Request,
    status: Literal["open", "done", "cancelled"] | None = None,
    assignee_id: Id = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> Response:
    asked = [("sort", "due_at")]
    asked += [(name, value) for name, value in (("status", status), ("assignee_id", assignee_id)) if value is not None]
    return await listed(request, "tasks", TASK, asked, limit=limit)


@tasks.post("", operation_id="tasks.create")
async def create_task(request: Request, body: Given) -> Response:
    return await created(request, "task", TASK, body)


@tasks.post("/complete", operation_id="tasks.complete")
async def complete(request: Request, body: Given) -> Response:
    """The task `task_id` (or `taskId`); `outcome` says how it went."""
    id_, outcome = body.get("task_id", body.get("taskId")), body.get("outcome")
    if not isinstance(id_, str):
        raise Invalid.one("task_id", "required", "Say which task.")
    if outcome is not None and (not isinstance(outcome, str) or len(outcome) > 2000):
        raise Invalid.one("outcome", "invalid", "Must be a text of at most 2,000 characters.")

    def work(session: Session, actor: Actor) -> Reply:
        complete_task(session, actor, id_, outcome)
        return Reply.json({"task": TASK.one(session, actor, id_)})

    return await door_of(request).write(request, work)


@tasks.get("/{taskId}", operation_id="tasks.get")
async def get_task(request: Request, taskId: str) -> Response:  # noqa: N803
    return await one(request, "task", TASK, taskId)


@tasks.patch("/{taskId}", operation_id="tasks.update")
async def update_task(request: Request, taskId: str, body: Given) -> Response:  # noqa: N803
    return await updated(request, "task", TASK, taskId, body)


@tasks.delete("/{taskId}", operation_id="tasks.delete")
async def delete_task(request: Request, taskId: str) -> Response:  # noqa: N803
    return await deleted(request, TASK, taskId)
