"""Reading records by groups: the first few of each group, what each adds up to, how many there were by when."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import pairwise
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, and_, bindparam, case, cast, func, null, or_, select, union_all
from sqlalchemy.orm import InstrumentedAttribute, Session

from quintet.foundation.access import Actor, require
from quintet.foundation.db.raw import RawStatement, plain
from quintet.foundation.objects import statements
from quintet.foundation.objects.columns import Column
from quintet.foundation.objects.query import ListQuery, resolve
from quintet.foundation.objects.reading import Row, custom_types, default_sort, expand_rows, shaper
from quintet.foundation.objects.spec import AnySpec
from quintet.foundation.objects.visibility import workspace
from quintet.kit import time


def first_of_each(
    session: Session,
    actor: Actor,
    spec: AnySpec,
    query: ListQuery,
    by: InstrumentedAttribute[Any],
    groups: Sequence[str],
    order: InstrumentedAttribute[Any],
) -> dict[str, list[Row]]:
    """The first `query.limit` records of each group that the filters let through and the actor sees, by group.

    Each group is a walk along an index that leads with `by` and `order`, so its size does not matter.
    """
    require(actor, spec.right("read"))
    found: dict[str, list[Row]] = {group: [] for group in groups}
    if not groups:
        return found
    dialect = session.get_bind().dialect.name
    key = (dialect, spec.name, "first", by.key, order.key, len(groups), actor.sees_all, statements.shape_of(query)[:3])
    page = statements.known(key)
    if page is None:
        table = spec.model.__table__.c
        base = statements.filtered(session, spec, query, custom_types(session, spec), actor.sees_all)
        parts = [
            base.where(table[by.key] == bindparam(f"g{number}", type_=table[by.key].type))
            .order_by(table[order.key], table.id)
            .limit(bindparam("lim", type_=None))
            .subquery()
            for number in range(len(groups))
        ]
        page = statements.remember(key, statements.Page(RawStatement(session, union_all(*(select(p) for p in parts)))))
    given = statements.parameters(query, actor.workspace_id, actor.user_id)
    given |= {f"g{number}": group for number, group in enumerate(groups)} | {"lim": query.limit}
    shape = shaper(spec, False)
    rows = [shape(raw) for raw in page.statement.rows(session, given)]
    expand_rows(session, actor, spec, rows, query.expand)
    for row in sorted(rows, key=lambda row: (row[order.key], row["id"])):
        found[row[by.key]].append(row)
    return found


def totals_of_each(
    session: Session,
    actor: Actor,
    spec: AnySpec,
    query: ListQuery,
    by: Sequence[InstrumentedAttribute[Any]],
    sums: Mapping[str, ColumnElement[Any]],
) -> list[Row]:
    """For each group its values of `by`, its `count`, and whole sums by name: what the actor sees, filtered."""
    require(actor, spec.right("read"))
    dialect = session.get_bind().dialect.name
    names = tuple(attribute.key for attribute in by)
    key = (dialect, spec.name, "totals", names, tuple(sums), actor.sees_all, statements.shape_of(query)[:3])
    page = statements.known(key)
    if page is None:
        columns = [spec.model.__table__.c[name] for name in names]
        added = [cast(func.coalesce(func.sum(expression), 0), BigInteger) for expression in sums.values()]
        statement = (
            statements.filtered(session, spec, query, custom_types(session, spec), actor.sees_all)
            .with_only_columns(*(plain(column, dialect) for column in columns), func.count(), *added)
            .group_by(*columns)
        )
        page = statements.remember(key, statements.Page(RawStatement(session, statement)))
    raw = page.statement.rows(session, statements.parameters(query, actor.workspace_id, actor.user_id))
    return [dict(zip((*names, "count", *sums), row, strict=True)) for row in raw]


def first_of_values(
    session: Session, actor: Actor, spec: AnySpec, query: ListQuery, by: Column, values: Sequence[str | None]
) -> dict[str | None, list[Row]]:
    """As `first_of_each`, for a field that no index leads with: one walk over all, in the order of the query's sort."""
    require(actor, spec.right("read"))
    if not values:
        return {}
    query = query if query.sort else replace(query, sort=default_sort(spec))
    some = [value for value in values if value is not None]
    dialect = session.get_bind().dialect.name
    key = (dialect, spec.name, "values", by.name, len(some), actor.sees_all, statements.shape_of(query)[:4])
    page = statements.known(key)
    if page is None:
        custom = custom_types(session, spec)
        table = spec.model.__table__
        inside = statements.filtered(session, spec, query, custom, actor.sees_all)
        chosen = [bindparam(f"g{number}", type_=by.expression.type) for number in range(len(some))]
        columns = [column for name, _ in query.sort if (column := resolve(spec, name, custom)) is not None]
        narrow = inside.with_only_columns(
            table.c.id,
            by.expression.label("chosen"),
            *(c.order_expression.label(f"o{n}") for n, c in enumerate(columns)),
        ).where(or_(by.expression.is_(None), *(by.expression == value for value in chosen)))
        found = narrow.subquery()
        order = [
            found.c[f"o{n}"].desc().nulls_last() if descending else found.c[f"o{n}"].asc().nulls_first()
            for n, (_, descending) in enumerate(query.sort)
        ]
        order.append(found.c.id.desc() if query.sort[-1][1] else found.c.id.asc())
        place = func.row_number().over(partition_by=found.c.chosen, order_by=order)
        ranked = select(found.c.id, found.c.chosen, place.label("place")).subquery()
        statement = (
            select(*statements.read_columns(spec, dialect), ranked.c.chosen)
            .select_from(table.join(ranked, ranked.c.id == table.c.id))
            .where(table.c.workspace_id == workspace(), ranked.c.place <= bindparam("lim", type_=None))
            .order_by(ranked.c.place)
        )
        page = statements.remember(key, statements.Page(RawStatement(session, statement)))
    given = statements.parameters(query, actor.workspace_id, actor.user_id)
    given |= {f"g{number}": value for number, value in enumerate(some)} | {"lim": query.limit}
    shape = shaper(spec, False)
    raw = page.statement.rows(session, given)
    rows = [shape(each) for each in raw]
    expand_rows(session, actor, spec, rows, query.expand)
    held: dict[str | None, list[Row]] = {value: [] for value in values}
    for each, row in zip(raw, rows, strict=True):
        held.setdefault(each[-1], []).append(row)
    return held


