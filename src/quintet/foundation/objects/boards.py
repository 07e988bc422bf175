"""Reading records by groups: the first few of each group, what each adds up to, how many there were by when."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import pairwise
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, and_, bindparam, case, cast, func, select, union_all
from sqlalchemy.orm import InstrumentedAttribute, Session

from quintet.foundation.access import Actor, require
from quintet.foundation.db.raw import RawStatement, plain
from quintet.foundation.objects import statements
from quintet.foundation.objects.query import ListQuery
from quintet.foundation.objects.reading import Row, custom_types, expand_rows, shaper
from quintet.foundation.objects.spec import AnySpec
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
