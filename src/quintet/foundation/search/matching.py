"""The `?q=` of lists: a condition whose SQL is the same for every text; only its parameters differ.

Besides its own parameters a statement with the condition needs `ws`, the workspace's id.
"""

from collections.abc import Hashable
from typing import Any

from sqlalchemy import (
    ARRAY,
    Boolean,
    ColumnElement,
    Integer,
    String,
    Text,
    bindparam,
    column,
    false,
    literal_column,
    select,
    table,
    text,
)
from sqlalchemy.orm import Session

from quintet.foundation.db.tenancy import workspace_of
from quintet.foundation.db.types import Id
from quintet.foundation.search.folding import grams, needles, signed, type_number, type_sign

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


_COMMON = """
select count(*) from (
  select record_type, words from search_documents where workspace_id = :ws order by -number limit 1000
) d where d.words like all (cast(:likes as text[])) and d.record_type = :type
"""
_OFTEN = 30
"""Hits among the newest thousand documents that make a text common."""


def form(q: str, session: Session | None = None, record_type: str = "") -> Hashable:
    """Which SQL the text needs: one for texts in which there is something to look for, another for the common ones.

    Only with a session are the common ones told from the others: those that PostgreSQL finds faster by walking the
    list and asking each record than by collecting all that have them.
    """
    wanted = needles(q)
    if not wanted:
        return "nothing"
    if session is None or session.get_bind().dialect.name == "sqlite":
        return "words"
    given = {"ws": workspace_of(session), "likes": likes(wanted), "type": record_type}
    often = session.connection().execute(text(_COMMON), given).scalar_one()
    return "common words" if often >= _OFTEN else "words"


def clause(
    session: Session, record_type: str, id_column: ColumnElement[Any], q: str, kind: Hashable = None
) -> ColumnElement[bool]:
    """The condition that the record of this id is found by the text. `kind` is the text's `form`, when it is known."""
    if not record_type.isidentifier():
        raise ValueError(f"not a record type: {record_type!r}")
    kind = form(q) if kind is None else kind
    if kind == "nothing":
        return false()
    ws = bindparam("ws", type_=Id)
    if kind == "common words":
        document = _DOCUMENTS.c
        likes_all = text("search_documents.words like all (:q_likes)").bindparams(
            bindparam("q_likes", type_=ARRAY(Text))
        )
        # A value and no EXISTS, which the planner would turn into a join with all documents.
        return (
            select(literal_column("true", Boolean))
            .where(
                document.record_id == id_column,
                document.record_type == literal_column(f"'{record_type}'"),
                document.workspace_id == ws,
                likes_all,
            )
            .limit(1)
            .scalar_subquery()
            .is_not(None)
        )
    if session.get_bind().dialect.name == "sqlite":
        signs = [
            _SIGN.format(*(_HEX.format(place=place + digit) for digit in range(3)))
            # The last nine characters of an id have no dash in them; the workspace's first sign is left out.
            for place in (31, 34)
        ]
        sql = _SQLITE.format(scope=", ".join([*signs, str(ord(type_sign(record_type)))]), type=record_type)
        found = text(sql).bindparams(ws, bindparam("q_match", type_=Text))
    else:
        sql = _POSTGRESQL.format(mask=signed(type_number(record_type)), type=record_type)
        found = text(sql).bindparams(
            ws, bindparam("q_grams", type_=ARRAY(Integer)), bindparam("q_likes", type_=ARRAY(Text))
        )
    return id_column.in_(found.columns(column("record_id", Id)))


def parameters(q: str) -> dict[str, Any]:
    """The condition's parameters, for either database."""
    wanted = needles(q)
    return {"q_match": match(wanted), "q_grams": all_grams(wanted), "q_likes": likes(wanted)}


def match(wanted: tuple[str, ...]) -> str:
    """The query for FTS5: all of these strings, whatever is in them."""
    return " AND ".join('"' + needle.replace('"', '""') + '"' for needle in wanted)


def all_grams(wanted: tuple[str, ...]) -> list[int]:
    """What the index of PostgreSQL has to hold for all of these strings."""
    return sorted({gram for needle in wanted for gram in grams(needle)})


def likes(wanted: tuple[str, ...]) -> list[str]:
    """Patterns for LIKE: these strings anywhere, whatever is in them."""
    return ["%" + needle.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%" for needle in wanted]
