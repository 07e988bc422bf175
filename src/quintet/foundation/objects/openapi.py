"""What the API document says of declared objects: read schemas, list parameters, errors."""

from functools import cache
from typing import Any

from pydantic import BaseModel, ConfigDict, create_model

from quintet.foundation.objects.beside import beside_of
from quintet.foundation.objects.columns import Column, columns_of
from quintet.foundation.objects.fields import OPERATORS, FieldType
from quintet.foundation.objects.spec import AnySpec


class FieldProblem(BaseModel):
    field: str
    code: str
    message: str


class Problem(BaseModel):
    """RFC 9457 problem document."""

    model_config = ConfigDict(extra="allow")
    type: str
    title: str
    status: int
    code: str
    detail: str
    errors: list[FieldProblem]
    request_id: str | None


class Title(BaseModel):
    """A related record, as `expand` shows it."""

    model_config = ConfigDict(extra="allow")
    id: str
    title: str


# By name and not as `model`: FastAPI would make a validator for each of some 4,000 answers, a second of every start.
_PROBLEM = {"content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}}
ERRORS: dict[int | str, dict[str, Any]] = {
    status: {"description": description, **_PROBLEM}
    for status, description in {
        400: "The request cannot be read",
        401: "No valid credentials",
        403: "Not allowed",
        404: "Missing, or not visible to you",
        409: "Conflicts with what is there",
        412: "`If-Match` names another version",
        413: "The body is too large",
        422: "Breaks rules; every field is named",
        429: "Too many requests",
    }.items()
}


def add_problems(document: dict[str, Any]) -> dict[str, Any]:
    """Define in the API document what `ERRORS` names."""
    problem = Problem.model_json_schema(mode="serialization", ref_template="#/components/schemas/{model}")
    document["components"]["schemas"] |= {**problem.pop("$defs"), "Problem": problem}
    return document


_TYPES: dict[FieldType, Any] = {
    FieldType.integer: int,
    FieldType.money: int,
    FieldType.number: float,
    FieldType.boolean: bool,
    FieldType.json: Any,
    FieldType.multi_select: list[str],
    FieldType.relations: list[str],
}
_SCHEMAS: dict[FieldType, dict[str, Any]] = {
    FieldType.integer: {"type": "integer"},
    FieldType.money: {"type": "integer"},
    FieldType.number: {"type": "number"},
    FieldType.boolean: {"type": "boolean"},
    FieldType.date: {"type": "string", "format": "date"},
    FieldType.datetime: {"type": "string", "format": "date-time"},
    FieldType.relation: {"type": "string", "format": "uuid"},
    FieldType.relations: {"type": "string", "format": "uuid"},
}


@cache
def read_model(spec: AnySpec) -> type[BaseModel]:
    """The record as it is read."""
    fields: dict[str, Any] = {}
    for column in columns_of(spec).values():
        type_ = _TYPES.get(column.type, str)
        if column.name == "custom":
            type_ = dict[str, Any]
        fields[column.name] = (type_ | None if column.nullable and type_ is not Any else type_, ...)
        if column.expand_name:
            many = column.type is FieldType.relations
            fields[column.expand_name] = (list[Title] | None if many else Title | None, None)
    for beside in beside_of(spec).values():
        fields[beside.name] = (beside.schema | None, None)
    name = "".join(part.capitalize() for part in spec.name.split("_"))
    return create_model(name, __config__=ConfigDict(title=name), **fields)


@cache
def page_model(spec: AnySpec) -> type[BaseModel]:
    """A page of records."""
    record = read_model(spec)
    return create_model(
        f"{record.__name__}Page",
        data=(list[record], ...),  # type: ignore[valid-type]
        next_cursor=(str | None, ...),
        total=(int, 0),
    )


def list_parameters(spec: AnySpec, only: tuple[str, ...] | None = None) -> list[dict[str, Any]]:
    """The query parameters of the object's list."""
    columns = list(columns_of(spec).values())
    expands = [*(c.expand_name for c in columns if c.expand_name), *beside_of(spec)]
    found = [
        _parameter("q", {"type": "string", "maxLength": 200}, "Words to search for."),
        _parameter("sort", {"type": "string"}, f"Up to 3 fields, `-` for descending; default `{spec.default_sort}`."),
        _parameter("limit", {"type": "integer", "minimum": 1, "maximum": 200, "default": 50}, "Records per page."),
        _parameter("cursor", {"type": "string"}, "`next_cursor` of the page before."),
        _parameter("count", {"type": "boolean", "default": False}, "Also count all records that match."),
        _parameter("deleted", {"type": "boolean", "default": False}, "The bin instead of the live records."),
        _parameter("timezone", {"type": "string", "default": "UTC"}, "Whose days the periods of `[within]` are."),
        _parameter(
            "segment_id", {"type": "string", "format": "uuid"}, "In this segment. Also `segment_id[ne]`: lists."
        ),
        _parameter("expand", {"type": "string"}, "Relations to show in full: " + ", ".join(expands) + "."),
    ]
    found += [_filter(column) for column in columns if column.filterable]
    return [p for p in found if only is None or p["name"] in only]


def _filter(column: Column) -> dict[str, Any]:
    schema = dict(_SCHEMAS.get(column.type, {"type": "string"}))
    if column.options:
        schema["enum"] = list(column.options)
    operators = ", ".join(f"`{column.name}[{op}]`" for op in OPERATORS[column.type] if op != "eq")
    name = column.name if "eq" in OPERATORS[column.type] else f"{column.name}[is_null]"
    return _parameter(name, schema, f"{column.label}. Also {operators}.")


def _parameter(name: str, schema: dict[str, Any], description: str) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": False, "schema": schema, "description": description}
