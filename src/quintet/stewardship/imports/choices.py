"""Checking what people choose for an import's columns and options."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from quintet.foundation.access import Actor, require
from quintet.foundation.objects import FieldType, objects
from quintet.foundation.objects.custom_fields import MANAGE as MANAGE_FIELDS
from quintet.foundation.objects.custom_fields import key_of
from quintet.foundation.objects.registry import AnyService
from quintet.identity.members.references import active_user_ids
from quintet.kit.errors import FieldError, Invalid
from quintet.stewardship.imports.mapping import Column, NewField, Options
from quintet.stewardship.imports.schemas import ColumnChoice, OptionsChoice
from quintet.stewardship.imports.targets import Target, match_keys_of, targets_of, ways_to_name


def targets_with_new(session: Session, service: AnyService, columns: Sequence[Column]) -> dict[str, Target]:
    """All targets, with the custom fields that are yet to be made."""
    targets = targets_of(session, service)
    for column in columns:
        new = column.new_field
        if new is not None:
            name = f"custom.{new.key}"
            targets.setdefault(name, Target(name, new.label, new.type, tuple(new.options)))
    return targets


def choose_columns(
    session: Session, actor: Actor, service: AnyService, stored: list[dict[str, Any]], chosen: Sequence[ColumnChoice]
) -> list[dict[str, Any]]:
    """The mapping with these columns changed. Invalid naming each choice that can't be."""
    columns = {column["index"]: Column.of(column) for column in stored}
    targets = targets_of(session, service)
    errors: list[FieldError] = []
    for place, choice in enumerate(chosen):
        column = columns.get(choice.column)
        if column is None:
            errors.append(FieldError(f"mapping.{place}.column", "unknown", "The file has no such column."))
            continue
        try:
            _choose(actor, service, targets, column, choice)
        except ValueError as error:
            errors.append(FieldError(f"mapping.{place}.target", "invalid", str(error)))
    used = Counter(column.target for column in columns.values() if column.target is not None)
    for target, times in used.items():
        if times > 1:
            errors.append(FieldError("mapping", "repeated", f"{times} columns go to {target}; only one can."))
    if errors:
        raise Invalid(errors)
    return [column.as_json() for column in columns.values()]


def _choose(
    actor: Actor, service: AnyService, targets: dict[str, Target], column: Column, choice: ColumnChoice
) -> None:
    column.confidence, column.by, column.new_field = 1.0, None, None
    if choice.new_field is not None:
        require(actor, MANAGE_FIELDS)
        column.new_field = _new_field(service, targets, choice)
        column.target = f"custom.{column.new_field.key}"
        return
    column.target = choice.target
    if choice.target is None:
        return
    target = targets.get(choice.target)
    if target is None:
        raise ValueError(f"{service.spec.label_plural} have no field {choice.target} that a file can fill.")
    if target.relation is not None:
        column.by = _way(target, choice.by)
    elif choice.by is not None:
        raise ValueError(f"{target.name} names no other record.")


def _new_field(service: AnyService, targets: dict[str, Target], choice: ColumnChoice) -> NewField:
    new = choice.new_field
    if new is None or not service.spec.custom_fields:
        raise ValueError(f"{service.spec.label_plural} have no custom fields.")
    if new.type is FieldType.relation:
        raise ValueError("Make relations to other objects first, then choose them as the target.")
    if choice.target is not None and choice.target != f"custom.{new.key}":
        raise ValueError("Give a target or a new field, not both.")
    key = new.key or key_of(new.label)
    if not key:
        raise ValueError("Give the new field a key: none can be made from its label.")
    if f"custom.{key}" in targets:
        raise ValueError(f"There is already a field custom.{key}: choose it as the target.")
    return NewField(key, new.label, FieldType(new.type))


def _way(target: Target, by: str | None) -> str:
    known = objects().get(target.relation or "")
    ways = ("title", *ways_to_name(target.relation or "", known.spec if known is not None else None))
    way = by or ("name" if target.relation == "user" else "title")
    if way not in ways:
        raise ValueError(f"A {target.relation} can be named by: {', '.join(ways)}.")
    return way


def choose_options(
    session: Session,
    actor: Actor,
    service: AnyService,
    columns: list[dict[str, Any]],
    stored: dict[str, Any],
    chosen: OptionsChoice | None,
) -> dict[str, Any]:
    """The options with those changed that are given. Invalid naming each that can't be."""
    given = chosen.model_dump(mode="json", exclude_unset=True) if chosen is not None else {}
    options = Options.of({**stored, **given})
    targets = targets_with_new(session, service, [Column.of(column) for column in columns])
    mapped = {column["target"] for column in columns}
    errors: list[FieldError] = []
    if options.match_key is not None and options.match_key not in mapped:
        if "match_key" in given:
            errors.append(FieldError("options.match_key", "not_mapped", "No column goes to this field."))
        options.match_key = None
    keys = match_keys_of(service.spec, targets)
    if options.match_key is not None and options.match_key not in keys:
        errors.append(FieldError("options.match_key", "invalid", "Must be one of: " + ", ".join(keys) + "."))
    if options.owner_id is not None and not active_user_ids(session, actor.workspace_id, [options.owner_id]):
        errors.append(FieldError("options.owner_id", "unknown_reference", "There is no such active member."))
    if options.tags and "tag_ids" not in targets:
        errors.append(FieldError("options.tags", "no_tags", f"{service.spec.label_plural} have no tags."))
    if errors:
        raise Invalid(errors)
    return options.as_json()
