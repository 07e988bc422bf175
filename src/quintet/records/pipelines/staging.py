"""What records that move through pipelines have in common. Each object's own consequences are in its service."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from quintet.foundation.access import Actor
from quintet.foundation.events import Event, Ref
from quintet.foundation.events.log import Emission, emit_many
from quintet.foundation.objects.spec import AnySpec
from quintet.foundation.objects.writing import links_of
from quintet.kit import time
from quintet.kit.errors import Invalid
from quintet.kit.ids import is_id
from quintet.records.pipelines.defaults import default_pipeline
from quintet.records.pipelines.models import Pipeline, Stage, StagedRow
from quintet.records.pipelines.schemas import PipelineKind, StageKind

_CHUNK = 500
R = TypeVar("R", bound=StagedRow)


@dataclass(frozen=True, slots=True)
class StageMove:
    """From one stage to another, as facts tell it."""

    from_stage_id: str
    from_stage: str
    to_stage_id: str
    to_stage: str


@dataclass(frozen=True, slots=True)
class Staged(Generic[R]):
    """One object whose records move through pipelines of a kind."""

    kind: PipelineKind
    spec: AnySpec
    model: type[R]
    value: InstrumentedAttribute[Any]
    """Minor units."""
    currency: InstrumentedAttribute[Any]
    moved: Callable[[R, StageMove], Event]
    """The fact that a record was moved."""
    became: Callable[[R, str, str | None], Event]
    """The fact that a record has this status now, which it had not, for this reason."""

    @property
    def sums(self) -> dict[str, ColumnElement[Any]]:
        """What the records of a stage add up to."""
        return {"value_minor": self.value.expression, "weighted_minor": weighted(self.value, self.model)}


AnyStaged = Staged[Any]
_STAGED: dict[str, AnyStaged] = {}


def register_staged(staged: Staged[R]) -> Staged[R]:
    """Have an object's records move through the pipelines of its kind."""
    _STAGED[staged.kind] = staged
    return staged


def staged_of(kind: str) -> AnyStaged | None:
    """What moves through pipelines of this kind."""
    return _STAGED.get(kind)


def weighted(value: InstrumentedAttribute[Any], model: type[StagedRow]) -> ColumnElement[Any]:
    """The value times the probability, in whole minor units."""
    return (value * model.probability + 50) // 100


def lock_stage(session: Session, kind: str, stage_id: str, *, share: bool = False) -> Stage:
    """The live stage, kept as it is until the transaction ends; Invalid when it is none of a pipeline of this kind.

    Take it before the records that are to be moved, always: archiving a stage takes locks in this order too.
    """
    stage = None
    if is_id(stage_id):
        stage = session.scalar(
            select(Stage)
            .join(Pipeline, Pipeline.id == Stage.pipeline_id)
            .where(
                Stage.id == stage_id,
                Stage.deleted_at.is_(None),
                Pipeline.deleted_at.is_(None),
                Pipeline.kind == kind,
            )
            .with_for_update(of=Stage, read=share)
        )
    if stage is None:
        raise Invalid.one("stage_id", "unknown_reference", f"There is no such stage of a {kind} pipeline.")
    return stage


def stage_of_kind(session: Session, pipeline_id: str, kind: StageKind) -> str | None:
    """The id of the pipeline's first live stage of a kind. System stages only when there is no other."""
    return session.scalar(
        select(Stage.id)
        .where(Stage.pipeline_id == pipeline_id, Stage.deleted_at.is_(None), Stage.kind == kind.value)
        .order_by(Stage.system.is_not(None), Stage.position)
        .limit(1)
    )


def stages_of_kind(session: Session, kind: PipelineKind, pipeline_id: str | None = None) -> list[Stage]:
    """The live stages of all pipelines of a kind, or of one of them; those of the default pipeline first, in order."""
    wanted = (
        select(Stage)
        .join(Pipeline, Pipeline.id == Stage.pipeline_id)
        .where(Pipeline.kind == kind.value, Pipeline.deleted_at.is_(None), Stage.deleted_at.is_(None))
        .order_by(Pipeline.is_default.desc(), Pipeline.id, Stage.position)
    )
    return list(session.scalars(wanted if pipeline_id is None else wanted.where(Pipeline.id == pipeline_id)))


