"""Reading objects: pages and single records as plain JSON rows, visible to the actor, with what is expanded."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import orjson
from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from quintet.foundation.access import Actor, require
from quintet.foundation.db.raw import RawStatement, plain
from quintet.foundation.objects import statements
from quintet.foundation.objects.beside import beside_of
from quintet.foundation.objects.columns import columns_of
from quintet.foundation.objects.fields import FieldType
from quintet.foundation.objects.models import ObjectRow
from quintet.foundation.objects.query import CustomTypes, ListQuery, cursor_after, resolve
from quintet.foundation.objects.registry import objects, reference
from quintet.foundation.objects.spec import AnySpec
from quintet.foundation.objects.successors import missing
from quintet.foundation.objects.visibility import visible, workspace
from quintet.foundation.search import matching
from quintet.kit.errors import NotFound
from quintet.kit.ids import is_id

Row = dict[str, Any]
Parsed = bool | frozenset[str]
"""Which of the JSON documents in rows are given as objects: all, none, or the fields that are named."""


@dataclass(frozen=True, slots=True)
class RecordPage:
    """Rows ready for `Reply.json`, the cursor of the next page, the total when asked for."""

    data: list[Row]
    next_cursor: str | None
    total: int | None = None


def custom_types(session: Session, spec: AnySpec) -> CustomTypes:
    """What a query has to know of the session's workspace."""
    return CustomTypes(spec, session)


def list_records(
    session: Session, actor: Actor, spec: AnySpec, query: ListQuery, *, parsed: Parsed = False
) -> RecordPage:
    """One page of the records the actor sees. Two statements at most, plus one per expanded relation.

    JSON documents in the rows are fragments that go to bytes as they are, but for those that are `parsed`.
    """
    require(actor, spec.right("read"))
    if not query.sort:
        query = replace(query, sort=default_sort(spec))
    if query.q:
        query = replace(query, words=matching.form(query.q, session, spec.name))
    if not _ordered_by_index(spec, query):
        query = query.in_whole()
    custom = custom_types(session, spec)
    page = statements.page_of(session, spec, query, custom, sees_all=actor.sees_all)
    parameters = statements.parameters(query, actor.workspace_id, actor.user_id)
    raw = page.statement.rows(session, parameters)
    more = len(raw) > query.limit
    shape = shaper(spec, parsed)
    rows = [shape(row) for row in raw[: query.limit]]
    cursor = None
    if more:
        last = dict(rows[-1])
        width = len(columns_of(spec))
        extras = zip(page.sort_extras, raw[query.limit - 1][width:], strict=True)
        last["_sort"] = {name: _sort_value(spec, name, custom, value) for name, value in extras}
        cursor = cursor_after(query, last)
    total = count_records(session, actor, spec, query) if query.count else None
    expand_rows(session, actor, spec, rows, query.expand)
    return RecordPage(rows, cursor, total)


def count_records(session: Session, actor: Actor, spec: AnySpec, query: ListQuery) -> int:
    """How many records the query's filters let through that the actor sees. One statement, besides what `q` needs."""
    require(actor, spec.right("read"))
    if query.q and query.words is None:
        query = replace(query, words=matching.form(query.q, session, spec.name))
    query = query.in_whole()
    counting = statements.count_of(session, spec, query, custom_types(session, spec), sees_all=actor.sees_all)
    return int(counting.rows(session, statements.parameters(query, actor.workspace_id, actor.user_id))[0][0])


_JUDGED = 200
"""Records that are judged with one statement."""


def judge_records(
    session: Session, actor: Actor, spec: AnySpec, rules: Sequence[ListQuery], ids: Sequence[str]
) -> dict[str, list[bool]]:
    """For each of the records that is there, whatever the actor sees: which of the rules' conditions hold for it."""
    require(actor, spec.right("read"))
    if not ids:
        return {}
    conditions = tuple(condition for rule in rules for condition in rule.conditions)
    given = statements.parameters(ListQuery(conditions=conditions), actor.workspace_id, actor.user_id)
    found: dict[str, list[bool]] = {}
    for start in range(0, len(ids), _JUDGED):
        part = ids[start : start + _JUDGED]
        # Two shapes of statement, for one record and for many: the last id fills what is left.
        size = 1 if len(part) == 1 else _JUDGED
        judging = statements.judging(session, spec, rules, custom_types(session, spec), size)
        wanted = {f"i{n}": part[min(n, len(part) - 1)] for n in range(size)}
        for id_, *verdicts in judging.rows(session, {**given, **wanted}):
            found[id_] = [bool(verdict) for verdict in verdicts]
    return found


