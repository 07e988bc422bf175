"""Global search over all declared objects, as far as the actor sees them."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from quintet.foundation.access import Actor, allowed, require
from quintet.foundation.objects.registry import objects, spec_named
from quintet.foundation.objects.spec import AnySpec
from quintet.foundation.objects.visibility import visible, workspace
from quintet.foundation.search import Hit, Sight, find
from quintet.kit.errors import Invalid, NotFound


def search(session: Session, actor: Actor, q: str, types: Iterable[str] = (), limit: int = 20) -> list[Hit]:
    """Records that the text finds, best first: of these objects (names or plurals), or of all.

    Invalid for an object that is not there or not searchable, Forbidden for one the actor may not read.
    """
    specs = [_searchable(actor, name) for name in dict.fromkeys(types)] or [
        service.spec
        for service in objects().values()
        if service.spec.search is not None and allowed(actor, service.spec.right("read"))
    ]
    sight = Sight(
        types={spec.name: None if actor.sees_all or spec.visibility.everyone else _seen(spec) for spec in specs},
        parameters={"ws": actor.workspace_id, "me": actor.user_id},
    )
    return find(session, q, sight, limit)


def _searchable(actor: Actor, name: str) -> AnySpec:
    try:
        spec = spec_named(name)
    except NotFound:
        raise Invalid.one("types", "unknown", f"There is no object named {name}.") from None
    if spec.search is None:
        raise Invalid.one("types", "not_searchable", f"{spec.label_plural} cannot be searched.")
    require(actor, spec.right("read"))
    return spec


def _seen(spec: AnySpec) -> Select[Any]:
    model = spec.model
    return select(model.id).where(model.workspace_id == workspace(), model.deleted_at.is_(None), visible(spec))
