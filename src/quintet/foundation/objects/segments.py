"""Records by a segment they are in: `segment_id=` of every list. What segments there are is said from above."""

from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session

SEGMENT = "segment_id"


@dataclass(frozen=True, slots=True)
class Known:
    """What lists need to know of a segment. Without rules its members are those on its list."""

    name: str
    object: str
    rules: tuple[tuple[str, str, str], ...] | None
    """Field, operator and value, as in the query string of a list."""
    timezone: str
    """Whose days the periods in its rules are."""
    long: bool = False
    """That its list is better looked up for each record than read first."""


class Segments(Protocol):
    """Where segments are kept."""

    def find(self, session: Session, segment_id: str) -> Known | None:
        """The live segment of this workspace."""

    def listed(
        self, record_id: ColumnElement[Any], segment_id: ColumnElement[Any], *, one_by_one: bool
    ) -> ColumnElement[bool]:
        """Whether a record is on the list of a segment; `one_by_one`: looked up for each record."""


class _None:
    def find(self, session: Session, segment_id: str) -> Known | None:
        return None

    def listed(
        self, record_id: ColumnElement[Any], segment_id: ColumnElement[Any], *, one_by_one: bool
    ) -> ColumnElement[bool]:
        raise KeyError(SEGMENT)


_kept: list[Segments] = [_None()]


def keep_segments_in(segments: Segments) -> None:
    """Have lists ask these for segments."""
    _kept[0] = segments


def segments() -> Segments:
    return _kept[0]
