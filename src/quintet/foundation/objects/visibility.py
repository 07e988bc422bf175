"""Which rows an actor sees, as an SQL condition with the parameters `ws` and `me`."""

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, false, or_, select, true, union_all
from sqlalchemy.orm import Session

from quintet.foundation.access import Actor
from quintet.foundation.db import Id
from quintet.foundation.objects.registry import objects, spec_named
from quintet.foundation.objects.spec import AnySpec

_DEPTH = 2
Way = Callable[[], ColumnElement[bool]]
_lent: dict[str, list[Way]] = defaultdict(list)


def lend_sight(object_name: str, way: Way) -> None:
    """Let members see records of an object in a further way: those that a record of their own points at.

    Said by the module whose records point (deals lend sight of their companies), when it is loaded. What is seen in
    this way lends no sight on: the deal's owner sees its company, not all that hangs on that company.
    """
    _lent[object_name].append(way)


def me() -> ColumnElement[Any]:
    return bindparam("me", type_=Id)


def workspace() -> ColumnElement[Any]:
    return bindparam("ws", type_=Id)


def visible(spec: AnySpec, depth: int = _DEPTH) -> ColumnElement[bool]:
    """The condition under which a plain member sees a row of this object."""
    return true() if spec.visibility.everyone else or_(false(), *_ways(spec, depth))


def _ways(spec: AnySpec, depth: int) -> list[ColumnElement[bool]]:
    """The ways in which a member comes to see a row; any of them is enough."""
    rule = spec.visibility
    ways: list[ColumnElement[bool]] = [owner == me() for owner in rule.owners]
    if depth == _DEPTH:
        ways += [way() for way in _lent[spec.name]]
    if depth > 0:
        ways += [parent.attr.in_(_ids(spec_named(parent.object), depth - 1)) for parent in rule.parents]
        if rule.related is not None:
            for service in objects().values():
                if service.spec.visibility.related is None and not service.spec.visibility.everyone:
                    ways.append(
                        and_(
                            rule.related.type == service.spec.name,
                            rule.related.id.in_(_ids(service.spec, depth - 1)),
                        )
                    )
    return ways


def _ids(spec: AnySpec, depth: int) -> Any:
    """Ids of the live records that a member sees: one index walk for each way, where an OR would read them all."""
    model = spec.model
    live = and_(model.workspace_id == workspace(), model.deleted_at.is_(None))
    if spec.visibility.everyone:
        return select(model.id).where(live)
    return union_all(*(select(model.id).where(live, way) for way in _ways(spec, depth) or [false()]))


def visible_ids(session: Session, actor: Actor, spec: AnySpec, ids: list[str]) -> set[str]:
    """Those of the ids that exist, are not deleted, and that the actor sees."""
    if not ids:
        return set()
    model = spec.model
    statement = select(model.id).where(model.id.in_(ids), model.deleted_at.is_(None))
    if not actor.sees_all:
        statement = statement.where(visible(spec))
    return set(session.scalars(statement, {"ws": actor.workspace_id, "me": actor.user_id}))
