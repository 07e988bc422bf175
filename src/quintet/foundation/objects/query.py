"""What a list request asks for: filters, sort, page. Parsed from the query string, checked against the spec."""

import re
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from quintet.foundation.objects.beside import beside_of
from quintet.foundation.objects.columns import Column, columns_of
from quintet.foundation.objects.custom import definitions
from quintet.foundation.objects.fields import OPERATORS, FieldType
from quintet.foundation.objects.segments import SEGMENT, segments
from quintet.foundation.objects.spec import AnySpec
from quintet.foundation.search import matching
from quintet.kit import time
from quintet.kit.cursors import from_cursor, to_cursor
from quintet.kit.errors import FieldError, Invalid
from quintet.kit.ids import is_id
from quintet.kit.periods import period
from quintet.kit.values import timezone

MAX_LIMIT = 200
DEFAULT_LIMIT = 50
MAX_CONDITIONS = 20
MAX_IN = 200
_DEEPEST = 3
"""Segments on top of one another."""
_PARAMETER = re.compile(r"([a-z][a-z0-9_.]*)(?:\[([a-z_]+)\])?\Z")
_RESERVED = frozenset({"q", "sort", "limit", "cursor", "count", "expand", "deleted", "timezone"})


@dataclass(frozen=True, slots=True)
class Condition:
    """One comparison; values are in the plain form of raw statements."""

    field: str
    op: str
    values: tuple[Any, ...]
    type: FieldType | None = None
    """Of a custom field: another workspace's of the same name may have another, and so another statement."""


@dataclass(frozen=True, slots=True)
class ListQuery:
    """A checked list request."""

    conditions: tuple[Condition, ...] = ()
    sort: tuple[tuple[str, bool], ...] = ()
    """(field, descending) in order."""
    sort_types: tuple[FieldType | None, ...] = ()
    """For each, as `Condition.type`."""
    limit: int = DEFAULT_LIMIT
    after: tuple[Any, ...] | None = None
    """Values of the sort fields, then the id, of the last record of the page before."""
    offset: int = 0
    """How many to pass over, for faces that number their pages; costs more the further one goes."""
    q: str = ""
    count: bool = False
    expand: tuple[str, ...] = ()
    deleted: bool = False
    words: Hashable = None
    """Which SQL `q` needs, once a database was asked (`matching.form`)."""

    def where(self, *conditions: Condition) -> "ListQuery":
        return replace(self, conditions=self.conditions + conditions)

    def in_whole(self) -> "ListQuery":
        """The same for a statement that has to read all that matches: lists of segments, and what common words find,
        are collected first then.
        """
        if all(condition.op != "eq_long" for condition in self.conditions):
            conditions = self.conditions
        else:
            conditions = tuple(replace(c, op="eq") if c.op == "eq_long" else c for c in self.conditions)
        return replace(self, conditions=conditions, words=matching.in_whole(self.words))


class CustomTypes:
    """The types of an object's custom fields, loaded when first asked for. Without a session there are none."""

    def __init__(self, spec: AnySpec, session: Session | None = None) -> None:
        self.session = session
        self._object = spec.name
        self._loaded: dict[str, FieldType] | None = None

    def __call__(self) -> dict[str, FieldType]:
        if self._loaded is None:
            known = definitions(self.session, self._object) if self.session is not None else {}
            self._loaded = {key: FieldType(row.type) for key, row in known.items()}
        return self._loaded


def resolve(spec: AnySpec, name: str, custom: CustomTypes) -> Column | None:
    """The column of a field name; `custom.key` for custom fields."""
    column = columns_of(spec).get(name)
    if column is None and name.startswith("custom."):
        type_ = custom().get(name.removeprefix("custom."))
        if type_ is not None:
            return Column.custom(spec, name.removeprefix("custom."), type_)
    return column


def parse_query(
    spec: AnySpec, parameters: Iterable[tuple[str, str]], custom: CustomTypes, *, me: str | None = None
) -> ListQuery:
    """Read the query string of a list. Invalid naming each parameter that is wrong. `me` is what `me` stands for."""
    errors: list[FieldError] = []
    conditions: list[Condition] = []
    reserved: dict[str, str] = {}
    filters: list[tuple[str, str]] = []
    for key, value in parameters:
        if key not in _RESERVED:
            filters.append((key, value))
            continue
        if key in reserved:
            errors.append(FieldError(key, "repeated", "Given more than once."))
        reserved[key] = value
    place = ZoneInfo("UTC")
    try:
        place = ZoneInfo(timezone(reserved.get("timezone", "UTC")))
    except ValueError as error:
        errors.append(FieldError("timezone", "invalid", str(error)))
    for key, value in filters:
        try:
            conditions += _conditions(spec, key, value, custom, me, place)
        except ValueError as error:
            errors.append(FieldError(key[:100], "invalid_filter", str(error)))
    if len(filters) > MAX_CONDITIONS:
        errors.append(FieldError("filter", "too_many", f"At most {MAX_CONDITIONS} conditions."))
    query = ListQuery(conditions=tuple(conditions))
    for key, read in _READERS.items():
        if key in reserved or key == "sort":
            try:
                query = read(spec, query, reserved.get(key, ""), custom)
            except ValueError as error:
                errors.append(FieldError(key, "invalid", str(error)))
    if errors:
        raise Invalid(errors)
    return query


