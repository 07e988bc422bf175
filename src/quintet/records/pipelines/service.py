"""What can be done with pipelines. Their stages: `stages`."""

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from quintet.foundation.access import Actor
from quintet.foundation.events import Ref, emit
from quintet.foundation.objects import RecordService, register
from quintet.foundation.objects.boards import totals_of_each
from quintet.foundation.objects.query import Condition, ListQuery
from quintet.foundation.objects.reading import Row, get_record
from quintet.foundation.objects.writing import (
    add_record,
    change_record,
    delete_record,
    record_to_change,
    restore_record,
)
from quintet.kit.errors import Conflict, FieldError, Invalid
from quintet.kit.ids import new_id
from quintet.records.pipelines.defaults import add_stages, language_of, usual_stages
from quintet.records.pipelines.facts import PipelineReordered
from quintet.records.pipelines.models import Pipeline, Stage
from quintet.records.pipelines.object import PIPELINE
from quintet.records.pipelines.schemas import PipelineCreate, PipelineKind, PipelineStage, PipelineUpdate, StageKind
from quintet.records.pipelines.staging import AnyStaged, records_in, staged_of, stages_of_kind


def create_pipeline(session: Session, actor: Actor, data: PipelineCreate) -> Pipeline:
    """Add a pipeline with its stages. The first of its kind is the default."""
    stages = data.stages or usual_stages(data.kind, language_of(session))
    _check_stages(stages)
    default = _default_of(session, data.kind)
    pipeline = Pipeline(
        id=new_id(), name=data.name, name_folded=data.name.casefold(), kind=data.kind.value, is_default=default is None
    )
    try:
        with session.begin_nested():
            add_record(session, actor, PIPELINE, pipeline)
    except IntegrityError:
        raise Conflict("Somebody else just made the default pipeline. Try again.", code="default_taken") from None
    add_stages(session, pipeline, stages)
    if data.is_default and default is not None:
        _make_default(session, actor, pipeline, default)
    return pipeline


def update_pipeline(session: Session, actor: Actor, pipeline_id: str, data: PipelineUpdate) -> Pipeline:
    """Change a pipeline. Making it the default ends that of the one before; a kind always has one."""
    pipeline: Pipeline = record_to_change(session, actor, PIPELINE, pipeline_id)
    given = data.model_dump(exclude_unset=True)
    if "name" in given:
        if not data.name:
            raise Invalid.one("name", "required", "A pipeline needs a name.")
        pipeline.name_folded = data.name.casefold()
        change_record(session, actor, PIPELINE, pipeline, {"name": data.name})
    if "is_default" in given and data.is_default != pipeline.is_default:
        if not data.is_default:
            raise Invalid.one("is_default", "default_needed", "Make another pipeline the default instead.")
        _make_default(session, actor, pipeline, _default_of(session, pipeline.kind))
    return pipeline


def delete_pipeline(session: Session, actor: Actor, pipeline_id: str) -> None:
    """Move a pipeline with its stages to the bin. Conflict for the default one, and while records are in it."""
    pipeline: Pipeline = record_to_change(session, actor, PIPELINE, pipeline_id, "delete")
    if pipeline.is_default:
        raise Conflict("The default pipeline can't be deleted. Make another the default first.", code="default_needed")
    stages = stages_of(session, pipeline.id, lock=True)
    if records_in(session, [stage.id for stage in stages]):
        raise Conflict("Records are in this pipeline. Move them to another first.", code="in_use")
    delete_record(session, actor, PIPELINE, pipeline)
    for stage in stages:
        stage.deleted_at = pipeline.deleted_at
    session.flush()


def restore_pipeline(session: Session, actor: Actor, pipeline_id: str) -> Pipeline:
    """Bring a pipeline back from the bin, with the stages it had."""
    pipeline: Pipeline = record_to_change(session, actor, PIPELINE, pipeline_id, "delete", deleted=True)
    gone_at = pipeline.deleted_at
    restore_record(session, actor, PIPELINE, pipeline)
    for stage in session.scalars(select(Stage).where(Stage.pipeline_id == pipeline.id, Stage.deleted_at == gone_at)):
        stage.deleted_at = None
    session.flush()
    return pipeline


