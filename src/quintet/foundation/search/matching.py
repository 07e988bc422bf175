"""The `?q=` of lists: a condition whose SQL is the same for every text; only its parameters differ.

Besides its own parameters a statement with the condition needs `ws`, the workspace's id.
"""

from collections.abc import Hashable
from typing import Any

from sqlalchemy import ARRAY, ColumnElement, Integer, Text, bindparam, column, false, text
from sqlalchemy.orm import Session

from quintet.foundation.db.types import Id
from quintet.foundation.search.folding import grams, needles, signed, type_number, type_sign

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


def form(q: str) -> Hashable:
    """Which SQL the text needs: one for all texts in which there is something to look for."""
    return bool(needles(q))


def clause(session: Session, record_type: str, id_column: ColumnElement[Any], q: str) -> ColumnElement[bool]:
    """The condition that the record of this id is found by the text."""
    if not record_type.isidentifier():
        raise ValueError(f"not a record type: {record_type!r}")
    if not needles(q):
        return false()
    ws = bindparam("ws", type_=Id)
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
