"""Facts about pipelines and their stages."""

from dataclasses import dataclass

from quintet.foundation.events import Event, event_type


@event_type("pipeline.reordered")
@dataclass(frozen=True)
class PipelineReordered(Event):
    """The stages stand in another order."""

    stage_ids: list[str]


@event_type("stage.archived")
@dataclass(frozen=True)
class StageArchived(Event):
    """Nothing stands in it any more; `moved` records went to `moved_to`."""

    title: str
    moved: int
    moved_to: str | None
