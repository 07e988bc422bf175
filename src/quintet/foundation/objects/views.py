"""Saved views: `/api/v1/views`."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel
from pydantic import Field as Bounds
from sqlalchemy import or_, select
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from quintet.foundation.access import Actor, Role, allowed, require
from quintet.foundation.access.rights import declare
from quintet.foundation.http import Body, Reply, door_of
from quintet.foundation.http.routing import router
from quintet.foundation.objects.beside import part_names
from quintet.foundation.objects.models import SavedView
from quintet.foundation.objects.openapi import ERRORS
from quintet.foundation.objects.query import parse_query, resolve
from quintet.foundation.objects.reading import custom_types
from quintet.foundation.objects.registry import object_named
from quintet.foundation.objects.spec import AnySpec
from quintet.kit.errors import FieldError, Forbidden, Invalid, NotFound
from quintet.kit.ids import is_id

routes = router("/views", "Saved views")
USE = declare("views.use", Role.member)
SHARE = declare("views.share", Role.manager)

FieldName = Annotated[str, Bounds(min_length=1, max_length=80)]


class ViewFilter(Body):
    """One condition, as in a list's query string: `status[in]=a,b` is field `status`, op `in`, value `a,b`."""

    field: FieldName
    op: Annotated[str, Bounds(max_length=20)] = "eq"
    value: Annotated[str, Bounds(max_length=2000)]


class _Fields(Body):
    layout: Literal["table", "board", "calendar"] = "table"
    filters: Annotated[list[ViewFilter], Bounds(max_length=20)] = []
    columns: Annotated[list[FieldName], Bounds(max_length=100)] = []
    sort: Annotated[str, Bounds(max_length=300)] = ""
    group_by: FieldName | None = None
    shared: bool = False
    position: Annotated[int, Bounds(ge=0, le=10_000)] = 0


class ViewCreate(_Fields):
    """A new view of an object. Shared views are seen by everybody in the workspace."""

    object: Annotated[str, Bounds(max_length=60)]
    name: Annotated[str, Bounds(min_length=1, max_length=200)]


class ViewUpdate(_Fields):
    """Changes to a view."""

    name: Annotated[str, Bounds(min_length=1, max_length=200)] = ""


class ViewRead(BaseModel):
    id: str
    object: str
    name: str
    layout: str
    filters: list[ViewFilter]
    columns: list[str]
    sort: str
    group_by: str | None
    shared: bool
    position: int
    owner_id: str | None


def read(view: SavedView) -> dict[str, Any]:
    return {name: getattr(view, name) for name in ViewRead.model_fields}


def create_view(session: Session, actor: Actor, data: ViewCreate) -> SavedView:
    """Save a view. Forbidden to share one without the right."""
    require(actor, USE)
    spec = object_named(data.object).spec
    values = data.model_dump(mode="json", exclude={"object"})
    _check(session, actor, spec, values)
    view = SavedView(object=spec.name, owner_id=actor.user_id, **values)
    session.add(view)
    session.flush()
    return view


def update_view(session: Session, actor: Actor, view_id: str, data: ViewUpdate) -> SavedView:
    """Change a view of one's own, or as a manager a shared one."""
    view = _to_change(session, actor, view_id)
    values = data.model_dump(mode="json", exclude_unset=True)
    _check(session, actor, object_named(view.object).spec, values)
    for name, value in values.items():
        setattr(view, name, value)
    return view


def delete_view(session: Session, actor: Actor, view_id: str) -> None:
    """Delete a view of one's own, or as a manager a shared one."""
    session.delete(_to_change(session, actor, view_id))


def list_views(session: Session, actor: Actor, object_name: str | None) -> list[SavedView]:
    """One's own views and the shared ones."""
    require(actor, USE)
    statement = (
        select(SavedView)
        .where(or_(SavedView.shared, SavedView.owner_id == actor.user_id))
        .order_by(SavedView.object, SavedView.position, SavedView.id)
    )
    if object_name is not None:
        statement = statement.where(SavedView.object == object_named(object_name).spec.name)
    return list(session.scalars(statement))


def _to_change(session: Session, actor: Actor, view_id: str) -> SavedView:
    require(actor, USE)
    view = session.get(SavedView, view_id) if is_id(view_id) else None
    if view is None or not (view.shared or view.owner_id == actor.user_id):
        raise NotFound("view")
    if view.owner_id != actor.user_id and not allowed(actor, SHARE):
        raise Forbidden("Only its owner or a manager may change a shared view.")
    return view


def _check(session: Session, actor: Actor, spec: AnySpec, values: dict[str, Any]) -> None:
    if values.get("shared"):
        require(actor, SHARE)
    custom = custom_types(session, spec)
    parameters = [(f"{f['field']}[{f['op']}]", f["value"]) for f in values.get("filters") or []]
    if values.get("sort"):
        parameters.append(("sort", values["sort"]))
    parse_query(spec, parameters, custom, me=actor.user_id)
    named = {"columns": values.get("columns") or [], "group_by": [values["group_by"]] if values.get("group_by") else []}
    errors = [
        FieldError(place, "unknown_field", f"There is no field {name}.")
        for place, names in named.items()
        for name in names
        if resolve(spec, name, custom) is None and not (place == "columns" and name in part_names(spec))
    ]
    if errors:
        raise Invalid(errors)


@routes.get("", operation_id="list_views", responses=ERRORS)
async def list_(request: Request, object: str | None = None) -> Response:
    """Your views and the shared ones."""

    def work(session: Session, actor: Actor) -> Reply:
        return Reply.json({"data": [read(v) for v in list_views(session, actor, object)], "next_cursor": None})

    return (await door_of(request).read(request, work)).response()


@routes.post("", status_code=201, operation_id="create_view", response_model=ViewRead, responses=ERRORS)
async def create(request: Request, body: ViewCreate) -> Response:
    """Save a view."""
    return await door_of(request).write(request, lambda s, a: Reply.json(read(create_view(s, a, body)), 201))


@routes.patch("/{id}", operation_id="update_view", response_model=ViewRead, responses=ERRORS)
async def update(request: Request, id: str, body: ViewUpdate) -> Response:
    """Change a view."""
    return await door_of(request).write(request, lambda s, a: Reply.json(read(update_view(s, a, id, body))))


@routes.delete("/{id}", status_code=204, operation_id="delete_view", responses=ERRORS)
async def delete(request: Request, id: str) -> Response:
    """Delete a view."""

    def work(session: Session, actor: Actor) -> Reply:
        delete_view(session, actor, id)
        return Reply.empty()

    return await door_of(request).write(request, work)
