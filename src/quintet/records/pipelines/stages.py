"""What can be done with the stages of a pipeline. Each locks the pipeline first, so that they come one by one."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from quintet.foundation.access import Actor
from quintet.foundation.events import Ref, emit
from quintet.foundation.objects import RecordService, register
from quintet.foundation.objects.writing import (
    add_record,
    change_record,
    delete_record,
    record_to_change,
    restore_record,
)
from quintet.kit.errors import Conflict, Invalid
from quintet.kit.ids import is_id, new_id
from quintet.records.pipelines.defaults import probability_of
from quintet.records.pipelines.facts import StageArchived
from quintet.records.pipelines.models import Pipeline, Stage
from quintet.records.pipelines.object import STAGE
from quintet.records.pipelines.schemas import StageCreate, StageKind, StageUpdate
from quintet.records.pipelines.service import stages_of
from quintet.records.pipelines.staging import move_all, records_in, reweigh, staged_of

_MOST = 50


def create_stage(session: Session, actor: Actor, data: StageCreate) -> Stage:
    """Add a stage to a pipeline. Conflict when another stage of it has the name."""
    pipeline = _lock_pipeline(session, data.pipeline_id)
    if pipeline is None:
        raise Invalid.one("pipeline_id", "unknown_reference", "There is no such pipeline.")
    stages = stages_of(session, pipeline.id, lock=True)
    if len(stages) >= _MOST:
        raise Conflict(f"A pipeline has at most {_MOST} stages.", code="too_many_stages")
    place = data.position
    if place is None:
        opened = [n for n, stage in enumerate(stages, 1) if stage.kind == StageKind.open]
        place = max(opened, default=0) if data.kind is StageKind.open else len(stages)
    stage = Stage(
        id=new_id(),
        pipeline_id=pipeline.id,
        name=data.name,
        name_folded=data.name.casefold(),
        position=min(place, len(stages)),
        kind=data.kind.value,
        probability=probability_of(data.kind, data.probability),
        color=data.color,
    )
    _check_name(stages, stage)
    add_record(session, actor, STAGE, stage, links=[Ref("pipeline", pipeline.id)])
    _number(session, [*stages[: stage.position], stage, *stages[stage.position :]])
    return stage


def update_stage(session: Session, actor: Actor, stage_id: str, data: StageUpdate) -> Stage:
    """Change a stage. Its kind only while nothing is in it; a new probability is that of the records in it too."""
    stages = _lock_siblings(session, stage_id)
    stage: Stage = record_to_change(session, actor, STAGE, stage_id)
    values: dict[str, Any] = data.model_dump(mode="json", exclude_unset=True)
    if values.get("name") == "":
        raise Invalid.one("name", "required", "A stage needs a name.")
    kind = StageKind(values.get("kind", stage.kind))
    if kind != stage.kind:
        _check_free(session, stage, stages)
    given = values.get("probability", stage.probability if kind == stage.kind else None)
    values["probability"] = probability_of(kind, given)
    if "probability" in data.model_fields_set and values["probability"] != data.probability:
        raise Invalid.one("probability", "certain", f"A {kind} stage has the probability {values['probability']}.")
    stage.name_folded = values.get("name", stage.name).casefold()
    before = stage.probability
    _check_name(stages, stage)
    change_record(session, actor, STAGE, stage, values, links=[Ref("pipeline", stage.pipeline_id)])
    if stage.probability != before:
        reweigh(session, stage)
    return stage


def archive_stage(session: Session, actor: Actor, stage_id: str, move_to: str | None) -> int:
    """Move the records of a stage to another and the stage to the bin; how many were moved.

    Conflict for a pipeline's last open stage, for a system stage, and when records are in it but no target is given.
    """
    stages = _lock_siblings(session, stage_id)
    stage: Stage = record_to_change(session, actor, STAGE, stage_id, "delete")
    target = _target(stages, stage, move_to)
    if stage.system is not None:
        raise Conflict("This stage is needed.", code="system_stage")
    if stage.kind == StageKind.open and not any(s.kind == StageKind.open for s in stages if s.id != stage.id):
        raise Conflict("A pipeline needs an open stage.", code="open_needed")
    moved = 0
    if target is not None:
        staged = staged_of(session.get_one(Pipeline, stage.pipeline_id).kind)
        moved = move_all(session, actor, staged, stage, target) if staged is not None else 0
    elif records_in(session, [stage.id]):
        raise Conflict("Records are in this stage. Say by move_to where they go.", code="in_use")
    links = [Ref("pipeline", stage.pipeline_id)]
    delete_record(session, actor, STAGE, stage, links=links)
    fact = StageArchived(stage.name, moved, target.id if target is not None else None)
    emit(session, actor, fact, subject=Ref("stage", stage.id), links=links)
    _number(session, [s for s in stages if s.id != stage.id])
    return moved


def delete_stage(session: Session, actor: Actor, stage_id: str) -> None:
    """Move an empty stage to the bin. Conflict as in `archive_stage`."""
    archive_stage(session, actor, stage_id, None)


def restore_stage(session: Session, actor: Actor, stage_id: str) -> Stage:
    """Bring a stage back, as the last one. Conflict when another has its name by now, or its pipeline is gone."""
    stages = _lock_siblings(session, stage_id)
    stage: Stage = record_to_change(session, actor, STAGE, stage_id, "delete", deleted=True)
    if _lock_pipeline(session, stage.pipeline_id) is None:
        raise Conflict("Its pipeline is in the bin.", code="pipeline_deleted")
    _check_name(stages, stage)
    restore_record(session, actor, STAGE, stage, links=[Ref("pipeline", stage.pipeline_id)])
    _number(session, [*stages, stage])
    return stage


def _lock_pipeline(session: Session, pipeline_id: str) -> Pipeline | None:
    wanted = select(Pipeline).where(Pipeline.id == pipeline_id, Pipeline.deleted_at.is_(None))
    return session.scalar(wanted.with_for_update())


def _lock_siblings(session: Session, stage_id: str) -> list[Stage]:
    """All live stages of the pipeline of this one; empty when there is none such."""
    pipeline_id = session.scalar(select(Stage.pipeline_id).where(Stage.id == stage_id)) if is_id(stage_id) else None
    if pipeline_id is None or _lock_pipeline(session, pipeline_id) is None:
        return []
    return stages_of(session, pipeline_id, lock=True)


def _check_free(session: Session, stage: Stage, stages: list[Stage]) -> None:
    if stage.system is not None:
        raise Conflict("This stage is needed as it is.", code="system_stage")
    if records_in(session, [stage.id]):
        raise Conflict("Records are in this stage: its kind can't change.", code="in_use")
    if stage.kind == StageKind.open and not any(s.kind == StageKind.open for s in stages if s.id != stage.id):
        raise Conflict("A pipeline needs an open stage.", code="open_needed")


def _target(stages: list[Stage], stage: Stage, move_to: str | None) -> Stage | None:
    if move_to is None:
        return None
    for other in stages:
        if other.id == move_to and other.id != stage.id and other.kind == stage.kind and other.system is None:
            return other
    raise Invalid.one("move_to", "unknown_reference", f"There is no such other {stage.kind} stage in this pipeline.")


def _number(session: Session, stages: list[Stage]) -> None:
    for place, stage in enumerate(stages):
        stage.position = place
    session.flush()


def _check_name(stages: list[Stage], stage: Stage) -> None:
    # The pipeline is locked: nobody else can take the name meanwhile.
    taken = next((s.id for s in stages if s.name_folded == stage.name_folded and s.id != stage.id), None)
    if taken is not None:
        raise Conflict("Another stage has this name.", code="duplicate", existing_id=taken, field="name")


STAGES = register(RecordService(STAGE, create_stage, update_stage, delete_stage, restore_stage))
