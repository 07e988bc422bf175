"""The records of segments: reading them, putting them on lists, taking them off."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from quintet.foundation.access import Actor, require
from quintet.foundation.db import insert_new
from quintet.foundation.events import Ref
from quintet.foundation.events.log import Emission, emit_many
from quintet.foundation.objects import object_named
from quintet.foundation.objects.query import ListQuery, parse_query
from quintet.foundation.objects.reading import RecordPage, count_records, custom_types, get_record, list_records
from quintet.foundation.objects.segments import SEGMENT as FILTER
from quintet.foundation.objects.visibility import visible_ids
from quintet.kit import time
from quintet.kit.errors import Conflict, FieldError, Invalid
from quintet.stewardship.segments.facts import SegmentMemberAdded, SegmentMemberRemoved
from quintet.stewardship.segments.models import Segment, SegmentMember
from quintet.stewardship.segments.object import SEGMENT
from quintet.stewardship.segments.schemas import MembersChanged, SegmentKind
from quintet.stewardship.segments.service import is_keeper

_ONE_PAGE = ("limit", "cursor", "count", "expand", "deleted")


def query_of(session: Session, actor: Actor, segment: Segment, parameters: Sequence[tuple[str, str]] = ()) -> ListQuery:
    """What lets the members through, and of them what a list's parameters let through."""
    spec = object_named(segment.object).spec
    asked = [*parameters, (FILTER, segment.id)]
    return parse_query(spec, asked, custom_types(session, spec), me=actor.user_id)


def list_members(session: Session, actor: Actor, segment_id: str, parameters: Sequence[tuple[str, str]]) -> RecordPage:
    """A page of the members that the actor sees; parameters, errors and statements as for the object's list, one more
    for the segment and one for who put them on its list."""
    segment = get_segment(session, actor, segment_id)
    spec = object_named(segment.object).spec
    page = list_records(session, actor, spec, query_of(session, actor, segment, parameters))
    listed: dict[str, tuple[Any, str | None]] = {}
    if segment.kind == SegmentKind.list:
        ids = [row["id"] for row in page.data]
        columns = (SegmentMember.record_id, SegmentMember.added_at, SegmentMember.added_by)
        shown = select(*columns).where(SegmentMember.segment_id == segment.id, SegmentMember.record_id.in_(ids))
        listed = {id_: (at, by) for id_, at, by in session.execute(shown)}
    for row in page.data:
        row["added_at"], row["added_by"] = listed.get(row["id"], (None, None))
    return page


def count_members(session: Session, actor: Actor, segment_id: str) -> int:
    """How many members the actor sees."""
    segment = get_segment(session, actor, segment_id)
    return count_records(session, actor, object_named(segment.object).spec, query_of(session, actor, segment))


def add_members(session: Session, actor: Actor, segment_id: str, ids: Sequence[str]) -> MembersChanged:
    """Put records on a segment's list; a fact for each that was not there. Everybody may, with what they see."""
    segment = list_to_fill(session, actor, segment_id)
    seen, missing = _seen(session, actor, segment, ids)
    now = time.now()
    rows = [
        {
            "segment_id": segment.id,
            "record_type": segment.object,
            "record_id": id_,
            "added_by": actor.user_id,
            "added_at": now,
        }
        for id_ in seen
    ]
    added = sorted(id_ for (id_,) in insert_new(session, SegmentMember, rows, "record_id"))
    _tell(session, actor, segment, SegmentMemberAdded, added)
    return MembersChanged(changed=len(added), unchanged=len(seen) - len(added), missing=missing)


def remove_members(session: Session, actor: Actor, segment_id: str, ids: Sequence[str]) -> MembersChanged:
    """Take records from a segment's list; a fact for each that was there. Who neither made the segment nor is a
    manager takes only what they put there themselves."""
    segment = list_to_fill(session, actor, segment_id)
    seen, missing = _seen(session, actor, segment, ids)
    gone = delete(SegmentMember).where(SegmentMember.segment_id == segment.id, SegmentMember.record_id.in_(seen))
    if not is_keeper(actor, segment):
        gone = gone.where(SegmentMember.added_by == actor.user_id)
    told = gone.returning(SegmentMember.record_id).execution_options(synchronize_session=False)
    removed = sorted(session.scalars(told))
    _tell(session, actor, segment, SegmentMemberRemoved, removed)
    return MembersChanged(changed=len(removed), unchanged=len(seen) - len(removed), missing=missing)


def get_segment(session: Session, actor: Actor, segment_id: str) -> Segment:
    """A live segment, to look at."""
    require(actor, SEGMENT.right("read"))
    segment: Segment = get_record(session, actor, SEGMENT, segment_id, lock=False)
    return segment


def list_to_fill(session: Session, actor: Actor, segment_id: str) -> Segment:
    """A segment whose members are put there by people; Conflict for one with rules."""
    require(actor, SEGMENT.right("update"))
    segment = get_segment(session, actor, segment_id)
    require(actor, object_named(segment.object).spec.right("read"))
    if segment.kind != SegmentKind.list:
        raise Conflict("The members of this segment are found by its rules.", code="segment_of_rules")
    return segment


def matching(session: Session, actor: Actor, segment: Segment, parameters: Sequence[tuple[str, str]]) -> ListQuery:
    """What a list's query string asks for, all of it, in the order of ids."""
    wrong = [name for name, _ in parameters if name in _ONE_PAGE]
    if wrong:
        raise Invalid([FieldError(name, "unexpected", "All that match are meant.") for name in wrong])
    spec = object_named(segment.object).spec
    asked = [pair for pair in parameters if pair[0] != "sort"]
    query = parse_query(spec, asked, custom_types(session, spec), me=actor.user_id)
    return replace(query, sort=(("id", False),), sort_types=(None,))


def _seen(session: Session, actor: Actor, segment: Segment, ids: Sequence[str]) -> tuple[list[str], list[str]]:
    wanted = list(dict.fromkeys(ids))
    seen = visible_ids(session, actor, object_named(segment.object).spec, wanted)
    return sorted(seen), [id_ for id_ in wanted if id_ not in seen]


def _tell(
    session: Session,
    actor: Actor,
    segment: Segment,
    fact: type[SegmentMemberAdded] | type[SegmentMemberRemoved],
    ids: Sequence[str],
) -> None:
    links = (Ref(SEGMENT.name, segment.id),)
    told = fact(segment.id, segment.name)
    emit_many(session, actor, [Emission(told, Ref(segment.object, id_), links) for id_ in ids])
