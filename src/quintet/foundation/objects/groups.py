"""Records by what is chosen in one of their fields: every object's board, `GET /api/v1/<plural>/groups`."""

from dataclasses import dataclass, replace
from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel, create_model
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from quintet.foundation.access import Actor, require
from quintet.foundation.http import Reply, door_of
from quintet.foundation.objects.boards import first_of_values, totals_of_values
from quintet.foundation.objects.columns import Column, columns_of
from quintet.foundation.objects.custom import definitions
from quintet.foundation.objects.fields import FieldType
from quintet.foundation.objects.openapi import ERRORS, list_parameters, read_model
from quintet.foundation.objects.query import CustomTypes, parse_query, resolve
from quintet.foundation.objects.reading import custom_types
from quintet.foundation.objects.spec import AnySpec
from quintet.foundation.search import matching
from quintet.kit.errors import FieldError, Invalid

CARDS = 20
MOST_CARDS = 100
MOST_GROUPS = 50
_SUMMED = (FieldType.money, FieldType.integer)
_NOT_HERE = ("cursor", "count", "deleted")


@dataclass(frozen=True, slots=True)
class _Asked:
    by: Column
    sum: Column | None
    rest: list[tuple[str, str]]


def read_groups(session: Session, actor: Actor, spec: AnySpec, parameters: list[tuple[str, str]]) -> dict[str, Any]:
    """The records of an object by the value of the select field `by`.

    Each of its choices is a group, also one without records, in their order; then what is no choice any more, at most
    `MOST_GROUPS` in all; last what has none chosen (`value` null). A group has its count, for each currency the whole
    `sum` of a field of money or whole numbers, and its first `limit` records. The other parameters are those of a
    list. One statement each for what all add up to and for the records, besides custom fields and what is expanded.
    """
    require(actor, spec.right("read"))
    custom = custom_types(session, spec)
    asked = _asked(spec, parameters, custom)
    query = parse_query(spec, asked.rest, custom, me=actor.user_id)
    if not any(name == "limit" for name, _ in parameters):
        query = replace(query, limit=CARDS)
    if query.limit > MOST_CARDS:
        raise Invalid.one("limit", "invalid", f"At most {MOST_CARDS} records of each group.")
    if query.q:
        query = replace(query, words=matching.form(query.q, session, spec.name))
    groups: dict[str | None, dict[str, Any]] = {}

    def group(value: str | None) -> dict[str, Any]:
        return groups.setdefault(value, {"value": value, "count": 0, "totals": [], "records": []})

    choices = _choices(session, spec, asked.by)
    for choice in choices:
        group(choice)
    currency = columns_of(spec).get("currency") if asked.sum and asked.sum.type is FieldType.money else None
    for value, code, count, added in totals_of_values(
        session, actor, spec, query.in_whole(), asked.by, currency, asked.sum
    ):
        mine = group(value)
        mine["count"] += count
        if asked.sum is not None:
            mine["totals"].append({"currency": code, "count": count, "sum": added})
    nothing = groups.pop(None, None)
    others = sorted((value for value in groups if value not in choices), key=lambda value: -groups[value]["count"])
    shown = [*choices, *others[: max(0, MOST_GROUPS - len(choices))]]
    found = [groups[value] for value in shown]
    if nothing is not None or asked.by.nullable:
        found.append(nothing or {"value": None, "count": 0, "totals": [], "records": []})
    held = first_of_values(session, actor, spec, query, asked.by, [each["value"] for each in found if each["count"]])
    for each in found:
        each["totals"].sort(key=lambda total: total["currency"] or "")
        each["records"] = held.get(each["value"], [])
    return {"by": asked.by.name, "groups": found, "left_out": len(groups) - len(shown)}


def _asked(spec: AnySpec, parameters: list[tuple[str, str]], custom: CustomTypes) -> _Asked:
    errors = [
        FieldError(name, "invalid_filter", "Groups don't take this.") for name, _ in parameters if name in _NOT_HERE
    ]
    given = dict(parameters)
    by = resolve(spec, given.get("by", ""), custom)
    if by is None or by.type is not FieldType.select or not by.filterable:
        errors.append(FieldError("by", "invalid", "Must be a field with choices."))
    added = resolve(spec, given["sum"], custom) if "sum" in given else None
    if "sum" in given and (added is None or added.type not in _SUMMED or added.name.startswith("custom.")):
        errors.append(FieldError("sum", "invalid", "Must be a field of money or whole numbers."))
    if errors or by is None:
        raise Invalid(errors)
    return _Asked(by, added, [(name, value) for name, value in parameters if name not in ("by", "sum")])


def _choices(session: Session, spec: AnySpec, by: Column) -> tuple[str, ...]:
    if not by.name.startswith("custom."):
        return by.options
    return tuple(definitions(session, spec.name)[by.name.removeprefix("custom.")].options)


class GroupTotal(BaseModel):
    """What a group adds up to in one currency (null: the field is no money)."""

    currency: str | None
    count: int
    sum: int


def add_group_route(routes: APIRouter, spec: AnySpec) -> None:
    """`GET /groups` for an object that has fields with choices, or may be given some."""
    if not spec.custom_fields and not any(column.type is FieldType.select for column in columns_of(spec).values()):
        return
    group = create_model(
        f"{spec.label}Group",
        value=(str | None, ...),
        count=(int, ...),
        totals=(list[GroupTotal], ...),
        records=(list[read_model(spec)], ...),  # type: ignore[arg-type, misc]
    )
    shown = create_model(f"{spec.label}Groups", by=(str, ...), groups=(list[group], ...), left_out=(int, ...))

    async def groups(request: Request) -> Response:
        def work(session: Session, actor: Actor) -> Reply:
            return Reply.json(read_groups(session, actor, spec, request.query_params.multi_items()))

        return (await door_of(request).read(request, work, heavy=True)).response()

    parameters = [each for each in list_parameters(spec) if each["name"] not in _NOT_HERE]
    own = [
        {"name": "by", "in": "query", "required": True, "description": "A field with choices"},
        {"name": "sum", "in": "query", "required": False, "description": "A field of money or whole numbers to add up"},
    ]
    routes.add_api_route(
        "/groups",
        groups,
        methods=["GET"],
        operation_id=f"group_{spec.plural}",
        summary=f"{spec.label_plural} by what is chosen in a field: counts, sums, and the first of each",
        response_model=shown,
        openapi_extra={"parameters": [*({**each, "schema": {"type": "string"}} for each in own), *parameters]},
        responses=ERRORS,
    )
