"""What can be done with vocabularies. Records keep the words as text: whatever a record says is never refused."""

from functools import partial
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from quintet.foundation.access import Actor, require
from quintet.foundation.db import unless_taken
from quintet.foundation.jobs import enqueue
from quintet.foundation.objects import RecordService, register
from quintet.foundation.objects.writing import (
    add_record,
    change_record,
    delete_record,
    record_to_change,
    restore_record,
)
from quintet.kit.errors import Conflict, Invalid
from quintet.records.taxonomies.jobs import rename_everywhere
from quintet.records.taxonomies.models import Taxonomy
from quintet.records.taxonomies.object import TAXONOMY
from quintet.records.taxonomies.schemas import TaxonomyCreate, TaxonomyUpdate

MOST = 1_000


def create_taxonomy(session: Session, actor: Actor, data: TaxonomyCreate) -> Taxonomy:
    """Add a word. Conflict when the vocabulary has it, whatever the case of its letters."""
    require(actor, TAXONOMY.right("create"))
    folded = data.value.casefold()
    mine = select(func.count()).select_from(Taxonomy).where(Taxonomy.kind == data.kind, Taxonomy.deleted_at.is_(None))
    count = session.scalar(mine) or 0
    if count >= MOST:
        raise Conflict(f"A vocabulary has at most {MOST} words.", code="too_many")
    position = count if data.position is None else data.position
    values = {**data.model_dump(mode="json"), "position": position, "value_folded": folded}
    taxonomy = Taxonomy(**values)
    with unless_taken(session, partial(_refuse_taken, session, data.kind, folded)):
        add_record(session, actor, TAXONOMY, taxonomy)
    return taxonomy


def update_taxonomy(session: Session, actor: Actor, taxonomy_id: str, data: TaxonomyUpdate) -> Taxonomy:
    """Change a word; a job brings records that carry the old one to the new one. Conflict when it is there already."""
    taxonomy: Taxonomy = record_to_change(session, actor, TAXONOMY, taxonomy_id)
    values: dict[str, Any] = data.model_dump(exclude_unset=True)
    before = taxonomy.value
    word = values.get("value", before)
    if not word:
        raise Invalid.one("value", "required", "Give the word.")
    folded = word.casefold()
    with unless_taken(session, partial(_refuse_taken, session, taxonomy.kind, folded, but=taxonomy_id)):
        taxonomy.value_folded = folded
        change_record(session, actor, TAXONOMY, taxonomy, values)
    if word != before:
        job = rename_everywhere(taxonomy.id, before)
        enqueue(session, job, workspace_id=actor.workspace_id, requested_by=actor.user_id)
    return taxonomy


def delete_taxonomy(session: Session, actor: Actor, taxonomy_id: str) -> None:
    """Move a word to the bin. Records keep it; it is no longer offered."""
    delete_record(session, actor, TAXONOMY, record_to_change(session, actor, TAXONOMY, taxonomy_id, "delete"))


def restore_taxonomy(session: Session, actor: Actor, taxonomy_id: str) -> Taxonomy:
    """Bring a word back from the bin. Conflict when the vocabulary has it again by now."""
    taxonomy: Taxonomy = record_to_change(session, actor, TAXONOMY, taxonomy_id, "delete", deleted=True)
    with unless_taken(session, partial(_refuse_taken, session, taxonomy.kind, taxonomy.value_folded)):
        restore_record(session, actor, TAXONOMY, taxonomy)
    return taxonomy


def _refuse_taken(session: Session, kind: str, folded: str, *, but: str | None = None) -> None:
    same = (Taxonomy.kind == kind, Taxonomy.value_folded == folded, Taxonomy.deleted_at.is_(None))
    taken = session.scalar(select(Taxonomy.id).where(*same))
    if taken is not None and taken != but:
        raise Conflict("This vocabulary has the word already.", code="duplicate", existing_id=taken, field="value")


TAXONOMIES = register(RecordService(TAXONOMY, create_taxonomy, update_taxonomy, delete_taxonomy, restore_taxonomy))
