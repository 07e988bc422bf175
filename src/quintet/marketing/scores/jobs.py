"""Scoring all open leads anew: when the rules change, and each night, as time takes points away."""

from functools import partial

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from quintet.foundation.access import system_actor
from quintet.foundation.db import as_workspace
from quintet.foundation.jobs import JobContext, enqueue, job, queue, schedule
from quintet.identity.workspaces.models import Workspace
from quintet.marketing.scores.scoring import keep_scores, stale
from quintet.records.leads.models import Lead
from quintet.records.leads.schemas import LeadStatus

BATCH = 200
_FIRST = "00000000-0000-0000-0000-000000000000"
_OPEN = (Lead.status == LeadStatus.open, Lead.deleted_at.is_(None))

queue("scores", concurrency=1, prefetch=0)


@job("marketing.rescore_leads", queue="scores", timeout=3_600, dedupe_until="started")
def rescore_leads(ctx: JobContext, workspace_id: str) -> None:
    """Score all open leads, and write what changed. Run again it finds less to write."""
    actor = system_actor(workspace_id)
    total = ctx.read(lambda session: session.scalar(select(func.count()).select_from(Lead).where(*_OPEN)) or 0)
    done, after = 0, _FIRST
    while ids := ctx.read(partial(_next, after)):
        # Found by readers, so that the writer is only asked for what has to be written.
        changed = ctx.read(lambda session, ids=ids: stale(session, actor, ids))  # type: ignore[misc]
        if changed:
            ctx.write(lambda session, ids=changed: keep_scores(session, actor, ids, tell=False))  # type: ignore[misc]
        done, after = done + len(ids), ids[-1]
        ctx.progress(done, max(done, total))


def _next(after: str, session: Session) -> list[str]:
    return list(session.scalars(select(Lead.id).where(*_OPEN, Lead.id > after).order_by(Lead.id).limit(BATCH)))


@schedule("marketing.rescore_all", cron="0 40 3 * * *", timeout=600)
def rescore_all(ctx: JobContext) -> None:
    """Every night: have the leads of every workspace scored."""
    for workspace_id in ctx.read(lambda s: list(s.scalars(select(Workspace.id).where(Workspace.deleted_at.is_(None))))):
        ctx.write(partial(_queue, workspace_id))


def _queue(workspace_id: str, session: Session) -> None:
    with as_workspace(session, workspace_id):
        enqueue(session, rescore_leads(workspace_id), workspace_id=workspace_id, dedupe_key="all")
