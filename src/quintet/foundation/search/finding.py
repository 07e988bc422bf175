"""Global search: titles that begin with the query first, then those with its words, then all else, newest first.

Work is bounded by the page, not by how many records have the words. Only for somebody who sees very few of many
hits is it turned around: then the records they see are looked through.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy import Select
from sqlalchemy.orm import Session

from quintet.foundation.db.tenancy import workspace_of
from quintet.foundation.search import reading
from quintet.foundation.search.folding import fold, needles
from quintet.foundation.search.models import TITLE_KEY
from quintet.foundation.search.reading import Row

MOST_HITS = 100
_CANDIDATES = 100
"""Newest hits among which the better ones are put first."""
_EXAMINED = 200
"""Hits that are checked at once for being seen, before it is turned around."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A record that was found."""

    record_type: str
    record_id: str
    title: str
    subtitle: str


class Seen(Protocol):
    """Those of the ids of one type that are seen."""

    def __call__(self, session: Session, record_type: str, ids: list[str]) -> set[str]: ...


@dataclass(frozen=True, slots=True)
class Sight:
    """The types that are looked through, and how much of them is seen: all, or what `seen` lets through.

    `selects` says the same in SQL: the ids that are seen by type (None: all of them) and the parameters of these.
    """

    types: tuple[str, ...]
    seen: Seen | None = None
    selects: Callable[[], tuple[Mapping[str, Select[Any] | None], Mapping[str, Any]]] | None = None


def find(session: Session, q: str, sight: Sight, limit: int = 20) -> list[Hit]:
    """At most `limit` (1 to 100) records of the session's workspace that the text finds, best first."""
    wanted = needles(q)
    if not wanted or not sight.types:
        return []
    limit = max(1, min(limit, MOST_HITS))
    asked = reading.Asked(workspace_of(session), tuple(sorted(sight.types)), wanted)
    found: dict[int, Row] = {}
    first = reading.titles(session, asked, fold(q)[:TITLE_KEY], limit if sight.seen is None else limit * 5)
    _take(session, sight, found, first, limit)
    if len(found) < limit:
        newest = _newest(session, asked, sight, limit)
        for row in sorted(newest, key=lambda row: _rank(row, wanted)):
            found.setdefault(row.number, row)
    return [Hit(row.record_type, row.record_id, row.title, row.subtitle) for row in list(found.values())[:limit]]


def _newest(session: Session, asked: reading.Asked, sight: Sight, limit: int) -> list[Row]:
    found: dict[int, Row] = {}
    for rows, complete in reading.newest(session, asked, _CANDIDATES if sight.seen is None else _EXAMINED):
        _take(session, sight, found, rows, _CANDIDATES)
        if complete or len(found) >= limit:
            return list(found.values())
    if sight.selects is None:
        return list(found.values())
    selects, parameters = sight.selects()
    return reading.among(session, asked, selects, parameters, _CANDIDATES)


def _take(session: Session, sight: Sight, found: dict[int, Row], rows: list[Row], enough: int) -> None:
    """Add those of the rows that are seen, until there are enough."""
    for start in range(0, len(rows), _EXAMINED):
        if len(found) >= enough:
            return
        part = rows[start : start + _EXAMINED]
        seen = _seen(session, sight.seen, part) if sight.seen is not None else None
        for row in part:
            if seen is None or row.record_id in seen:
                found.setdefault(row.number, row)


def _seen(session: Session, look: Seen, rows: Iterable[Row]) -> set[str]:
    by_type: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        by_type[row.record_type].append(row.record_id)
    return {id_ for record_type, ids in by_type.items() for id_ in look(session, record_type, ids)}


def _rank(row: Row, wanted: tuple[str, ...]) -> int:
    title = " " + fold(row.title)
    if all(f" {needle.lstrip()}" in title for needle in wanted):
        return 0
    return 1 if all(needle.lstrip() in title for needle in wanted) else 2
