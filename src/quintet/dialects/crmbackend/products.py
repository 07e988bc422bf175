"""CRM Backend: Products."""

from typing import Annotated, Any, Literal

from fastapi import Query
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from quintet.commerce.public import PRODUCTS
from quintet.dialects.crmbackend.envelope import Given, Page, PageSize, page_of, success
from quintet.dialects.dialect import dialect_router
from quintet.dialects.records import RecordFace
from quintet.foundation.access import Actor
from quintet.foundation.http import Reply, door_of
from quintet.kit.errors import Invalid

routes = dialect_router("/products", "Products")
RECORDS = RecordFace(service=PRODUCTS, names={"active": "status"}, expand=())
STATUS = {True: "active", False: "inactive"}
_ACTIVE = {word: active for active, word in STATUS.items()}


@routes.get("", operation_id="products.list")
async def list_(
    request: Request,
    search: Annotated[str, Query(max_length=200)] = "",
    category: Annotated[str | None, Query(max_length=200)] = None,
    status: Literal["active", "inactive"] | None = None,
    page: Page = 1,
    page_size: PageSize = 25,
) -> Response:
    """In the order of the catalogue."""

    def work(session: Session, actor: Actor) -> Reply:
        asked = [("q", search)]
        if category is not None:
            asked.append(("category", category))
        if status is not None:
            asked.append(("active", str(_ACTIVE[status]).lower()))
        rows, found = RECORDS.page(session, actor, asked, page=page, limit=page_size)
        return page_of("products", [_shown(row) for row in rows], found)

    return (await door_of(request).read(request, work, heavy=True)).response()


@routes.get("/{id}", operation_id="products.get")
async def get(request: Request, id: str) -> Response:
    def work(session: Session, actor: Actor) -> Reply:
        return success({"product": _shown(RECORDS.one(session, actor, id))})

    return (await door_of(request).read(request, work)).response()


@routes.post("", operation_id="products.create")
async def create(request: Request, body: Given) -> Response:
    """Without a `sku` it gets one made of its name."""

    def work(session: Session, actor: Actor) -> Reply:
        return success({"product": _shown(RECORDS.create(session, actor, _taken(body)))}, 201)

    return await door_of(request).write(request, work)


@routes.patch("/{id}", operation_id="products.update")
async def update(request: Request, id: str, body: Given) -> Response:
    def work(session: Session, actor: Actor) -> Reply:
        return success({"product": _shown(RECORDS.update(session, actor, id, _taken(body)))})

    return await door_of(request).write(request, work)


@routes.delete("/{id}", operation_id="products.delete")
async def delete(request: Request, id: str) -> Response:
    """To the bin, from which `/api/v1` restores."""

    def work(session: Session, actor: Actor) -> Reply:
        PRODUCTS.delete(session, actor, id)
        return success({"id": id})

    return await door_of(request).write(request, work)


def _shown(product: dict[str, Any]) -> dict[str, Any]:
    return {**product, "status": STATUS[bool(product["status"])]}


def _taken(body: dict[str, Any]) -> dict[str, Any]:
    if "status" not in body:
        return body
    if body["status"] not in _ACTIVE:
        raise Invalid.one("status", "invalid", "Must be active or inactive.")
    return {**body, "status": _ACTIVE[body["status"]]}
