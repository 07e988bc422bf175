"""How products are reached."""

from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from quintet.commerce.products.schemas import Reordering
from quintet.commerce.products.service import PRODUCTS, reorder_products
from quintet.foundation.access import Actor
from quintet.foundation.http import Reply, door_of
from quintet.foundation.objects.openapi import ERRORS
from quintet.foundation.objects.router import record_router

routes = record_router(PRODUCTS)


@routes.post("/reorder", status_code=204, operation_id="reorder_products", responses=ERRORS)
async def reorder(request: Request, body: Reordering) -> Response:
    """Put products in an order, before all others."""

    def work(session: Session, actor: Actor) -> Reply:
        reorder_products(session, actor, body)
        return Reply.empty()

    return await door_of(request).write(request, work)