def _conditions(
    spec: AnySpec, key: str, value: str, custom: CustomTypes, me: str | None, place: ZoneInfo, depth: int = 0
) -> tuple[Condition, ...]:
    """What a filter asks for: one condition; for a segment of rules, those of its rules."""
    if key.partition("[")[0] != SEGMENT:
        return (_condition(spec, key, value, custom, me, place),)
    op = {SEGMENT: "eq", f"{SEGMENT}[eq]": "eq", f"{SEGMENT}[ne]": "ne"}.get(key)
    if op is None or not is_id(value):
        raise ValueError("Takes eq and ne, with the id of a segment.")
    if custom.session is None:
        return (Condition(SEGMENT, op, (value,)),)
    segment = segments().find(custom.session, value)
    if segment is None or segment.object != spec.name:
        raise ValueError(f"There is no such segment of {spec.label_plural.lower()}.")
    if segment.rules is None:
        return (Condition(SEGMENT, "eq_long" if op == "eq" and segment.long else op, (value,)),)
    if op == "ne":
        raise ValueError("Only the records of a list can be left out.")
    if depth == _DEEPEST:
        raise ValueError(f"At most {_DEEPEST} segments of rules can rest on one another, and never in a circle.")
    found: tuple[Condition, ...] = ()
    for field, rule, wanted in segment.rules:
        try:
            days = ZoneInfo(segment.timezone)
            found += _conditions(spec, f"{field}[{rule}]", wanted, custom, None, days, depth + 1)
        except ValueError as error:
            raise ValueError(f"The segment “{segment.name}” asks for {field}: {error}") from None
    return found


def _condition(spec: AnySpec, key: str, value: str, custom: CustomTypes, me: str | None, place: ZoneInfo) -> Condition:
    match = _PARAMETER.match(key)
    column = resolve(spec, match[1], custom) if match else None
    if match is None or column is None or not column.filterable:
        raise ValueError("There is no such filter.")
    op = match[2] or "eq"
    if op not in OPERATORS[column.type]:
        raise ValueError(f"{column.name} takes {', '.join(OPERATORS[column.type])}.")
    type_ = _own_type(column)
    if op == "is_null":
        return Condition(column.name, op, (_boolean(value),), type_)
    if op == "within":
        return Condition(column.name, op, _within(column, value, place), type_)
    texts = value.split(",") if op == "in" else [value]
    if len(texts) > MAX_IN:
        raise ValueError(f"At most {MAX_IN} values.")
    if column.relation == "user" and me is not None:
        texts = [me if text == "me" else text for text in texts]
    if op in ("contains", "starts"):
        if not 1 <= len(value) <= 200:
            raise ValueError("Give 1 to 200 characters.")
        return Condition(column.name, op, (value.casefold(),), type_)
    return Condition(column.name, op, tuple(plain_value(column, text) for text in texts), type_)


def _own_type(column: Column) -> FieldType | None:
    return column.type if column.name.startswith("custom.") else None


def _within(column: Column, text: str, place: ZoneInfo) -> tuple[str, str]:
    """The first value of a period and the first one after it."""
    days = period(text, time.now().astimezone(place).date())
    if column.type is FieldType.date:
        return days[0].isoformat(), days[1].isoformat()
    first, end = (time.to_text(time.start_of(day, place)) for day in days)
    return first, end


def plain_value(column: Column, text: str) -> Any:
    """A query-string value in the plain form its column is compared in; ValueError when it has none."""
    match column.type:
        case FieldType.integer | FieldType.money:
            number = int(text) if re.fullmatch(r"-?\d{1,18}", text) else None
            if number is None:
                raise ValueError("Must be a whole number.")
            return number
        case FieldType.number:
            try:
                value = float(text)
            except ValueError:
                raise ValueError("Must be a number.") from None
            if value != value or abs(value) > 1e300:
                raise ValueError("Must be a number.")
            return value
        case FieldType.boolean:
            return _boolean(text)
        case FieldType.date:
            try:
                return date.fromisoformat(text).isoformat()
            except ValueError:
                raise ValueError("Must be a date such as 2026-03-31.") from None
        case FieldType.datetime:
            try:
                return time.to_text(time.from_text(text.replace(" ", "+")))
            except (ValueError, OverflowError):
                raise ValueError("Must be a time such as 2026-03-31T09:30:00Z.") from None
        case FieldType.relation | FieldType.relations:
            if not is_id(text):
                raise ValueError("Must be an id.")
        case FieldType.select if column.options and text not in column.options:
            raise ValueError("Must be one of: " + ", ".join(column.options))
    if len(text) > 2_000 or "\x00" in text:
        raise ValueError("The text is too long or has forbidden characters.")
    return text


