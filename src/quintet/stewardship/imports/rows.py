"""Rows of cells to what services take, as far as that goes without asking the database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from quintet.foundation.objects import FieldType
from quintet.kit.errors import FieldError
from quintet.stewardship.imports import values
from quintet.stewardship.imports.mapping import Column, Options
from quintet.stewardship.imports.tables import TableRow
from quintet.stewardship.imports.targets import ID, Target
from quintet.stewardship.imports.values import Habits

_SHOWN = 200


@dataclass(slots=True)
class Naming:
    """A cell that names related records: `texts` one for a relation, any number for relations."""

    target: Target
    by: str
    texts: list[str]


@dataclass(slots=True)
class ParsedRow:
    """One row, read: values by field, custom values by key, namings still to be looked up."""

    number: int
    values: dict[str, Any] = field(default_factory=dict)
    custom: dict[str, Any] = field(default_factory=dict)
    parts: dict[str, dict[str, str]] = field(default_factory=dict)
    """Of the first entry of a list, by field (`addresses`)."""
    namings: list[Naming] = field(default_factory=list)
    problems: list[dict[str, Any]] = field(default_factory=list)
    match: str | None = None
    """The cell by which the record is recognised."""
    body: Any = None
    """What the object's create schema makes of it, with placeholders where namings are; None when it refuses."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads the rows of one import."""

    columns: Sequence[tuple[Column, Target]]
    width: int
    empty: frozenset[str]
    match_key: str | None
    clear_empty: bool
    habits: Habits
    currency_target: str | None
    headers: Mapping[str, str]
    """Target → header, to name columns in problems."""
    tags: tuple[Target, tuple[str, ...]] | None = None
    """Names of tags for every row."""

    def read(self, row: TableRow) -> ParsedRow:
        parsed = ParsedRow(row.number)
        if any(row.cells[self.width :]):
            message = f"The row has {len(row.cells)} cells, the header {self.width}."
            parsed.problems.append(self.problem("row", "too_many_cells", message))
            return parsed
        currency = self._currency(row.cells)
        for column, target in self.columns:
            text = row.cells[column.index] if column.index < len(row.cells) else ""
            if not text or text.casefold() in self.empty:
                if self.clear_empty:
                    self._clear(parsed, target)
                continue
            if text[0] == "'" and text[1:2] in "=+-@" and len(text) > 1:
                # What our exports (and others') put before cells that a spreadsheet would run as formulas.
                text = text[1:]
            try:
                self._take(parsed, column, target, text, currency)
                if target.name == self.match_key:
                    parsed.match = text
            except ValueError as error:
                parsed.problems.append(self.problem(target.name, "invalid_value", str(error), text))
        if self.tags is not None:
            parsed.namings.append(Naming(self.tags[0], "title", self._tags(parsed)))
        return parsed

    def _tags(self, parsed: ParsedRow) -> list[str]:
        target, names = self.tags or (None, ())
        given = [text for naming in parsed.namings if naming.target is target for text in naming.texts]
        parsed.namings[:] = [naming for naming in parsed.namings if naming.target is not target]
        return list(dict.fromkeys((*given, *names)))

    def _take(self, parsed: ParsedRow, column: Column, target: Target, text: str, currency: str) -> None:
        if "\x00" in text:
            raise ValueError("The cell holds characters that are not text.")
        if target.relation is not None:
            texts = values.split_list(text) if target.type is FieldType.relations else [text]
            parsed.namings.append(Naming(target, column.by or "title", texts))
            return
        if target.name == ID:
            return
        if target.type is FieldType.money:
            money = values.to_money(text, currency, self.habits)
            if target.is_custom:
                parsed.custom[target.key] = {"amount_minor": money.amount_minor, "currency": money.currency}
            else:
                parsed.values[target.name] = money.amount_minor
                if self.currency_target is not None:
                    parsed.values.setdefault(self.currency_target, money.currency)
            return
        value = values.to_value(target.type, text, target.options, self.habits)
        if target.part is not None:
            outer, inner = target.part
            parsed.parts.setdefault(outer, {})[inner] = value
        elif target.is_custom:
            parsed.custom[target.key] = value
        else:
            parsed.values[target.name] = value

    def _clear(self, parsed: ParsedRow, target: Target) -> None:
        if target.is_custom:
            parsed.custom[target.key] = None
        elif target.part is not None:
            parsed.parts.setdefault(target.part[0], {})[target.part[1]] = ""
        elif target.name != ID and target.nullable:
            parsed.values[target.name] = [] if target.type is FieldType.relations else None

    def _currency(self, cells: Sequence[str]) -> str:
        for column, target in self.columns:
            if target.name == self.currency_target and column.index < len(cells) and cells[column.index]:
                try:
                    return values.to_currency(cells[column.index])
                except ValueError:
                    break  # the schema will say so
        return self.habits.currency

    def problem(self, field: str, code: str, message: str, value: str | None = None) -> dict[str, Any]:
        return {
            "field": field,
            "column": self.headers.get(field),
            "code": code,
            "message": message[:500],
            "value": value[:_SHOWN].replace("\x00", "") if value is not None else None,
        }

    def problems_of(self, errors: Sequence[FieldError], parsed: ParsedRow) -> list[dict[str, Any]]:
        """What a service found wrong, with the column it came from."""
        found = []
        for error in errors:
            name, given = self._origin(error.field, parsed)
            found.append(self.problem(name, error.code, error.message, given if isinstance(given, str) else None))
        return found

    def _origin(self, place: str, parsed: ParsedRow) -> tuple[str, Any]:
        """The target that a place in a body was filled from, and what it got."""
        outer, *rest = place.split(".")
        if outer == "custom" and rest:
            return place, parsed.custom.get(rest[0])
        if rest and outer in parsed.parts and rest[-1] in parsed.parts[outer]:
            return f"{outer}.{rest[-1]}", parsed.parts[outer][rest[-1]]
        return outer, parsed.values.get(outer)


def reader_of(columns: Sequence[Column], targets: Mapping[str, Target], options: Options, width: int) -> Reader:
    """The reader of an import's rows."""
    used = [(column, targets[column.target]) for column in columns if column.target is not None]
    currency = targets.get("currency")
    return Reader(
        columns=used,
        width=width,
        empty=frozenset(token.casefold() for token in options.empty_tokens),
        match_key=options.match_key,
        clear_empty=options.clear_empty,
        habits=Habits(options.date_order, options.decimal_mark, options.timezone, options.currency),
        currency_target=currency.name
        if currency is not None and any(t.type is FieldType.money for _, t in used)
        else None,
        headers={target.name: column.header for column, target in used},
        tags=(targets["tag_ids"], tuple(options.tags)) if options.tags and "tag_ids" in targets else None,
    )
