"""`/api/v1/exports`, and `export.csv` of every object."""

from typing import Annotated, Any

from fastapi import APIRouter, Query
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from quintet.foundation.access import Actor, require
from quintet.foundation.events import Ref, emit
from quintet.foundation.http import Reply, door_of
from quintet.foundation.http.routing import router
from quintet.foundation.objects.openapi import ERRORS, list_parameters
from quintet.foundation.objects.registry import AnyService
from quintet.kit.errors import Invalid
from quintet.kit.ids import is_id, new_id
from quintet.stewardship.exports import service
from quintet.stewardship.exports.columns import choose
from quintet.stewardship.exports.facts import ExportCreated
from quintet.stewardship.exports.reading import CREATE, Reader, query_of
from quintet.stewardship.exports.schemas import ExportCreate, ExportPage, ExportRead
from quintet.stewardship.exports.writing import BOM, cells_of, csv_lines, header_of
from quintet.stewardship.streaming import streamed_csv

routes = router("/exports", "Exports")

_OWN = ("columns", "headers", "bom")
_FILTERS_ONLY = ("limit", "cursor", "count", "expand")


@routes.post("", status_code=202, operation_id="create_export", response_model=ExportRead, responses=ERRORS)
async def create(request: Request, body: ExportCreate) -> Response:
    """Write records into a CSV or Excel file, in the background."""

    def work(session: Session, actor: Actor) -> Reply:
        export = service.create_export(session, actor, body)
        return Reply.json(ExportRead.of(export), 202, {"Location": f"/api/v1/exports/{export.id}"})

    return await door_of(request).write(request, work)


@routes.get("", operation_id="list_exports", response_model=ExportPage, responses=ERRORS)
async def list_(
    request: Request,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: Annotated[str | None, Query(max_length=36)] = None,
) -> Response:
    """The exports of the workspace, newest first."""
    if cursor is not None and not is_id(cursor):
        raise Invalid.one("cursor", "invalid", "Not a cursor of this list.")

    def work(session: Session, actor: Actor) -> Reply:
        found = service.list_exports(session, actor, limit=limit + 1, before=cursor)
        return Reply.json(
            {
                "data": [ExportRead.of(export) for export in found[:limit]],
                "next_cursor": found[limit - 1].id if len(found) > limit else None,
            }
        )

    return (await door_of(request).read(request, work)).response()


@routes.get("/{id}", operation_id="get_export", response_model=ExportRead, responses=ERRORS)
async def read(request: Request, id: str) -> Response:
    """One export with its state and file."""
    found = await door_of(request).read(request, lambda s, a: ExportRead.of(service.get_export(s, a, id)))
    return Reply.json(found).response()


@routes.post("/{id}/cancel", operation_id="cancel_export", response_model=ExportRead, responses=ERRORS)
async def cancel(request: Request, id: str) -> Response:
    """Stop an export that is being written."""
    return await door_of(request).write(
        request, lambda s, a: Reply.json(ExportRead.of(service.cancel_export(s, a, id)))
    )


def export_routes(kind: AnyService) -> APIRouter:
    """`GET /api/v1/<plural>/export.csv`: all records of an object, at once."""
    spec = kind.spec
    direct = router(f"/{spec.plural}", spec.label_plural)

    async def export(request: Request) -> Response:
        own, filters = _split(request)
        named = own["columns"].split(",") if own.get("columns") else None
        reader: Reader | None = None
        begun = False

        def begin(session: Session, actor: Actor) -> Reply:
            require(actor, CREATE)
            require(actor, spec.right("read"))
            query_of(session, actor, spec, filters)
            choose(session, spec, named)
            fact = ExportCreated(object=spec.name, format="csv", filters="&".join("=".join(pair) for pair in filters))
            emit(session, actor, fact, subject=Ref("export", new_id()))
            return Reply.empty()

        def next_part(session: Session, actor: Actor) -> bytes | None:
            nonlocal reader, begun
            if reader is None:
                reader = Reader(spec, choose(session, spec, named), filters)
            rows = reader.next_rows(session, actor)
            if rows is None:
                return None
            lines = csv_lines(cells_of(reader.columns, row) for row in rows)
            if not begun:
                begun = True
                header = csv_lines([header_of(reader.columns, own.get("headers", "label"))])
                lines = (BOM if own.get("bom") == "true" else "").encode() + header + lines
            return lines

        # Who takes what out of the house is on record before the first byte leaves.
        await door_of(request).write(request, begin)
        return await streamed_csv(request, next_part, f"{spec.plural}.csv")

    parameters: list[dict[str, Any]] = [p for p in list_parameters(spec) if p["name"] not in _FILTERS_ONLY]
    direct.add_api_route(
        "/export.csv",
        export,
        methods=["GET"],
        operation_id=f"export_{spec.plural}",
        summary=f"All {spec.label_plural.lower()} that match, as CSV",
        openapi_extra={"parameters": [*parameters, *_own_parameters()]},
        responses={**ERRORS, 200: {"description": "The records as CSV", "content": {"text/csv": {}}}},
        response_class=Response,
    )
    return direct


def _split(request: Request) -> tuple[dict[str, str], list[tuple[str, str]]]:
    pairs = request.query_params.multi_items()
    own = {name: value for name, value in pairs if name in _OWN}
    if own.get("headers", "label") not in ("label", "name"):
        raise Invalid.one("headers", "invalid", "Must be label or name.")
    if own.get("bom", "false") not in ("true", "false"):
        raise Invalid.one("bom", "invalid", "Must be true or false.")
    return own, [(name, value) for name, value in pairs if name not in _OWN]


def _own_parameters() -> list[dict[str, Any]]:
    def one(name: str, schema: dict[str, Any], description: str) -> dict[str, Any]:
        return {"name": name, "in": "query", "required": False, "schema": schema, "description": description}

    return [
        one("columns", {"type": "string"}, "Names of columns with commas between; all when it is left out."),
        one("headers", {"type": "string", "enum": ["label", "name"], "default": "label"}, "What the first row says."),
        one("bom", {"type": "boolean", "default": False}, "Begin with a byte order mark, for old spreadsheets."),
    ]