def starting_stage(
    session: Session,
    actor: Actor,
    kind: PipelineKind,
    pipeline_id: str | None,
    stage_id: str | None,
    *,
    share: bool = True,
) -> Stage:
    """Where a record starts in a pipeline: the stage, else the pipeline's first open one, else the default pipeline's.

    Invalid when a stage is not of the pipeline, or one of them is not there.
    """
    if stage_id is not None:
        stage = lock_stage(session, kind, stage_id, share=share)
        if pipeline_id is not None and stage.pipeline_id != pipeline_id:
            raise Invalid.one("stage_id", "other_pipeline", "The stage is of another pipeline.")
        return stage
    if pipeline_id is None:
        pipeline_id = default_pipeline(session, actor, kind).id
    first = stage_of_kind(session, pipeline_id, StageKind.open)
    if first is None:
        raise Invalid.one("pipeline_id", "unknown_reference", f"There is no such {kind} pipeline.")
    return lock_stage(session, kind, first, share=share)


def standing(stage: Stage, *, probability: int | None = None) -> dict[str, Any]:
    """The columns of a record that follow from the stage it enters. `probability` is its own one, if it has one."""
    values: dict[str, Any] = {
        "pipeline_id": stage.pipeline_id,
        "stage_id": stage.id,
        "status": stage.system or stage.kind,
        "stage_changed_at": time.now(),
    }
    if stage.kind == StageKind.open:
        own = {"probability": stage.probability if probability is None else probability}
        return values | own | {"own_probability": probability is not None, "open_stage_id": stage.id}
    return values | {"probability": stage.probability, "own_probability": False}


def records_in(session: Session, stage_ids: list[str]) -> bool:
    """Whether live records stand in one of the stages."""
    return any(
        session.scalar(
            select(staged.model.id)
            .where(staged.model.stage_id.in_(stage_ids), staged.model.deleted_at.is_(None))
            .limit(1)
        )
        for staged in _STAGED.values()
    )


def move_all(session: Session, actor: Actor, staged: AnyStaged, source: Stage, target: Stage) -> int:
    """Move every record from one stage to another of the same kind, those in the bin silently; how many were live."""
    step = StageMove(source.id, source.name, target.id, target.name)
    moved = 0
    for rows in _chunks(session, staged.model, source.id):
        for row in rows:
            row.stage_id = target.id
            row.stage_changed_at = time.now()
            if row.open_stage_id == source.id:
                row.open_stage_id = target.id
            if not row.own_probability:
                row.probability = target.probability
        session.flush()
        live = [row for row in rows if row.deleted_at is None]
        changes = {"stage_id": [source.id, target.id]}
        name = staged.spec.name
        emissions = [
            Emission(staged.moved(row, step), Ref(name, row.id), links_of(staged.spec, row), changes) for row in live
        ]
        emit_many(session, actor, emissions)
        moved += len(live)
        for row in rows:
            session.expunge(row)
    return moved


def reweigh(session: Session, stage: Stage) -> None:
    """Give the records in the stage its probability, but for those that have their own."""
    for staged in _STAGED.values():
        model = staged.model
        session.execute(
            update(model)
            .where(model.stage_id == stage.id, model.own_probability.is_(False))
            .values(probability=stage.probability, version=model.version + 1)
            .execution_options(synchronize_session=False)
        )


def _chunks(session: Session, model: type[StagedRow], stage_id: str) -> Iterator[list[StagedRow]]:
    statement = select(model).where(model.stage_id == stage_id).order_by(model.id).limit(_CHUNK).with_for_update()
    while rows := list(session.scalars(statement)):
        yield rows
