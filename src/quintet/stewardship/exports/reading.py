"""Reading records for exports: batch after batch by cursor, so that memory stays the same for any number."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import parse_qsl

from sqlalchemy.orm import Session

from quintet.foundation.access import Actor, Role, require
from quintet.foundation.access.rights import declare
from quintet.foundation.objects.query import ListQuery, parse_query
from quintet.foundation.objects.reading import Row, custom_types, list_records
from quintet.foundation.objects.spec import AnySpec
from quintet.kit.errors import FieldError, Invalid
from quintet.stewardship.exports.columns import ExportColumn, fill_custom_relations

CREATE = declare("exports.create", Role.manager)
BATCH = 1_000
_NOT_FOR_FILES = ("limit", "cursor", "count", "expand")


def query_of(session: Session, actor: Actor, spec: AnySpec, parameters: Sequence[tuple[str, str]]) -> ListQuery:
    """What a list's query string asks for, all of it. Invalid for pages and whatever the list refuses."""
    wrong = [name for name, _ in parameters if name in _NOT_FOR_FILES]
    if wrong:
        raise Invalid([FieldError(name, "unexpected", "A file holds all records.") for name in wrong])
    query = parse_query(spec, parameters, custom_types(session, spec), me=actor.user_id)
    return replace(query, limit=BATCH)


def parameters_of(filters: str) -> list[tuple[str, str]]:
    """The parameters of a query string."""
    try:
        return parse_qsl(
            filters.removeprefix("?"), keep_blank_values=True, strict_parsing=bool(filters), max_num_fields=50
        )
    except ValueError:
        raise Invalid.one("filters", "invalid", "Must be a query string such as status=lead&sort=name.") from None


@dataclass(slots=True)
class Reader:
    """Reads one export's records in order."""

    spec: AnySpec
    columns: Sequence[ExportColumn]
    parameters: Sequence[tuple[str, str]]
    _cursor: str | None = None
    _ended: bool = False

    def next_rows(self, session: Session, actor: Actor) -> list[Row] | None:
        """The next records as far as the actor sees them; None after the last."""
        if self._ended:
            return None
        require(actor, CREATE)
        query = query_of(session, actor, self.spec, self.parameters)
        if self._cursor is not None:
            query = _after(session, self.spec, query, self._cursor)
        query = replace(query, expand=tuple(dict.fromkeys(c.expand for c in self.columns if c.expand is not None)))
        page = list_records(session, actor, self.spec, query, parsed=True)
        fill_custom_relations(session, actor, self.columns, page.data)
        self._cursor = page.next_cursor
        self._ended = page.next_cursor is None
        return page.data


def _after(session: Session, spec: AnySpec, query: ListQuery, cursor: str) -> ListQuery:
    sort = ",".join(("-" if descending else "") + name for name, descending in query.sort)
    at = parse_query(spec, [("sort", sort), ("cursor", cursor)], custom_types(session, spec))
    return replace(query, after=at.after)
