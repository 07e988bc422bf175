"""The columns an export can have, and how a record's value becomes a cell."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy.orm import Session

from quintet.foundation.access import Actor
from quintet.foundation.objects import FieldType
from quintet.foundation.objects.columns import Column, columns_of
from quintet.foundation.objects.custom import definitions
from quintet.foundation.objects.registry import reference
from quintet.foundation.objects.spec import AnySpec
from quintet.kit.currencies import DECIMALS
from quintet.kit.errors import FieldError, Invalid
from quintet.kit.money import Money

Row = Mapping[str, Any]
Cell = str | int | float | bool | None
_BASE = ("deleted_at", "version", "created_by", "custom")


@dataclass(frozen=True, slots=True)
class ExportColumn:
    """One column of the file. `read` gives the cell of a row in which relations are expanded."""

    name: str
    label: str
    read: Callable[[Row], Cell]
    expand: str | None = None
    """The relation that has to be expanded."""
    custom_relation: tuple[str, str] | None = None
    """(custom key, object) of a custom field whose ids have to be looked up."""


def columns_to_export(session: Session, spec: AnySpec) -> dict[str, ExportColumn]:
    """All columns an export of the object can have, by name, in their order.

    A relation is two: `company` is the title of the related record, `company_id` its id.
    """
    found: dict[str, ExportColumn] = {}
    currency = next((c.name for c in columns_of(spec).values() if c.name == "currency"), None)
    for column in columns_of(spec).values():
        if column.name in _BASE:
            continue
        if column.expand_name is not None:
            found[column.expand_name] = _titles(column)
        found[column.name] = ExportColumn(column.name, _id_label(column), _plain(column.name, column.type, currency))
    if spec.custom_fields:
        for key, field in definitions(session, spec.name).items():
            type_ = FieldType(field.type)
            name = f"custom.{key}"
            if type_ is FieldType.relation:
                read = _custom_title(key)
                found[name] = ExportColumn(name, field.label, read, custom_relation=(key, field.options[0]))
            else:
                found[name] = ExportColumn(name, field.label, _custom(key, type_))
    return found


def choose(session: Session, spec: AnySpec, names: Sequence[str] | None) -> list[ExportColumn]:
    """The named columns, or all that people read (titles of relations rather than ids). Invalid for unknown names."""
    known = columns_to_export(session, spec)
    if names is None:
        ids = {c.name for c in columns_of(spec).values() if c.expand_name is not None}
        return [column for name, column in known.items() if name not in ids]
    missing = [name for name in names if name not in known]
    if missing:
        listed = ", ".join(known)
        raise Invalid(
            [FieldError("columns", "unknown_field", f"There is no {n[:60]}. Known: {listed}.") for n in missing]
        )
    return [known[name] for name in dict.fromkeys(names)]


def fill_custom_relations(session: Session, actor: Actor, columns: Sequence[ExportColumn], rows: Sequence[Any]) -> None:
    """Put titles where custom relations have ids."""
    for column in columns:
        if column.custom_relation is None:
            continue
        key, target = column.custom_relation
        ids = {row["custom"].get(key) for row in rows} - {None}
        found = reference(target)(session, actor, ids)
        for row in rows:
            id_ = row["custom"].get(key)
            if id_ is not None:
                row["custom"][key] = found.get(id_, {}).get("title")


def _id_label(column: Column) -> str:
    return f"{column.label} id" if column.expand_name is not None else column.label


def _titles(column: Column) -> ExportColumn:
    name = column.expand_name or column.name

    def read(row: Row) -> Cell:
        shown = row.get(name)
        if isinstance(shown, list):
            return "; ".join(str(item["title"]) for item in shown)
        return str(shown["title"]) if shown else None

    return ExportColumn(name, column.label, read, expand=name)


def _plain(name: str, type_: FieldType, currency: str | None) -> Callable[[Row], Cell]:
    if type_ is FieldType.money:
        return lambda row: _money(row[name], row.get(currency) if currency else None)
    return lambda row: _cell(row[name])


def _custom(key: str, type_: FieldType) -> Callable[[Row], Cell]:
    if type_ is FieldType.money:
        return lambda row: _custom_money(row["custom"].get(key))
    return lambda row: _cell(row["custom"].get(key))


def _custom_title(key: str) -> Callable[[Row], Cell]:
    return lambda row: _cell(row["custom"].get(key))


def _cell(value: Any) -> Cell:
    if value is None or isinstance(value, (str, int, float)):
        return value
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return "; ".join(value)
    return orjson.dumps(value).decode()


def _money(amount: int | None, currency: str | None) -> Cell:
    """In major units; a record without a currency counts in hundredths."""
    if amount is None:
        return None
    return Money(amount, currency if currency in DECIMALS else "USD").plain


def _custom_money(value: Mapping[str, Any] | None) -> Cell:
    if value is None:
        return None
    return str(Money(value["amount_minor"], value["currency"])) if value["currency"] in DECIMALS else None
