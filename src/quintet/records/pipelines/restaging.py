"""A pipeline's stages set as a whole, for faces that send them together."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from quintet.foundation.access import Actor
from quintet.foundation.objects.writing import record_to_change
from quintet.kit.errors import Invalid
from quintet.records.pipelines.models import Pipeline, Stage
from quintet.records.pipelines.object import PIPELINE
from quintet.records.pipelines.schemas import StageCreate, StageUpdate, StageWanted
from quintet.records.pipelines.service import reorder_stages, stages_of
from quintet.records.pipelines.stages import archive_stage, create_stage, update_stage


def set_stages(session: Session, actor: Actor, pipeline_id: str, wanted: Sequence[StageWanted]) -> Pipeline:
    """Let a pipeline have these stages in this order: those with an id are changed, the others are new, and what is
    not named goes to the bin. Conflict as in `archive_stage`; stages that are needed stay, behind the others."""
    record_to_change(session, actor, PIPELINE, pipeline_id)
    known = {stage.id: stage for stage in stages_of(session, pipeline_id, lock=True)}
    kept = [each.id for each in wanted if each.id is not None]
    for place, each in enumerate(wanted):
        if each.id is not None and (each.id not in known or kept.count(each.id) > 1):
            raise Invalid.one(
                f"stages.{place}.id", "unknown_reference", "The pipeline has no such stage, or has it once."
            )
    needed = [stage.id for stage in known.values() if stage.system is not None and stage.id not in kept]
    # What goes makes its name free for what comes.
    for id_ in known.keys() - {*kept, *needed}:
        archive_stage(session, actor, id_, None)
    order = []
    for each in wanted:
        values = each.model_dump(exclude_unset=True, exclude={"id"})
        if each.id is None:
            order.append(create_stage(session, actor, StageCreate(pipeline_id=pipeline_id, **values)).id)
            continue
        if changed := _changed(known[each.id], values):
            update_stage(session, actor, each.id, StageUpdate.model_validate(changed))
        order.append(each.id)
    return reorder_stages(session, actor, pipeline_id, [*order, *needed])


def _changed(stage: Stage, values: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in values.items() if getattr(stage, name) != value}
