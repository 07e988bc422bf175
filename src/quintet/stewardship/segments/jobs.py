"""Putting all that matches on a segment's list, or taking it off: batch after batch."""

from dataclasses import replace
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from quintet.foundation.jobs import JobContext, job, queue
from quintet.foundation.objects import object_named
from quintet.foundation.objects.reading import count_records, list_records
from quintet.stewardship.acting import actor_under
from quintet.stewardship.exports.reading import parameters_of
from quintet.stewardship.segments.members import add_members, list_to_fill, matching, remove_members

BATCH = 200

queue("segments", concurrency=1, prefetch=0)


@job("stewardship.fill_segment", queue="segments", timeout=3_600)
def fill_segment(
    ctx: JobContext, workspace_id: str, mandate: dict[str, Any], segment_id: str, action: str, filters: str
) -> None:
    """Go through what the query string lets through, by id. Run again it finds done what was done."""
    change = add_members if action == "add" else remove_members
    parameters = parameters_of(filters)

    def count(session: Session) -> int:
        actor = actor_under(session, workspace_id, mandate)
        segment = list_to_fill(session, actor, segment_id)
        spec = object_named(segment.object).spec
        return count_records(session, actor, spec, matching(session, actor, segment, parameters))

    def step(after: str | None, session: Session) -> list[str]:
        actor = actor_under(session, workspace_id, mandate)
        segment = list_to_fill(session, actor, segment_id)
        query = replace(matching(session, actor, segment, parameters), limit=BATCH)
        if after is not None:
            query = replace(query, after=(after, after))
        page = list_records(session, actor, object_named(segment.object).spec, query)
        ids = [row["id"] for row in page.data]
        if ids:
            change(session, actor, segment_id, ids)
        return ids

    total = ctx.read(count)
    done = 0
    after: str | None = None
    while True:
        ids = ctx.write(partial(step, after))
        done += len(ids)
        ctx.progress(done, max(done, total))
        if len(ids) < BATCH:
            return
        after = ids[-1]
