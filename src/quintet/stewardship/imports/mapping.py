"""What each column of a file becomes, and the options of an import."""

from dataclasses import asdict, dataclass, field
from typing import Any

from quintet.foundation.objects import FieldType

REJECTS_HEADER = "Import error"
"""The column that a file of rejected rows has on top of the original ones; ignored when it is imported again."""


@dataclass(slots=True)
class NewField:
    """A custom field to be made for a column."""

    key: str
    label: str
    type: FieldType
    options: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Column:
    """One column of the file. Without a target it is ignored."""

    index: int
    header: str
    target: str | None = None
    by: str | None = None
    """For relations: by what the cells name a record (`name`, `email`, `domain`, `id`, …)."""
    new_field: NewField | None = None
    confidence: float = 0.0
    """Of the guess, from 0 to 1; what people chose is 1."""
    samples: list[str] = field(default_factory=list)
    filled: float = 0.0
    """Share of the sampled rows with a value."""

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def of(cls, stored: dict[str, Any]) -> "Column":
        new = stored.get("new_field")
        made = NewField(new["key"], new["label"], FieldType(new["type"]), new["options"]) if new else None
        return cls(**{**stored, "new_field": made})


@dataclass(slots=True)
class Options:
    """How rows are treated."""

    match_key: str | None = None
    """The target by which existing records are recognised; None makes a record of every row."""
    duplicates: str = "skip"
    """What becomes of a row whose record exists: `skip`, `update` or `create`."""
    empty_tokens: list[str] = field(default_factory=list)
    """Texts that mean "nothing", regardless of case (`Select`, `n/a`)."""
    clear_empty: bool = False
    """When updating, empty cells empty the field; otherwise they leave it alone."""
    create_missing: bool = False
    """Make related records that are named but do not exist."""
    date_order: str = "dmy"
    decimal_mark: str | None = None
    timezone: str = "UTC"
    currency: str = "USD"
    owner_id: str | None = None
    """For rows without an owner; by default whoever runs the import."""
    tags: list[str] = field(default_factory=list)
    """Names of tags that every imported record gets."""

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def of(cls, stored: dict[str, Any]) -> "Options":
        return cls(**stored)


def headers_of(cells: list[str]) -> list[str]:
    """Names for the columns: empty ones get their number, repeated ones are told apart."""
    seen: dict[str, int] = {}
    named: list[str] = []
    for place, cell in enumerate(cells, start=1):
        header = " ".join(cell.split())[:200] or f"Column {place}"
        times = seen[header] = seen.get(header, 0) + 1
        named.append(header if times == 1 else f"{header} ({times})")
    return named
