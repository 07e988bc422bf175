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
from quintet.records.taxonomies.models import Taxonomy

_BATCH = 100


@job("records.rename_taxonomy_value", timeout=3_600)
def rename_everywhere(ctx: JobContext, taxonomy_id: str, before: str) -> None:
    """Bring records that carry what a word was before to what it is now: of two renames in a row it does not matter
    which job comes first. Again from the start after a crash: what is renamed is not found once more."""
    word = ctx.read(lambda session: session.get(Taxonomy, taxonomy_id))
    if word is None:
        return
    done = 0
    for spec in [service.spec for service in objects().values()]:
        for field in spec.fields:
            if field.vocabulary == word.kind:
                rename = partial(_rename, spec, field, taxonomy_id, before)
                while changed := ctx.write(rename):
                    done += changed
                    ctx.progress(done)


def _rename(spec: AnySpec, field: Field, taxonomy_id: str, before: str, session: Session) -> int:
    model = spec.model
    # Kept as it is until the records have it, so that a rename meanwhile finds them all.
    word = session.scalars(select(Taxonomy).where(Taxonomy.id == taxonomy_id).with_for_update(read=True)).one()
    carry = (folded(field.attr) == before.casefold(), field.attr != word.value, model.deleted_at.is_(None))
    rows = session.scalars(select(model).where(*carry).order_by(model.id).limit(_BATCH).with_for_update()).all()
    actor = system_actor(word.workspace_id)
    for row in rows:
        change_record(session, actor, spec, row, {field.name: word.value})
    return len(rows)
