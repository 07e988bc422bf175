"""GPS Leaders: Products."""

from typing import Literal

from pydantic import StrictBool
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from quintet.commerce.public import PRODUCTS
from quintet.dialects.bodies import CamelBody
from quintet.dialects.dialect import dialect_router
from quintet.dialects.gpsleaders.envelope import Search, data
from quintet.dialects.lists import every
from quintet.dialects.records import RecordFace
from quintet.foundation.access import Actor
from quintet.foundation.http import Reply, door_of

routes = dialect_router("/api/products", "Products")
FACE = RecordFace(service=PRODUCTS, names={"position": "sortOrder"}, expand=())


class Toggle(CamelBody):
    active: StrictBool


@routes.get("", operation_id="products.list")
async def list_(request: Request, search: Search = "", active: Literal["true", "false", "all"] = "true") -> Response:
    """The whole catalogue, in its order."""

    def work(session: Session, actor: Actor) -> Reply:
        asked = [("q", search)]
        if active != "all":
            asked.append(("active", active))
        return data([FACE.shown(row) for row in every(session, actor, PRODUCTS.spec, asked)])

    return (await door_of(request).read(request, work)).response()


@routes.patch("/{id}", operation_id="products.update")
async def update(request: Request, id: str, body: Toggle) -> Response:
    """Whether it is offered."""

    def work(session: Session, actor: Actor) -> Reply:
        return data(FACE.update(session, actor, id, {"active": body.active}))

    return await door_of(request).write(request, work)
