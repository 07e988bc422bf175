"""What objects there are, for front ends, imports and agents: `/api/v1/meta/objects`."""

from typing import Any

from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from quintet.foundation.access import Actor, allowed
from quintet.foundation.http import Reply, door_of
from quintet.foundation.http.routing import router
from quintet.foundation.objects.beside import beside_of
from quintet.foundation.objects.columns import Column, columns_of
from quintet.foundation.objects.custom import Definition, definitions
from quintet.foundation.objects.fields import OPERATORS, Field, FieldType
from quintet.foundation.objects.registry import object_named, objects
from quintet.foundation.objects.spec import AnySpec

routes = router("/meta", "Metadata")
VERBS = ("read", "create", "update", "delete")


def describe(session: Session, actor: Actor, spec: AnySpec) -> dict[str, Any]:
    """An object with its fields (custom ones included) and what the actor may do with it."""
    fields = {field.name: field for field in spec.fields}
    described = [_field(column, fields.get(column.name)) for column in columns_of(spec).values()]
    if spec.custom_fields:
        described += [_custom(row) for row in definitions(session, spec.name).values()]
    return {
        "name": spec.name,
        "plural": spec.plural,
        "label": spec.label,
        "label_plural": spec.label_plural,
        "icon": spec.icon,
        "title_field": spec.title.key,
        "subtitle_field": spec.subtitle.key if spec.subtitle is not None else None,
        "default_sort": spec.default_sort,
        "match_keys": list(spec.match_keys),
        "custom_fields": spec.custom_fields,
        "searchable": spec.search is not None,
        "rights": {verb: allowed(actor, spec.right(verb)) for verb in VERBS},
        "fields": described,
        "beside": [
            {"name": f"{beside.name}.{part.name}", "label": part.label, "type": part.type, "expand": beside.name}
            for beside in beside_of(spec).values()
            for part in beside.parts
        ],
    }


def _field(column: Column, field: Field | None) -> dict[str, Any]:
    return {
        "name": column.name,
        "label": column.label,
        "type": column.type,
        "options": list(column.options),
        "relation": column.relation,
        "expand": column.expand_name,
        "required": field.required if field else False,
        "readonly": column.readonly,
        "nullable": column.nullable,
        "filterable": column.filterable,
        "sortable": column.sortable,
        "operators": list(OPERATORS[column.type]) if column.filterable else [],
        "default": field.default if field else False,
        "vocabulary": field.vocabulary if field else None,
        "custom": False,
    }


def _custom(row: Definition) -> dict[str, Any]:
    type_ = FieldType(row.type)
    relation = row.options[0] if type_ is FieldType.relation else None
    return {
        "name": f"custom.{row.key}",
        "label": row.label,
        "type": type_,
        "options": [] if relation else row.options,
        "relation": relation,
        "expand": None,
        "required": row.required,
        "readonly": False,
        "nullable": not row.required,
        "filterable": True,
        "sortable": type_ is not FieldType.multi_select,
        "operators": list(OPERATORS[type_]),
        "default": True,
        "vocabulary": None,
        "custom": True,
    }


@routes.get("/objects", operation_id="list_objects")
async def list_objects(request: Request) -> Response:
    """All objects with their fields, and what you may do with each."""

    def work(session: Session, actor: Actor) -> Reply:
        return Reply.json({"data": [describe(session, actor, service.spec) for service in objects().values()]})

    return (await door_of(request).read(request, work)).response()


@routes.get("/objects/{name}", operation_id="get_object")
async def get_object(request: Request, name: str) -> Response:
    """One object by its name or plural."""

    def work(session: Session, actor: Actor) -> Reply:
        return Reply.json(describe(session, actor, object_named(name).spec))

    return (await door_of(request).read(request, work)).response()
