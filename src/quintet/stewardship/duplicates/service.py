"""Merging records, undoing it, and finding where a merged one went."""

from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from quintet.foundation.access import Actor, require
from quintet.foundation.events import Ref, emit
from quintet.foundation.objects import object_named
from quintet.foundation.objects.bulk import parse
from quintet.foundation.objects.custom import definitions
from quintet.foundation.objects.reading import Row, read_record
from quintet.foundation.objects.registry import AnyService
from quintet.foundation.objects.spec import AnySpec
from quintet.foundation.objects.successors import find_successors_by
from quintet.foundation.objects.visibility import visible_ids
from quintet.foundation.objects.writing import record_to_change, title_of
from quintet.kit import time
from quintet.kit.errors import Conflict, Invalid, NotFound
from quintet.kit.ids import is_id, new_id
from quintet.stewardship.duplicates.facts import merge_facts_of
from quintet.stewardship.duplicates.models import DuplicateGroup, GroupStatus, Merge, MergedRecord
from quintet.stewardship.duplicates.pointing import Move, above, move_all, move_back, object_of, show_beside
from quintet.stewardship.duplicates.schemas import MergeCreate
from quintet.stewardship.duplicates.uniting import fields_of, united

_LONGEST_WAY = 20


def merge_records(session: Session, actor: Actor, service: AnyService, winner_id: str, data: MergeCreate) -> Merge:
    """Make others part of a record; they go to the bin. Needs the right to change the one and delete the others."""
    spec = service.spec
    losers = list(dict.fromkeys(data.ids))
    if winner_id in losers:
        raise Invalid.one("ids", "invalid", "A record can't be merged into itself.")
    # Everybody locks in the same order, so that two merges at once wait for each other instead of for ever.
    held = {
        id_: record_to_change(session, actor, spec, id_, "update" if id_ == winner_id else "delete")
        for id_ in sorted([winner_id, *losers])
    }
    titles = [title_of(spec, held[id_]) for id_ in losers]
    before = _read(session, actor, spec, winner_id)
    rows = [before, *(_read(session, actor, spec, id_) for id_ in losers)]
    values = united(spec, rows, data.choose, definitions(session, spec.name))
    for name in _circles(session, spec, winner_id, losers):
        values[name] = None
    moves = [move for id_ in losers for move in show_beside(session, spec, id_, winner_id)]
    for id_ in losers:
        service.delete(session, actor, id_)
    _change(session, actor, service, winner_id, before, values)
    for id_ in losers:
        moves += move_all(session, spec, id_, winner_id)
    session.expire_all()
    after = _read(session, actor, spec, winner_id)
    merge = Merge(
        id=new_id(),
        object=spec.name,
        winner_id=winner_id,
        loser_ids=losers,
        changes={name: [before[name], after[name]] for name in fields_of(spec) if before[name] != after[name]},
        moves=[move.as_json() for move in moves],
        created_by=actor.user_id,
    )
    session.add(merge)
    for id_ in losers:
        # A record that was merged before and came back from the bin has another way now.
        session.merge(
            MergedRecord(
                workspace_id=actor.workspace_id,
                object=spec.name,
                record_id=id_,
                winner_id=winner_id,
                merge_id=merge.id,
            )
        )
    session.flush()
    fact = merge_facts_of(spec.name).merged(merge.id, titles)
    emit(session, actor, fact, subject=Ref(spec.name, winner_id), links=[Ref(spec.name, id_) for id_ in losers])
    return merge


def get_merge(session: Session, actor: Actor, merge_id: str) -> Merge:
    """One merge, for whoever sees the record that it went into."""
    merge = session.get(Merge, merge_id) if is_id(merge_id) else None
    if merge is None or merge.workspace_id != actor.workspace_id:
        raise NotFound("merge")
    spec = object_named(merge.object).spec
    require(actor, spec.right("read"))
    if not visible_ids(session, actor, spec, [merge.winner_id]):
        raise NotFound("merge")
    return merge


