"""What leads score, kept beside them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from quintet.foundation.access import Actor
from quintet.foundation.events import Ref
from quintet.foundation.events.log import Emission, emit_many
from quintet.foundation.events.models import EventLink, EventRow
from quintet.foundation.objects.query import ListQuery, parse_query
from quintet.foundation.objects.reading import custom_types, judge_records
from quintet.foundation.objects.writing import links_of
from quintet.kit import time
from quintet.kit.errors import Invalid
from quintet.marketing.scores.facts import LeadScoreChanged
from quintet.marketing.scores.models import LeadScore, ScoreRules
from quintet.marketing.scores.schemas import RULES, EngagementRule, FitRule, Reason, Signal
from quintet.marketing.scores.weighing import USUAL, bounded, weigh
from quintet.records.activities.models import Activity
from quintet.records.leads.models import Lead
from quintet.records.leads.object import LEAD

LOOKED_BACK = timedelta(days=730)
"""What happened before gives no points any more."""
EVENTS = {
    "tag.applied": Signal.tag,
    "lead.stage_changed": Signal.stage,
    "note.created": Signal.note,
    "task.completed": Signal.task,
}
_ACTIVITIES = (Signal.call, Signal.meeting, Signal.email, Signal.other)


@dataclass(frozen=True, slots=True)
class Scored:
    """What a lead scores. `by_rules` is the sum of the reasons."""

    score: int
    by_rules: int
    by_hand: int
    reasons: list[Reason]


def rules_of(session: Session) -> tuple[list[FitRule | EngagementRule], bool]:
    """The rules of the session's workspace, and whether they are the usual ones."""
    kept = session.scalar(select(ScoreRules.rules))
    return (list(USUAL), True) if kept is None else (RULES.validate_python(kept), False)


def fit_queries(
    session: Session, actor: Actor, rules: Sequence[FitRule | EngagementRule]
) -> tuple[dict[int, ListQuery], list[Invalid]]:
    """The filters of the fit rules by their place; and what is wrong with the others, whose field may be gone."""
    custom = custom_types(session, LEAD)
    found: dict[int, ListQuery] = {}
    wrong: list[Invalid] = []
    for place, rule in enumerate(rules):
        if isinstance(rule, FitRule):
            try:
                found[place] = parse_query(LEAD, [(f"{rule.field}[{rule.op}]", rule.value)], custom, me=actor.user_id)
            except Invalid as error:
                wrong.append(
                    Invalid.one(f"rules.{place}", error.errors[0].code, f"{rule.name}: {error.errors[0].message}")
                )
    return found, wrong


def kept_scores(session: Session, ids: Sequence[str]) -> dict[str, LeadScore]:
    """What was kept of these leads."""
    return {row.lead_id: row for row in session.scalars(select(LeadScore).where(LeadScore.lead_id.in_(ids)))}


def score_leads(
    session: Session, actor: Actor, leads: Sequence[Lead], kept: Mapping[str, LeadScore]
) -> dict[str, Scored]:
    """What these leads score now, by id: four statements for up to 200 leads, whatever the rules, and one for the
    types of custom fields. `kept` is what was kept of them."""
    ids = sorted(lead.id for lead in leads)
    rules, _ = rules_of(session)
    queries, _ = fit_queries(session, actor, rules)
    fits = judge_records(session, actor, LEAD, list(queries.values()), ids)
    signals = _signals(session, ids)
    now = time.now()
    found: dict[str, Scored] = {}
    for lead in leads:
        held = dict(zip(queries, fits.get(lead.id, ()), strict=False))
        reasons = weigh(rules, held, signals[lead.id], now)
        by_rules = sum(reason.points for reason in reasons)
        by_hand = _by_hand(lead.score, kept.get(lead.id), by_rules)
        found[lead.id] = Scored(bounded(by_rules + by_hand), by_rules, by_hand, reasons)
    return found


