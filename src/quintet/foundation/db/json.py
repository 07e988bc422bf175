"""SQL over JSON documents and folded text, the same on both databases."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Boolean, ColumnElement, Float, SQLColumnExpression, String, literal_column
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.expression import FunctionElement
from sqlalchemy.types import TypeEngine

_TYPES: dict[str, TypeEngine[Any]] = {"text": String(), "number": Float(), "boolean": Boolean()}


class _JsonValue(FunctionElement[Any]):
    """One value of a JSON object as text, number or boolean; null when absent."""

    inherit_cache = True
    name = "json_value"

    def __init__(self, document: ColumnElement[Any], path: str, kind: str) -> None:
        # Keys are checked names, never user text: they stand in the SQL itself.
        if not all(key.isidentifier() and key.isascii() for key in path.split(".")):
            raise ValueError(f"not a key: {path!r}")
        self.type = _TYPES[kind]
        super().__init__(document, literal_column(f"'{path}'"), literal_column(f"'{kind}'"))


def json_value(document: ColumnElement[Any], path: str, kind: str = "text") -> ColumnElement[Any]:
    """The value at a path (`key` or `key.key`) of a JSON object column; `kind` is text, number or boolean."""
    return _JsonValue(document, path, kind)


@compiles(_JsonValue, "sqlite")
def _value_sqlite(element: _JsonValue, compiler: Any, **kw: Any) -> str:
    document, key, _ = (compiler.process(part, **kw) for part in element.clauses)
    return f"json_extract({document}, '$.{key.strip(chr(39))}')"


@compiles(_JsonValue, "postgresql")
def _value_postgresql(element: _JsonValue, compiler: Any, **kw: Any) -> str:
    document, key, kind = (compiler.process(part, **kw) for part in element.clauses)
    cast = {"'text'": "", "'number'": "::double precision", "'boolean'": "::boolean"}[kind]
    return f"({document} #>> '{{{key.strip(chr(39)).replace('.', ',')}}}'){cast}"


class json_list_has(FunctionElement[bool]):  # noqa: N801 - reads as the SQL function it is
    """Whether a JSON list (under a key of a document, or itself) holds a text value."""

    inherit_cache = True
    type = Boolean()

    def __init__(self, document: ColumnElement[Any], value: ColumnElement[Any], key: str | None = None) -> None:
        if key is not None and (not key.isidentifier() or not key.isascii()):
            raise ValueError(f"not a key: {key!r}")
        super().__init__(document, value, literal_column(f"'{key or ''}'"))


@compiles(json_list_has, "sqlite")
def _has_sqlite(element: json_list_has, compiler: Any, **kw: Any) -> str:
    document, value, key = (compiler.process(part, **kw) for part in element.clauses)
    path = f", '$.{key.strip(chr(39))}'" if key != "''" else ""
    return f"exists (select 1 from json_each({document}{path}) as item where item.value = {value})"


@compiles(json_list_has, "postgresql")
def _has_postgresql(element: json_list_has, compiler: Any, **kw: Any) -> str:
    document, value, key = (compiler.process(part, **kw) for part in element.clauses)
    target = document if key == "''" else f"({document} -> {key})"
    return f"coalesce(jsonb_exists({target}, {value}), false)"


class folded(FunctionElement[str]):  # noqa: N801
    """Text without regard to case, for comparison with casefolded parameters."""

    inherit_cache = True
    type = String()


@compiles(folded, "sqlite")
def _folded_sqlite(element: folded, compiler: Any, **kw: Any) -> str:
    return f"casefold({compiler.process(element.clauses, **kw)})"


@compiles(folded, "postgresql")
def _folded_postgresql(element: folded, compiler: Any, **kw: Any) -> str:
    return f"lower({compiler.process(element.clauses, **kw)})"


class json_ids(FunctionElement[str]):  # noqa: N801
    """Aggregate: the values of a column as the JSON text of a list, in order."""

    inherit_cache = True
    type = String()


@compiles(json_ids, "sqlite")
def _ids_sqlite(element: json_ids, compiler: Any, **kw: Any) -> str:
    return f"json_group_array({compiler.process(element.clauses, **kw)})"


@compiles(json_ids, "postgresql")
def _ids_postgresql(element: json_ids, compiler: Any, **kw: Any) -> str:
    one = compiler.process(element.clauses, **kw)
    return f"coalesce(jsonb_agg({one} order by {one}), '[]'::jsonb)::text"


class json_objects(FunctionElement[str]):  # noqa: N801
    """Aggregate: columns of rows as the JSON text of a list of objects, in the order of a column.

    SQLite gives them as it reads them: an index that leads to the rows has to end in that column.
    """

    inherit_cache = True
    type = String()

    def __init__(self, order: SQLColumnExpression[Any], columns: Mapping[str, SQLColumnExpression[Any]]) -> None:
        if not all(key.isidentifier() and key.isascii() for key in columns):
            raise ValueError("not keys")
        pairs: list[ColumnElement[Any]] = []
        for key, column in columns.items():
            pairs += [literal_column(f"'{key}'"), _document(column)]
        super().__init__(order, *pairs)


class _document(FunctionElement[Any]):  # noqa: N801
    """A column's value as JSON has it; SQLite keeps truths as numbers."""

    inherit_cache = True


@compiles(_document, "sqlite")
def _document_sqlite(element: _document, compiler: Any, **kw: Any) -> str:
    (column,) = element.clauses
    text = compiler.process(column, **kw)
    return f"json(iif({text}, 'true', 'false'))" if isinstance(column.type, Boolean) else text


@compiles(_document, "postgresql")
def _document_postgresql(element: _document, compiler: Any, **kw: Any) -> str:
    (column,) = element.clauses
    text: str = compiler.process(column, **kw)
    return text


@compiles(json_objects, "sqlite")
def _objects_sqlite(element: json_objects, compiler: Any, **kw: Any) -> str:
    _, *pairs = (compiler.process(part, **kw) for part in element.clauses)
    return f"json_group_array(json_object({', '.join(pairs)}))"


@compiles(json_objects, "postgresql")
def _objects_postgresql(element: json_objects, compiler: Any, **kw: Any) -> str:
    order, *pairs = (compiler.process(part, **kw) for part in element.clauses)
    return f"coalesce(jsonb_agg(jsonb_build_object({', '.join(pairs)}) order by {order}), '[]'::jsonb)::text"
