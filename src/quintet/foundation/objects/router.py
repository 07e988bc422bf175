"""The routes that every declared object has: list, create, read, change, delete, restore, upsert, bulk."""

from collections.abc import Callable
from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from quintet.foundation.access import Actor
from quintet.foundation.http import Reply, door_of
from quintet.foundation.http.routing import router
from quintet.foundation.objects import bulk
from quintet.foundation.objects.groups import add_group_route
from quintet.foundation.objects.openapi import ERRORS, list_parameters, page_model, read_model
from quintet.foundation.objects.query import CustomTypes, ListQuery, parse_expand, parse_query
from quintet.foundation.objects.reading import Row, custom_types, is_quick, list_records, read_record
from quintet.foundation.objects.registry import AnyService
from quintet.foundation.objects.spec import AnySpec
from quintet.foundation.objects.writing import check_version, record_to_change
from quintet.kit.errors import Invalid


def record_router(service: AnyService) -> APIRouter:
    """The standard routes of an object below `/api/v1/<plural>`."""
    spec = service.spec
    routes = router(f"/{spec.plural}", spec.label_plural)
    _reading(routes, spec)
    add_group_route(routes, spec)
    _writing(routes, service)
    bulk.add_routes(routes, service)
    return routes


def etag(row: Row) -> dict[str, str]:
    return {"ETag": f'"{row["version"]}"'}


def record_reply(session: Session, actor: Actor, spec: AnySpec, record_id: str, status: int = 200) -> Reply:
    """The record as it now is, with its ETag (and Location when it is new)."""
    row = read_record(session, actor, spec, record_id)
    headers = etag(row)
    if status == 201:
        headers["Location"] = f"/api/v1/{spec.plural}/{record_id}"
    return Reply.json(row, status, headers)


def expand_of(spec: AnySpec, request: Request) -> tuple[str, ...]:
    try:
        return parse_expand(spec, request.query_params.get("expand", ""))
    except ValueError as error:
        raise Invalid.one("expand", "invalid", str(error)) from None


def list_query(session: Session, actor: Actor, spec: AnySpec, request: Request) -> ListQuery:
    """The list query of a request, as this actor may ask it."""
    parameters = request.query_params.multi_items()
    return parse_query(spec, parameters, custom_types(session, spec), me=actor.user_id)


def looks_heavy(spec: AnySpec, request: Request) -> bool:
    """Whether a list request may take long; decided before it goes to a lane."""
    try:
        query = parse_query(spec, request.query_params.multi_items(), CustomTypes(spec))
    except Invalid:
        return "custom." in request.url.query
    return not is_quick(spec, query)


def _reading(routes: APIRouter, spec: AnySpec) -> None:
    async def list_(request: Request) -> Response:
        def work(session: Session, actor: Actor) -> Reply:
            page = list_records(session, actor, spec, list_query(session, actor, spec, request))
            content: dict[str, Any] = {"data": page.data, "next_cursor": page.next_cursor}
            if page.total is not None:
                content["total"] = page.total
            return Reply.json(content)

        return (await door_of(request).read(request, work, heavy=looks_heavy(spec, request))).response()

    async def read(request: Request, id: str) -> Response:
        expand = expand_of(spec, request)
        seen = request.headers.get("if-none-match")

        def work(session: Session, actor: Actor) -> Reply:
            row = read_record(session, actor, spec, id, expand)
            headers = {} if expand else etag(row)
            if seen is not None and seen == headers.get("ETag"):
                return Reply(304, headers=headers)
            return Reply.json(row, headers=headers)

        return (await door_of(request).read(request, work)).response()

    routes.add_api_route(
        "",
        list_,
        methods=["GET"],
        operation_id=f"list_{spec.plural}",
        summary=f"List {spec.label_plural.lower()}",
        response_model=page_model(spec),
        openapi_extra={"parameters": list_parameters(spec)},
        responses=ERRORS,
    )
    routes.add_api_route(
        "/{id}",
        read,
        methods=["GET"],
        operation_id=f"get_{spec.name}",
        summary=f"Read one {spec.label.lower()}",
        response_model=read_model(spec),
        openapi_extra={"parameters": list_parameters(spec, only=("expand",))},
        responses=ERRORS,
    )


def _writing(routes: APIRouter, service: AnyService) -> None:
    spec = service.spec

    async def create(request: Request, body: Any) -> Response:
        def work(session: Session, actor: Actor) -> Reply:
            row = service.create(session, actor, body)
            return record_reply(session, actor, spec, row.id, 201)

        return await door_of(request).write(request, work)

    async def update(request: Request, id: str, body: Any) -> Response:
        if_match = request.headers.get("if-match")

        def work(session: Session, actor: Actor) -> Reply:
            if if_match is not None:
                check_version(record_to_change(session, actor, spec, id), if_match)
            service.update(session, actor, id, body)
            return record_reply(session, actor, spec, id)

        return await door_of(request).write(request, work)

    async def delete(request: Request, id: str) -> Response:
        if_match = request.headers.get("if-match")

        def work(session: Session, actor: Actor) -> Reply:
            if if_match is not None:
                check_version(record_to_change(session, actor, spec, id, "delete"), if_match)
            service.delete(session, actor, id)
            return Reply.empty()

        return await door_of(request).write(request, work)

    async def restore(request: Request, id: str) -> Response:
        def work(session: Session, actor: Actor) -> Reply:
            service.restore(session, actor, id)
            return record_reply(session, actor, spec, id)

        return await door_of(request).write(request, work)

    takes_body(create, spec.create)
    takes_body(update, spec.update)
    one: dict[str, Any] = {"response_model": read_model(spec), "responses": ERRORS}
    label = spec.label.lower()
    routes.add_api_route(
        "",
        create,
        methods=["POST"],
        status_code=201,
        operation_id=f"create_{spec.name}",
        summary=f"Create a {label}",
        **one,
    )
    routes.add_api_route(
        "/{id}", update, methods=["PATCH"], operation_id=f"update_{spec.name}", summary=f"Change a {label}", **one
    )
    routes.add_api_route(
        "/{id}",
        delete,
        methods=["DELETE"],
        status_code=204,
        operation_id=f"delete_{spec.name}",
        summary=f"Move a {label} to the bin",
        responses=ERRORS,
    )
    routes.add_api_route(
        "/{id}/restore",
        restore,
        methods=["POST"],
        operation_id=f"restore_{spec.name}",
        summary=f"Bring a {label} back from the bin",
        **one,
    )


def takes_body(endpoint: Callable[..., Any], schema: type[BaseModel]) -> None:
    """Give a generic endpoint its body's schema. FastAPI reads annotations at run time, where a variable is no type."""
    endpoint.__annotations__["body"] = schema
