"""What a record says after others went into it. Pure functions over rows as they are read."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from quintet.foundation.objects.fields import FieldType
from quintet.foundation.objects.reading import Row
from quintet.foundation.objects.spec import AnySpec
from quintet.kit.errors import FieldError, Invalid

_LISTS = (FieldType.json, FieldType.multi_select, FieldType.relations)
_MARKS = ("primary", "is_default", "default_billing", "default_shipping")
_DERIVED = ("full_name",)


def fields_of(spec: AnySpec) -> list[str]:
    """The fields that a merge decides about. Custom values are one of them, `custom`."""
    return [name for name in spec.update.model_fields if name not in _DERIVED]


def united(
    spec: AnySpec, rows: Sequence[Row], choose: Mapping[str, str], custom_fields: Collection[str]
) -> dict[str, Any]:
    """What to change in the first of the rows so that it stands for all. Invalid naming each choice that can't be."""
    by_id = {row["id"]: row for row in rows}
    types = {field.name: field.type for field in spec.fields} | {c.name: c.type for c in spec.computed}
    itself = {field.name for field in spec.fields if field.relation == spec.name}
    single = [name for name in fields_of(spec) if name != "custom" and types[name] not in _LISTS]
    _check(choose, {*single, *(f"custom.{key}" for key in custom_fields)}, by_id)
    winner = rows[0]
    values: dict[str, Any] = {}
    for name in fields_of(spec):
        if name == "custom":
            values[name] = _custom(rows, choose, custom_fields)
        elif name not in single:
            values[name] = _list(rows, name)
        elif name in choose:
            values[name] = by_id[choose[name]][name]
        elif name not in itself:
            # What lies above the others may lie below this one: their parents are only taken when chosen.
            values[name] = _first([row[name] for row in rows])
    for name in itself:
        if values.get(name, winner[name]) in by_id:
            values[name] = None
    return {name: value for name, value in values.items() if value != winner[name]}


def _check(choose: Mapping[str, str], known: Collection[str], by_id: Mapping[str, Row]) -> None:
    errors = []
    for name, id_ in choose.items():
        if name not in known:
            errors.append(FieldError(f"choose.{name}", "unknown_field", "There is nothing to choose in this field."))
        elif id_ not in by_id:
            errors.append(FieldError(f"choose.{name}", "unknown_reference", "Must be one of the records to merge."))
    if errors:
        raise Invalid(errors)


def _first(values: Sequence[Any]) -> Any:
    return next((value for value in values if value not in (None, "")), values[0])


def _custom(rows: Sequence[Row], choose: Mapping[str, str], keys: Collection[str]) -> dict[str, Any]:
    found = dict(rows[0]["custom"])
    for key in keys:
        chosen = choose.get(f"custom.{key}")
        offered = [row["custom"].get(key) for row in rows if chosen in (None, row["id"])]
        value = _first(offered)
        if value is not None or key in found:
            found[key] = value
    return found


def _list(rows: Sequence[Row], name: str) -> list[Any]:
    found = list(rows[0][name] or [])
    seen = [_content(entry) for entry in found]
    for row in rows[1:]:
        for entry in row[name] or []:
            content = _content(entry)
            if content in seen:
                continue
            seen.append(content)
            if isinstance(entry, dict):
                marks = {mark: False for mark in _MARKS if mark in entry}
                entry = {key: value for key, value in {**entry, **marks}.items() if key != "id"}
            found.append(entry)
    return found


def _content(entry: Any) -> Any:
    """What makes an entry another one: of e-mail addresses and numbers their value alone."""
    if not isinstance(entry, dict):
        return entry
    if "value" in entry:
        return entry["value"]
    return {key: value for key, value in entry.items() if value and key not in ("id", *_MARKS)}
