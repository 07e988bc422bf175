"""The pipelines that every workspace has without making them."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from quintet.foundation.access import Actor
from quintet.foundation.db import bulk_insert, insert_new, workspace_of
from quintet.foundation.events import Ref, emit
from quintet.foundation.objects.facts import facts_of
from quintet.identity.public import workspace_settings
from quintet.kit.ids import new_id
from quintet.records.pipelines.models import Pipeline, Stage
from quintet.records.pipelines.schemas import PipelineKind, PipelineStage, StageKind
from quintet.records.pipelines.words import NAMES, NOT_REAL

BOGUS = "bogus"
_CERTAIN = {StageKind.won: 100, StageKind.lost: 0}
_MAYBE = 50
_OPEN: dict[PipelineKind, tuple[tuple[int, str], ...]] = {
    PipelineKind.lead: ((10, "#868e96"), (25, "#228be6"), (50, "#15aabf"), (75, "#7950f2")),
    PipelineKind.deal: ((10, "#868e96"), (25, "#228be6"), (50, "#15aabf"), (75, "#7950f2")),
    PipelineKind.product: ((25, "#868e96"), (50, "#228be6"), (75, "#15aabf")),
    PipelineKind.case: ((10, "#868e96"), (50, "#228be6"), (50, "#fab005")),
}
"""Probability in percent and colour of each open stage."""
_WON, _LOST, _NOT_REAL = "#40c057", "#fa5252", "#adb5bd"


def language_of(session: Session) -> str:
    """In which the session's workspace names what it begins with."""
    return workspace_settings(session, workspace_of(session)).language


def usual_stages(kind: PipelineKind, language: str) -> list[PipelineStage]:
    """The stages of a new pipeline for which none are given."""
    names = NAMES[language][kind]
    standing = zip(names.stages, _OPEN[kind], strict=True)
    return [
        *(PipelineStage(name=name, probability=percent, color=color) for name, (percent, color) in standing),
        PipelineStage(name=names.won, kind=StageKind.won, color=_WON),
        PipelineStage(name=names.lost, kind=StageKind.lost, color=_LOST),
    ]


def probability_of(kind: StageKind, given: int | None) -> int:
    """A stage's probability: certain when it closes, else what is given, else even."""
    return _CERTAIN.get(kind, _MAYBE if given is None else given)


def default_pipeline(session: Session, actor: Actor, kind: PipelineKind) -> Pipeline:
    """The workspace's pipeline of this kind that is used when none is named; made when first asked for.

    Anybody may cause it to be made. Of two who do at once, both get the same.
    """
    wanted = select(Pipeline).where(
        Pipeline.kind == kind.value, Pipeline.is_default.is_(True), Pipeline.deleted_at.is_(None)
    )
    pipeline = session.scalar(wanted)
    if pipeline is None:
        language = language_of(session)
        name = NAMES[language][kind].pipeline
        row = {"id": new_id(), "name": name, "name_folded": name.casefold(), "kind": kind.value, "is_default": True}
        made = insert_new(session, Pipeline, [row], "id")
        pipeline = session.scalars(wanted).one()
        if made:
            add_stages(session, pipeline, usual_stages(kind, language))
            fact = facts_of("pipeline").created(title=name)
            emit(session, actor, fact, subject=Ref("pipeline", pipeline.id))
    return pipeline


def add_stages(session: Session, pipeline: Pipeline, stages: list[PipelineStage]) -> None:
    """Give a new pipeline its stages, and a lead pipeline the one for what turns out not to be real."""
    rows: list[dict[str, Any]] = [
        {
            "pipeline_id": pipeline.id,
            "name": stage.name,
            "name_folded": stage.name.casefold(),
            "position": place,
            "kind": stage.kind.value,
            "probability": probability_of(stage.kind, stage.probability),
            "color": stage.color,
            "system": None,
        }
        for place, stage in enumerate(stages)
    ]
    if pipeline.kind == PipelineKind.lead:
        taken = {row["name_folded"] for row in rows}
        usual = NOT_REAL[language_of(session)]
        name = next(name for name in (*usual, f"{usual[0]} {new_id()}") if name.casefold() not in taken)
        ends = {"kind": StageKind.lost.value, "probability": 0, "color": _NOT_REAL, "system": BOGUS}
        place = {"pipeline_id": pipeline.id, "position": len(rows)}
        rows.append({"name": name, "name_folded": name.casefold(), **place, **ends})
    bulk_insert(session, Stage, rows)
