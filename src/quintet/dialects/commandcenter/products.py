"""Command Center: Products. They have no pipelines of their own yet."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from quintet.commerce.public import PRODUCTS, ProductSales, Reordering, product_of_sku, product_sales, reorder_products
from quintet.dialects.bodies import build
from quintet.dialects.commandcenter.envelope import Given
from quintet.dialects.dialect import dialect_router
from quintet.dialects.lists import every
from quintet.dialects.records import RecordFace
from quintet.dialects.shapes import amount
from quintet.foundation.access import Actor
from quintet.foundation.http import Reply, door_of
from quintet.foundation.objects.reading import Row
from quintet.kit.ids import is_id

routes = dialect_router("/api/products", "Products")


def _slug(row: Mapping[str, Any]) -> str:
    """Its SKU in small letters, or its id where that can't be part of a path."""
    sku = str(row["sku"]).casefold()
    return str(row["id"]) if "/" in sku or is_id(sku) else sku


PRODUCT = RecordFace(
    service=PRODUCTS,
    snake=True,
    names={"position": "sort_order"},
    expand=(),
    derived={"slug": _slug},
)


@routes.get("", operation_id="products.list")
async def list_(
    request: Request, include_modules: bool = False, include_stats: bool = False, sellable_only: bool = False
) -> Response:
    """In the catalogue's order. Modules are under what they are part of, or by themselves where that is not shown."""

    def work(session: Session, actor: Actor) -> Reply:
        asked = [("sellable", "true")] if sellable_only else []
        rows = every(session, actor, PRODUCTS.spec, asked)
        if not include_modules:
            rows = [row for row in rows if row["parent_id"] is None]
        shown = _shown(session, actor, rows, stats=include_stats)
        if include_modules:
            shown = _nested(shown)
        return Reply.json({"products": shown, "count": len(shown)})

    return (await door_of(request).read(request, work, heavy=True)).response()


@routes.post("/reorder", operation_id="products.reorder")
async def reorder(request: Request, body: Given) -> Response:
    """Before all others, which keep their order."""
    wanted = build(Reordering, {"ids": body.get("ids")})

    def work(session: Session, actor: Actor) -> Reply:
        reorder_products(session, actor, wanted)
        return Reply.json({"success": True})

    return await door_of(request).write(request, work)


@routes.get("/{slug}", operation_id="products.get")
async def get(request: Request, slug: str) -> Response:
    """With its modules and what was billed of it."""

    def work(session: Session, actor: Actor) -> Reply:
        id_ = slug if is_id(slug) else product_of_sku(session, actor, slug)
        shown = PRODUCT.one(session, actor, id_)
        modules = every(session, actor, PRODUCTS.spec, [("parent_id", id_)])
        sales = product_sales(session, actor, [id_])
        return Reply.json(
            {
                "product": {
                    **shown,
                    "modules": [PRODUCT.shown(each) for each in modules],
                    "stats": _stats(sales.get(id_, ())),
                }
            }
        )

    return (await door_of(request).read(request, work, heavy=True)).response()


def _shown(session: Session, actor: Actor, rows: list[Row], *, stats: bool) -> list[dict[str, Any]]:
    shown = [PRODUCT.shown(row) for row in rows]
    if not stats:
        return shown
    sales = product_sales(session, actor)
    return [{**each, "stats": _stats(sales.get(each["id"], ()))} for each in shown]


def _nested(products: list[dict[str, Any]]) -> list[dict[str, Any]]:
    by_id = {each["id"]: {**each, "modules": []} for each in products}
    top: list[dict[str, Any]] = []
    for each in by_id.values():
        above = by_id.get(each["parent_id"])
        (top if above is None else above["modules"]).append(each)
    return top


def _stats(sales: Iterable[ProductSales]) -> dict[str, Any]:
    """By currency, as products are billed in several."""
    return {
        "billed": [
            {
                "currency": each.currency,
                "invoices": each.invoices,
                "quantity": each.quantity,
                "amount": amount(each.total_minor, each.currency),
            }
            for each in sales
        ]
    }
