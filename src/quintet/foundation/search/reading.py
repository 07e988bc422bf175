"""What global search asks the index, per database. Rows come newest first, or by title."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, Select, String, TextClause, and_, bindparam, column, or_, select, text
from sqlalchemy.orm import Session

from quintet.foundation.db.types import Id
from quintet.foundation.search.folding import scope, scope_grams
from quintet.foundation.search.matching import all_grams, likes, match

_FEW = 3
"""Up to so many types are looked up by their own entries in the index, more by the workspace's and a filter."""
_WINDOW = 2_000
"""Newest documents PostgreSQL looks through before it asks the index, which gives all hits or none."""

_COLUMNS = "d.record_type, d.record_id, d.title, d.subtitle"
_OF_TYPES = "d.workspace_id = :ws and d.record_type in :types"
_LIKE = "d.words like all (cast(:likes as text[]))"
_TITLES = f"""
select d.number, {_COLUMNS} from search_documents d
where {_OF_TYPES} and d.title_key >= :start and d.title_key < :end
order by d.title_key, d.number desc limit :count
"""  # noqa: S608
_SQLITE = f"""
select f.rowid as number, {_COLUMNS}
from search_documents_fts f cross join search_documents d on d.number = f.rowid
where f.search_documents_fts match :match and {_OF_TYPES}
"""  # noqa: S608
_SQLITE_PAGE = _SQLITE + "order by f.rowid desc limit :count"
_WINDOW_PAGE = f"""
select d.number, {_COLUMNS} from (
  select * from search_documents where workspace_id = :ws order by -number limit :window
) d
where {_LIKE} and {_OF_TYPES} order by -d.number limit :count
"""  # noqa: S608
# The inner limit keeps the planner from joining all hits before it takes the newest.
_POSTGRESQL = f"""
with hits as materialized (
  select number from search_documents_fts
  where grams @> cast(:grams as integer[]) and grams && cast(:scopes as integer[])
)
select d.number, {_COLUMNS} from (select number from hits order by number desc) h
cross join lateral (select * from search_documents where number = h.number limit 1) d
where {_LIKE} and {_OF_TYPES}
"""  # noqa: S608
_POSTGRESQL_PAGE = _POSTGRESQL + "order by h.number desc limit :count"


class Row(NamedTuple):
    """A document that was found."""

    number: int
    record_type: str
    record_id: str
    title: str
    subtitle: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What is looked for (`needles`), in which types of which workspace."""

    workspace_id: str
    types: tuple[str, ...]
    wanted: tuple[str, ...]

    def parameters(self, *, on_sqlite: bool) -> dict[str, Any]:
        given: dict[str, Any] = {"ws": self.workspace_id, "types": self.types}
        few = len(self.types) <= _FEW
        if on_sqlite:
            scopes = {
                scope(self.workspace_id, each)[1:] if few else scope(self.workspace_id, "")[:3] for each in self.types
            }
            either = " OR ".join(f'"{each}"' for each in sorted(scopes))
            return {**given, "match": f"({either}) AND {match(self.wanted)}"}
        numbers = {scope_grams(self.workspace_id, each)[few] for each in self.types}
        return {**given, "grams": all_grams(self.wanted), "scopes": sorted(numbers), "likes": likes(self.wanted)}


def titles(session: Session, asked: Asked, start: str, count: int) -> list[Row]:
    """Documents whose title begins so: the very title first, then by title."""
    given = {"ws": asked.workspace_id, "types": asked.types, "start": start, "end": start + "\U0010ffff"}
    return _rows(session, _TITLES, given, count)


def newest(session: Session, asked: Asked, count: int) -> Iterator[tuple[list[Row], bool]]:
    """Up to `count` documents that have all that is wanted, in portions, the cheapest first; the second of a
    portion says that there are no more. Portions may overlap.
    """
    on_sqlite = session.get_bind().dialect.name == "sqlite"
    given = asked.parameters(on_sqlite=on_sqlite)
    if not on_sqlite:
        yield _rows(session, _WINDOW_PAGE, {**given, "window": _WINDOW}, count), False
        rows = _rows(session, _POSTGRESQL_PAGE, given, count)
        yield rows, len(rows) < count
        return
    rows = _rows(session, _SQLITE_PAGE, given, count)
    yield rows, len(rows) < count


def among(
    session: Session,
    asked: Asked,
    seen: Mapping[str, Select[Any] | None],
    parameters: Mapping[str, Any],
    count: int,
) -> list[Row]:
    """The newest documents that have all that is wanted and whose id is in the select of their type."""
    on_sqlite = session.get_bind().dialect.name == "sqlite"
    found = (
        _text(_SQLITE if on_sqlite else _POSTGRESQL)
        .columns(
            column("number", BigInteger),
            column("record_type", String),
            column("record_id", Id),
            column("title", String),
            column("subtitle", String),
        )
        .subquery("found")
    )
    ways = [
        found.c.record_type == type_ if ids is None else and_(found.c.record_type == type_, found.c.record_id.in_(ids))
        for type_, ids in seen.items()
    ]
    statement = select(found).where(or_(*ways)).order_by(found.c.number.desc()).limit(count)
    given = {**asked.parameters(on_sqlite=on_sqlite), **parameters}
    return [Row(*row) for row in session.execute(statement, given)]


def _rows(session: Session, sql: str, given: dict[str, Any], count: int) -> list[Row]:
    found = session.connection().execute(_text(sql), {**given, "count": count})
    return [Row(number, type_, str(id_), title, subtitle) for number, type_, id_, title, subtitle in found]


def _text(sql: str) -> TextClause:
    return text(sql).bindparams(bindparam("types", expanding=True), bindparam("ws", type_=Id))
