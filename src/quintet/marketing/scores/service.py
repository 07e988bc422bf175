"""Reading scores, and changing the rules they come from."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from quintet.foundation.access import Actor, Role, require
from quintet.foundation.access.rights import declare
from quintet.foundation.db import insert_new, workspace_of
from quintet.foundation.events import Ref, emit
from quintet.foundation.jobs import enqueue
from quintet.foundation.objects.reading import get_record
from quintet.foundation.objects.writing import record_to_change
from quintet.kit import time
from quintet.kit.errors import Invalid
from quintet.kit.ids import new_id
from quintet.marketing.scores.facts import ScoreRulesUpdated
from quintet.marketing.scores.jobs import rescore_leads
from quintet.marketing.scores.models import LeadScore, ScoreRules
from quintet.marketing.scores.schemas import Reason, RulesBody, RulesRead, ScoreRead, plain_rules
from quintet.marketing.scores.scoring import fit_queries, keep_scores, rules_of, score_leads
from quintet.records.leads.models import Lead
from quintet.records.leads.object import LEAD

UPDATE = declare("score_rules.update", Role.admin)


def read_score(session: Session, actor: Actor, lead_id: str) -> ScoreRead:
    """What a lead that the actor sees scores, and why: as it was last kept, so that its reasons add up to it."""
    require(actor, LEAD.right("read"))
    lead: Lead = get_record(session, actor, LEAD, lead_id, lock=False)
    row = session.get(LeadScore, (lead.workspace_id, lead.id))
    if row is not None and row.score == lead.score:
        reasons, by_hand, at = [Reason(**reason) for reason in row.reasons], row.by_hand, row.computed_at
    else:  # not yet looked at since it was made, or since somebody set it
        scored = score_leads(session, actor, [lead], {} if row is None else {lead.id: row})[lead.id]
        reasons, by_hand, at = scored.reasons, scored.by_hand, time.now()
    if by_hand:
        reasons.append(Reason(kind="by_hand", name="Set by hand", points=by_hand))
    return ScoreRead(
        lead_id=lead.id,
        score=lead.score if row is not None else max(0, min(100, sum(reason.points for reason in reasons))),
        fit=sum(reason.points for reason in reasons if reason.kind == "fit"),
        engagement=sum(reason.points for reason in reasons if reason.kind == "engagement"),
        by_hand=by_hand,
        reasons=reasons,
        computed_at=at,
    )


def drop_by_hand(session: Session, actor: Actor, lead_id: str) -> ScoreRead:
    """Let the rules alone say again what a lead scores."""
    lead: Lead = record_to_change(session, actor, LEAD, lead_id)
    keep_scores(session, actor, [lead.id], tell=False)
    row = session.get_one(LeadScore, (workspace_of(session), lead_id))
    row.by_hand = 0
    session.flush()
    keep_scores(session, actor, [lead_id], tell=True)
    return read_score(session, actor, lead_id)


def read_rules(session: Session, actor: Actor) -> RulesRead:
    """By which rules the workspace's leads are scored."""
    require(actor, LEAD.right("read"))
    rules, usual = rules_of(session)
    _, wrong = fit_queries(session, actor, rules)
    return RulesRead(rules=rules, usual=usual, broken=[int(e.errors[0].field.partition(".")[2]) for e in wrong])


def change_rules(session: Session, actor: Actor, data: RulesBody) -> RulesRead:
    """Make these the rules; a job scores all open leads anew. Invalid naming each that the leads' list would refuse."""
    require(actor, UPDATE)
    _, wrong = fit_queries(session, actor, data.rules)
    if wrong:
        raise Invalid([error.errors[0] for error in wrong])
    now = time.now()
    first = {"id": new_id(), "created_at": now, "updated_at": now, "rules": []}
    insert_new(session, ScoreRules, [first], "id")
    kept = session.scalars(select(ScoreRules).with_for_update()).one()
    before, kept.rules = kept.rules, plain_rules(data.rules)
    session.flush()
    if before != kept.rules:
        emit(session, actor, ScoreRulesUpdated(len(data.rules)), subject=Ref("score_rules", kept.id))
        workspace_id = workspace_of(session)
        call = rescore_leads(workspace_id)
        enqueue(session, call, workspace_id=workspace_id, dedupe_key="all", requested_by=actor.user_id)
    return read_rules(session, actor)
