"""Scans: starting them, and the job that does them."""

from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from itertools import combinations

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from quintet.foundation.access import Actor, Role, require
from quintet.foundation.access.rights import declare
from quintet.foundation.db import as_workspace, bulk_insert
from quintet.foundation.jobs import JobCall, JobContext, enqueue, job, queue, schedule
from quintet.identity.workspaces.models import Workspace
from quintet.kit import time
from quintet.kit.errors import Conflict, Invalid
from quintet.kit.ids import new_id
from quintet.stewardship.duplicates.cards import company_cards, contact_cards
from quintet.stewardship.duplicates.grouping import Found, Pair, groups_of, matches_in
from quintet.stewardship.duplicates.matching import Card, Match
from quintet.stewardship.duplicates.models import (
    DuplicateGroup,
    DuplicateMember,
    DuplicateScan,
    GroupStatus,
    ScanState,
)
from quintet.stewardship.duplicates.piling import Pile

SCAN = declare("duplicates.scan", Role.manager)
READ = declare("duplicates.read", Role.manager)
Reading = Callable[[Session, str, int], list[Card]]
CARDS: dict[str, Reading] = {"contact": contact_cards, "company": company_cards}
_BATCH = 1_000
_FIRST = "00000000-0000-0000-0000-000000000000"

queue("duplicates", concurrency=1)


def start_scan(session: Session, actor: Actor, object_name: str) -> DuplicateScan:
    """Look through all records of an object. Conflict while that is under way."""
    require(actor, SCAN)
    if object_name not in CARDS:
        raise Invalid.one("object", "invalid", "Must be one of: " + ", ".join(CARDS) + ".")
    return _start(session, actor.workspace_id, object_name, actor.user_id)


def list_scans(session: Session, actor: Actor) -> list[DuplicateScan]:
    """The last scan of each object, the newest first."""
    require(actor, READ)
    found = [
        session.scalar(
            select(DuplicateScan).where(DuplicateScan.object == name).order_by(DuplicateScan.id.desc()).limit(1)
        )
        for name in CARDS
    ]
    return sorted((scan for scan in found if scan is not None), key=lambda scan: scan.id, reverse=True)


def _start(session: Session, workspace_id: str, object_name: str, user_id: str | None) -> DuplicateScan:
    scan = DuplicateScan(id=new_id(), object=object_name, started_by=user_id)
    try:
        with session.begin_nested():
            session.add(scan)
            session.flush()
    except IntegrityError:
        raise Conflict("A scan is under way.", code="already_running") from None
    enqueue(session, scan_duplicates(scan.id), workspace_id=workspace_id, requested_by=user_id)
    return scan


def _failed(session: Session, error: str, call: JobCall) -> None:
    scan = session.get(DuplicateScan, call.args[0])
    if scan is not None and scan.state == ScanState.running:
        scan.state, scan.error, scan.finished_at = ScanState.failed.value, error[:2_000], time.now()


@job("stewardship.scan_duplicates", queue="duplicates", timeout=3_600, on_failed=_failed)
def scan_duplicates(ctx: JobContext, scan_id: str) -> None:
    """Read all, compare what shares a key, and keep the groups. Run again it begins anew and keeps the same."""
    scan = ctx.read(lambda session: session.get(DuplicateScan, scan_id))
    if scan is None or scan.state != ScanState.running:
        return
    with closing(Pile()) as pile:
        records = 0
        for cards in _all_cards(ctx, scan.object):
            pile.add(cards)
            records += len(cards)
            ctx.progress(records, note="reading")
        matches: dict[Pair, Match] = {}
        pairs = 0
        for number, block in enumerate(pile.blocks()):
            pairs += len(block) * (len(block) - 1) // 2
            matches.update(matches_in(block))
            if number % 500 == 0:
                ctx.progress(records, records, note=f"{pairs} pairs compared")
    apart = ctx.read(lambda session: _said_apart(session, scan.object))
    groups = groups_of(matches, apart)
    ctx.write(lambda session: _keep(session, scan_id, groups, records, pairs))


@schedule("stewardship.scan_for_duplicates", cron="0 20 2 * * 0", timeout=600)
def scan_all(ctx: JobContext) -> None:
    """Every Sunday night: look through contacts and companies of every workspace."""
    for workspace_id in ctx.read(lambda s: list(s.scalars(select(Workspace.id).where(Workspace.deleted_at.is_(None))))):
        for name in CARDS:
            ctx.write(partial(_start_quietly, workspace_id=workspace_id, object_name=name))


def _start_quietly(session: Session, workspace_id: str, object_name: str) -> None:
    with as_workspace(session, workspace_id):
        try:
            _start(session, workspace_id, object_name, None)
        except Conflict:
            return  # somebody's is under way


def _all_cards(ctx: JobContext, object_name: str) -> Iterator[list[Card]]:
    after = _FIRST
    while cards := ctx.read(partial(_next_cards, CARDS[object_name], after)):
        yield cards
        after = cards[-1].id


def _next_cards(read: Reading, after: str, session: Session) -> list[Card]:
    return read(session, after, _BATCH)


def _said_apart(session: Session, object_name: str) -> set[Pair]:
    """The pairs of which somebody said that they are not the same."""
    rows = session.execute(
        select(DuplicateMember.group_id, DuplicateMember.record_id)
        .join(DuplicateGroup, DuplicateGroup.id == DuplicateMember.group_id)
        .where(DuplicateGroup.object == object_name, DuplicateGroup.status == GroupStatus.separate)
        .order_by(DuplicateMember.group_id, DuplicateMember.record_id)
    )
    groups: dict[str, list[str]] = {}
    for group_id, record_id in rows:
        groups.setdefault(group_id, []).append(record_id)
    return {pair for ids in groups.values() for pair in combinations(ids, 2)}


def _keep(session: Session, scan_id: str, groups: list[Found], records: int, pairs: int) -> None:
    """What was found replaces what was open; what somebody decided stays."""
    scan = session.scalars(select(DuplicateScan).where(DuplicateScan.id == scan_id).with_for_update()).one()
    if scan.state != ScanState.running:
        return
    mine = DuplicateGroup.object == scan.object
    gone = delete(DuplicateGroup).where(mine, DuplicateGroup.status == GroupStatus.open)
    session.execute(gone.execution_options(synchronize_session=False))
    decided = set(session.scalars(select(DuplicateGroup.key).where(mine)))
    now = time.now()
    rows, members = [], []
    for group in groups:
        if group.key in decided:
            continue
        row = {
            "id": new_id(),
            "created_at": now,
            "updated_at": now,
            "object": scan.object,
            "key": group.key,
            "level": group.level.value,
            "score": group.score,
            "reasons": list(group.reasons),
            "status": GroupStatus.open.value,
        }
        rows.append(row)
        members += [{"group_id": row["id"], "record_id": id_} for id_ in group.ids]
    for start in range(0, len(rows), _BATCH):
        bulk_insert(session, DuplicateGroup, rows[start : start + _BATCH])
    for start in range(0, len(members), _BATCH):
        bulk_insert(session, DuplicateMember, members[start : start + _BATCH])
    scan.state, scan.finished_at = ScanState.done.value, now
    scan.records, scan.pairs, scan.groups = records, pairs, len(rows)
