"""CRM Backend: Deals and pipelines."""

from typing import Annotated, Any

from fastapi import Query
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from quintet.dialects.bodies import CamelBody, build
from quintet.dialects.crmbackend.envelope import Given, success
from quintet.dialects.dialect import dialect_router
from quintet.dialects.lists import by_id
from quintet.dialects.records import RecordFace
from quintet.dialects.shapes import amount
from quintet.foundation.access import Actor
from quintet.foundation.http import Reply, door_of
from quintet.foundation.objects.reading import Row
from quintet.kit.errors import Invalid
from quintet.records.public import DEAL_STAGES, DEALS, PIPELINES, Move, PipelineKind, all_stats, move_deal, read_board

routes = dialect_router("", "Deals")
EXPAND = ("tags", "contact", "company", "owner", "stage")
RECORDS = RecordFace(service=DEALS, names={"weighted_minor": "weightedValue"}, expand=EXPAND)


class Moving(CamelBody):
    deal_id: str
    stage_id: str
    after_id: str | None = None
    before_id: str | None = None


@routes.get("/deals", operation_id="deals.list")
async def list_(
    request: Request,
    pipeline_id: Annotated[str | None, Query(alias="pipelineId", max_length=36)] = None,
    search: Annotated[str, Query(max_length=200)] = "",
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
) -> Response:
    """The board of a pipeline, of the default one unless said: each stage with its totals and first deals."""

    def work(session: Session, actor: Actor) -> Reply:
        asked = [("expand", ",".join(EXPAND)), ("limit", str(limit)), ("q", search)]
        if pipeline_id is not None:
            asked.append(("pipeline_id", pipeline_id))
        board = read_board(session, actor, DEAL_STAGES, asked)
        stages = [
            {**_stage(column), "deals": [RECORDS.shown(card) for card in column["cards"]]}
            for column in board["columns"]
        ]
        return success({"pipeline": board["pipeline"], "stages": stages})

    return (await door_of(request).read(request, work, heavy=True)).response()


@routes.post("/deals", operation_id="deals.create")
async def create(request: Request, body: Given) -> Response:
    """Linked to the contact `contactId`."""

    def work(session: Session, actor: Actor) -> Reply:
        return success({"deal": RECORDS.create(session, actor, body)}, 201)

    return await door_of(request).write(request, work)


@routes.post("/pipelines/{id}/stages", operation_id="deals.move_stage")
async def move(request: Request, id: str, body: Moving) -> Response:
    """On top of the stage, or right after or before another deal there."""

    def work(session: Session, actor: Actor) -> Reply:
        place = {name: value for name, value in body.given().items() if name != "deal_id"}
        wanted = build(Move, place, {"stage_id": "stageId", "after_id": "afterId", "before_id": "beforeId"})
        stages = all_stats(session, actor, PipelineKind.deal).get(id, [])
        if body.stage_id not in [stage["id"] for stage in stages]:
            raise Invalid.one("stageId", "unknown_reference", "The pipeline has no such stage.")
        move_deal(session, actor, body.deal_id, wanted)
        return success({"deal": RECORDS.one(session, actor, body.deal_id)})

    return await door_of(request).write(request, work)


@routes.get("/pipelines", operation_id="pipelines.list")
async def pipelines(request: Request) -> Response:
    """The deal pipelines, the default one first, with what the caller sees in each stage."""

    def work(session: Session, actor: Actor) -> Reply:
        found = all_stats(session, actor, PipelineKind.deal)
        pipelines = by_id(session, actor, PIPELINES.spec, found)
        content = []
        for id_, stages in found.items():
            row = pipelines[id_]
            shown = [_stage(stage) for stage in stages]
            deals = sum(stage["count"] for stage in shown)
            name, default = row["name"], row["is_default"]
            content.append(
                {"id": id_, "name": name, "isDefault": default, "stages": shown, "stats": {"totalDeals": deals}}
            )
        return success({"pipelines": content})

    return (await door_of(request).read(request, work, heavy=True)).response()


def _stage(stage: Row) -> dict[str, Any]:
    shown = ("id", "name", "kind", "position", "probability", "color", "count")
    totals = [
        {
            "currency": total["currency"],
            "count": total["count"],
            "value": amount(total["value_minor"], total["currency"] or "USD"),
            "weightedValue": amount(total["weighted_minor"], total["currency"] or "USD"),
        }
        for total in stage["totals"]
    ]
    return {**{name: stage[name] for name in shown}, "totals": totals}
