"""What points at a record, found from what is declared: relations of objects, custom relations, what hangs on any
record, tables that tie two records together, timelines and segments. New modules need nothing here."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from sqlalchemy import delete, inspect, select, update
from sqlalchemy.orm import Session

from quintet.foundation.db import Scoped, insert_new
from quintet.foundation.events.models import EventLink
from quintet.foundation.objects import FieldType, ObjectRow, custom, objects
from quintet.foundation.objects.following import Follower, followers_of
from quintet.foundation.objects.models import CustomField
from quintet.foundation.objects.spec import AnySpec
from quintet.stewardship.segments.models import SegmentMember

_AT_ONCE = 500
_BESIDE: dict[str, tuple[Any, str]] = {
    "timeline": (EventLink, "event_id"),
    "segments": (SegmentMember, "segment_id"),
}
"""What the loser keeps, so that it is all there when it comes back, and the winner gets as well: table, and what of."""


@dataclass(slots=True)
class Move:
    """Rows of one table that pointed at a loser by one column.

    `rows` are ids, or for ties the other columns; `shared` are ties that the winner had as well.
    """

    kind: str
    table: str
    column: str
    loser: str
    rows: list[Any]
    shared: list[Any] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def move_all(session: Session, spec: AnySpec, loser: str, winner: str) -> list[Move]:
    """Make everything point at the winner that points at the loser."""
    found = [_move(session, spec, model, column, loser, winner) for model, column in _columns(spec)]
    found += [_move_custom(session, model, key, loser, winner) for model, key in _custom_columns(session, spec)]
    found += [_move_ties(session, model, column, loser, winner) for model, column in _ties(spec)]
    found += [_move_follower(session, spec, follower, loser, winner) for follower in followers_of(spec.name)]
    return [move for move in found if move.rows]


def show_beside(session: Session, spec: AnySpec, loser: str, winner: str) -> list[Move]:
    """Let what happened to the loser be read on the winner's timeline too, and put it on the loser's lists."""
    found = [_show(session, kind, spec, loser, winner) for kind in _BESIDE]
    return [move for move in found if move.rows]


def _show(session: Session, kind: str, spec: AnySpec, loser: str, winner: str) -> Move:
    model, key = _BESIDE[kind]
    columns = [c for c in inspect(model).local_table.c if c.key not in ("workspace_id", "record_id")]
    theirs = select(*(getattr(model, c.key) for c in columns)).where(
        model.record_type == spec.name, model.record_id == loser
    )
    added: list[str] = []
    for part in _parts(session.execute(theirs.order_by(getattr(model, key))).mappings().all()):
        rows = [{**row, "record_id": winner} for row in part]
        added += [id_ for (id_,) in insert_new(session, model, rows, key)]
    return Move(kind, model.__tablename__, "record_id", loser, added)


def move_back(session: Session, spec: AnySpec, move: Move, winner: str) -> list[str]:
    """Undo a move; gives the ids of records that point elsewhere by now and are left alone."""
    if move.kind in _BESIDE:
        beside, key = _BESIDE[move.kind]
        for ids in _parts(move.rows):
            session.execute(
                delete(beside)
                .where(beside.record_type == spec.name, beside.record_id == winner, getattr(beside, key).in_(ids))
                .execution_options(synchronize_session=False)
            )
        return []
    model = _models()[move.table]
    if move.kind == "ties":
        return _untie(session, model, move, winner)
    if move.kind == "custom":
        return _move_custom_back(session, model, move, winner)
    left: list[str] = []
    for ids in _parts(move.rows):
        kept = _repoint(session, model, move.column, ids, winner, move.loser)
        left += [id_ for id_ in ids if id_ not in kept]
    return left


def above(session: Session, spec: AnySpec, record_id: str, name: str, depth: int = 25) -> Iterator[str]:
    """The records over one, nearest first, by a relation of an object to itself."""
    column = getattr(spec.model, name)
    for _ in range(depth):
        found = session.scalar(select(column).where(spec.model.id == record_id))
        if found is None:
            return
        yield found
        record_id = found


def object_of(move: Move) -> str:
    """What the moved rows are called: their object, or their table."""
    return next((name for name, s in objects().items() if s.spec.model.__tablename__ == move.table), move.table)


def _parts(rows: Sequence[Any]) -> Iterator[Sequence[Any]]:
    """The rows in pieces that fit into one statement."""
    return (rows[start : start + _AT_ONCE] for start in range(0, len(rows), _AT_ONCE))


def _models() -> dict[str, Any]:
    return {mapper.class_.__tablename__: mapper.class_ for mapper in Scoped.registry.mappers}


def _columns(spec: AnySpec) -> list[tuple[Any, str]]:
    """Columns with the id of such a record, in tables whose rows have ids of their own."""
    found = [
        (service.spec.model, declared.name)
        for service in objects().values()
        for declared in service.spec.fields
        if declared.relation == spec.name and declared.type is FieldType.relation
    ]
    found += [(model, "related_id") for model in _models().values() if hasattr(model, "related_type")]
    return found


def _ties(spec: AnySpec) -> list[tuple[Any, str]]:
    """Tables whose key names such a record and another one."""
    found = []
    for model in _models().values():
        table = inspect(model).local_table
        keys = {key.column.table.name: key.parent for key in table.foreign_keys if key.parent.primary_key}
        if spec.model.__tablename__ in keys and len(keys) > 1:
            found.append((model, keys[spec.model.__tablename__].key))
    return found


def _custom_columns(session: Session, spec: AnySpec) -> list[tuple[Any, str]]:
    relations = session.scalars(select(CustomField).where(CustomField.type == FieldType.relation.value))
    known = objects()
    return [
        (known[row.object].spec.model, row.key) for row in relations if row.object in known and spec.name in row.options
    ]


def _move(session: Session, spec: AnySpec, model: Any, column: str, loser: str, winner: str) -> Move:
    pointing = select(model.id).where(getattr(model, column) == loser)
    if column == "related_id":
        pointing = pointing.where(model.related_type == spec.name)
    ids = list(session.scalars(pointing.order_by(model.id)))
    for part in _parts(ids):
        _repoint(session, model, column, part, loser, winner)
    return Move("column", model.__tablename__, column, loser, ids)


def _move_follower(session: Session, spec: AnySpec, follower: Follower, loser: str, winner: str) -> Move:
    """All that belongs to the loser, but of what a record has once, what the winner has stays."""
    model: Any = follower.model
    own = [] if follower.type_column is None else [getattr(model, follower.type_column) == spec.name]
    column = getattr(model, follower.column)
    once = [getattr(model, name) for name in follower.once_per]
    has = {tuple(row) for row in session.execute(select(*once).where(column == winner, *own))} if once else set()
    rows = session.execute(select(model.id, *once).where(column == loser, *own).order_by(model.id)).all()
    ids = [row[0] for row in rows if not once or tuple(row[1:]) not in has]
    for part in _parts(ids):
        _repoint(session, model, follower.column, part, loser, winner)
    return Move("column", model.__tablename__, follower.column, loser, ids)


def _repoint(session: Session, model: Any, column: str, ids: Sequence[str], old: str, new: str) -> set[str]:
    values: dict[str, Any] = {column: new}
    if issubclass(model, ObjectRow):
        values["version"] = model.version + 1
    statement = update(model).where(model.id.in_(ids), getattr(model, column) == old).values(values)
    return set(session.scalars(statement.returning(model.id).execution_options(synchronize_session=False)))


def _move_custom(session: Session, model: Any, key: str, loser: str, winner: str) -> Move:
    value = custom.expression(inspect(model).local_table.c.custom, key, FieldType.relation)
    rows = session.scalars(select(model).where(value == loser).order_by(model.id).with_for_update()).all()
    for row in rows:
        row.custom = {**row.custom, key: winner}
    session.flush()
    return Move("custom", model.__tablename__, key, loser, [row.id for row in rows])


def _move_custom_back(session: Session, model: Any, move: Move, winner: str) -> list[str]:
    left = []
    for ids in _parts(move.rows):
        for row in session.scalars(select(model).where(model.id.in_(ids)).order_by(model.id).with_for_update()):
            if row.custom.get(move.column) == winner:
                row.custom = {**row.custom, move.column: move.loser}
            else:
                left.append(row.id)
    session.flush()
    return left


def _move_ties(session: Session, model: Any, column: str, loser: str, winner: str) -> Move:
    others = [c.key for c in inspect(model).local_table.c if c.key not in ("workspace_id", column)]
    theirs = select(*(getattr(model, name) for name in others)).where(getattr(model, column) == loser)
    rows = [dict(row) for row in session.execute(theirs.order_by(*others)).mappings()]
    added = insert_new(session, model, [{**row, column: winner} for row in rows], *others)
    kept = [dict(zip(others, row, strict=True)) for row in added]
    session.execute(delete(model).where(getattr(model, column) == loser).execution_options(synchronize_session=False))
    _touch(session, model, column, rows)
    return Move("ties", model.__tablename__, column, loser, rows, [row for row in rows if row not in kept])


def _untie(session: Session, model: Any, move: Move, winner: str) -> list[str]:
    left = []
    for row in move.rows:
        same = [getattr(model, name) == value for name, value in row.items()]
        tied = select(getattr(model, move.column)).where(*same, getattr(model, move.column) == winner)
        if session.scalar(tied) is None:
            left.append(next(iter(row.values())))
            continue
        insert_new(session, model, [{**row, move.column: move.loser}], move.column)
        if row not in move.shared:
            gone = delete(model).where(*same, getattr(model, move.column) == winner)
            session.execute(gone.execution_options(synchronize_session=False))
    _touch(session, model, move.column, move.rows)
    return left


def _touch(session: Session, model: Any, column: str, rows: Sequence[dict[str, Any]]) -> None:
    """The other records show their ties without having them in a column: their ETags have to change."""
    for key in inspect(model).local_table.foreign_keys:
        owner = _models().get(key.column.table.name)
        if key.parent.key == column or owner is None or not issubclass(owner, ObjectRow):
            continue
        for part in _parts([row[key.parent.key] for row in rows]):
            touched = update(owner).where(owner.id.in_(part)).values(version=owner.version + 1)
            session.execute(touched.execution_options(synchronize_session=False))
