"""Clianta: contacts, companies, opportunities, pipelines, activities and tasks."""

from typing import Any

from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from quintet.dialects.bodies import build
from quintet.dialects.clianta.envelope import WORKSPACE, Given, Limit, Page, data, listed
from quintet.dialects.dialect import dialect_router
from quintet.dialects.enriching import enrich_contact
from quintet.dialects.importing import import_contacts, uploaded_table
from quintet.dialects.records import RecordFace
from quintet.foundation.access import Actor
from quintet.foundation.http import Reply, door_of
from quintet.kit.errors import Invalid
from quintet.records.public import (
    ACTIVITIES,
    COMPANIES,
    CONTACTS,
    DEALS,
    PIPELINES,
    TASKS,
    Answer,
    PipelineKind,
    Profile,
    StageWanted,
    set_stages,
    stages_of_kind,
)

CONTACT = RecordFace(service=CONTACTS, expand=("tags", "company", "owner"))
COMPANY = RecordFace(service=COMPANIES, expand=("tags", "owner"))
OPPORTUNITY = RecordFace(
    service=DEALS,
    names={"weighted_minor": "weightedValue"},
    expand=("tags", "company", "contact", "stage", "owner"),
)
PIPELINE = RecordFace(service=PIPELINES, expand=())
ACTIVITY = RecordFace(service=ACTIVITIES, expand=("related", "owner"))
TASK = RecordFace(service=TASKS, expand=("related", "assignee"))

contacts = dialect_router(f"{WORKSPACE}/contacts", "Contacts")
companies = dialect_router(f"{WORKSPACE}/companies", "Companies")
opportunities = dialect_router(f"{WORKSPACE}/opportunities", "Opportunities")
pipelines = dialect_router(f"{WORKSPACE}/pipelines", "Pipelines")
activities = dialect_router("/api/activities", "Activities")
tasks = dialect_router(f"{WORKSPACE}/tasks", "Tasks")


async def _list(request: Request, records: RecordFace, page: int, limit: int, *more: tuple[str, str]) -> Response:
    def work(session: Session, actor: Actor) -> Reply:
        return listed(session, actor, records, request, *more, page=page, limit=limit)

    return (await door_of(request).read(request, work, heavy=True)).response()


async def _one(request: Request, records: RecordFace, id_: str) -> Response:
    def work(session: Session, actor: Actor) -> Reply:
        return data(records.one(session, actor, id_))

    return (await door_of(request).read(request, work)).response()


async def _create(request: Request, records: RecordFace, body: dict[str, Any]) -> Response:
    def work(session: Session, actor: Actor) -> Reply:
        return data(records.create(session, actor, body), 201)

    return await door_of(request).write(request, work)


async def _update(request: Request, records: RecordFace, id_: str, body: dict[str, Any]) -> Response:
    def work(session: Session, actor: Actor) -> Reply:
        return data(records.update(session, actor, id_, body))

    return await door_of(request).write(request, work)


async def _delete(request: Request, records: RecordFace, id_: str) -> Response:
    def work(session: Session, actor: Actor) -> Reply:
        records.service.delete(session, actor, id_)
        return data({"id": id_, "deleted": True})

    return await door_of(request).write(request, work)


@contacts.get("", operation_id="contacts.list")
async def list_contacts(request: Request, page: Page = 1, limit: Limit = 25) -> Response:
    return await _list(request, CONTACT, page, limit)


@contacts.post("", operation_id="contacts.create")
async def create_contact(request: Request, body: Given) -> Response:
    return await _create(request, CONTACT, body)


@contacts.post("/import", operation_id="contacts.import")
async def import_(request: Request) -> Response:
    """CSV or Excel as `file`. A row that is wrong is reported and leaves the others be."""
    table, _ = await uploaded_table(request)

    def work(session: Session, actor: Actor) -> Reply:
        done = import_contacts(session, actor, table)
        errors = [{"row": row, "message": told} for row, told in done.errors]
        return data({"imported": done.count, "failed": len(errors), "errors": errors})

    return await door_of(request).write(request, work, said=table.said)