def _sort_value(spec: AnySpec, name: str, custom: CustomTypes, value: Any) -> Any:
    """As the cursor takes it again: SQLite gives truths as numbers, PostgreSQL whole numbers of documents as floats."""
    column = resolve(spec, name, custom)
    if column is None or value is None:
        return value
    if column.type is FieldType.boolean:
        return bool(value)
    return int(value) if column.type in (FieldType.integer, FieldType.money) else value


def read_record(
    session: Session,
    actor: Actor,
    spec: AnySpec,
    record_id: str,
    expand: tuple[str, ...] = (),
    *,
    deleted: bool = False,
    parsed: Parsed = False,
) -> Row:
    """One record as a row. NotFound when it is missing, deleted or not visible: the three look the same."""
    row = find_row(session, actor, spec, record_id, deleted=deleted, parsed=parsed)
    if row is None:
        raise missing(session, actor, spec, record_id) if is_id(record_id) else NotFound(spec.name)
    expand_rows(session, actor, spec, [row], expand)
    return row


def find_row(
    session: Session,
    actor: Actor,
    spec: AnySpec,
    record_id: str,
    *,
    deleted: bool = False,
    parsed: bool | frozenset[str] = False,
) -> Row | None:
    """One record as a row, if it is there for the actor; for services that look up what a record has to do with."""
    require(actor, spec.right("read"))
    if not is_id(record_id):
        return None
    statement = statements.one(session, spec, sees_all=actor.sees_all, deleted=deleted)
    raw = statement.rows(session, {"ws": actor.workspace_id, "me": actor.user_id, "id": record_id})
    return shaper(spec, parsed)(raw[0]) if raw else None


def get_record(
    session: Session, actor: Actor, spec: AnySpec, record_id: str, *, deleted: bool = False, lock: bool = True
) -> Any:
    """One record as an entity, to be changed: locked against other writers. Errors as of `read_record`."""
    require(actor, spec.right("read"))
    if not is_id(record_id):
        raise NotFound(spec.name)
    model: type[ObjectRow] = spec.model
    statement = select(model).where(
        model.id == record_id,
        model.deleted_at.is_not(None) if deleted else model.deleted_at.is_(None),
    )
    if not actor.sees_all:
        statement = statement.where(visible(spec))
    if lock:
        statement = statement.with_for_update()
    record = session.scalar(statement, {"ws": actor.workspace_id, "me": actor.user_id})
    if record is None:
        raise NotFound(spec.name)
    return record


def find_by(session: Session, actor: Actor, spec: AnySpec, name: str, value: Any) -> Any | None:
    """The oldest live record of the workspace whose attribute has this value; visibility is not asked."""
    attribute = getattr(spec.model, name)
    statement = select(spec.model).where(attribute == value, spec.model.deleted_at.is_(None))
    return session.scalars(statement.order_by(spec.model.id).limit(1)).first()


def expand_rows(session: Session, actor: Actor, spec: AnySpec, rows: list[Row], names: Iterable[str]) -> None:
    """Put related records beside their ids, one statement per relation; null for what the actor may not see.

    `related` may be records of many objects: one statement for each of them. What is shown beside the fields
    (`show_beside`) takes the same few statements for any number of rows.
    """
    beside = beside_of(spec)
    for name in names:
        if name in beside:
            known = beside[name].load(session, actor, [row["id"] for row in rows]) if rows else {}
            for row in rows:
                row[name] = known.get(row["id"])
            continue
        column = next(c for c in columns_of(spec).values() if c.expand_name == name)
        if column.relation is None:
            _expand_related(session, actor, spec, rows, name)
            continue
        load = reference(column.relation)
        if column.type is FieldType.relations:
            found = load(session, actor, {id_ for row in rows for id_ in row[column.name]})
            for row in rows:
                row[name] = [found[id_] for id_ in row[column.name] if id_ in found]
        else:
            found = load(session, actor, {row[column.name] for row in rows if row[column.name]})
            for row in rows:
                row[name] = found.get(row[column.name])


