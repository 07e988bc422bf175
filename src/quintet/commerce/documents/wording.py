"""Texts that people write with variables, in Liquid: `Dear {{ contact.first_name }}, … {{ invoice.total }}`.

A text sees the plain values it is given and nothing else. It can't fetch other templates, and what it may take is
bounded: its length, loops, what it keeps, what it says. The filters are those that can't make much out of little.
"""

from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from typing import Any

from liquid import BoundTemplate, Environment, StrictUndefined, Undefined
from liquid.exceptions import LiquidError

from quintet.kit.errors import Invalid

LONGEST = 20_000
"""Of a text with variables, in characters."""
_FILTERS = (
    "append", "capitalize", "ceil", "default", "downcase", "escape", "first", "floor", "last", "lstrip",
    "minus", "newline_to_br", "plus", "prepend", "round", "rstrip", "size", "strip", "strip_newlines", "truncate",
    "truncatewords", "upcase",
)  # fmt: skip
_TAGS = ("assign", "capture", "case", "comment", "if", "for", "unless", "break", "continue", "#", "cycle")
_ITSELF = ("content", "output", "illegal")
"""No tags that people write, but what the language is made of."""
Known = Mapping[str, Any]
"""What texts may say: values, mappings of such, and lists of mappings."""


class _Bounded(Environment):
    block_nesting_limit = 20
    context_depth_limit = 20
    loop_iteration_limit = 5_000
    local_namespace_limit = 200_000
    output_stream_limit = 300_000


def check_text(text: str, known: Known, field: str) -> None:
    """Invalid, naming the field, for what is no Liquid, does more than it may, or names an unknown variable.

    `known` is a sample of what it is given.
    """
    try:
        parsed = _parsed(text)
        paths = parsed.global_variable_segments(include_partials=False)
        filters = parsed.analyze(include_partials=False).filters
    except LiquidError as error:
        raise _refused(error, field) from None
    if unknown := sorted(filters.keys() - set(_FILTERS)):
        raise Invalid.one(
            field, "unknown_filter", f"There is no filter {unknown[0]}. There are: {', '.join(_FILTERS)}."
        )
    for path in paths:
        if not _leads(path, known):
            name = ".".join(str(each) for each in path if isinstance(each, str | int))
            raise Invalid.one(field, "unknown_variable", f"There is no variable {name}.")
    # What stands inside of loops shows only when it is run.
    _rendered(text, known, field, strict=True)


def render(text: str, known: Known, field: str = "content") -> str:
    """What a text says; a variable without a value says nothing. Blocking: not for a lane. Invalid, naming the field,
    when it does more than it may."""
    return _rendered(text, known, field, strict=False)


def names_in(known: Known) -> list[str]:
    """The names of all variables, as they are written: `invoice.number`, and `invoice.lines[].description` in lists."""
    found: list[str] = []
    for name, value in known.items():
        if isinstance(value, Mapping):
            found += [f"{name}.{each}" for each in names_in(value)]
        elif isinstance(value, Sequence) and not isinstance(value, str):
            found += [f"{name}[].{each}" for each in names_in(value[0])]
        else:
            found.append(name)
    return found


def _leads(path: Sequence[Any], known: Any) -> bool:
    for step in path:
        if isinstance(known, Mapping):
            # A step that is itself a variable: which one it is, is known only when it is rendered.
            if not isinstance(step, str) or step not in known:
                return False
            known = known[step]
        elif isinstance(known, Sequence) and not isinstance(known, str):
            if step in ("first", "last") or isinstance(step, int):
                known = known[0]
            else:
                return bool(step == "size")
        else:
            return False
    return True


def _rendered(text: str, known: Known, field: str, *, strict: bool) -> str:
    try:
        return _parsed(text, strict=strict).render(**known)
    except (LiquidError, ValueError, RecursionError) as error:
        raise _refused(error, field) from None


@cache
def _environment(strict: bool) -> Environment:
    environment = _Bounded(undefined=StrictUndefined if strict else Undefined, strict_filters=True)
    environment.filters = {name: environment.filters[name] for name in _FILTERS}
    environment.tags = {name: environment.tags[name] for name in (*_TAGS, *_ITSELF)}
    return environment


@lru_cache(maxsize=64)
def _parsed(text: str, *, strict: bool = False) -> BoundTemplate:
    return _environment(strict).from_string(text[:LONGEST])


def _refused(error: Exception, field: str) -> Invalid:
    return Invalid.one(field, "bad_template", (str(error).splitlines() or ["This can't be read."])[0][:300])