@contacts.get("/{contactId}", operation_id="contacts.get")
async def get_contact(request: Request, contactId: str) -> Response:  # noqa: N803
    return await _one(request, CONTACT, contactId)


@contacts.post("/{contactId}/enrich", operation_id="contacts.enrich")
async def enrich(request: Request, contactId: str) -> Response:  # noqa: N803
    """With what Apollo knows, where the contact has nothing."""

    def tell(session: Session, actor: Actor, fields: list[str], answer: Answer[Profile | None]) -> Reply:
        found = {"enriched": answer.said is not None, "fields": fields, "provider": answer.provider}
        return data({**CONTACT.one(session, actor, contactId), **found})

    return await enrich_contact(request, contactId, tell)


@contacts.put("/{contactId}", operation_id="contacts.update")
async def update_contact(request: Request, contactId: str, body: Given) -> Response:  # noqa: N803
    return await _update(request, CONTACT, contactId, body)


@contacts.delete("/{contactId}", operation_id="contacts.delete")
async def delete_contact(request: Request, contactId: str) -> Response:  # noqa: N803
    return await _delete(request, CONTACT, contactId)


@companies.get("", operation_id="companies.list")
async def list_companies(request: Request, page: Page = 1, limit: Limit = 25) -> Response:
    return await _list(request, COMPANY, page, limit)


@companies.post("", operation_id="companies.create")
async def create_company(request: Request, body: Given) -> Response:
    return await _create(request, COMPANY, body)


@companies.get("/{companyId}", operation_id="companies.get")
async def get_company(request: Request, companyId: str) -> Response:  # noqa: N803
    return await _one(request, COMPANY, companyId)


@companies.put("/{companyId}", operation_id="companies.update")
async def update_company(request: Request, companyId: str, body: Given) -> Response:  # noqa: N803
    return await _update(request, COMPANY, companyId, body)


@companies.delete("/{companyId}", operation_id="companies.delete")
async def delete_company(request: Request, companyId: str) -> Response:  # noqa: N803
    return await _delete(request, COMPANY, companyId)


@companies.get("/{companyId}/contacts", operation_id="companies.contacts")
async def contacts_of(request: Request, companyId: str, page: Page = 1, limit: Limit = 25) -> Response:  # noqa: N803
    """404 for a company the caller does not see."""

    def work(session: Session, actor: Actor) -> Reply:
        COMPANY.one(session, actor, companyId)
        return listed(session, actor, CONTACT, request, ("company_id", companyId), page=page, limit=limit)

    return (await door_of(request).read(request, work, heavy=True)).response()


@opportunities.get("", operation_id="opportunities.list")
async def list_opportunities(request: Request, page: Page = 1, limit: Limit = 25) -> Response:
    return await _list(request, OPPORTUNITY, page, limit)


@opportunities.post("", operation_id="opportunities.create")
async def create_opportunity(request: Request, body: Given) -> Response:
    return await _create(request, OPPORTUNITY, body)


@opportunities.get("/{oppId}", operation_id="opportunities.get")
async def get_opportunity(request: Request, oppId: str) -> Response:  # noqa: N803
    return await _one(request, OPPORTUNITY, oppId)


@opportunities.put("/{oppId}", operation_id="opportunities.update")
async def update_opportunity(request: Request, oppId: str, body: Given) -> Response:  # noqa: N803
    return await _update(request, OPPORTUNITY, oppId, body)


@opportunities.delete("/{oppId}", operation_id="opportunities.delete")
async def delete_opportunity(request: Request, oppId: str) -> Response:  # noqa: N803
    return await _delete(request, OPPORTUNITY, oppId)


