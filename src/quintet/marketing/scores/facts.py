"""Facts about scores."""

from dataclasses import dataclass

from quintet.foundation.events import Event, event_type


@event_type("lead.score_changed")
@dataclass(frozen=True)
class LeadScoreChanged(Event):
    """Something that happened gave the lead another score. That time went by, or rules changed, is not told."""

    title: str
    before: int
    after: int


@event_type("score_rules.updated")
@dataclass(frozen=True)
class ScoreRulesUpdated(Event):
    """Somebody changed the rules by which leads are scored."""

    rules: int
