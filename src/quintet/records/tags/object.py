"""What a tag is."""

from typing import Any

from sqlalchemy import ColumnElement, func, select

from quintet.foundation.access import Role
from quintet.foundation.objects import Field, FieldType, ObjectSpec, Visibility
from quintet.foundation.objects.fields import Computed
from quintet.foundation.objects.spec import Rights
from quintet.records.tags.models import RecordTag, Tag
from quintet.records.tags.schemas import TagCategory, TagCreate, TagUpdate


def _usage() -> ColumnElement[Any]:
    borne = (RecordTag.workspace_id == Tag.workspace_id, RecordTag.tag_id == Tag.id, RecordTag.binned.is_(False))
    return select(func.count()).select_from(RecordTag).where(*borne).correlate(Tag).scalar_subquery()


def _no_further_words(_: Tag) -> list[str | None]:
    return []


TAG: ObjectSpec[Tag, TagCreate, TagUpdate] = ObjectSpec(
    name="tag",
    plural="tags",
    label="Tag",
    label_plural="Tags",
    icon="tag",
    model=Tag,
    create=TagCreate,
    update=TagUpdate,
    title=Tag.name,
    search=_no_further_words,
    visibility=Visibility(everyone=True),
    rights=Rights(update=Role.manager, delete=Role.manager),
    default_sort="name",
    custom_fields=False,
    fields=(
        Field(Tag.name, "Name", required=True, default=True, sort_attr=Tag.name_folded),
        Field(Tag.color, "Color", default=True, sortable=False),
        Field(Tag.description, "Description", default=True, sortable=False),
        Field(Tag.slug, "Slug", sortable=False),
        Field(Tag.category, "Category", FieldType.select, options=TagCategory, readonly=True),
        Field(Tag.position, "Position", FieldType.integer),
        Field(Tag.active, "Offered", FieldType.boolean),
        Field(Tag.system, "System key", readonly=True),
    ),
    computed=(Computed("usage_count", "Records", FieldType.integer, _usage, sortable=True),),
)
