"""Deciding about records that may be one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from quintet.foundation.access import Actor, require
from quintet.foundation.objects import object_named
from quintet.foundation.objects.reading import load_titles
from quintet.kit import time
from quintet.kit.errors import Conflict, Invalid, NotFound
from quintet.kit.ids import is_id
from quintet.stewardship.duplicates.models import DuplicateGroup, DuplicateMember, GroupStatus, Merge
from quintet.stewardship.duplicates.scanning import READ
from quintet.stewardship.duplicates.schemas import MergeCreate
from quintet.stewardship.duplicates.service import merge_records


@dataclass(frozen=True, slots=True)
class Candidates:
    """A group with those of its members that are still there, by id and title, the oldest first."""

    group: DuplicateGroup
    members: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class GroupFilter:
    object: str | None = None
    status: str | None = GroupStatus.open.value
    level: str | None = None
    record_id: str | None = None


def list_groups(
    session: Session, actor: Actor, wanted: GroupFilter, *, after: tuple[float, str] | None = None, limit: int = 50
) -> list[Candidates]:
    """Groups, the surest first, after this score and id. Open ones with fewer than two members left are gone."""
    require(actor, READ)
    statement = select(DuplicateGroup)
    for name in ("object", "status", "level"):
        if getattr(wanted, name) is not None:
            statement = statement.where(getattr(DuplicateGroup, name) == getattr(wanted, name))
    if wanted.record_id is not None:
        of = select(DuplicateMember.group_id).where(DuplicateMember.record_id == wanted.record_id)
        statement = statement.where(DuplicateGroup.id.in_(of))
    if after is not None:
        score, id_ = after
        later = (DuplicateGroup.score == score) & (DuplicateGroup.id < id_)
        statement = statement.where((DuplicateGroup.score < score) | later)
    order = (DuplicateGroup.score.desc(), DuplicateGroup.id.desc())
    groups = session.scalars(statement.order_by(*order).limit(limit)).all()
    return _with_members(session, actor, groups)


def get_group(session: Session, actor: Actor, group_id: str, *, lock: bool = False) -> Candidates:
    """One group. NotFound too for an open one with fewer than two members left."""
    require(actor, READ)
    wanted = select(DuplicateGroup).where(DuplicateGroup.id == group_id)
    group = session.scalar(wanted.with_for_update() if lock else wanted) if is_id(group_id) else None
    found = _with_members(session, actor, [group]) if group is not None else []
    if not found:
        raise NotFound("group of duplicates")
    return found[0]


def merge_group(
    session: Session, actor: Actor, group_id: str, *, winner_id: str | None, choose: Mapping[str, str] | None = None
) -> Merge:
    """Make the members one: the one that is named, else the oldest. Conflict when that was decided before."""
    found = get_group(session, actor, group_id, lock=True)
    _check_open(found.group)
    ids = [id_ for id_, _ in found.members]
    winner = winner_id or ids[0]
    if winner not in ids:
        raise Invalid.one("winner_id", "unknown_reference", "Must be one of the group.")
    data = MergeCreate(ids=[id_ for id_ in ids if id_ != winner], choose=dict(choose or {}))
    merge = merge_records(session, actor, object_named(found.group.object), winner, data)
    _decide(session, actor, found.group, GroupStatus.merged)
    found.group.merge_id = merge.id
    session.flush()
    return merge


def separate_group(session: Session, actor: Actor, group_id: str) -> Candidates:
    """Say that the members are not the same. Scans believe it from then on. Conflict when they were merged."""
    found = get_group(session, actor, group_id, lock=True)
    if found.group.status != GroupStatus.separate:
        _check_open(found.group)
        _decide(session, actor, found.group, GroupStatus.separate)
    return found


def reopen_group(session: Session, actor: Actor, group_id: str) -> Candidates:
    """Take back that the members are not the same."""
    found = get_group(session, actor, group_id, lock=True)
    if found.group.status == GroupStatus.merged:
        raise Conflict("Undo the merge instead.", code="merged")
    found.group.status, found.group.decided_by, found.group.decided_at = GroupStatus.open.value, None, None
    session.flush()
    return found


def _check_open(group: DuplicateGroup) -> None:
    if group.status != GroupStatus.open:
        raise Conflict("Somebody decided about these already.", code="already_decided")


def _decide(session: Session, actor: Actor, group: DuplicateGroup, status: GroupStatus) -> None:
    group.status, group.decided_by, group.decided_at = status.value, actor.user_id, time.now()
    session.flush()


def _with_members(session: Session, actor: Actor, groups: Sequence[DuplicateGroup]) -> list[Candidates]:
    rows = session.execute(
        select(DuplicateMember.group_id, DuplicateMember.record_id)
        .where(DuplicateMember.group_id.in_([group.id for group in groups]))
        .order_by(DuplicateMember.record_id)
    ).all()
    titles: dict[str, str] = {}
    for name in {group.object for group in groups}:
        spec = object_named(name).spec
        require(actor, spec.right("read"))
        of = {group.id for group in groups if group.object == name}
        found = load_titles(session, actor, spec, [id_ for group_id, id_ in rows if group_id in of])
        titles |= {id_: str(row["title"]) for id_, row in found.items()}
    members: dict[str, list[tuple[str, str]]] = {group.id: [] for group in groups}
    for group_id, id_ in rows:
        if id_ in titles:
            members[group_id].append((id_, titles[id_]))
    return [
        Candidates(group, members[group.id])
        for group in groups
        if len(members[group.id]) > 1 or group.status != GroupStatus.open
    ]
