"""Adding records from drafts: one by one for services, many at once for imports, by the same rules."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from types import SimpleNamespace
from typing import Any, TypeVar

from sqlalchemy.orm import Session, make_transient_to_detached

from quintet.foundation.access import Actor, require
from quintet.foundation.db import Model, bulk_insert, workspace_of
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
from quintet.foundation.objects.writing import links_of, title_of, unknown_reference
from quintet.foundation.search import index_many
from quintet.kit.errors import FieldError, Invalid
from quintet.kit.ids import is_id

M = TypeVar("M", bound=ObjectRow)


def add_draft(session: Session, actor: Actor, spec: AnySpec, draft: Draft[M]) -> M:
    """Add one record with what comes with it, and give it. Forbidden without the right; Invalid for unknown relations
    or custom values."""
    [row] = _add(session, actor, spec, [draft])
    if isinstance(row, Invalid):
        raise row
    entity: M = spec.model()
    # Our insert is all that the session would do for it, at a tenth of its cost: it is as if just read.
    vars(entity).update(row)
    make_transient_to_detached(entity)
    session.add(entity)
    return entity


def add_many(session: Session, actor: Actor, spec: AnySpec, drafts: Sequence[Draft[Any]]) -> list[Invalid | None]:
    """Add many records with a few statements in all; gives for each what is wrong with it, or None when it was added.

    Raises IntegrityError when the database refuses one: it wants a savepoint around it.
    """
    rows = _add(session, actor, spec, drafts)
    return [row if isinstance(row, Invalid) else None for row in rows]


def _add(session: Session, actor: Actor, spec: AnySpec, drafts: Sequence[Draft[Any]]) -> list[Invalid | dict[str, Any]]:
    require(actor, spec.right("create"))
    verdicts = _check_relations(session, actor, spec, drafts)
    documents: list[dict[str, Any]] = [{} for _ in drafts]
    if spec.custom_fields:
        known = definitions(session, spec.name)
        for place, draft in enumerate(drafts):
            try:
                checked = check_values(session, actor, spec.name, draft.custom, creating=True, known=known)
                documents[place] = {key: value for key, value in checked.items() if value is not None}
            except Invalid as error:
                verdicts[place] = [*verdicts[place], *error.errors]
    added = [draft for draft, errors in zip(drafts, verdicts, strict=True) if not errors]
    ours = {"workspace_id": workspace_of(session), "created_by": actor.user_id, "version": 1}
    rows = [
        _row(spec.model, {**draft.values, "custom": document, **ours})
        for draft, document, errors in zip(drafts, documents, verdicts, strict=True)
        if not errors
    ]
    bulk_insert(session, spec.model, rows)
    _add_beside(session, added)
    # What reads rows (words, titles, links) reads attributes; these do for an entity, at a tenth of its cost.
    seen: list[Any] = [SimpleNamespace(**row) for row in rows]
    if spec.search is not None:
        index_many(session, [document_of(spec, row) for row in seen])
    created = facts_of(spec.name).created
    emissions: list[Emission] = []
    for draft, row in zip(added, seen, strict=True):
        links = links_of(spec, row)
        emissions.append(Emission(created(title=title_of(spec, row)), Ref(spec.name, row.id), links))
        emissions += _told(draft.facts, links)
    emit_many(session, actor, emissions)
    inserted = iter(rows)
    return [Invalid(errors) if errors else next(inserted) for errors in verdicts]


def _add_beside(session: Session, drafts: Sequence[Draft[Any]]) -> None:
    beside: dict[type[Model], list[dict[str, Any]]] = defaultdict(list)
    for draft in drafts:
        for model, values in draft.beside:
            beside[model].append(_row(model, values))
    for model, rows in beside.items():
        bulk_insert(session, model, rows)


def _told(facts: Sequence[Emission], links: Sequence[Ref]) -> list[Emission]:
    return [replace(emission, links=(*emission.links, *links)) for emission in facts]


def _check_relations(
    session: Session, actor: Actor, spec: AnySpec, drafts: Sequence[Draft[Any]]
) -> list[list[FieldError]]:
    errors: list[list[FieldError]] = [[] for _ in drafts]
    for field in spec.fields:
        if field.relation is None or field.type is not FieldType.relation:
            continue
        wanted = {str(value) for draft in drafts if (value := draft.values.get(field.name)) is not None}
        if field.relation == "user":
            wanted.discard(actor.user_id)
        if not wanted:
            continue
        seen = assignable(field.relation)(session, actor, [value for value in wanted if is_id(value)])
        missing = wanted - set(seen)
        for place, draft in enumerate(drafts):
            if draft.values.get(field.name) in missing:
                errors[place].append(unknown_reference(field))
    return errors


@cache
def _columns(model: type[Model]) -> tuple[tuple[str, Any], ...]:
    return tuple((column.key, column.default) for column in model.metadata.tables[model.__tablename__].columns)


def _row(model: type[Model], given: dict[str, Any]) -> dict[str, Any]:
    """All columns of a row, so that all rows go in by one statement."""
    values: dict[str, Any] = {}
    for key, default in _columns(model):
        if key in given:
            values[key] = given[key]
        elif default is None:
            values[key] = None
        else:
            values[key] = default.arg(None) if default.is_callable else default.arg
    return values
