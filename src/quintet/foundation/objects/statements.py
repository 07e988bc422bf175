"""The SQL of lists and single reads: built once per shape, then only given parameters."""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Text, and_, bindparam, case, cast, false, func, or_, select, true, tuple_
from sqlalchemy.orm import Session
from sqlalchemy.sql import Select

from quintet.foundation.db.json import folded, json_list_has
from quintet.foundation.db.raw import RawStatement, is_boolean, plain
from quintet.foundation.objects.columns import Column, columns_of
from quintet.foundation.objects.fields import FieldType
from quintet.foundation.objects.query import Condition, CustomTypes, ListQuery, resolve
from quintet.foundation.objects.segments import SEGMENT, segments
from quintet.foundation.objects.spec import AnySpec
from quintet.foundation.objects.visibility import visible, workspace
from quintet.foundation.search import matching

_MANY = (FieldType.multi_select, FieldType.relations)
_KEPT = 2_000


@dataclass(frozen=True, slots=True)
class Page:
    """A statement for one shape of list, and how its rows become JSON objects."""

    statement: RawStatement
    sort_extras: tuple[str, ...] = ()
    """Fields whose sort values follow the columns in each row, being none of them."""


_cache: "OrderedDict[Any, Page]" = OrderedDict()


def remember(key: Any, page: Page) -> Page:
    _cache[key] = page
    if len(_cache) > _KEPT:
        _cache.popitem(last=False)
    return page


def known(key: Any) -> Page | None:
    return _cache.get(key)


def read_columns(spec: AnySpec, dialect: str) -> list[ColumnElement[Any]]:
    return [plain(column.expression, dialect) for column in columns_of(spec).values()]


def one(session: Session, spec: AnySpec, *, sees_all: bool, deleted: bool = False) -> RawStatement:
    """One record by `id`, within `ws`, visible to `me`."""
    dialect = session.get_bind().dialect.name
    key = (dialect, spec.name, "one", sees_all, deleted)
    page = known(key)
    if page is None:
        table = spec.model.__table__.c
        statement = _base(spec, dialect, sees_all, deleted).where(table.id == bindparam("id", type_=table.id.type))
        page = remember(key, Page(RawStatement(session, statement)))
    return page.statement


def page_of(session: Session, spec: AnySpec, query: ListQuery, custom: CustomTypes, *, sees_all: bool) -> Page:
    """The page's statement. Parameters: see `parameters`."""
    dialect = session.get_bind().dialect.name
    key = (dialect, spec.name, "page", sees_all, shape_of(query))
    page = known(key)
    if page is not None:
        return page
    order: list[ColumnElement[Any]] = []
    columns = [_column(spec, name, custom) for name, _ in query.sort]
    for column, (_, descending) in zip(columns, query.sort, strict=True):
        term = column.order_expression.desc() if descending else column.order_expression.asc()
        if column.order_nullable and dialect == "postgresql":
            term = term.nulls_last() if descending else term.nulls_first()
        order.append(term)
    table = spec.model.__table__.c
    last_descending = query.sort[-1][1]
    order.append(table.id.desc() if last_descending else table.id.asc())
    statement = filtered(session, spec, query, custom, sees_all).order_by(*order).limit(bindparam("lim", type_=None))
    if query.after is not None:
        statement = statement.where(_after(spec, query, columns))
    if query.offset:
        statement = statement.offset(bindparam("off", type_=None))
    extras = [column for column in columns if column.name.startswith("custom.") or column.sort_key is not None]
    statement = statement.add_columns(*(plain(column.order_expression, dialect) for column in extras))
    return remember(key, Page(RawStatement(session, statement), tuple(column.name for column in extras)))


def count_of(session: Session, spec: AnySpec, query: ListQuery, custom: CustomTypes, *, sees_all: bool) -> RawStatement:
    """How many records the filters let through."""
    dialect = session.get_bind().dialect.name
    key = (dialect, spec.name, "count", sees_all, shape_of(query)[:3])
    page = known(key)
    if page is None:
        if query.q and query.words != "nothing" and sees_all and not query.conditions and not query.deleted:
            # Just the live records are in the index: it alone tells their number.
            counting = matching.count(session, spec.name, shape_of(query)[1])
        else:
            counting = filtered(session, spec, query, custom, sees_all).with_only_columns(func.count())
        page = remember(key, Page(RawStatement(session, counting)))
    return page.statement