def _expand_related(session: Session, actor: Actor, spec: AnySpec, rows: list[Row], name: str) -> None:
    if spec.related is None:
        raise KeyError(name)
    kind, id_ = spec.related.type.key, spec.related.id.key
    found: dict[str, Mapping[str, Any]] = {}
    for each in sorted({row[kind] for row in rows if row[kind]} & set(objects())):
        found |= reference(each)(session, actor, {row[id_] for row in rows if row[kind] == each})
    for row in rows:
        row[name] = found.get(row[id_])


def load_titles(session: Session, actor: Actor, spec: AnySpec, ids: Iterable[str]) -> Mapping[str, Row]:
    """Id, object and title of those records that the actor sees."""
    wanted = sorted({id_ for id_ in ids if id_ and is_id(id_)})
    found: dict[str, Row] = {}
    for start in range(0, len(wanted), 500):
        part = wanted[start : start + 500]
        given = {f"i{n}": id_ for n, id_ in enumerate(part)}
        statement = _titles(session, spec, len(part), actor.sees_all)
        for id_, title in statement.rows(session, {"ws": actor.workspace_id, "me": actor.user_id, **given}):
            found[id_] = {"id": id_, "object": spec.name, "title": title}
    return found


def _titles(session: Session, spec: AnySpec, size: int, sees_all: bool) -> RawStatement:
    dialect = session.get_bind().dialect.name
    key = (dialect, spec.name, "titles", size, sees_all)
    page = statements.known(key)
    if page is None:
        table = spec.model.__table__.c
        statement = select(plain(table.id, dialect), table[spec.title.key]).where(
            table.workspace_id == workspace(),
            table.deleted_at.is_(None),
            table.id.in_([bindparam(f"i{n}", type_=table.id.type) for n in range(size)]),
        )
        if not sees_all:
            statement = statement.where(visible(spec))
        page = statements.remember(key, statements.Page(RawStatement(session, statement)))
    return page.statement


def is_quick(spec: AnySpec, query: ListQuery) -> bool:
    """Whether the list is answered by indexes at any size, so that it may run among the short reads."""
    if query.count or query.q or not beside_of(spec).keys().isdisjoint(query.expand):
        return False
    columns = columns_of(spec)
    filtered = all(c.field in columns and columns[c.field].indexed for c in query.conditions)
    return (
        filtered
        and _ordered_by_index(spec, query)
        and all(condition.op != "contains" for condition in query.conditions)
    )


def _ordered_by_index(spec: AnySpec, query: ListQuery) -> bool:
    columns = columns_of(spec)
    return all(name in columns and columns[name].order_indexed for name, _ in query.sort)


@cache
def shaper(spec: AnySpec, parsed: Parsed) -> Callable[[tuple[Any, ...]], Row]:
    """Makes rows of statements with `read_columns` into JSON objects."""
    columns = columns_of(spec)
    names = tuple(columns)
    booleans = statements.booleans(spec)
    documents = statements.documents(spec)
    read = tuple(name for name in documents if parsed is True or (parsed and name in parsed))
    fragments = tuple(name for name in documents if name not in read)
    relations = tuple(c.name for c in columns.values() if c.type is FieldType.relations)
    loads, fragment = orjson.loads, orjson.Fragment

    def shape(raw: tuple[Any, ...]) -> Row:
        # Values of custom sort fields may follow the columns; zip leaves them out.
        row: Row = dict(zip(names, raw, strict=False))
        for name in fragments:
            if row[name] is not None:
                row[name] = fragment(row[name])
        for name in read:
            if row[name] is not None:
                row[name] = loads(row[name])
        for name in relations:
            row[name] = loads(row[name] or "[]")
        for name in booleans:
            if row[name] is not None:
                row[name] = bool(row[name])
        return row

    return shape


def default_sort(spec: AnySpec) -> tuple[tuple[str, bool], ...]:
    return tuple((part.removeprefix("-"), part.startswith("-")) for part in spec.default_sort.split(","))