def undo_merge(session: Session, actor: Actor, merge_id: str) -> Merge:
    """Take a merge back. What was changed since stays as it is; the merge says what that is.

    Conflict when it was undone before, or when the record that the others went into is no longer there.
    """
    merge = get_merge(session, actor, merge_id)
    service = object_named(merge.object)
    spec = service.spec
    require(actor, spec.right("delete"))
    winner = record_to_change(session, actor, spec, merge.winner_id)
    session.refresh(merge, with_for_update=True)
    if merge.undone_at is not None:
        raise Conflict("This merge has been undone already.", code="already_undone")
    left: list[dict[str, Any]] = []
    row = _read(session, actor, spec, winner.id)
    values: dict[str, Any] = {}
    for name, (old, new) in merge.changes.items():
        if row[name] == new:
            values[name] = old
        else:
            left.append({"object": spec.name, "id": winner.id, "field": name})
    for move in reversed([Move(**stored) for stored in merge.moves]):
        for id_ in move_back(session, spec, move, winner.id):
            left.append({"object": object_of(move), "id": id_, "field": move.column})
    session.expire_all()
    # E-mail addresses have to be free before the others come back, and the others there before it can be below them.
    itself = {field.name for field in spec.fields if field.relation == spec.name}
    _change(session, actor, service, winner.id, row, {n: v for n, v in values.items() if n not in itself})
    titles = [_bring_back(session, actor, service, id_) for id_ in merge.loser_ids]
    _change(session, actor, service, winner.id, row, {n: v for n, v in values.items() if n in itself})
    theirs = delete(MergedRecord).where(MergedRecord.merge_id == merge.id)
    session.execute(theirs.execution_options(synchronize_session=False))
    merge.undone_at, merge.left = time.now(), left
    session.execute(
        update(DuplicateGroup)
        .where(DuplicateGroup.merge_id == merge.id)
        .values(status=GroupStatus.open.value, merge_id=None, decided_by=None, decided_at=None)
        .execution_options(synchronize_session=False)
    )
    session.flush()
    fact = merge_facts_of(spec.name).unmerged(merge.id, titles)
    links = [Ref(spec.name, id_) for id_ in merge.loser_ids]
    emit(session, actor, fact, subject=Ref(spec.name, merge.winner_id), links=links)
    return merge


def successor(session: Session, actor: Actor, spec: AnySpec, record_id: str) -> str | None:
    """The record that a merged one is part of now, if the actor sees it."""
    for _ in range(_LONGEST_WAY):
        way = (MergedRecord.object == spec.name, MergedRecord.record_id == record_id)
        found = session.scalar(select(MergedRecord.winner_id).where(*way))
        if found is None:
            return None
        if visible_ids(session, actor, spec, [found]):
            return found
        record_id = found
    return None


def _read(session: Session, actor: Actor, spec: AnySpec, record_id: str) -> Row:
    row = read_record(session, actor, spec, record_id, parsed=True)
    if "tag_ids" in row:
        row["tag_ids"] = sorted(row["tag_ids"])
    return row


def _circles(session: Session, spec: AnySpec, winner_id: str, losers: list[str]) -> list[str]:
    """Relations by which the winner is below a loser: with the loser's own below it, it would be below itself."""
    names = [field.name for field in spec.fields if field.relation == spec.name]
    return [name for name in names if set(losers).intersection(above(session, spec, winner_id, name))]


def _change(
    session: Session, actor: Actor, service: AnyService, record_id: str, row: Row, values: dict[str, Any]
) -> None:
    if not values:
        return
    given = dict(values)
    if "custom" in given:
        wanted, present = given.pop("custom"), row["custom"]
        known = definitions(session, service.spec.name)
        given["custom"] = {
            key: wanted.get(key) for key in {*wanted, *present} if key in known and wanted.get(key) != present.get(key)
        }
    service.update(session, actor, record_id, parse(service.spec.update, given))


def _bring_back(session: Session, actor: Actor, service: AnyService, record_id: str) -> str:
    model = service.spec.model
    row = session.scalar(select(model).where(model.id == record_id).with_for_update())
    if row is None:
        raise Conflict("One of the merged records is no longer there.", code="record_gone")
    # Somebody may have brought it back by hand.
    if row.deleted_at is not None:
        service.restore(session, actor, record_id)
    return title_of(service.spec, row)


find_successors_by(successor)
