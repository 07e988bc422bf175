"""Keeping the search index true to the records, in the transaction that changes them."""

from sqlalchemy.orm import Session

from quintet.foundation.objects.models import ObjectRow
from quintet.foundation.objects.spec import AnySpec
from quintet.foundation.search import Document, index_document, remove


def document_of(spec: AnySpec, row: ObjectRow) -> Document:
    """What a record is found by."""
    words = [word for word in (spec.search(row) if spec.search else []) if word]
    words += [value for value in row.custom.values() if isinstance(value, str)] if row.custom else []
    return Document(
        record_type=spec.name,
        record_id=row.id,
        title=str(getattr(row, spec.title.key) or ""),
        subtitle=str(getattr(row, spec.subtitle.key) or "") if spec.subtitle is not None else "",
        text=" ".join(words),
    )


def index(session: Session, spec: AnySpec, row: ObjectRow) -> None:
    """Make the record found by its present words."""
    if spec.search is not None:
        index_document(session, document_of(spec, row))


def forget(session: Session, spec: AnySpec, ids: list[str]) -> None:
    """Make the records no longer found."""
    if spec.search is not None:
        remove(session, spec.name, ids)
