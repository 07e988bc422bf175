"""A lead is scored anew when it changes, and when something happens with it."""

from sqlalchemy.orm import Session

from quintet.foundation.access import system_actor
from quintet.foundation.events import Delivered, Event, subscribe
from quintet.foundation.objects.facts import facts_of
from quintet.marketing.scores.scoring import keep_scores
from quintet.records.leads.facts import LeadStageChanged
from quintet.records.tags.facts import TagApplied, TagRemoved
from quintet.records.tasks.facts import TaskCompleted

_LEAD, _ACTIVITY = facts_of("lead"), facts_of("activity")


@subscribe(
    TagApplied,
    TagRemoved,
    LeadStageChanged,
    TaskCompleted,
    facts_of("note").created,
    _ACTIVITY.created,
    _ACTIVITY.updated,
    _ACTIVITY.deleted,
    _ACTIVITY.restored,
    _LEAD.created,
    _LEAD.updated,
    _LEAD.restored,
    name="marketing.score_leads",
)
def score(session: Session, delivered: Delivered[Event]) -> None:
    """Bring the score of those leads up to date whose timeline the fact is on."""
    ids = sorted({ref.id for ref in (delivered.subject, *delivered.links) if ref.type == "lead"})
    if ids:
        keep_scores(session, system_actor(delivered.workspace_id), ids, tell=True)
