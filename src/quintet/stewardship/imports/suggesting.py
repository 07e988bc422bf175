"""What a cell that names nothing may have meant."""

from collections.abc import Sequence

from rapidfuzz import fuzz, process, utils
from sqlalchemy import select
from sqlalchemy.orm import Session

from quintet.foundation.access import Actor
from quintet.foundation.objects import object_named
from quintet.foundation.objects.visibility import visible_ids
from quintet.identity.members.directory import active_members

_LOOKED_THROUGH = 500
_ALIKE = 75.0
MOST = 200
"""Names of one run that are thought over; a file with more of them is not misspelt but another file."""


def nearest(session: Session, actor: Actor, relation: str, text: str) -> str | None:
    """The title of a record that the actor sees (or the name of a member) most like a text that is none.

    Among those that begin alike: `GTXPro` may have meant `GTX Pro`, whatever stands in the middle of it.
    """
    if relation == "user":
        return _most_like(text, [member.name for member in active_members(session, actor.workspace_id)])
    spec = object_named(relation).spec
    field = spec.field(spec.title.key)
    if field is None or field.sort_attr is None or len(text) < 2:
        return None  # without an index a look for each name would be a walk through all records
    model = spec.model
    alike = field.sort_attr.startswith(text.casefold()[:2], autoescape=True)
    rows = session.execute(
        select(model.id, spec.title)
        .where(alike, model.deleted_at.is_(None))
        .order_by(field.sort_attr)
        .limit(_LOOKED_THROUGH)
    ).all()
    if not actor.sees_all:
        seen = visible_ids(session, actor, spec, [row[0] for row in rows])
        rows = [row for row in rows if row[0] in seen]
    return _most_like(text, [row[1] for row in rows])


def _most_like(text: str, titles: Sequence[str]) -> str | None:
    found = process.extractOne(text, titles, scorer=fuzz.ratio, processor=utils.default_process, score_cutoff=_ALIKE)
    return found[0] if found is not None else None
