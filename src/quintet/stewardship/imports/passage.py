"""What batches of one run share, and what becomes of their rows."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from quintet.foundation.objects.registry import AnyService
from quintet.stewardship.imports.mapping import Options
from quintet.stewardship.imports.models import RowStatus
from quintet.stewardship.imports.references import Known
from quintet.stewardship.imports.rows import ParsedRow, Reader
from quintet.stewardship.imports.targets import Target


@dataclass(slots=True)
class Outcome:
    """What became of a row; as stored in `import_rows`."""

    number: int
    status: RowStatus
    record_id: str | None = None
    version: int | None = None
    changes: dict[str, Any] | None = None
    problems: list[dict[str, Any]] | None = None
    awaits: dict[str, Any] | None = None
    made: list[dict[str, Any]] | None = None

    def as_row(self) -> dict[str, Any]:
        return {
            "number": self.number,
            "status": self.status.value,
            "record_id": self.record_id,
            "version": self.version,
            "changes": self.changes,
            "problems": self.problems,
            "awaits": self.awaits,
            "made": self.made,
        }


@dataclass(slots=True)
class Passage:
    """One run over a file, or one dry run, with what it remembers from batch to batch."""

    service: AnyService
    reader: Reader
    options: Options
    match: Target | None
    dry: bool
    known: Known = field(default_factory=Known)
    keys: dict[int, int] = field(default_factory=dict)
    """Dry runs only: hash of the match key → number of the row that would have made the record."""
    meant: dict[tuple[str, str, str], str | None] = field(default_factory=dict)
    """What names that name nothing may have meant."""
    titles: set[int] = field(default_factory=set)
    """Dry runs only: hashes of the titles of records that rows would have made."""


@dataclass(slots=True)
class Work:
    """A row on its way through its batch."""

    row: ParsedRow
    outcome: Outcome
    key: str | None = None
    """The match key in its stored form."""
    awaits: dict[str, str] = field(default_factory=dict)
    made: list[dict[str, Any]] = field(default_factory=list)

    @property
    def failed(self) -> bool:
        return self.outcome.status is RowStatus.error

    def fail(self, problems: Sequence[dict[str, Any]]) -> None:
        self.outcome.status = RowStatus.error
        self.outcome.problems = [*(self.outcome.problems or []), *problems]
