"""A renamed word comes to the records that carry it."""

from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from quintet.foundation.access import system_actor
from quintet.foundation.db.json import folded
from quintet.foundation.jobs import JobContext, job
from quintet.foundation.objects.fields import Field
from quintet.foundation.objects.registry import objects
from quintet.foundation.objects.spec import AnySpec
from quintet.foundation.objects.writing import change_record

_BATCH = 100


@job("records.rename_taxonomy_value", timeout=3_600)
def rename_everywhere(ctx: JobContext, kind: str, before: str, after: str) -> None:
    """Again from the start after a crash: what is renamed is not found once more."""
    done = 0
    for spec in [service.spec for service in objects().values()]:
        for field in spec.fields:
            if field.vocabulary == kind:
                rename = partial(_rename, ctx, spec, field, before, after)
                while changed := ctx.write(rename):
                    done += changed
                    ctx.progress(done)


def _rename(ctx: JobContext, spec: AnySpec, field: Field, before: str, after: str, session: Session) -> int:
    model = spec.model
    carry = (folded(field.attr) == before.casefold(), field.attr != after, model.deleted_at.is_(None))
    rows = session.scalars(select(model).where(*carry).order_by(model.id).limit(_BATCH).with_for_update()).all()
    assert ctx.workspace_id is not None  # noqa: S101 - enqueued for one
    actor = system_actor(ctx.workspace_id)
    for row in rows:
        change_record(session, actor, spec, row, {field.name: after})
    return len(rows)