def _boolean(text: str) -> bool:
    if text not in ("true", "false"):
        raise ValueError("Must be true or false.")
    return text == "true"


def _read_sort(spec: AnySpec, query: ListQuery, text: str, custom: CustomTypes) -> ListQuery:
    keys: list[tuple[str, bool]] = []
    types: list[FieldType | None] = []
    for part in (text or spec.default_sort).split(","):
        name, descending = part.removeprefix("-"), part.startswith("-")
        column = resolve(spec, name, custom)
        if column is None or not column.sortable:
            raise ValueError(f"{name[:60] or 'Nothing'} is no field to sort by.")
        if name not in (known for known, _ in keys):
            keys.append((name, descending))
            types.append(_own_type(column))
    if len(keys) > 3:
        raise ValueError("At most 3 fields.")
    return replace(query, sort=tuple(keys), sort_types=tuple(types))


def _read_limit(_: AnySpec, query: ListQuery, text: str, __: CustomTypes) -> ListQuery:
    if not re.fullmatch(r"\d{1,4}", text) or not 1 <= int(text) <= MAX_LIMIT:
        raise ValueError(f"Must be 1 to {MAX_LIMIT}.")
    return replace(query, limit=int(text))


def _read_cursor(spec: AnySpec, query: ListQuery, text: str, custom: CustomTypes) -> ListQuery:
    try:
        sort, *values = from_cursor(text)
        if sort != _sort_text(query) or len(values) != len(query.sort) + 1 or not is_id(values[-1]):
            raise ValueError
        for (name, _), value in zip(query.sort, values[:-1], strict=True):
            column = resolve(spec, name, custom)
            if value is not None and column is not None:
                # What an honest cursor holds reads back as the same plain value.
                shown = str(value).lower() if isinstance(value, bool) else str(value)
                plain_value(replace(column, options=()), shown)
                if not isinstance(value, (str, int, float, bool)) or isinstance(value, str) != column.is_text:
                    raise ValueError
    except (ValueError, TypeError):
        raise ValueError("This cursor is not one of this list with this sort.") from None
    return replace(query, after=tuple(values))


def _read_q(_: AnySpec, query: ListQuery, text: str, __: CustomTypes) -> ListQuery:
    if len(text) > 200 or "\x00" in text:
        raise ValueError("At most 200 characters.")
    return replace(query, q=text.strip())


def _read_count(_: AnySpec, query: ListQuery, text: str, __: CustomTypes) -> ListQuery:
    return replace(query, count=_boolean(text))


def _read_deleted(_: AnySpec, query: ListQuery, text: str, __: CustomTypes) -> ListQuery:
    return replace(query, deleted=_boolean(text))


def _read_expand(spec: AnySpec, query: ListQuery, text: str, _: CustomTypes) -> ListQuery:
    return replace(query, expand=parse_expand(spec, text))


def parse_expand(spec: AnySpec, text: str) -> tuple[str, ...]:
    """The names of an `expand=` parameter; ValueError for one the object has not."""
    names = tuple(dict.fromkeys(name for name in text.split(",") if name))
    allowed = sorted({*(c.expand_name for c in columns_of(spec).values() if c.expand_name), *beside_of(spec)})
    for name in names:
        if name not in allowed:
            raise ValueError("Must be among: " + (", ".join(allowed) or "nothing") + ".")
    return names


_READERS: dict[str, Callable[[AnySpec, ListQuery, str, CustomTypes], ListQuery]] = {
    "sort": _read_sort,
    "limit": _read_limit,
    "cursor": _read_cursor,
    "q": _read_q,
    "count": _read_count,
    "deleted": _read_deleted,
    "expand": _read_expand,
}


def _sort_text(query: ListQuery) -> str:
    return ",".join(("-" if descending else "") + name for name, descending in query.sort)


def cursor_after(query: ListQuery, row: dict[str, Any]) -> str:
    """The cursor of the page that follows this row."""

    extras = row["_sort"]
    content = [_sort_text(query), *(extras[n] if n in extras else row[n] for n, _ in query.sort), row["id"]]
    return to_cursor(content)
