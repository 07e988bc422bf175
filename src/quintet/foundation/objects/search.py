"""Global search over all declared objects, as far as the actor sees them."""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from sqlalchemy import Dialect, Select, bindparam, select
from sqlalchemy.orm import Session

from quintet.foundation.access import Actor, allowed, require
from quintet.foundation.db.raw import RawStatement, plain
from quintet.foundation.objects import statements
from quintet.foundation.objects.registry import objects, spec_named
from quintet.foundation.objects.spec import AnySpec
from quintet.foundation.objects.visibility import visible, workspace
from quintet.foundation.search import Hit, Sight, find
from quintet.kit.errors import Invalid, NotFound

_SIZE = 200
"""Ids that are checked with one statement."""


def search(session: Session, actor: Actor, q: str, types: Iterable[str] = (), limit: int = 20) -> list[Hit]:
    """Records that the text finds, best first: of these objects (names or plurals), or of all.

    Invalid for an object that is not there or not searchable, Forbidden for one the actor may not read.
    """
    specs = {spec.name: spec for spec in (_searchable(actor, name) for name in types)} or {
        service.spec.name: service.spec
        for service in objects().values()
        if service.spec.search is not None and allowed(actor, service.spec.right("read"))
    }
    if actor.sees_all or all(spec.visibility.everyone for spec in specs.values()):
        return find(session, q, Sight(tuple(specs)), limit)
    given = {"ws": actor.workspace_id, "me": actor.user_id}

    def seen(session: Session, record_type: str, ids: list[str]) -> set[str]:
        return _seen(session, specs[record_type], ids, given)

    def selects() -> tuple[Mapping[str, Select[Any] | None], Mapping[str, Any]]:
        return {name: None if spec.visibility.everyone else _ids(spec) for name, spec in specs.items()}, given

    return find(session, q, Sight(tuple(specs), seen, selects), limit)


def _searchable(actor: Actor, name: str) -> AnySpec:
    try:
        spec = spec_named(name)
    except NotFound:
        raise Invalid.one("types", "unknown", f"There is no object named {name}.") from None
    if spec.search is None:
        raise Invalid.one("types", "not_searchable", f"{spec.label_plural} cannot be searched.")
    require(actor, spec.right("read"))
    return spec


def _ids(spec: AnySpec) -> Select[Any]:
    model = spec.model
    return select(model.id).where(model.workspace_id == workspace(), model.deleted_at.is_(None), visible(spec))


@cache
def _check(spec: AnySpec, dialect: Dialect) -> tuple[Select[Any], Mapping[str, Any]]:
    """The statement that picks, of ids `i0` to `i199`, those that a member sees; and the values it carries itself."""
    table = spec.model.__table__.c
    statement = select(plain(table.id, dialect.name)).where(
        table.id.in_([bindparam(f"i{n}", type_=table.id.type) for n in range(_SIZE)]),
        table.workspace_id == workspace(),
        visible(spec),
    )
    own = statement.compile(dialect=dialect).params
    return statement, {name: value for name, value in own.items() if value is not None}


def _seen(session: Session, spec: AnySpec, ids: list[str], given: Mapping[str, Any]) -> set[str]:
    if spec.visibility.everyone:
        return set(ids)
    dialect = session.get_bind().dialect
    statement, own = _check(spec, dialect)
    key = (dialect.name, spec.name, "seen")
    page = statements.known(key) or statements.remember(key, statements.Page(RawStatement(session, statement)))
    found: set[str] = set()
    for start in range(0, len(ids), _SIZE):
        part = ids[start : start + _SIZE]
        # A statement has as many ids as it has: the last one fills what is left.
        wanted = {f"i{n}": part[min(n, len(part) - 1)] for n in range(_SIZE)}
        found.update(row[0] for row in page.statement.rows(session, {**own, **given, **wanted}))
    return found