def parameters(query: ListQuery, ws: str, me: str | None) -> dict[str, Any]:
    """The parameters of a list's statements."""
    given: dict[str, Any] = {"ws": ws, "me": me, "lim": query.limit + 1}
    if query.offset:
        given["off"] = query.offset
    for number, condition in enumerate(query.conditions):
        values = condition.values
        if condition.op in ("contains", "starts"):
            escaped = values[0].replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
            values = (f"%{escaped}%" if condition.op == "contains" else f"{escaped}%",)
        for place, value in enumerate(values):
            given[f"v{number}_{place}"] = value
    for place, value in enumerate(query.after or ()):
        given[f"c{place}"] = value
    if query.q:
        given.update(matching.parameters(query.q))
    return given


def shape_of(query: ListQuery) -> tuple[Any, ...]:
    """What of a query its statement depends on; the rest are parameters."""
    return (
        tuple((c.field, c.type, c.op, c.values if c.op == "is_null" else len(c.values)) for c in query.conditions),
        None if not query.q else matching.form(query.q) if query.words is None else query.words,
        query.deleted,
        (query.sort, query.sort_types),
        None if query.after is None else tuple(value is None for value in query.after),
        query.offset > 0,
    )


def _base(spec: AnySpec, dialect: str, sees_all: bool, deleted: bool) -> Select[Any]:
    table = spec.model.__table__.c
    statement = select(*read_columns(spec, dialect)).where(
        table.workspace_id == workspace(),
        table.deleted_at.is_not(None) if deleted else table.deleted_at.is_(None),
    )
    return statement if sees_all else statement.where(visible(spec))


def filtered(session: Session, spec: AnySpec, query: ListQuery, custom: CustomTypes, sees_all: bool) -> Select[Any]:
    """All records that the query's filters let through, in no order."""
    statement = _base(spec, session.get_bind().dialect.name, sees_all, query.deleted)
    for number, condition in enumerate(query.conditions):
        statement = statement.where(_holds(spec, number, condition, custom))
    if query.q:
        table = spec.model.__table__.c
        statement = statement.where(matching.clause(session, spec.name, table.id, query.q, query.words))
    return statement


def judging(
    session: Session, spec: AnySpec, rules: Sequence[ListQuery], custom: CustomTypes, size: int
) -> RawStatement:
    """For live records of ids `i0` and so on: the id, and for each rule whether all its conditions hold (1 or 0).
    The other parameters are those of one query with the rules' conditions one after the other."""
    dialect = session.get_bind().dialect.name
    key = (dialect, spec.name, "judging", tuple(shape_of(rule)[0] for rule in rules), size)
    page = known(key)
    if page is None:
        table = spec.model.__table__.c
        verdicts: list[ColumnElement[int]] = []
        number = 0
        for rule in rules:
            held = [_holds(spec, number + place, each, custom) for place, each in enumerate(rule.conditions)]
            number += len(held)
            verdicts.append(case((and_(*held), 1), else_=0))
        statement = select(plain(table.id, dialect), *verdicts).where(
            table.workspace_id == workspace(),
            table.deleted_at.is_(None),
            table.id.in_([bindparam(f"i{place}", type_=table.id.type) for place in range(size)]),
        )
        page = remember(key, Page(RawStatement(session, statement)))
    return page.statement


def _holds(spec: AnySpec, number: int, condition: Condition, custom: CustomTypes) -> ColumnElement[bool]:
    names = [f"v{number}_{place}" for place in range(len(condition.values))]
    if condition.field == SEGMENT:
        id_ = spec.model.__table__.c.id
        one_by_one = condition.op != "eq"
        listed = segments().listed(id_, bindparam(names[0], type_=id_.type), one_by_one=one_by_one)
        return ~listed if condition.op == "ne" else listed
    return _compare(spec, _column(spec, condition.field, custom), condition.op, names, condition.values)


