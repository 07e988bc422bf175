"""What services are made of: adding, changing, deleting and restoring records with all that belongs to it.

Each function checks rights, relations and custom values, changes the row, keeps the search index, and emits the
object's fact with field changes and links to the records on whose timelines it belongs.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from quintet.foundation.access import Actor, require
from quintet.foundation.events import Event, Ref, emit
from quintet.foundation.objects import finding
from quintet.foundation.objects.custom import check_values
from quintet.foundation.objects.facts import facts_of
from quintet.foundation.objects.fields import Field, FieldType
from quintet.foundation.objects.models import ObjectRow
from quintet.foundation.objects.reading import get_record
from quintet.foundation.objects.registry import assignable
from quintet.foundation.objects.spec import AnySpec
from quintet.kit import time
from quintet.kit.errors import FieldError, Invalid, Stale
from quintet.kit.ids import is_id


def add_record(
    session: Session,
    actor: Actor,
    spec: AnySpec,
    row: ObjectRow,
    *,
    custom: Mapping[str, Any] | None = None,
    links: Iterable[Ref] = (),
) -> None:
    """Add a new record. Forbidden without the right; Invalid for unknown relations or custom values."""
    require(actor, spec.right("create"))
    check_relations(session, actor, spec, {f.name: getattr(row, f.name) for f in spec.fields if f.relation})
    if spec.custom_fields:
        checked = check_values(session, actor, spec.name, custom or {}, creating=True)
        row.custom = {key: value for key, value in checked.items() if value is not None}
    row.created_by = actor.user_id
    row.version = 1
    session.add(row)
    session.flush()
    finding.index(session, spec, row)
    fact = facts_of(spec.name).created(title=title_of(spec, row))
    emit(session, actor, fact, subject=Ref(spec.name, row.id), links=[*links_of(spec, row), *links])


def change_record(
    session: Session,
    actor: Actor,
    spec: AnySpec,
    row: ObjectRow,
    values: Mapping[str, Any],
    *,
    custom: Mapping[str, Any] | None = None,
    fact: Event | None = None,
    links: Iterable[Ref] = (),
) -> dict[str, list[Any]]:
    """Set attributes of a record; returns tracked changes as {field: [before, after]}. Nothing new: nothing happens.

    `fact` stands in for the plain `updated` fact where the change has a name of its own.
    """
    require(actor, spec.right("update"))
    before_links = links_of(spec, row)
    changed = {name: value for name, value in values.items() if getattr(row, name) != value}
    check_relations(session, actor, spec, changed)
    changes = {name: [_plain(getattr(row, name)), _plain(value)] for name, value in changed.items()}
    for name, value in changed.items():
        setattr(row, name, value)
    if custom:
        merged = dict(row.custom)
        for key, value in check_values(session, actor, spec.name, custom, creating=False).items():
            if merged.get(key) != value:
                changes[f"custom.{key}"] = [merged.get(key), value]
            if value is None:
                merged.pop(key, None)
            else:
                merged[key] = value
        if merged != row.custom:
            row.custom = merged
    if not changes and fact is None:
        return {}
    flush_current(session)
    finding.index(session, spec, row)
    untracked = {field.name for field in spec.fields if not field.tracked}
    told = {name: change for name, change in changes.items() if name not in untracked}
    emit(
        session,
        actor,
        fact or facts_of(spec.name).updated(title=title_of(spec, row)),
        subject=Ref(spec.name, row.id),
        links=[*links_of(spec, row), *before_links, *links],
        changes=told,
    )
    return told


def delete_record(session: Session, actor: Actor, spec: AnySpec, row: ObjectRow, *, links: Iterable[Ref] = ()) -> None:
    """Move a record to the bin, from where `restore_record` brings it back."""
    require(actor, spec.right("delete"))
    row.deleted_at = time.now()
    flush_current(session)
    finding.forget(session, spec, [row.id])
    fact = facts_of(spec.name).deleted(title=title_of(spec, row))
    emit(session, actor, fact, subject=Ref(spec.name, row.id), links=[*links_of(spec, row), *links])


def restore_record(session: Session, actor: Actor, spec: AnySpec, row: ObjectRow, *, links: Iterable[Ref] = ()) -> None:
    """Bring a record back from the bin."""
    require(actor, spec.right("delete"))
    row.deleted_at = None
    flush_current(session)
    finding.index(session, spec, row)
    fact = facts_of(spec.name).restored(title=title_of(spec, row))
    emit(session, actor, fact, subject=Ref(spec.name, row.id), links=[*links_of(spec, row), *links])


def record_to_change(
    session: Session, actor: Actor, spec: AnySpec, record_id: str, verb: str = "update", *, deleted: bool = False
) -> Any:
    """The record as an entity to change: Forbidden without the right, NotFound when it is not visible."""
    record = get_record(session, actor, spec, record_id, deleted=deleted)
    require(actor, spec.right(verb))
    return record


def check_version(row: ObjectRow, if_match: str | None) -> None:
    """Stale when `If-Match` names another version; `*` and nothing match any."""
    if if_match is None or if_match.strip() == "*":
        return
    wanted = {tag.strip().removeprefix("W/").strip('"') for tag in if_match.split(",")}
    if str(row.version) not in wanted:
        raise Stale


def flush_current(session: Session) -> None:
    """Flush; a row that somebody else changed meanwhile is Stale."""
    try:
        session.flush()
    except StaleDataError as error:
        raise Stale from error


def check_relations(session: Session, actor: Actor, spec: AnySpec, values: Mapping[str, Any]) -> None:
    """Invalid unless every relation points at something that exists and that the actor sees."""
    errors: list[FieldError] = []
    for field in spec.fields:
        value = values.get(field.name)
        if field.relation is None or field.type is not FieldType.relation or value is None:
            continue
        if value == actor.user_id and field.relation == "user":
            continue
        if not is_id(value) or value not in assignable(field.relation)(session, actor, [value]):
            errors.append(unknown_reference(field))
    if errors:
        raise Invalid(errors)


def unknown_reference(field: Field) -> FieldError:
    return FieldError(field.name, "unknown_reference", f"There is no such {field.relation}.")


def title_of(spec: AnySpec, row: ObjectRow) -> str:
    return str(getattr(row, spec.title.key) or "")[:300]


def links_of(spec: AnySpec, row: ObjectRow) -> list[Ref]:
    """The records besides itself on whose timelines a record's facts belong."""
    found = [Ref(link.object, value) for link in spec.links if (value := getattr(row, link.attr.key))]
    if spec.related is not None:
        kind, id_ = getattr(row, spec.related.type.key), getattr(row, spec.related.id.key)
        if kind and id_:
            found.append(Ref(kind, id_))
    return found


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return time.to_text(value)
    return value.isoformat() if isinstance(value, date) else value
