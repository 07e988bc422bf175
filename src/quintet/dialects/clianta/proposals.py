"""Clianta: Proposals."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from quintet.commerce.public import PROPOSALS
from quintet.dialects.clianta.envelope import WORKSPACE, Given, Limit, Page, data, listed
from quintet.dialects.dialect import dialect_router
from quintet.dialects.records import RecordFace, decimal_of
from quintet.dialects.shapes import amount, minor_of
from quintet.foundation.access import Actor
from quintet.foundation.http import Reply, door_of
from quintet.foundation.objects.reading import Row, read_record
from quintet.kit.errors import Invalid, NotFound
from quintet.records.public import DEALS, currency_of

routes = dialect_router(f"{WORKSPACE}/proposals", "Proposals")
_SAID = {"productId": "product_id", "code": "code", "description": "description", "quantity": "quantity"}
_SAID |= {"unit": "unit", "taxable": "taxable"}


def _lines(row: Row) -> list[dict[str, Any]]:
    currency = row["currency"]
    return [
        {
            "id": line["id"],
            **{theirs: line[ours] for theirs, ours in _SAID.items()},
            "unitPrice": amount(line["unit_price_minor"], currency),
            "total": amount(line["total_minor"], currency),
        }
        for line in row["lines"]
    ]


PROPOSAL = RecordFace(
    service=PROPOSALS,
    expand=("company", "contact", "deal", "owner"),
    derived={"lines": _lines},
    parsed=frozenset({"lines"}),
)


@routes.get("", operation_id="proposals.list")
async def list_proposals(request: Request, page: Page = 1, limit: Limit = 25) -> Response:
    def work(session: Session, actor: Actor) -> Reply:
        return listed(session, actor, PROPOSAL, request, page=page, limit=limit)

    return (await door_of(request).read(request, work, heavy=True)).response()


@routes.post("", operation_id="proposals.create")
async def create_proposal(request: Request, body: Given) -> Response:
    """A draft. Money is in the currency that is given, else the deal's, else the workspace's."""

    def work(session: Session, actor: Actor) -> Reply:
        currency = _currency(session, actor, body)
        given = {**body, "currency": currency}
        return data(PROPOSAL.create(session, actor, given, lines=_said(body.get("lines"), currency)), 201)

    return await door_of(request).write(request, work)


@routes.get("/{proposalId}", operation_id="proposals.get")
async def get_proposal(request: Request, proposalId: str) -> Response:  # noqa: N803
    def work(session: Session, actor: Actor) -> Reply:
        return data(PROPOSAL.one(session, actor, proposalId))

    return (await door_of(request).read(request, work)).response()


def _currency(session: Session, actor: Actor, body: Mapping[str, Any]) -> str:
    given, deal_id = body.get("currency"), body.get("dealId")
    if isinstance(given, str) and given.strip():
        return given.strip().upper()
    if isinstance(deal_id, str):
        try:
            found: str | None = read_record(session, actor, DEALS.spec, deal_id)["currency"]
        except NotFound:
            raise Invalid.one("dealId", "unknown_reference", "There is no such deal.") from None
        return found or currency_of(session)
    return currency_of(session)


def _said(lines: Any, currency: str) -> list[dict[str, Any]]:
    if not isinstance(lines, list) or not all(isinstance(line, Mapping) for line in lines):
        raise Invalid.one("lines", "invalid", "Must be a list of objects.")
    said = []
    for place, line in enumerate(lines):
        values = {ours: line[theirs] for theirs, ours in _SAID.items() if theirs in line}
        if line.get("unitPrice") is not None:
            field = f"lines.{place}.unitPrice"
            values["unit_price_minor"] = minor_of(decimal_of(line["unitPrice"], field), currency, field)
        said.append(values)
    return said
