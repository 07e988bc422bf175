"""Putting tags on records: the field `tag_ids` of an object, and the functions its service keeps it by."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.orm import Session

from quintet.foundation.access import Actor
from quintet.foundation.db import Model, insert_new
from quintet.foundation.db.json import json_ids
from quintet.foundation.events import Ref
from quintet.foundation.events.log import Emission, emit_many
from quintet.foundation.objects import FieldType, ObjectRow
from quintet.foundation.objects.fields import Computed
from quintet.foundation.objects.spec import AnySpec
from quintet.foundation.objects.visibility import workspace
from quintet.foundation.objects.writing import flush_current, links_of, record_to_change
from quintet.kit import time
from quintet.kit.errors import Invalid
from quintet.records.tags.facts import TagApplied, TagRemoved
from quintet.records.tags.models import RecordTag, Tag


def tags_field(model: type[ObjectRow], object_name: str) -> Computed:
    """The field `tag_ids` of an object, shown whole by `expand=tags`."""

    def ids() -> ColumnElement[Any]:
        borne = (
            RecordTag.workspace_id == model.workspace_id,
            RecordTag.record_type == object_name,
            RecordTag.record_id == model.id,
        )
        return select(json_ids(RecordTag.tag_id)).where(*borne).correlate(model).scalar_subquery()

    def has(tag_id: ColumnElement[Any]) -> ColumnElement[bool]:
        # The workspace as a parameter: a subquery that knows nothing of the row is run once, not for every row.
        bearers = select(RecordTag.record_id).where(
            RecordTag.workspace_id == workspace(),
            RecordTag.record_type == object_name,
            RecordTag.tag_id == tag_id,
        )
        return model.id.in_(bearers)

    return Computed("tag_ids", "Tags", FieldType.relations, ids, has=has, relation="tag", readonly=False)


def tags_to_apply(session: Session, ids: Collection[str], field: str = "tag_ids") -> list[Tag]:
    """The live tags of these ids, kept from being deleted meanwhile. Invalid when one is missing."""
    if not ids:
        return []
    statement = select(Tag).where(Tag.id.in_(ids), Tag.deleted_at.is_(None)).order_by(Tag.id)
    tags = list(session.scalars(statement.with_for_update(read=True)))
    if len(tags) < len(set(ids)):
        raise Invalid.one(field, "unknown_reference", "There is no such tag.")
    return tags


@dataclass(frozen=True, slots=True)
class TagDraft:
    """The tags of a record about to be added: rows and facts for its draft."""

    rows: list[tuple[type[Model], dict[str, Any]]]
    facts: list[Emission]


def draft_tags(session: Session, spec: AnySpec, record_id: str, tag_ids: Collection[str]) -> TagDraft:
    """Tags for a record about to be added. Invalid when one is missing. Each tag is loaded once per session."""
    held: dict[str, Tag] = session.info.setdefault("tags_held", {})
    missing = [id_ for id_ in tag_ids if id_ not in held]
    held.update({tag.id: tag for tag in tags_to_apply(session, missing)})
    tags = [held[id_] for id_ in sorted(set(tag_ids))]
    return TagDraft(
        [(RecordTag, {"record_type": spec.name, "record_id": record_id, "tag_id": tag.id}) for tag in tags],
        [Emission(TagApplied(tag.id, tag.name, tag.system), Ref(spec.name, record_id)) for tag in tags],
    )


def change_tags(
    session: Session,
    actor: Actor,
    spec: AnySpec,
    rows: Sequence[ObjectRow],
    *,
    add: Sequence[Tag] = (),
    remove: Sequence[Tag] = (),
) -> None:
    """Put tags on records and take others from them; a fact for each that was not so before.

    For services: the actor has the right to change these records, which are locked.
    """
    by_id = {row.id: row for row in rows}
    tags = {tag.id: tag for tag in (*add, *remove)}
    pairs = [
        {"record_type": spec.name, "record_id": record_id, "tag_id": tag.id, "binned": False}
        for record_id in sorted(by_id)
        for tag in sorted(add, key=lambda tag: tag.id)
    ]
    applied = insert_new(session, RecordTag, pairs, "record_id", "tag_id")
    removed = _take(session, spec, list(by_id), [tag.id for tag in remove])
    if not applied and not removed:
        return
    changed = sorted([(*pair, TagApplied) for pair in applied] + [(*pair, TagRemoved) for pair in removed], key=_order)
    emissions = [
        Emission(
            fact(tag_id, tags[tag_id].name, tags[tag_id].system),
            Ref(spec.name, record_id),
            links_of(spec, by_id[record_id]),
        )
        for record_id, tag_id, fact in changed
    ]
    emit_many(session, actor, emissions)
    for record_id in {record_id for record_id, _, _ in changed}:
        # The tags are in no column of the row; its ETag has to change with them.
        by_id[record_id].updated_at = time.now()
    flush_current(session)


def tag_record(
    session: Session,
    actor: Actor,
    spec: AnySpec,
    record_id: str,
    *,
    add: Sequence[Tag] = (),
    remove: Sequence[Tag] = (),
) -> None:
    """Put tags on a record that the actor may change, and take others from it."""
    record: ObjectRow = record_to_change(session, actor, spec, record_id)
    change_tags(session, actor, spec, [record], add=add, remove=remove)


def set_tags(session: Session, actor: Actor, spec: AnySpec, row: ObjectRow, tag_ids: Sequence[str]) -> None:
    """Make these the record's tags. Invalid when one is missing."""
    borne = set(
        session.scalars(
            select(RecordTag.tag_id).where(RecordTag.record_type == spec.name, RecordTag.record_id == row.id)
        )
    )
    wanted = set(tag_ids)
    if borne == wanted:
        return
    gone = list(session.scalars(select(Tag).where(Tag.id.in_(borne - wanted)))) if borne - wanted else []
    change_tags(session, actor, spec, [row], add=tags_to_apply(session, wanted - borne), remove=gone)


def bin_tags(session: Session, record: Ref, *, binned: bool) -> None:
    """Say that a record went to the bin or came back, for the tags' counts."""
    borne = (RecordTag.record_type == record.type, RecordTag.record_id == record.id)
    session.execute(update(RecordTag).where(*borne).values(binned=binned).execution_options(synchronize_session=False))


def _take(session: Session, spec: AnySpec, record_ids: list[str], tag_ids: list[str]) -> list[tuple[str, str]]:
    if not tag_ids:
        return []
    statement = (
        delete(RecordTag)
        .where(
            RecordTag.record_type == spec.name,
            RecordTag.record_id.in_(record_ids),
            RecordTag.tag_id.in_(tag_ids),
        )
        .returning(RecordTag.record_id, RecordTag.tag_id)
        .execution_options(synchronize_session=False)
    )
    return [(row.record_id, row.tag_id) for row in session.execute(statement)]


def _order(change: tuple[str, str, Any]) -> tuple[str, str]:
    return change[0], change[1]