def totals_of_values(
    session: Session,
    actor: Actor,
    spec: AnySpec,
    query: ListQuery,
    by: Column,
    currency: Column | None,
    added: Column | None,
) -> list[tuple[str | None, str | None, int, int]]:
    """For each value of a field, by currency when one is given: value, currency, count, whole sum of another field."""
    require(actor, spec.right("read"))
    dialect = session.get_bind().dialect.name
    names = (by.name, currency and currency.name, added and added.name)
    key = (dialect, spec.name, "value totals", names, actor.sees_all, statements.shape_of(query)[:3])
    page = statements.known(key)
    if page is None:
        found = (
            statements.filtered(session, spec, query, custom_types(session, spec), actor.sees_all)
            .with_only_columns(
                by.expression.label("chosen"),
                (null() if currency is None else currency.expression).label("currency"),
                (null() if added is None else added.expression).label("added"),
            )
            .subquery()
        )
        whole = cast(func.coalesce(func.sum(cast(found.c.added, BigInteger)), 0), BigInteger)
        statement = select(found.c.chosen, found.c.currency, func.count(), whole).group_by(
            found.c.chosen, found.c.currency
        )
        page = statements.remember(key, statements.Page(RawStatement(session, statement)))
    raw = page.statement.rows(session, statements.parameters(query, actor.workspace_id, actor.user_id))
    return [(value, code, int(count), int(whole)) for value, code, count, whole in raw]


def added_until(
    session: Session, actor: Actor, spec: AnySpec, query: ListQuery, moments: Sequence[datetime]
) -> list[int]:
    """How many of the records that the actor sees, filtered, had been added before each moment. One walk over all."""
    require(actor, spec.right("read"))
    dialect = session.get_bind().dialect.name
    key = (dialect, spec.name, "added", len(moments), actor.sees_all, statements.shape_of(query)[:3])
    page = statements.known(key)
    if page is None:
        added = spec.model.__table__.c.created_at
        times = (bindparam(f"m{number}", type_=added.type) for number in range(len(moments)))
        statement = statements.filtered(
            session, spec, query, custom_types(session, spec), actor.sees_all
        ).with_only_columns(*(func.count(case((added < time_, 1))) for time_ in times))
        page = statements.remember(key, statements.Page(RawStatement(session, statement)))
    given = statements.parameters(query, actor.workspace_id, actor.user_id)
    given |= {f"m{number}": time.to_text(moment) for number, moment in enumerate(moments)}
    return [int(count) for count in page.statement.rows(session, given)[0]]


def in_buckets(
    session: Session,
    actor: Actor,
    spec: AnySpec,
    query: ListQuery,
    at: InstrumentedAttribute[Any],
    moments: Sequence[datetime],
    sums: Mapping[str, ColumnElement[Any]] = {},
) -> list[Row]:
    """For each span between two moments how many of the records that the actor sees, filtered, lie in it by `at`, and
    whole sums by name. One walk over those between the first and the last."""
    require(actor, spec.right("read"))
    dialect = session.get_bind().dialect.name
    spans = len(moments) - 1
    key = (dialect, spec.name, "buckets", at.key, spans, tuple(sums), actor.sees_all, statements.shape_of(query)[:3])
    page = statements.known(key)
    if page is None:
        column = spec.model.__table__.c[at.key]
        times = [bindparam(f"m{number}", type_=column.type) for number in range(len(moments))]
        added: list[ColumnElement[Any]] = []
        for first, end in pairwise(times):
            inside = and_(column >= first, column < end)
            added.append(func.count(case((inside, 1))))
            added += [cast(func.coalesce(func.sum(case((inside, e))), 0), BigInteger) for e in sums.values()]
        statement = (
            statements.filtered(session, spec, query, custom_types(session, spec), actor.sees_all)
            .with_only_columns(*added)
            .where(column >= times[0], column < times[-1])
        )
        page = statements.remember(key, statements.Page(RawStatement(session, statement)))
    given = statements.parameters(query, actor.workspace_id, actor.user_id)
    given |= {f"m{number}": time.to_text(moment) for number, moment in enumerate(moments)}
    row = page.statement.rows(session, given)[0]
    names = ("count", *sums)
    return [dict(zip(names, row[start : start + len(names)], strict=True)) for start in range(0, len(row), len(names))]
