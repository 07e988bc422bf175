"""How pipelines and stages are reached."""

from pydantic import BaseModel
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from quintet.foundation.access import Actor, require
from quintet.foundation.http import Reply, door_of
from quintet.foundation.objects.openapi import ERRORS, read_model
from quintet.foundation.objects.router import record_reply, record_router
from quintet.records.pipelines.defaults import default_pipeline
from quintet.records.pipelines.object import PIPELINE
from quintet.records.pipelines.schemas import Archiving, DefaultPipeline, Reordering, StageKind
from quintet.records.pipelines.service import PIPELINES, pipeline_stats, reorder_stages
from quintet.records.pipelines.stages import STAGES, archive_stage

routes = record_router(PIPELINES)
stage_routes = record_router(STAGES)


class StageTotal(BaseModel):
    """What the records of a stage add up to in one currency, in minor units."""

    currency: str | None
    count: int
    value_minor: int
    weighted_minor: int


class StageStats(BaseModel):
    id: str
    name: str
    kind: StageKind
    position: int
    probability: int
    color: str
    system: str | None
    count: int
    totals: list[StageTotal]


class PipelineStats(BaseModel):
    data: list[StageStats]


class Archived(BaseModel):
    moved: int


@routes.post("/default", operation_id="get_default_pipeline", response_model=read_model(PIPELINE), responses=ERRORS)
async def default(request: Request, body: DefaultPipeline) -> Response:
    """The default pipeline of a kind; made when the workspace has none yet."""

    def work(session: Session, actor: Actor) -> Reply:
        require(actor, PIPELINE.right("read"))
        return record_reply(session, actor, PIPELINE, default_pipeline(session, actor, body.kind).id)

    return await door_of(request).write(request, work)


@routes.post("/{id}/reorder", operation_id="reorder_pipeline", response_model=read_model(PIPELINE), responses=ERRORS)
async def reorder(request: Request, id: str, body: Reordering) -> Response:
    """Put the stages of a pipeline into another order."""

    def work(session: Session, actor: Actor) -> Reply:
        reorder_stages(session, actor, id, body.stage_ids)
        return record_reply(session, actor, PIPELINE, id)

    return await door_of(request).write(request, work)


@routes.get("/{id}/stats", operation_id="get_pipeline_stats", response_model=PipelineStats, responses=ERRORS)
async def stats(request: Request, id: str) -> Response:
    """Each stage with the number, value and weighted value of the records in it that you see."""

    def work(session: Session, actor: Actor) -> Reply:
        return Reply.json({"data": pipeline_stats(session, actor, id)})

    return (await door_of(request).read(request, work, heavy=True)).response()


@stage_routes.post("/{id}/archive", operation_id="archive_stage", response_model=Archived, responses=ERRORS)
async def archive(request: Request, id: str, body: Archiving) -> Response:
    """Move what is in a stage to another one, then the stage to the bin."""

    def work(session: Session, actor: Actor) -> Reply:
        return Reply.json({"moved": archive_stage(session, actor, id, body.move_to)})

    return await door_of(request).write(request, work)
