"""Segments as every object's list asks for them (`foundation.objects.segments`)."""

from typing import Any

import orjson
from sqlalchemy import ColumnElement, bindparam, select
from sqlalchemy.orm import Session

from quintet.foundation.db import Id, workspace_of
from quintet.foundation.db.raw import Lookup, plain
from quintet.foundation.objects.segments import Known, keep_segments_in
from quintet.foundation.objects.visibility import workspace
from quintet.stewardship.segments.models import Segment, SegmentMember
from quintet.stewardship.segments.schemas import SegmentKind

_SEGMENT = Lookup(
    lambda dialect: select(
        Segment.name, Segment.object, Segment.kind, plain(Segment.rules.expression, dialect), Segment.timezone
    ).where(
        Segment.workspace_id == bindparam("ws", type_=Id),
        Segment.id == bindparam("id", type_=Id),
        Segment.deleted_at.is_(None),
    )
)


class _Tables:
    def find(self, session: Session, segment_id: str) -> Known | None:
        for name, object_name, kind, rules, zone in _SEGMENT.rows(session, ws=workspace_of(session), id=segment_id):
            parsed = tuple((rule["field"], rule["op"], rule["value"]) for rule in orjson.loads(rules))
            return Known(name, object_name, parsed if kind == SegmentKind.rules else None, zone)
        return None

    def listed(self, record_id: ColumnElement[Any], segment_id: ColumnElement[Any]) -> ColumnElement[bool]:
        mine = (SegmentMember.workspace_id == workspace(), SegmentMember.segment_id == segment_id)
        return record_id.in_(select(SegmentMember.record_id).where(*mine))


keep_segments_in(_Tables())
