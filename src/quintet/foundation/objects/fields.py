"""Fields of objects: what type they have, how they are filtered, and how they read in JSON."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement
from sqlalchemy.orm import InstrumentedAttribute

Options = type[StrEnum]
"""The choices of a select."""


class FieldType(StrEnum):
    text = "text"
    long_text = "long_text"
    integer = "integer"
    number = "number"
    money = "money"
    date = "date"
    datetime = "datetime"
    boolean = "boolean"
    select = "select"
    multi_select = "multi_select"
    url = "url"
    email = "email"
    phone = "phone"
    relation = "relation"
    relations = "relations"
    json = "json"


_EQUALITY = ("eq", "ne", "in", "is_null")
_ORDER = ("eq", "ne", "gt", "gte", "lt", "lte", "in", "is_null")
_TIME = (*_ORDER, "within")
_TEXT = ("eq", "ne", "in", "contains", "starts", "gt", "gte", "lt", "lte", "is_null")
OPERATORS: dict[FieldType, tuple[str, ...]] = {
    FieldType.text: _TEXT,
    FieldType.long_text: _TEXT,
    FieldType.url: _TEXT,
    FieldType.email: _TEXT,
    FieldType.phone: _TEXT,
    FieldType.integer: _ORDER,
    FieldType.number: _ORDER,
    FieldType.money: _ORDER,
    FieldType.date: _TIME,
    FieldType.datetime: _TIME,
    FieldType.boolean: ("eq", "ne", "is_null"),
    FieldType.select: _EQUALITY,
    FieldType.relation: _EQUALITY,
    FieldType.multi_select: ("eq", "ne", "in", "is_null"),
    FieldType.relations: ("eq", "ne", "in", "is_null"),
    FieldType.json: ("is_null",),
}
"""Operators by type. For multi-selects and relations `eq` means "has", `in` "has any of". `within` takes a
period (`kit.periods`), of which the days are those of the request's `timezone`."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field of an object, pointing at its mapped attribute.

    `indexed`: filtering or sorting by it alone is quick at any size (an index of the workspace leads with it).
    `readonly`: set by services only. `tracked`: its changes appear in the timeline.
    `relation`: the object (or `user`) that the id in it belongs to.
    `sort_attr`: what is sorted by in its place (names without regard to case); it has to be indexed and not null.
    """

    attr: InstrumentedAttribute[Any]
    label: str
    type: FieldType = FieldType.text
    options: Options | None = None
    relation: str | None = None
    tracked: bool = True
    filterable: bool = True
    sortable: bool = True
    indexed: bool = False
    readonly: bool = False
    required: bool = False
    default: bool = False
    """Shown in a new table view."""
    sort_attr: InstrumentedAttribute[Any] | None = None
    vocabulary: str | None = None
    """The taxonomy whose words are offered for it; it takes any others too."""

    @property
    def name(self) -> str:
        return self.attr.key

    @property
    def expand_name(self) -> str | None:
        """What `expand=` calls the related record: `company` for `company_id`."""
        return self.name.removesuffix("_id") if self.relation and self.type is FieldType.relation else None


@dataclass(frozen=True, slots=True)
class Computed:
    """A field whose value is an SQL expression over the object's row.

    JSON results of `expression` must be JSON text. `has` is its filter, given a parameter. `readonly` is false where
    the service takes it all the same and keeps it elsewhere (tags).
    """

    name: str
    label: str
    type: FieldType
    expression: Callable[[], ColumnElement[Any]]
    has: Callable[[ColumnElement[Any]], ColumnElement[bool]] | None = None
    relation: str | None = None
    options: Options | None = None
    sortable: bool = False
    nullable: bool = True
    readonly: bool = True

    @property
    def filterable(self) -> bool:
        return self.has is not None or self.type not in (FieldType.json, FieldType.relations, FieldType.multi_select)