def keep_scores(session: Session, actor: Actor, ids: Sequence[str], *, tell: bool) -> int:
    """Bring the scores of leads up to date; those that stay as they are are not written. Gives how many were.

    The leads' versions stay too: nobody's own change is refused because a score went down over night.
    """
    wanted = select(Lead).where(Lead.id.in_(ids), Lead.deleted_at.is_(None)).order_by(Lead.id)
    leads = list(session.scalars(wanted.with_for_update()))
    kept = kept_scores(session, ids)
    scored = score_leads(session, actor, leads, kept)
    now = time.now()
    emissions: list[Emission] = []
    changed = 0
    for lead in leads:
        mine, row = scored[lead.id], kept.get(lead.id)
        if not _differs(row, lead, mine):
            continue
        changed += 1
        if row is None:
            row = LeadScore(lead_id=lead.id)
            session.add(row)
        row.score, row.by_rules, row.by_hand, row.computed_at = mine.score, mine.by_rules, mine.by_hand, now
        row.reasons = [reason.model_dump(mode="json") for reason in mine.reasons]
        if lead.score != mine.score:
            if tell:
                fact = LeadScoreChanged(lead.name[:300], lead.score, mine.score)
                changes = {"score": [lead.score, mine.score]}
                emissions.append(Emission(fact, Ref("lead", lead.id), tuple(links_of(LEAD, lead)), changes))
            session.execute(
                update(Lead)
                .where(Lead.id == lead.id)
                .values(score=mine.score, updated_at=Lead.updated_at)
                .execution_options(synchronize_session=False)
            )
    session.flush()
    session.expire_all()
    emit_many(session, actor, emissions)
    return changed


def stale(session: Session, actor: Actor, ids: Sequence[str]) -> list[str]:
    """Those of the leads whose kept score is no longer what they score."""
    leads = list(session.scalars(select(Lead).where(Lead.id.in_(ids), Lead.deleted_at.is_(None))))
    kept = kept_scores(session, ids)
    scored = score_leads(session, actor, leads, kept)
    return [lead.id for lead in leads if _differs(kept.get(lead.id), lead, scored[lead.id])]


def _differs(row: LeadScore | None, lead: Lead, scored: Scored) -> bool:
    if row is None:
        return True
    said = [(reason["name"], reason["points"], reason["count"]) for reason in row.reasons]
    now = [(reason.name, reason.points, reason.count) for reason in scored.reasons]
    return said != now or row.by_hand != scored.by_hand or not lead.score == row.score == scored.score


def _by_hand(score: int, row: LeadScore | None, by_rules: int) -> int:
    """A score that is not the one we left there was set by somebody: the difference to the rules is theirs."""
    if row is None:
        return score - by_rules if score else 0
    return row.by_hand if row.score == score else score - row.by_rules


def _signals(session: Session, ids: Sequence[str]) -> dict[str, dict[Signal, list[datetime]]]:
    since = time.now() - LOOKED_BACK
    found: dict[str, dict[Signal, list[datetime]]] = defaultdict(lambda: defaultdict(list))
    told = (
        select(EventLink.record_id, EventRow.type, EventRow.at)
        .join(EventRow, EventRow.id == EventLink.event_id)
        .where(
            EventLink.record_type == LEAD.name,
            EventLink.record_id.in_(ids),
            EventRow.type.in_(EVENTS),
            EventRow.at >= since,
        )
    )
    for lead_id, type_, at in session.execute(told):
        found[lead_id][EVENTS[type_]].append(at)
    done = select(Activity.related_id, Activity.type, Activity.starts_at).where(
        Activity.related_type == LEAD.name,
        Activity.related_id.in_(ids),
        Activity.deleted_at.is_(None),
        Activity.starts_at >= since,
    )
    for related_id, type_, at in session.execute(done):
        found[related_id or ""][Signal(type_) if type_ in _ACTIVITIES else Signal.other].append(at)
    return found
