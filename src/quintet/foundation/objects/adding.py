"""Adding records from drafts: one by one for services, many at once for imports, by the same rules."""

from collections import defaultdict
from collections.abc import Sequence
from functools import cache
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from quintet.foundation.access import Actor, require
from quintet.foundation.db import Model, bulk_insert
from quintet.foundation.events import Ref
from quintet.foundation.events.log import Emission, emit_many
from quintet.foundation.objects.custom import check_values, definitions
from quintet.foundation.objects.drafts import Draft
from quintet.foundation.objects.facts import facts_of
from quintet.foundation.objects.fields import FieldType
from quintet.foundation.objects.finding import document_of
from quintet.foundation.objects.models import ObjectRow
from quintet.foundation.objects.registry import assignable
from quintet.foundation.objects.spec import AnySpec
from quintet.foundation.objects.writing import add_record, links_of, title_of, unknown_reference
from quintet.foundation.search import index_many
from quintet.kit.errors import FieldError, Invalid
from quintet.kit.ids import is_id

M = TypeVar("M", bound=ObjectRow)


def add_draft(session: Session, actor: Actor, spec: AnySpec, draft: Draft[M]) -> M:
    """Add one record with what stands beside it. Raises as `add_record`."""
    add_record(session, actor, spec, draft.row, custom=draft.custom)
    session.add_all(draft.beside)
    session.flush()
    return draft.row


def add_many(session: Session, actor: Actor, spec: AnySpec, drafts: Sequence[Draft[Any]]) -> list[Invalid | None]:
    """Add many records with a few statements in all; gives for each what is wrong with it, or None when it was added.

    Raises IntegrityError, with nothing added, when the database refuses one: then add them one by one. Wants a
    savepoint around it. The rows do not become entities of the session.
    """
    require(actor, spec.right("create"))
    verdicts = _check_relations(session, actor, spec, drafts)
    if spec.custom_fields:
        known = definitions(session, spec.name)
        for place, draft in enumerate(drafts):
            try:
                checked = check_values(session, actor, spec.name, draft.custom, creating=True, known=known)
                draft.row.custom = {key: value for key, value in checked.items() if value is not None}
            except Invalid as error:
                verdicts[place] = [*verdicts[place], *error.errors]
    added = [draft for draft, errors in zip(drafts, verdicts, strict=True) if not errors]
    for draft in added:
        draft.row.created_by = actor.user_id
        draft.row.version = 1
    bulk_insert(session, spec.model, [_values(draft.row) for draft in added])
    beside: dict[type[Model], list[dict[str, Any]]] = defaultdict(list)
    for draft in added:
        for row in draft.beside:
            beside[type(row)].append(_values(row))
    for model, rows in beside.items():
        bulk_insert(session, model, rows)
    if spec.search is not None:
        index_many(session, [document_of(spec, draft.row) for draft in added])
    created = facts_of(spec.name).created
    emissions = [
        Emission(created(title=title_of(spec, d.row)), Ref(spec.name, d.row.id), links_of(spec, d.row)) for d in added
    ]
    emit_many(session, actor, emissions)
    return [Invalid(errors) if errors else None for errors in verdicts]


def _check_relations(
    session: Session, actor: Actor, spec: AnySpec, drafts: Sequence[Draft[Any]]
) -> list[list[FieldError]]:
    errors: list[list[FieldError]] = [[] for _ in drafts]
    for field in spec.fields:
        if field.relation is None or field.type is not FieldType.relation:
            continue
        wanted = {getattr(draft.row, field.name) for draft in drafts} - {None}
        if field.relation == "user":
            wanted.discard(actor.user_id)
        if not wanted:
            continue
        seen = assignable(field.relation)(session, actor, [value for value in wanted if is_id(value)])
        missing = wanted - set(seen)
        for place, draft in enumerate(drafts):
            if getattr(draft.row, field.name) in missing:
                errors[place].append(unknown_reference(field))
    return errors


@cache
def _columns(model: type[Model]) -> tuple[tuple[str, Any], ...]:
    return tuple((column.key, column.default) for column in model.metadata.tables[model.__tablename__].columns)


def _values(row: Model) -> dict[str, Any]:
    given = row.__dict__
    values: dict[str, Any] = {}
    for key, default in _columns(type(row)):
        if key in given:
            values[key] = given[key]
        elif default is None:
            values[key] = None
        else:
            # Every row has to have every column: they go in by one statement.
            values[key] = default.arg(None) if default.is_callable else default.arg
    return values
