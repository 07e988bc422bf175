"""Many changes in one request, each with its own outcome, and upserts by a matching attribute."""

from collections.abc import Callable
from functools import partial
from typing import Annotated, Any, Literal

from fastapi import APIRouter
from pydantic import Field as Bounds
from pydantic import ValidationError, create_model
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from quintet.foundation.access import Actor
from quintet.foundation.http import Body, Reply, door_of
from quintet.foundation.http.problems import from_pydantic
from quintet.foundation.objects.openapi import ERRORS, read_model
from quintet.foundation.objects.reading import find_by, read_record
from quintet.foundation.objects.registry import AnyService
from quintet.foundation.objects.spec import AnySpec
from quintet.foundation.objects.writing import check_version, record_to_change
from quintet.kit.errors import Invalid, QuintetError

MAX_OPERATIONS = 500


class Operation(Body):
    """One change: `create` and `update` with data, the others with the record's id."""

    op: Literal["create", "update", "delete", "restore"]
    id: str | None = Bounds(default=None, max_length=36)
    data: dict[str, Any] | None = None
    if_match: str | None = Bounds(default=None, max_length=40)


class BulkBody(Body):
    """Up to 500 changes, done in order; one that fails leaves the others be."""

    operations: Annotated[list[Operation], Bounds(min_length=1, max_length=MAX_OPERATIONS)]


class Outcome(Body):
    status: int
    id: str | None
    error: dict[str, Any] | None = None


class BulkResult(Body):
    results: list[Outcome]
    succeeded: int
    failed: int


def add_routes(routes: APIRouter, service: AnyService) -> None:
    """`POST /bulk` and, for objects with match keys, `PUT /upsert`."""
    spec = service.spec

    async def bulk(request: Request, body: BulkBody) -> Response:
        return await door_of(request).write(
            request, lambda session, actor: Reply.json(run(session, actor, service, body.operations))
        )

    routes.add_api_route(
        "/bulk",
        bulk,
        methods=["POST"],
        operation_id=f"bulk_{spec.plural}",
        summary=f"Create, change, delete or restore many {spec.label_plural.lower()}",
        response_model=BulkResult,
        responses=ERRORS,
    )
    if spec.match_keys:
        _add_upsert(routes, service)


def run(session: Session, actor: Actor, service: AnyService, operations: list[Operation]) -> dict[str, Any]:
    """Do the operations, each in a savepoint of its own."""
    results = [_outcome(session, partial(_do, session, actor, service, operation)) for operation in operations]
    failed = sum(1 for result in results if result["error"] is not None)
    return {"results": results, "succeeded": len(results) - failed, "failed": failed}


def _outcome(session: Session, do: Callable[[], tuple[int, str | None]]) -> dict[str, Any]:
    try:
        with session.begin_nested():
            status, id_ = do()
        return {"status": status, "id": id_, "error": None}
    except QuintetError as error:
        # What the failed operation left half-changed in memory must not reach the next one.
        session.expire_all()
        content = {
            "code": error.code,
            "detail": error.message,
            "errors": [{"field": e.field, "code": e.code, "message": e.message} for e in error.errors],
            **error.details,
        }
        return {"status": error.status, "id": None, "error": content}


def _do(session: Session, actor: Actor, service: AnyService, operation: Operation) -> tuple[int, str | None]:
    spec = service.spec
    if operation.op == "create":
        return 201, service.create(session, actor, parse(spec.create, operation.data or {})).id
    if operation.id is None:
        raise Invalid.one("id", "required", "This operation needs the record's id.")
    if operation.if_match is not None:
        deleted = operation.op == "restore"
        check_version(record_to_change(session, actor, spec, operation.id, deleted=deleted), operation.if_match)
    if operation.op == "update":
        service.update(session, actor, operation.id, parse(spec.update, operation.data or {}))
        return 200, operation.id
    if operation.op == "delete":
        service.delete(session, actor, operation.id)
        return 204, operation.id
    service.restore(session, actor, operation.id)
    return 200, operation.id


def parse(schema: type[Any], data: dict[str, Any]) -> Any:
    """The data as the schema's object; Invalid naming each field."""
    try:
        return schema.model_validate(data)
    except ValidationError as error:
        raise from_pydantic(error.errors()) from None


def upsert(session: Session, actor: Actor, service: AnyService, match: str, data: dict[str, Any]) -> tuple[str, bool]:
    """Change the record whose `match` attribute has the value in `data`, or create it; (id, created)."""
    spec = service.spec
    if match not in spec.match_keys:
        raise Invalid.one("match", "invalid", "Must be one of: " + ", ".join(spec.match_keys) + ".")
    value = data.get(match)
    if not isinstance(value, str) or not value.strip():
        raise Invalid.one(match, "required", "The attribute to match by needs a value.")
    # Parsing first gives the value its stored form (e-mail addresses are folded).
    wanted = getattr(parse(spec.update, {match: value}), match)
    existing = find_by(session, actor, spec, match, wanted)
    if existing is None:
        return service.create(session, actor, parse(spec.create, data)).id, True
    service.update(session, actor, existing.id, parse(spec.update, data))
    return existing.id, False


def _add_upsert(routes: APIRouter, service: AnyService) -> None:
    spec: AnySpec = service.spec

    async def put(request: Request, body: Any) -> Response:
        def work(session: Session, actor: Actor) -> Reply:
            id_, created = upsert(session, actor, service, body.match, body.data)
            return Reply.json(read_record(session, actor, spec, id_), 201 if created else 200)

        return await door_of(request).write(request, work)

    name = "".join(part.capitalize() for part in spec.name.split("_"))
    fields: dict[str, Any] = {"match": (Literal[spec.match_keys], ...), "data": (dict[str, Any], ...)}
    put.__annotations__["body"] = create_model(f"{name}Upsert", __base__=Body, **fields)
    routes.add_api_route(
        "/upsert",
        put,
        methods=["PUT"],
        operation_id=f"upsert_{spec.name}",
        summary=f"Create a {spec.label.lower()}, or change the one with the same {' or '.join(spec.match_keys)}",
        response_model=read_model(spec),
        responses={201: {"description": "Created"}, **ERRORS},
    )
