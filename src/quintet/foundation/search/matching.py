"""The `?q=` of lists: a condition whose SQL is the same for every text; only its parameters differ.

Besides its own parameters a statement with the condition needs `ws`, the workspace's id.
"""

from collections.abc import Hashable
from typing import Any

import orjson
from sqlalchemy import (
    ARRAY,
    Boolean,
    ColumnElement,
    Integer,
    Select,
    String,
    Text,
    TextualSelect,
    bindparam,
    column,
    false,
    func,
    literal_column,
    select,
    table,
    text,
)
from sqlalchemy.orm import Session

from quintet.foundation.db.tenancy import workspace_of
from quintet.foundation.db.types import Id
from quintet.foundation.search.folding import grams, needles, scope, signed, type_number, type_sign

_DOCUMENTS = table(
    "search_documents",
    column("record_id", Id),
    column("record_type", String),
    column("workspace_id", Id),
)
# The scope's trigram as `folding.scope` makes it, from the parameter instead of in Python.
_HEX = "instr('0123456789abcdef', substr(:ws, {place}, 1)) - 1"
_SIGN = "57344 + 256 * ({}) + 16 * ({}) + ({})"
# A cross join, because the planner would else ask the index once for every document.
_SQLITE = """
select d.record_id from search_documents_fts f cross join search_documents d on d.number = f.rowid
where f.search_documents_fts match '"' || char({scope}) || '" AND ' || :q_match
  and d.workspace_id = :ws and d.record_type = '{type}'
"""
_POSTGRESQL = """
select d.record_id from search_documents d
where d.workspace_id = :ws and d.record_type = '{type}' and d.words like all (:q_likes)
  and d.number in (
    select number from search_documents_fts
    where grams @> array_append(
      :q_grams, cast(cast('x' || right(cast(:ws as text), 8) as bit(32)) as integer) # ({mask})
    )
  )
"""
_SCANNED = """
select d.record_id from search_documents d
where d.workspace_id = :ws and d.record_type = '{type}' and d.words like all (:q_likes)
"""
_HAS_ALL = {
    "sqlite": text(
        "not exists (select 1 from json_each(:q_needles) n where instr(search_documents.words, n.value) = 0)"
    ).bindparams(bindparam("q_needles", type_=Text)),
    "postgresql": text("search_documents.words like all (:q_likes)").bindparams(
        bindparam("q_likes", type_=ARRAY(Text))
    ),
}
_HITS = {
    "sqlite": """
select count(*) from (select rowid from search_documents_fts where search_documents_fts match :match limit 2000)
""",
    "postgresql": """
select count(*) from (
  select record_type, words from search_documents where workspace_id = :ws order by -number limit 1000
) d where d.words like all (cast(:likes as text[])) and d.record_type = :type
""",
}
_OFTEN = {"sqlite": 2000, "postgresql": 30}
"""Hits that make a text common: of all, which FTS5 tells at once; and among the newest thousand documents."""
_COMMON = "common words"
_ALL_COMMON = "all with common words"


def form(q: str, session: Session | None = None, record_type: str = "") -> Hashable:
    """Which SQL the text needs: one for texts in which there is something to look for, another for the common ones.

    Only with a session are the common ones told from the others: those whose first page is there sooner by walking
    the list and asking each record than by collecting all that have them.
    """
    wanted = needles(q)
    if not wanted:
        return "nothing"
    if session is None:
        return "words"
    dialect, ws = session.get_bind().dialect.name, workspace_of(session)
    given: dict[str, Any]
    if dialect == "sqlite":
        # Without the workspace's first sign, as in the clause.
        given = {"match": match((scope(ws, record_type)[1:], *wanted))}
    else:
        given = {"ws": ws, "likes": likes(wanted), "type": record_type}
    hits = session.connection().execute(text(_HITS[dialect]), given).scalar_one()
    return _COMMON if hits >= _OFTEN[dialect] else "words"


def in_whole(kind: Hashable) -> Hashable:
    """The form for a statement that has to read all that is found, as a count does."""
    return _ALL_COMMON if kind == _COMMON else kind


def clause(
    session: Session, record_type: str, id_column: ColumnElement[Any], q: str, kind: Hashable = None
) -> ColumnElement[bool]:
    """The condition that the record of this id is found by the text. `kind` is the text's `form`, when it is known."""
    if not record_type.isidentifier():
        raise ValueError(f"not a record type: {record_type!r}")
    kind = form(q) if kind is None else kind
    if kind == "nothing":
        return false()
    dialect = session.get_bind().dialect.name
    if kind == _COMMON:
        document = _DOCUMENTS.c
        # A value and no EXISTS, which the planner would turn into a join with all documents.
        return (
            select(literal_column("true", Boolean))
            .where(
                document.record_id == id_column,
                document.record_type == literal_column(f"'{record_type}'"),
                document.workspace_id == bindparam("ws", type_=Id),
                _HAS_ALL[dialect],
            )
            .limit(1)
            .scalar_subquery()
            .is_not(None)
        )
    return id_column.in_(_found(dialect, record_type, kind))


def count(session: Session, record_type: str, kind: Hashable) -> Select[int]:
    """How many records of the type the text finds, whoever sees them. Other parameters as of a clause."""
    return select(func.count()).select_from(
        _found(session.get_bind().dialect.name, record_type, in_whole(kind)).subquery()
    )


def _found(dialect: str, record_type: str, kind: Hashable) -> TextualSelect:
    """The ids of all that is found."""
    ws = bindparam("ws", type_=Id)
    if dialect == "sqlite":
        signs = [
            _SIGN.format(*(_HEX.format(place=place + digit) for digit in range(3)))
            # The last nine characters of an id have no dash in them; the workspace's first sign is left out.
            for place in (31, 34)
        ]
        sql = _SQLITE.format(scope=", ".join([*signs, str(ord(type_sign(record_type)))]), type=record_type)
        found = text(sql).bindparams(ws, bindparam("q_match", type_=Text))
    elif kind == _ALL_COMMON:
        # The index would give nearly all: it takes longer to collect them than to look through the texts.
        sql = _SCANNED.format(type=record_type)
        found = text(sql).bindparams(ws, bindparam("q_likes", type_=ARRAY(Text)))
    else:
        sql = _POSTGRESQL.format(mask=signed(type_number(record_type)), type=record_type)
        found = text(sql).bindparams(
            ws, bindparam("q_grams", type_=ARRAY(Integer)), bindparam("q_likes", type_=ARRAY(Text))
        )
    return found.columns(column("record_id", Id))


def parameters(q: str) -> dict[str, Any]:
    """The condition's parameters, for either database."""
    wanted = needles(q)
    return {
        "q_match": match(wanted),
        "q_grams": all_grams(wanted),
        "q_likes": likes(wanted),
        "q_needles": orjson.dumps(wanted).decode(),
    }


def match(wanted: tuple[str, ...]) -> str:
    """The query for FTS5: all of these strings, whatever is in them."""
    return " AND ".join('"' + needle.replace('"', '""') + '"' for needle in wanted)


def all_grams(wanted: tuple[str, ...]) -> list[int]:
    """What the index of PostgreSQL has to hold for all of these strings."""
    return sorted({gram for needle in wanted for gram in grams(needle)})


def likes(wanted: tuple[str, ...]) -> list[str]:
    """Patterns for LIKE: these strings anywhere, whatever is in them."""
    return ["%" + needle.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%" for needle in wanted]
