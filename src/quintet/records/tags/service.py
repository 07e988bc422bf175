"""What can be done with tags themselves. Putting them on records: `tagging`."""

import re
import unicodedata
from collections.abc import Sequence
from functools import partial
from itertools import count
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from quintet.foundation.access import Actor
from quintet.foundation.db import unless_taken
from quintet.foundation.objects import RecordService, object_named, register
from quintet.foundation.objects.writing import (
    add_record,
    change_record,
    delete_record,
    record_to_change,
    restore_record,
)
from quintet.kit.errors import Conflict, Invalid
from quintet.records.tags.models import RecordTag, Tag
from quintet.records.tags.object import TAG
from quintet.records.tags.schemas import TagCreate, TagUpdate


def create_tag(session: Session, actor: Actor, data: TagCreate) -> Tag:
    """Add a tag. Conflict when there is one of this name, whatever the case of its letters, or of this slug."""
    slug = data.slug or free_slug(session, data.name)
    tag = Tag(**data.model_dump(exclude={"slug"}), slug=slug, name_folded=data.name.casefold())
    with unless_taken(session, partial(_refuse_taken, session, tag.name_folded, slug=slug)):
        add_record(session, actor, TAG, tag)
    return tag


def update_tag(session: Session, actor: Actor, tag_id: str, data: TagUpdate) -> Tag:
    """Change a tag. Conflict when another has the new name."""
    tag: Tag = record_to_change(session, actor, TAG, tag_id)
    values: dict[str, Any] = data.model_dump(exclude_unset=True)
    folded = values.get("name", tag.name).casefold()
    with unless_taken(session, partial(_refuse_taken, session, folded, but=tag_id)):
        tag.name_folded = folded
        change_record(session, actor, TAG, tag, values)
    return tag


def delete_tag(session: Session, actor: Actor, tag_id: str) -> None:
    """Move a tag to the bin and take it from all records. Conflict for a system tag."""
    tag: Tag = record_to_change(session, actor, TAG, tag_id, "delete")
    if tag.system is not None:
        raise Conflict("A system tag can't be deleted.", code="system_tag")
    delete_record(session, actor, TAG, tag)
    borne = select(RecordTag.record_id).where(RecordTag.tag_id == tag_id)
    kinds = session.scalars(select(RecordTag.record_type).where(RecordTag.tag_id == tag_id).distinct())
    for kind in kinds.all():
        model = object_named(kind).spec.model
        session.execute(
            update(model)
            .where(model.id.in_(borne.where(RecordTag.record_type == kind)))
            .values(version=model.version + 1)
            .execution_options(synchronize_session=False)
        )
    session.execute(delete(RecordTag).where(RecordTag.tag_id == tag_id).execution_options(synchronize_session=False))


def restore_tag(session: Session, actor: Actor, tag_id: str) -> Tag:
    """Bring a tag back from the bin; no record bears it. Conflict when its name was taken meanwhile."""
    tag: Tag = record_to_change(session, actor, TAG, tag_id, "delete", deleted=True)
    with unless_taken(session, partial(_refuse_taken, session, tag.name_folded, slug=tag.slug)):
        restore_record(session, actor, TAG, tag)
    return tag


def tags_named(session: Session, actor: Actor, names: Sequence[str]) -> list[Tag]:
    """The tags of these names, made where there is none (Forbidden without the right to that)."""
    wanted: dict[str, str] = {}
    for name in names:
        wanted.setdefault(name.casefold(), name)
    found = {
        tag.name_folded: tag
        for tag in session.scalars(
            select(Tag).where(Tag.name_folded.in_(wanted), Tag.deleted_at.is_(None)).with_for_update(read=True)
        )
    }
    for folded, name in sorted(wanted.items()):
        if folded not in found:
            found[folded] = create_tag(session, actor, TagCreate(name=name))
    return [found[folded] for folded in wanted]


def tag_by_slug(session: Session, slug: str, *, field: str = "slug") -> Tag:
    """The live tag of this slug. Invalid, naming the field, when there is none."""
    tag = session.scalar(select(Tag).where(Tag.slug == slug, Tag.deleted_at.is_(None)).with_for_update(read=True))
    if tag is None:
        raise Invalid.one(field, "unknown_reference", "There is no such tag.")
    return tag


def slug_of(name: str) -> str:
    """How programs call a tag of this name: `Große Kunden!` → `grosse-kunden`; empty when no letter of it is Latin."""
    plain = unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain)[:90].strip("-")


def free_slug(session: Session, name: str) -> str:
    """The slug of a name, with a number where that is taken."""
    plain = slug_of(name) or "tag"
    mine = select(Tag.slug).where(Tag.slug.startswith(plain, autoescape=True), Tag.deleted_at.is_(None))
    taken = set(session.scalars(mine))
    return next(each for n in count(1) if (each := plain if n == 1 else f"{plain}-{n}") not in taken)


def _refuse_taken(session: Session, folded: str, *, but: str | None = None, slug: str | None = None) -> None:
    for field, same in (("name", Tag.name_folded == folded), ("slug", Tag.slug == slug)):
        taken = session.scalar(select(Tag.id).where(same, Tag.deleted_at.is_(None)))
        if taken is not None and taken != but:
            raise Conflict(f"There is already a tag of this {field}.", code="duplicate", existing_id=taken, field=field)


TAGS = register(RecordService(spec=TAG, create=create_tag, update=update_tag, delete=delete_tag, restore=restore_tag))
