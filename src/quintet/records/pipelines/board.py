"""The board of a pipeline: its stages as columns, with what they add up to and their first cards."""

from dataclasses import replace
from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel, create_model
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from quintet.foundation.access import Actor, require
from quintet.foundation.http import Reply, door_of
from quintet.foundation.objects.boards import first_of_each
from quintet.foundation.objects.openapi import ERRORS, list_parameters, read_model
from quintet.foundation.objects.query import Condition, parse_query
from quintet.foundation.objects.reading import Row, custom_types, get_record
from quintet.kit.errors import FieldError, Invalid
from quintet.records.pipelines.models import Pipeline
from quintet.records.pipelines.object import PIPELINE
from quintet.records.pipelines.service import stage_totals, stages_of
from quintet.records.pipelines.staging import AnyStaged

CARDS = 20
MOST_CARDS = 100
_NOT_HERE = ("sort", "cursor", "count", "deleted", "stage_id")


def read_board(session: Session, actor: Actor, staged: AnyStaged, parameters: list[tuple[str, str]]) -> dict[str, Any]:
    """The board: pipeline, columns in order with count, totals by currency and the first `limit` cards.

    `parameters` are those of a list: filters, q, expand, limit (cards of each column), and `pipeline_id`, without
    which it is the default pipeline's. One statement each for pipeline, stages, totals, cards, and what is expanded.
    """
    require(actor, staged.spec.right("read"))
    pipeline = _pipeline(session, actor, staged, dict(parameters).get("pipeline_id"))
    wrong = [name for name, _ in parameters if name.partition("[")[0] in _NOT_HERE or name.startswith("pipeline_id[")]
    if wrong:
        raise Invalid([FieldError(name[:100], "invalid_filter", "Boards don't take this.") for name in wrong])
    given = [(name, value) for name, value in parameters if name != "pipeline_id"]
    query = parse_query(staged.spec, given, custom_types(session, staged.spec), me=actor.user_id)
    if not any(name == "limit" for name, _ in parameters):
        query = replace(query, limit=CARDS)
    if query.limit > MOST_CARDS:
        raise Invalid.one("limit", "invalid", f"At most {MOST_CARDS} cards of each stage.")
    if pipeline is None:
        return {"pipeline": None, "columns": []}
    stages = stages_of(session, pipeline.id)
    model = staged.model
    # Cards are found by their stage alone: one index leads with it and has them in order.
    cards = first_of_each(
        session, actor, staged.spec, query, model.stage_id, [stage.id for stage in stages], model.position
    )
    within = query.where(Condition("pipeline_id", "eq", (pipeline.id,)))
    columns: list[Row] = [
        {**column, "cards": cards[column["id"]]} for column in stage_totals(session, actor, staged, stages, within)
    ]
    return {"pipeline": {"id": pipeline.id, "name": pipeline.name, "kind": pipeline.kind}, "columns": columns}


def _pipeline(session: Session, actor: Actor, staged: AnyStaged, pipeline_id: str | None) -> Pipeline | None:
    if pipeline_id is None:
        return session.scalar(
            select(Pipeline).where(
                Pipeline.kind == staged.kind.value, Pipeline.is_default.is_(True), Pipeline.deleted_at.is_(None)
            )
        )
    pipeline: Pipeline = get_record(session, actor, PIPELINE, pipeline_id, lock=False)
    if pipeline.kind != staged.kind:
        raise Invalid.one("pipeline_id", "invalid", f"This is no pipeline of {staged.spec.label_plural.lower()}.")
    return pipeline


class BoardTotal(BaseModel):
    """What a column adds up to in one currency, in minor units."""

    currency: str | None
    count: int
    value_minor: int
    weighted_minor: int


class BoardPipeline(BaseModel):
    id: str
    name: str
    kind: str


def add_board_route(routes: APIRouter, staged: AnyStaged) -> None:
    """`GET /board` for an object whose records move through pipelines."""
    spec = staged.spec
    name = spec.label
    column = create_model(
        f"{name}BoardColumn",
        id=(str, ...),
        name=(str, ...),
        kind=(str, ...),
        position=(int, ...),
        probability=(int, ...),
        color=(str, ...),
        system=(str | None, ...),
        count=(int, ...),
        totals=(list[BoardTotal], ...),
        cards=(list[read_model(spec)], ...),  # type: ignore[arg-type, misc]
    )
    shown = create_model(
        f"{name}Board",
        pipeline=(BoardPipeline | None, ...),
        columns=(list[column], ...),
    )

    async def board(request: Request) -> Response:
        def work(session: Session, actor: Actor) -> Reply:
            return Reply.json(read_board(session, actor, staged, request.query_params.multi_items()))

        return (await door_of(request).read(request, work, heavy=True)).response()

    parameters = [
        each
        for each in list_parameters(spec)
        if each["name"].partition("[")[0] not in (*_NOT_HERE, "stage_id[is_null]")
    ]
    routes.add_api_route(
        "/board",
        board,
        methods=["GET"],
        operation_id=f"get_{spec.name}_board",
        summary=f"The board of a {spec.label.lower()} pipeline: its stages, their totals and first cards",
        response_model=shown,
        openapi_extra={"parameters": parameters},
        responses=ERRORS,
    )
