"""Request schemas of pipelines and stages."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field, model_validator

from quintet.foundation.http import Body
from quintet.kit.values import RecordId

BLUE = "#228be6"
Name = Annotated[str, Field(min_length=1, max_length=100)]
Color = Annotated[str, Field(pattern=r"^#[0-9a-f]{6}$")]
Percent = Annotated[int, Field(ge=0, le=100)]
Reason = Annotated[str, Field(max_length=2000)]


class PipelineKind(StrEnum):
    """What moves through a pipeline."""

    lead = "lead"
    deal = "deal"
    product = "product"
    case = "case"


class StageKind(StrEnum):
    open = "open"
    won = "won"
    lost = "lost"


class _NewStage(Body):
    name: Name
    kind: StageKind = StageKind.open
    probability: Percent | None = None
    color: Color = BLUE

    @model_validator(mode="after")
    def _certain_when_closed(self) -> "_NewStage":
        certain = {StageKind.won: 100, StageKind.lost: 0}.get(self.kind)
        if certain is not None and self.probability not in (None, certain):
            raise ValueError(f"the probability of a {self.kind} stage is {certain}")
        return self


class PipelineStage(_NewStage):
    """A stage of a new pipeline. `probability` in percent; won is 100, lost is 0."""


class StageCreate(_NewStage):
    """A new stage, at the end of the open ones unless `position` (from 0) says where."""

    pipeline_id: RecordId
    position: Annotated[int, Field(ge=0, le=1000)] | None = None


class StageUpdate(Body):
    """Changes to a stage; what is not given stays as it is."""

    name: Name = ""
    kind: StageKind = StageKind.open
    probability: Percent = 0
    color: Color = BLUE


class StageWanted(Body):
    """A stage among all that a pipeline is to have: one that there is, by its `id`, or a new one."""

    id: RecordId | None = None
    name: Name = ""
    kind: StageKind = StageKind.open
    probability: Percent = 0
    color: Color = BLUE


class PipelineCreate(Body):
    """A new pipeline. Without stages it gets the usual ones of its kind."""

    name: Name
    kind: PipelineKind = PipelineKind.deal
    is_default: bool = False
    stages: Annotated[list[PipelineStage], Field(max_length=50)] = []


class PipelineUpdate(Body):
    """Changes to a pipeline; what is not given stays as it is."""

    name: Name = ""
    is_default: bool = False


class Reordering(Body):
    """All live stages of the pipeline in their new order."""

    stage_ids: Annotated[list[RecordId], Field(min_length=1, max_length=200)]


class Archiving(Body):
    """Where the records in the stage go: another stage of the same pipeline and kind."""

    move_to: RecordId | None = None


class DefaultPipeline(Body):
    """Which kind's default pipeline is wanted."""

    kind: PipelineKind


class Move(Body):
    """To a stage, on top of it or right after or before a record that is in it."""

    stage_id: RecordId
    after_id: RecordId | None = None
    before_id: RecordId | None = None

    @model_validator(mode="after")
    def _one_place(self) -> "Move":
        if self.after_id is not None and self.before_id is not None:
            raise ValueError("give after_id or before_id")
        return self