@opportunities.put("/{oppId}/stage", operation_id="opportunities.move_stage")
async def move(request: Request, oppId: str, body: Given) -> Response:  # noqa: N803
    """To the stage `stageId`, or the one that is named `stage` in the opportunity's pipeline."""

    def work(session: Session, actor: Actor) -> Reply:
        now = OPPORTUNITY.one(session, actor, oppId)
        stage_id, name = body.get("stageId"), body.get("stage")
        if stage_id is None and isinstance(name, str):
            here = stages_of_kind(session, PipelineKind.deal, now["pipelineId"])
            stage_id = next((stage.id for stage in here if stage.name_folded == name.strip().casefold()), None)
        if not isinstance(stage_id, str):
            raise Invalid.one("stage", "unknown_reference", "Give stageId, or the name of a stage of its pipeline.")
        return data(OPPORTUNITY.update(session, actor, oppId, {"stageId": stage_id}))

    return await door_of(request).write(request, work)


@pipelines.get("", operation_id="pipelines.list")
async def list_pipelines(request: Request, page: Page = 1, limit: Limit = 25) -> Response:
    return await _list(request, PIPELINE, page, limit, ("kind", "deal"))


@pipelines.post("", operation_id="pipelines.create")
async def create_pipeline(request: Request, body: Given) -> Response:
    return await _create(request, PIPELINE, body)


@pipelines.put("/{pipelineId}", operation_id="pipelines.update")
async def update_pipeline(request: Request, pipelineId: str, body: Given) -> Response:  # noqa: N803
    """With `stages` it has these, in this order: those with an id are changed, others are new, the rest go."""
    wanted = [build(StageWanted, each) for each in _stages(body["stages"])] if "stages" in body else None

    def work(session: Session, actor: Actor) -> Reply:
        if wanted is not None:
            set_stages(session, actor, pipelineId, wanted)
        own = {name: value for name, value in body.items() if name != "stages"}
        return data(PIPELINE.update(session, actor, pipelineId, own))

    return await door_of(request).write(request, work)


def _stages(given: Any) -> list[dict[str, Any]]:
    """What is said of stages, without what only we say of them."""
    if not isinstance(given, list) or not given or not all(isinstance(each, dict) for each in given):
        raise Invalid.one("stages", "invalid", "Must be a list of stages.")
    return [{name: each[name] for name in StageWanted.model_fields if name in each} for each in given]


@pipelines.delete("/{pipelineId}", operation_id="pipelines.delete")
async def delete_pipeline(request: Request, pipelineId: str) -> Response:  # noqa: N803
    return await _delete(request, PIPELINE, pipelineId)


@activities.get("/workspaces/{workspaceId}/activities", operation_id="activities.list")
async def list_activities(request: Request, page: Page = 1, limit: Limit = 25) -> Response:
    return await _list(request, ACTIVITY, page, limit)


@activities.post("/workspaces/{workspaceId}/activities", operation_id="activities.create")
async def create_activity(request: Request, body: Given) -> Response:
    return await _create(request, ACTIVITY, body)


@activities.get("/{activityId}", operation_id="activities.get")
async def get_activity(request: Request, activityId: str) -> Response:  # noqa: N803
    return await _one(request, ACTIVITY, activityId)


@activities.put("/{activityId}", operation_id="activities.update")
async def update_activity(request: Request, activityId: str, body: Given) -> Response:  # noqa: N803
    return await _update(request, ACTIVITY, activityId, body)


@tasks.get("", operation_id="tasks.list")
async def list_tasks(request: Request, page: Page = 1, limit: Limit = 25) -> Response:
    return await _list(request, TASK, page, limit)


@tasks.post("", operation_id="tasks.create")
async def create_task(request: Request, body: Given) -> Response:
    return await _create(request, TASK, body)


@tasks.put("/{taskId}", operation_id="tasks.update")
async def update_task(request: Request, taskId: str, body: Given) -> Response:  # noqa: N803
    return await _update(request, TASK, taskId, body)


@tasks.delete("/{taskId}", operation_id="tasks.delete")
async def delete_task(request: Request, taskId: str) -> Response:  # noqa: N803
    return await _delete(request, TASK, taskId)
