"""What can be done with segments themselves. Their members: `members`."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from quintet.foundation.access import Actor, allowed, require
from quintet.foundation.access.actor import Role
from quintet.foundation.access.rights import declare
from quintet.foundation.db import unless_taken
from quintet.foundation.objects import RecordService, object_named, objects, register
from quintet.foundation.objects.query import parse_query, resolve
from quintet.foundation.objects.reading import custom_types
from quintet.foundation.objects.segments import SEGMENT as FILTER
from quintet.foundation.objects.spec import AnySpec
from quintet.foundation.objects.views import ViewFilter
from quintet.foundation.objects.writing import (
    add_record,
    change_record,
    delete_record,
    record_to_change,
    restore_record,
)
from quintet.identity.workspaces.models import Workspace
from quintet.kit.errors import Conflict, FieldError, Forbidden, Invalid, NotFound
from quintet.stewardship.segments.models import Segment
from quintet.stewardship.segments.object import SEGMENT
from quintet.stewardship.segments.schemas import SegmentCreate, SegmentKind, SegmentUpdate

MANAGE = declare("segments.manage", Role.manager)


def create_segment(session: Session, actor: Actor, data: SegmentCreate) -> Segment:
    """Add a segment. Invalid for rules that the object's list would refuse; Conflict when the object has one of this
    name, whatever the case of its letters."""
    spec = _spec(data.object)
    require(actor, spec.right("read"))
    zone = data.timezone or session.scalars(select(Workspace.timezone).where(Workspace.id == actor.workspace_id)).one()
    segment = Segment(
        object=spec.name,
        kind=data.kind.value,
        name=data.name,
        name_folded=data.name.casefold(),
        description=data.description,
        rules=_rules(session, actor, spec, data.kind, data.rules),
        timezone=zone,
    )
    with unless_taken(session, partial(_refuse_taken, session, spec.name, segment.name_folded)):
        add_record(session, actor, SEGMENT, segment)
    return segment


def update_segment(session: Session, actor: Actor, segment_id: str, data: SegmentUpdate) -> Segment:
    """Change a segment of one's own, or as a manager any. Errors as in `create_segment`."""
    segment = segment_to_change(session, actor, segment_id)
    values: dict[str, Any] = data.model_dump(exclude_unset=True)
    if not values.get("name", segment.name):
        raise Invalid.one("name", "required", "Give the name.")
    if "rules" in values:
        spec = object_named(segment.object).spec
        values["rules"] = _rules(session, actor, spec, SegmentKind(segment.kind), data.rules)
    folded = values.get("name", segment.name).casefold()
    with unless_taken(session, partial(_refuse_taken, session, segment.object, folded, but=segment_id)):
        segment.name_folded = folded
        change_record(session, actor, SEGMENT, segment, values)
    if "rules" in values:
        # With the new rules in place, a segment that rests on itself is found by asking for it.
        _check(session, actor, object_named(segment.object).spec, 0, FILTER, "eq", segment.id)
    return segment


def delete_segment(session: Session, actor: Actor, segment_id: str) -> None:
    """Move a segment to the bin. Its records stay as they are, and on its list when it comes back."""
    delete_record(session, actor, SEGMENT, segment_to_change(session, actor, segment_id, "delete"))


def restore_segment(session: Session, actor: Actor, segment_id: str) -> Segment:
    """Bring a segment back from the bin. Conflict when its name was taken meanwhile."""
    segment = segment_to_change(session, actor, segment_id, "delete", deleted=True)
    with unless_taken(session, partial(_refuse_taken, session, segment.object, segment.name_folded)):
        restore_record(session, actor, SEGMENT, segment)
    return segment


def segment_to_change(
    session: Session, actor: Actor, segment_id: str, verb: str = "update", *, deleted: bool = False
) -> Segment:
    """The segment, for whoever made it and for managers; others are Forbidden."""
    segment: Segment = record_to_change(session, actor, SEGMENT, segment_id, verb, deleted=deleted)
    if not is_keeper(actor, segment):
        raise Forbidden("Only whoever made a segment, or a manager, may change it.")
    return segment


def is_keeper(actor: Actor, segment: Segment) -> bool:
    """Whether the actor may do everything with a segment."""
    return allowed(actor, MANAGE) or (actor.user_id is not None and segment.created_by == actor.user_id)


def _spec(name: str) -> AnySpec:
    try:
        return object_named(name).spec
    except NotFound:
        names = ", ".join(sorted(objects()))
        raise Invalid.one("object", "unknown", f"Must be one of: {names}.") from None


def _rules(
    session: Session, actor: Actor, spec: AnySpec, kind: SegmentKind, rules: Sequence[ViewFilter]
) -> list[dict[str, str]]:
    """The rules as they are kept. Invalid naming each that is wrong."""
    if kind is SegmentKind.list:
        if rules:
            raise Invalid.one("rules", "unexpected", "A list has its records from people, not from rules.")
        return []
    if not rules:
        raise Invalid.one("rules", "required", "Give at least one rule.")
    custom = custom_types(session, spec)
    errors: list[FieldError] = []
    found: list[dict[str, str]] = []
    for number, rule in enumerate(rules):
        column = resolve(spec, rule.field, custom)
        value = rule.value
        if column is not None and column.relation == "user" and actor.user_id is not None:
            value = ",".join(actor.user_id if part == "me" else part for part in value.split(","))
        try:
            _check(session, actor, spec, number, rule.field, rule.op, value)
        except Invalid as error:
            errors += error.errors
        found.append({"field": rule.field, "op": rule.op, "value": value})
    if errors:
        raise Invalid(errors)
    return found


def _check(session: Session, actor: Actor, spec: AnySpec, number: int, field: str, op: str, value: str) -> None:
    try:
        parse_query(spec, [(f"{field}[{op}]", value)], custom_types(session, spec), me=actor.user_id)
    except Invalid as error:
        raise Invalid(
            [FieldError(f"rules.{number}", each.code, f"{field}: {each.message}") for each in error.errors]
        ) from None


def _refuse_taken(session: Session, object_name: str, folded: str, *, but: str | None = None) -> None:
    same = (Segment.object == object_name, Segment.name_folded == folded, Segment.deleted_at.is_(None))
    taken = session.scalar(select(Segment.id).where(*same))
    if taken is not None and taken != but:
        raise Conflict("There is a segment of this name.", code="duplicate", existing_id=taken, field="name")


SEGMENTS = register(RecordService(SEGMENT, create_segment, update_segment, delete_segment, restore_segment))