def reorder_stages(session: Session, actor: Actor, pipeline_id: str, stage_ids: list[str]) -> Pipeline:
    """Put the stages of a pipeline into this order, which has to name each of them once."""
    pipeline: Pipeline = record_to_change(session, actor, PIPELINE, pipeline_id)
    stages = {stage.id: stage for stage in stages_of(session, pipeline.id, lock=True)}
    if len(stage_ids) != len(stages) or set(stage_ids) != set(stages):
        raise Invalid.one("stage_ids", "incomplete", "Name each stage of the pipeline once.")
    before = list(stages)
    if before == stage_ids:
        return pipeline
    for place, stage_id in enumerate(stage_ids):
        stages[stage_id].position = place
    session.flush()
    fact = PipelineReordered(stage_ids)
    changes = {"stage_ids": [before, stage_ids]}
    emit(session, actor, fact, subject=Ref("pipeline", pipeline.id), changes=changes)
    return pipeline


def pipeline_stats(session: Session, actor: Actor, pipeline_id: str) -> list[Row]:
    """Each stage in order with its count and, by currency, value and weighted value of what the actor sees in it."""
    pipeline: Pipeline = get_record(session, actor, PIPELINE, pipeline_id, lock=False)
    stages = stages_of(session, pipeline.id)
    staged = staged_of(pipeline.kind)
    query = ListQuery(conditions=(Condition("pipeline_id", "eq", (pipeline.id,)),))
    return stage_totals(session, actor, staged, stages, query)


def all_stats(session: Session, actor: Actor, kind: PipelineKind) -> dict[str, list[Row]]:
    """`pipeline_stats` of every pipeline of a kind by its id, the default one first, with two statements in all."""
    stages = stages_of_kind(session, kind)
    rows = stage_totals(session, actor, staged_of(kind), stages, ListQuery())
    found: dict[str, list[Row]] = {}
    for stage, row in zip(stages, rows, strict=True):
        found.setdefault(stage.pipeline_id, []).append(row)
    return found


def stage_totals(
    session: Session, actor: Actor, staged: AnyStaged | None, stages: list[Stage], query: ListQuery
) -> list[Row]:
    """The stages with what their records add up to, one statement for all of them."""
    found: dict[str, Row] = {stage.id: {**stage_row(stage), "count": 0, "totals": []} for stage in stages}
    if staged is not None:
        by = (staged.model.stage_id, staged.currency)
        for row in totals_of_each(session, actor, staged.spec, query, by, staged.sums):
            column = found.get(row["stage_id"])
            if column is not None:
                column["count"] += row["count"]
                sums = {name: row[name] for name in staged.sums}
                column["totals"].append({"currency": row[staged.currency.key], "count": row["count"], **sums})
        for column in found.values():
            column["totals"].sort(key=lambda total: total["currency"] or "")
    return list(found.values())


def stage_row(stage: Stage) -> Row:
    """A stage as boards and statistics show it."""
    shown = ("id", "name", "kind", "position", "probability", "color", "system")
    return {name: getattr(stage, name) for name in shown}


def stages_of(session: Session, pipeline_id: str, *, lock: bool = False) -> list[Stage]:
    """The pipeline's live stages in their order."""
    statement = (
        select(Stage)
        .where(Stage.pipeline_id == pipeline_id, Stage.deleted_at.is_(None))
        .order_by(Stage.position, Stage.id)
    )
    return list(session.scalars(statement.with_for_update() if lock else statement))


def _check_stages(stages: list[PipelineStage]) -> None:
    errors: list[FieldError] = []
    names: set[str] = set()
    for place, stage in enumerate(stages):
        if stage.name.casefold() in names:
            errors.append(FieldError(f"stages.{place}.name", "duplicate", "Another stage has this name."))
        names.add(stage.name.casefold())
    if not any(stage.kind is StageKind.open for stage in stages):
        errors.append(FieldError("stages", "open_needed", "A pipeline needs an open stage."))
    if errors:
        raise Invalid(errors)


def _default_of(session: Session, kind: str) -> Pipeline | None:
    return session.scalar(
        select(Pipeline)
        .where(Pipeline.kind == kind, Pipeline.is_default.is_(True), Pipeline.deleted_at.is_(None))
        .with_for_update()
    )


def _make_default(session: Session, actor: Actor, pipeline: Pipeline, before: Pipeline | None) -> None:
    if before is not None:
        change_record(session, actor, PIPELINE, before, {"is_default": False})
    change_record(session, actor, PIPELINE, pipeline, {"is_default": True})


PIPELINES = register(RecordService(PIPELINE, create_pipeline, update_pipeline, delete_pipeline, restore_pipeline))
