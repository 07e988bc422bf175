"""Segments as every object's list asks for them (`foundation.objects.segments`)."""

from typing import Any

import orjson
from sqlalchemy import ColumnElement, Select, bindparam, func, select
from sqlalchemy.orm import Session

from quintet.foundation.db import Id, workspace_of
from quintet.foundation.db.raw import Lookup, plain
from quintet.foundation.objects.segments import Known, keep_segments_in
from quintet.foundation.objects.visibility import workspace
from quintet.stewardship.segments.models import Segment, SegmentMember
from quintet.stewardship.segments.schemas import SegmentKind

LONG = 2_000
"""From so many on, a page walks along its order and looks each record up; shorter lists are read and then sorted."""


def _one(dialect: str) -> Select[Any]:
    ws, id_ = bindparam("ws", type_=Id), bindparam("id", type_=Id)
    mine = (SegmentMember.workspace_id == ws, SegmentMember.segment_id == id_)
    some = select(SegmentMember.record_id).where(*mine).limit(bindparam("most", type_=None)).subquery()
    rules = plain(Segment.rules.expression, dialect)
    length = select(func.count()).select_from(some).scalar_subquery()
    return select(Segment.name, Segment.object, Segment.kind, rules, Segment.timezone, length).where(
        Segment.workspace_id == ws, Segment.id == id_, Segment.deleted_at.is_(None)
    )


_SEGMENT = Lookup(_one)


class _Tables:
    def find(self, session: Session, segment_id: str) -> Known | None:
        rows = _SEGMENT.rows(session, ws=workspace_of(session), id=segment_id, most=LONG)
        for name, object_name, kind, rules, zone, length in rows:
            parsed = tuple((rule["field"], rule["op"], rule["value"]) for rule in orjson.loads(rules))
            return Known(name, object_name, parsed if kind == SegmentKind.rules else None, zone, length >= LONG)
        return None

    def listed(
        self, record_id: ColumnElement[Any], segment_id: ColumnElement[Any], *, one_by_one: bool
    ) -> ColumnElement[bool]:
        mine = (SegmentMember.workspace_id == workspace(), SegmentMember.segment_id == segment_id)
        if one_by_one:
            # A value, which no planner turns into a join.
            same = select(SegmentMember.record_id).where(*mine, SegmentMember.record_id == record_id)
            return same.correlate_except(SegmentMember).scalar_subquery().is_not(None)
        return record_id.in_(select(SegmentMember.record_id).where(*mine))


keep_segments_in(_Tables())
