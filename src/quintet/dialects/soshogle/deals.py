"""Soshogle: Deals."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any

from fastapi import Query
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from quintet.dialects.bodies import CamelBody, build, in_their_names
from quintet.dialects.dialect import dialect_router
from quintet.dialects.lists import by_id, numbered
from quintet.dialects.shapes import amount, midnight, minor_of, moment
from quintet.dialects.stages import StageWord, StageWords
from quintet.foundation.access import Actor
from quintet.foundation.http import Reply, door_of
from quintet.foundation.objects.reading import Row, read_record
from quintet.kit.errors import Invalid
from quintet.records.public import (
    CONTACTS,
    DEALS,
    DealCreate,
    DealUpdate,
    PipelineKind,
    StageKind,
    close_deal,
    currency_of,
)

routes = dialect_router("/api/deals", "Deals")
MOST = 200
NAMES = {
    "value_minor": "value",
    "expected_close_date": "expectedCloseDate",
    "contact_ids": "contactIds",
    "stage_id": "stage",
}
WORDS = StageWords(
    PipelineKind.deal,
    (
        StageWord("LEAD", 10, ("prospecting", "new")),
        StageWord("QUALIFIED", 25),
        StageWord("PROPOSAL", 50),
        StageWord("NEGOTIATION", 75),
        StageWord("CLOSED_WON", 100, kind=StageKind.won),
        StageWord("CLOSED_LOST", 0, kind=StageKind.lost),
    ),
)
ENDS = {"CLOSED_WON": StageKind.won, "CLOSED_LOST": StageKind.lost}


class DealBody(CamelBody):
    title: str
    value: Decimal = Decimal(0)
    stage: str = "LEAD"
    probability: int | None = None
    expected_close_date: datetime | date | None = None
    contact_ids: list[str] = []


class Moving(CamelBody):
    """Where the deal goes; without a probability it gets the stage's."""

    stage: str
    probability: int | None = None


@routes.get("", operation_id="deals.list")
async def list_(
    request: Request,
    stage: str | None = None,
    page: Annotated[int, Query(ge=1)] = 1,
    limit: Annotated[int, Query(ge=1, le=MOST)] = MOST,
) -> Response:
    """Newest first, with those of their contacts that the caller sees."""

    def work(session: Session, actor: Actor) -> Reply:
        asked = [("sort", "-created_at")]
        if stage:
            WORDS.check(stage, field="stage")
            asked.append(("stage_id[in]", WORDS.ids_of(session, stage)))
        found = numbered(session, actor, DEALS.spec, asked, page=page, limit=limit)
        return Reply.json({"deals": shown(session, actor, found.rows), "total": found.total})

    return (await door_of(request).read(request, work, heavy=True)).response()


@routes.post("", operation_id="deals.create")
async def create(request: Request, body: DealBody) -> Response:
    def work(session: Session, actor: Actor) -> Reply:
        currency = currency_of(session)
        values: dict[str, Any] = {
            "title": body.title,
            "value_minor": minor_of(body.value, currency, "value"),
            "currency": currency,
            "contact_ids": body.contact_ids,
            "stage_id": WORDS.stage_id(session, actor, body.stage, field="stage"),
        }
        if body.expected_close_date is not None:
            values["expected_close_date"] = body.expected_close_date.isoformat()[:10]
        if body.probability is not None and body.stage not in ENDS:
            values["probability"] = body.probability
        with in_their_names(NAMES):
            deal = DEALS.create(session, actor, build(DealCreate, values))
        return Reply.json(_one(session, actor, deal.id), 201)

    return await door_of(request).write(request, work)


@routes.patch("/{id}/stage", operation_id="deals.move_stage")
async def move(request: Request, id: str, body: Moving) -> Response:
    """Within its own pipeline. Closed stages have a probability of their own."""

    def work(session: Session, actor: Actor) -> Reply:
        row = read_record(session, actor, DEALS.spec, id, parsed=True)
        wanted = WORDS.stage_id(session, actor, body.stage, field="stage", pipeline_id=row["pipeline_id"])
        if body.stage in ENDS:
            close_deal(session, actor, id, ENDS[body.stage])
        elif wanted is None:
            raise Invalid.one("stage", "no_such_stage", "The deal's pipeline has no open stage.")
        else:
            values: dict[str, Any] = {"stage_id": wanted, "probability": body.probability}
            with in_their_names(NAMES):
                DEALS.update(session, actor, id, build(DealUpdate, values))
        return Reply.json(_one(session, actor, id))

    return await door_of(request).write(request, work)


def _one(session: Session, actor: Actor, id_: str) -> dict[str, Any]:
    row = read_record(session, actor, DEALS.spec, id_, parsed=True)
    return shown(session, actor, [row])[0]


def shown(session: Session, actor: Actor, rows: Sequence[Row]) -> list[dict[str, Any]]:
    words = WORDS.by_id(session)
    people = by_id(session, actor, CONTACTS.spec, (id_ for row in rows for id_ in row["contact_ids"] or ()))
    return [
        {
            "id": row["id"],
            "title": row["title"],
            "value": amount(row["value_minor"], row["currency"]),
            "stage": words.get(row["stage_id"], "LEAD"),
            "probability": row["probability"],
            "expectedCloseDate": midnight(row["expected_close_date"]),
            "contacts": [_person(people[id_]) for id_ in row["contact_ids"] or () if id_ in people],
            "createdAt": moment(row["created_at"]),
            "updatedAt": moment(row["updated_at"]),
        }
        for row in rows
    ]


def _person(row: Row) -> dict[str, Any]:
    return {"id": row["id"], "firstName": row["first_name"], "lastName": row["last_name"]}
