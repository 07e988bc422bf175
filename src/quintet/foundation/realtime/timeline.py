"""The events of one record, for people to read."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from quintet.foundation.access import Actor, require
from quintet.foundation.events import Ref
from quintet.foundation.events.models import EventLink, EventRow
from quintet.foundation.objects.columns import columns_of
from quintet.foundation.objects.custom import definitions
from quintet.foundation.objects.fields import FieldType
from quintet.foundation.objects.registry import objects, reference, spec_named
from quintet.foundation.objects.visibility import visible_ids
from quintet.foundation.realtime.sight import seen
from quintet.kit.errors import NotFound
from quintet.kit.ids import is_id


@dataclass(frozen=True, slots=True)
class TimelinePage:
    entries: list[dict[str, Any]]
    next_cursor: str | None
    titles: dict[str, str]
    """Of what the entries' changes name by id: records and people, where the actor sees them."""


def timeline(
    session: Session,
    actor: Actor,
    record: Ref,
    *,
    types: Collection[str] = (),
    before: str | None = None,
    limit: int = 50,
) -> TimelinePage:
    """What happened to a record and to those that name it, newest first; `before` is the last page's cursor.

    `types` keeps some types only, `deal.*` all of an object. NotFound when the record is not visible.
    """
    spec = spec_named(record.type)
    require(actor, spec.right("read"))
    if not is_id(record.id) or not visible_ids(session, actor, spec, [record.id]):
        raise NotFound(spec.name)
    statement = (
        select(EventRow)
        .join(EventLink, EventLink.event_id == EventRow.id)
        .where(
            EventLink.workspace_id == actor.workspace_id,
            EventLink.record_type == spec.name,
            EventLink.record_id == record.id,
        )
        .order_by(EventLink.event_id.desc())
        .limit(limit + 1)
    )
    if before is not None:
        statement = statement.where(EventLink.event_id < before)
    if types:
        statement = statement.where(of_types(types))
    rows = session.scalars(statement).all()
    page = rows[:limit]
    fields = _Fields(session, actor)
    entries = [
        {**event.json(), "changes": fields.changes(event.subject.type, event.changes)}
        for event in seen(session, actor, page)
        if event is not None
    ]
    return TimelinePage(entries, page[-1].id if len(rows) > limit else None, fields.titles())


def of_types(types: Collection[str]) -> ColumnElement[bool]:
    """The condition that an event is of one of these types; `deal.*` stands for all of an object."""
    exact = [type_ for type_ in types if not type_.endswith(".*")]
    condition: ColumnElement[bool] = EventRow.type.in_(exact)
    for type_ in types:
        if type_.endswith(".*"):
            condition = condition | EventRow.type.startswith(type_[:-1], autoescape=True)
    return condition


class _Fields:
    """What people call the fields of objects, and what relations point at; custom ones too. Read once per object."""

    def __init__(self, session: Session, actor: Actor) -> None:
        self._session, self._actor = session, actor
        self._known: dict[str, dict[str, tuple[str, str | None]]] = {}
        self._named: dict[str, set[str]] = defaultdict(set)

    def changes(self, object_name: str, changes: Mapping[str, Any] | None) -> list[dict[str, Any]] | None:
        if changes is None:
            return None
        fields = self._of(object_name) if changes else {}
        told = []
        for name, (before, after) in changes.items():
            label, relation = fields.get(name, (name, None))
            told.append({"field": name, "label": label, "before": before, "after": after})
            if relation is not None:
                for value in (before, after):
                    self._named[relation].update(value if isinstance(value, list) else [value] if value else [])
        return told

    def titles(self) -> dict[str, str]:
        """Of the records and people that the told changes name, by id, as far as the actor sees them."""
        found: dict[str, str] = {}
        for relation, ids in self._named.items():
            rows = reference(relation)(self._session, self._actor, ids)
            found |= {id_: row["title"] for id_, row in rows.items()}
        return found

    def _of(self, object_name: str) -> dict[str, tuple[str, str | None]]:
        known = self._known.get(object_name)
        if known is None:
            known = {}
            service = objects().get(object_name)
            if service is not None:
                known = {column.name: (column.label, column.relation) for column in columns_of(service.spec).values()}
                for key, row in definitions(self._session, object_name).items():
                    relation = row.options[0] if row.type == FieldType.relation else None
                    known[f"custom.{key}"] = (row.label, relation)
            self._known[object_name] = known
        return known
