"""What lists show beside a record's own fields when `expand=` asks for it: added up for a whole page at once.

Unlike a computed field it costs nothing where it is not asked for, and takes the same statements for any page; in turn
nothing can be filtered or sorted by it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from pydantic import BaseModel
from sqlalchemy.orm import Session

from quintet.foundation.access import Actor
from quintet.foundation.objects.spec import AnySpec


class PartType(StrEnum):
    """`amounts`: a list of sums, each with its currency."""

    integer = "integer"
    datetime = "datetime"
    amounts = "amounts"


@dataclass(frozen=True, slots=True)
class Part:
    """One value of it that may be a column of a table."""

    name: str
    label: str
    type: PartType


@dataclass(frozen=True, slots=True)
class Beside:
    """`name` is what `expand=` calls it; `load` gives it for records that the actor was found to see, by their ids."""

    name: str
    schema: type[BaseModel]
    parts: tuple[Part, ...]
    load: Callable[[Session, Actor, Sequence[str]], Mapping[str, BaseModel]]


_BESIDE: dict[str, dict[str, Beside]] = {}


def show_beside(spec: AnySpec, beside: Beside) -> None:
    """Declare it, before the object's routes are made."""
    _BESIDE.setdefault(spec.name, {})[beside.name] = beside


def beside_of(spec: AnySpec) -> Mapping[str, Beside]:
    """What an object's lists can show beside its fields, by name."""
    return _BESIDE.get(spec.name, {})


def part_names(spec: AnySpec) -> set[str]:
    """The columns of tables that this makes: `standing.open_deals`."""
    return {f"{each.name}.{part.name}" for each in beside_of(spec).values() for part in each.parts}
