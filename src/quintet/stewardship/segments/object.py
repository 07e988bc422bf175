"""What a segment is. Everybody in the workspace knows the segments; of their members each sees what they may see."""

from quintet.foundation.access import Role
from quintet.foundation.objects import Field, FieldType, ObjectSpec, Visibility
from quintet.foundation.objects.spec import Rights
from quintet.stewardship.segments.models import Segment
from quintet.stewardship.segments.schemas import SegmentCreate, SegmentKind, SegmentUpdate


def _words(segment: Segment) -> list[str | None]:
    return [segment.description]


SEGMENT: ObjectSpec[Segment, SegmentCreate, SegmentUpdate] = ObjectSpec(
    name="segment",
    plural="segments",
    label="Segment",
    label_plural="Segments",
    icon="users",
    model=Segment,
    create=SegmentCreate,
    update=SegmentUpdate,
    title=Segment.name,
    search=_words,
    visibility=Visibility(everyone=True),
    rights=Rights(create=Role.member, update=Role.member, delete=Role.member),
    default_sort="name",
    custom_fields=False,
    fields=(
        Field(Segment.name, "Name", required=True, default=True, sort_attr=Segment.name_folded),
        Field(Segment.object, "Records", required=True, default=True),
        Field(Segment.kind, "Kind", FieldType.select, options=SegmentKind, required=True, default=True),
        Field(Segment.description, "Description", default=True, sortable=False),
        Field(Segment.rules, "Rules", FieldType.json),
        Field(Segment.timezone, "Time zone", filterable=False, sortable=False),
    ),
)
