"""The one way of records from stage to stage, with all that follows from it."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy.orm import Session

from quintet.foundation.access import Actor
from quintet.foundation.events import Ref, emit
from quintet.foundation.objects.writing import change_record, flush_current, links_of
from quintet.kit import time
from quintet.records.pipelines.models import Stage, StagedRow
from quintet.records.pipelines.schemas import StageKind
from quintet.records.pipelines.staging import AnyStaged, StageMove, standing

OPEN = StageKind.open.value
_UNTOLD = ("open_stage_id", "stage_changed_at", "own_probability")


def enter(
    session: Session,
    actor: Actor,
    staged: AnyStaged,
    row: StagedRow,
    stage: Stage,
    *,
    position: int,
    reason: str | None = None,
    links: Iterable[Ref] = (),
) -> None:
    """Put a record into a stage (`lock_stage` first, then the record): status, probability and times follow.

    Tells that it was moved, and what it became if its status is another now. Within a stage only its place changes.
    """
    row.position = position
    values = standing(stage, probability=row.probability if row.own_probability else None)
    if row.stage_id == stage.id and row.status == values["status"]:
        if reason is not None and row.status != OPEN:
            change_record(session, actor, staged.spec, row, {"lost_reason": reason}, links=links)
        flush_current(session)
        return
    before = session.get(Stage, row.stage_id)
    step = StageMove(row.stage_id, before.name if before is not None else "", stage.id, stage.name)
    _change(session, actor, staged, row, values, step if row.stage_id != stage.id else None, reason, tuple(links))


def end_in_place(
    session: Session,
    actor: Actor,
    staged: AnyStaged,
    row: StagedRow,
    kind: StageKind,
    *,
    reason: str | None = None,
    links: Iterable[Ref] = (),
) -> None:
    """Close a record in the stage where it stands, for pipelines that have no stage of that kind."""
    probability = 100 if kind is StageKind.won else 0
    values = {"status": kind.value, "probability": probability, "own_probability": False}
    _change(session, actor, staged, row, values, None, reason, tuple(links))


def _change(
    session: Session,
    actor: Actor,
    staged: AnyStaged,
    row: StagedRow,
    values: dict[str, Any],
    step: StageMove | None,
    reason: str | None,
    links: tuple[Ref, ...],
) -> None:
    status = row.status
    for name in _UNTOLD:
        if name in values:
            setattr(row, name, values.pop(name))
    if values["status"] != status:
        row.closed_at = None if values["status"] == OPEN else time.now()
        values["lost_reason"] = None
    if reason is not None and values["status"] not in (OPEN, StageKind.won.value):
        values["lost_reason"] = reason
    if step is not None:
        change_record(session, actor, staged.spec, row, values, fact=staged.moved(row, step), links=links)
        if row.status != status:
            subject = Ref(staged.spec.name, row.id)
            fact = staged.became(row, row.status, row.lost_reason)
            emit(session, actor, fact, subject=subject, links=[*links_of(staged.spec, row), *links])
    else:
        fact = staged.became(row, values["status"], values.get("lost_reason"))
        change_record(session, actor, staged.spec, row, values, fact=fact, links=links)
