"""The Command Center: Deals, and "legacy deals", which are the same deals."""

from collections.abc import Callable
from typing import Annotated, Any, Literal

from fastapi import Query
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from quintet.dialects.commandcenter.envelope import Given, created, listed
from quintet.dialects.commandcenter.faces import DEAL
from quintet.dialects.commandcenter.intelligence import intelligence_of
from quintet.dialects.dialect import dialect_router
from quintet.foundation.access import Actor
from quintet.foundation.http import Reply, door_of
from quintet.foundation.objects.bulk import parse
from quintet.insight.public import deal_health
from quintet.kit.errors import Invalid
from quintet.records.public import (
    Closing,
    Postmortem,
    Reengagement,
    Snoozing,
    StageKind,
    close_deal,
    re_engage_deal,
    snooze_deal,
    write_postmortem,
)

deals = dialect_router("/api/deals", "Deals")
legacy = dialect_router("/api/legacy-deals", "Legacy Deals")
Limit = Annotated[int, Query(ge=1, le=500)]
Status = Literal["open", "won", "lost"] | None


@deals.get("", operation_id="deals.list")
async def list_(
    request: Request, status: Status = None, search: Annotated[str, Query(max_length=200)] = "", limit: Limit = 100
) -> Response:
    asked = [("sort", "-created_at"), ("q", search)] + ([("status", status)] if status is not None else [])
    return await listed(request, "deals", DEAL, asked, limit=limit)


@deals.post("", operation_id="deals.create")
async def create(request: Request, body: Given) -> Response:
    return await created(request, "deal", DEAL, body)


@deals.post("/{id}/convert", operation_id="deals.convert")
async def convert(request: Request, id: str, body: Given) -> Response:
    """To the status `status`: won, lost (with `reason`) or open again."""
    status = body.get("status", "won")
    if status == "open":
        return await _do(request, id, lambda session, actor: re_engage_deal(session, actor, id))
    if status not in ("won", "lost"):
        raise Invalid.one("status", "invalid", "Must be won, lost or open.")
    closing = parse(Closing, {"outcome": status, "reason": body.get("reason")})
    return await _do(request, id, _closing(id, closing))


@deals.get("/{id}/intelligence", operation_id="deals.intelligence")
async def intelligence(request: Request, id: str) -> Response:
    """How well it stands, why, and what would help."""

    def work(session: Session, actor: Actor) -> Reply:
        return Reply.json({"intelligence": intelligence_of(deal_health(session, actor, id))})

    return (await door_of(request).read(request, work, heavy=True)).response()


@deals.get("/{id}/postmortem", operation_id="deals.postmortem.get")
async def read_postmortem(request: Request, id: str) -> Response:
    """Null before one was written."""

    def work(session: Session, actor: Actor) -> Reply:
        return Reply.json({"postmortem": DEAL.one(session, actor, id)["postmortem"]})

    return (await door_of(request).read(request, work)).response()


@deals.post("/{id}/postmortem", operation_id="deals.postmortem.create")
async def create_postmortem(request: Request, id: str, body: Given) -> Response:
    """Of a deal that is over."""
    given = parse(Postmortem, {name: body[name] for name in Postmortem.model_fields if name in body})

    def work(session: Session, actor: Actor) -> Reply:
        deal = write_postmortem(session, actor, id, given)
        return Reply.json({"postmortem": deal.postmortem}, 201)

    return await door_of(request).write(request, work)


@legacy.get("", operation_id="legacy_deals.list")
async def list_legacy(request: Request, status: Status = None, limit: Limit = 100) -> Response:
    """Those in their stage the longest come first."""
    asked = [("sort", "stage_changed_at")] + ([("status", status)] if status is not None else [])
    return await listed(request, "deals", DEAL, asked, limit=limit)


@legacy.post("/{id}/close", operation_id="legacy_deals.close")
async def close(request: Request, id: str, body: Given) -> Response:
    """`outcome` (lost unless it is won) and `reason`."""
    closing = parse(Closing, {"outcome": body.get("outcome", "lost"), "reason": body.get("reason")})
    return await _do(request, id, _closing(id, closing))


@legacy.post("/{id}/re-engage", operation_id="legacy_deals.re_engage")
async def re_engage(request: Request, id: str, body: Given) -> Response:
    """In the open stage `stage_id`, else the last it stood in."""
    wanted = parse(Reengagement, {"stage_id": body.get("stage_id")})
    return await _do(request, id, lambda session, actor: re_engage_deal(session, actor, id, wanted.stage_id))


@legacy.post("/{id}/snooze", operation_id="legacy_deals.snooze")
async def snooze(request: Request, id: str, body: Given) -> Response:
    """Until the time `until`; null ends it."""
    wanted = parse(Snoozing, {"until": body["until"]} if "until" in body else {})
    return await _do(request, id, lambda session, actor: snooze_deal(session, actor, id, wanted.until))


def _closing(id_: str, closing: Any) -> Callable[[Session, Actor], object]:
    outcome = StageKind(closing.outcome)
    return lambda session, actor: close_deal(session, actor, id_, outcome, closing.reason)


async def _do(request: Request, id_: str, verb: Callable[[Session, Actor], object]) -> Response:
    def work(session: Session, actor: Actor) -> Reply:
        verb(session, actor)
        session.flush()
        return Reply.json({"deal": DEAL.one(session, actor, id_)})

    return await door_of(request).write(request, work)