def _column(spec: AnySpec, name: str, custom: CustomTypes) -> Column:
    column = resolve(spec, name, custom)
    if column is None:
        raise KeyError(name)
    return column


def _compare(spec: AnySpec, column: Column, op: str, names: list[str], values: tuple[Any, ...]) -> ColumnElement[bool]:
    expression = column.expression
    if op == "is_null":
        wanted = bool(values[0])
        if column.type in _MANY:
            return _empty_list(spec, column) if wanted else ~_empty_list(spec, column)
        return expression.is_(None) if wanted else expression.is_not(None)
    if column.type in _MANY:
        found = or_(*(_has(spec, column, bindparam(name)) for name in names))
        return ~found if op == "ne" else found
    given = [bindparam(name, type_=expression.type) for name in names]
    match op:
        case "eq":
            return expression == given[0]
        case "ne":
            return or_(expression != given[0], expression.is_(None))
        case "gt":
            return expression > given[0]
        case "gte":
            return expression >= given[0]
        case "lt":
            return expression < given[0]
        case "lte":
            return expression <= given[0]
        case "in":
            return expression.in_(given)
        case "within":
            return and_(expression >= given[0], expression < given[1])
        case _:
            return folded(expression).like(bindparam(names[0]), escape="\\")


def _has(spec: AnySpec, column: Column, value: ColumnElement[Any]) -> ColumnElement[bool]:
    if column.has is not None:
        found: ColumnElement[bool] = column.has(value)
        return found
    if column.name.startswith("custom."):
        return json_list_has(spec.model.__table__.c.custom, value, column.name.removeprefix("custom."))
    return json_list_has(column.expression, value)


def _empty_list(spec: AnySpec, column: Column) -> ColumnElement[bool]:
    if column.name.startswith("custom."):
        return column.expression.is_(None)
    return func.coalesce(func.length(func.nullif(cast(column.expression, Text), "[]")), 0) == 0


def _after(spec: AnySpec, query: ListQuery, columns: list[Column]) -> ColumnElement[bool]:
    """What comes after the cursor in the order; nulls count as smaller than everything."""
    after = query.after or ()
    id_ = spec.model.__table__.c.id
    same_way = len({descending for _, descending in query.sort}) == 1
    if same_way and not any(column.order_nullable for column in columns):
        # One row comparison, which both databases answer by walking the index.
        left = tuple_(*(column.order_expression for column in columns), id_)
        right = tuple_(
            *(bindparam(f"c{place}", type_=column.order_expression.type) for place, column in enumerate(columns)),
            bindparam(f"c{len(columns)}", type_=id_.type),
        )
        return left < right if query.sort[0][1] else left > right
    ways: list[ColumnElement[bool]] = []
    equal: list[ColumnElement[bool]] = []
    for place, (column, (_, descending)) in enumerate(zip(columns, query.sort, strict=True)):
        expression = column.order_expression
        value = bindparam(f"c{place}", type_=expression.type)
        if after[place] is None:
            beyond: ColumnElement[bool] = false() if descending else expression.is_not(None)
            same: ColumnElement[bool] = expression.is_(None)
        else:
            beyond = expression < value if descending else expression > value
            if descending and column.order_nullable:
                beyond = or_(beyond, expression.is_(None))
            same = expression == value
        ways.append(and_(*equal, beyond))
        equal.append(same)
    last = bindparam(f"c{len(columns)}", type_=id_.type)
    ways.append(and_(*equal, id_ < last if query.sort[-1][1] else id_ > last))
    return or_(*ways) if ways else true()


def booleans(spec: AnySpec) -> tuple[str, ...]:
    """Names of the columns whose values SQLite gives as 0 and 1."""
    return tuple(c.name for c in columns_of(spec).values() if is_boolean(c.expression) or c.type is FieldType.boolean)


def documents(spec: AnySpec) -> tuple[str, ...]:
    """Names of the columns whose values come as JSON text."""
    types = (FieldType.json, FieldType.multi_select)
    return tuple(column.name for column in columns_of(spec).values() if column.type in types)
