"""What an object is, in one typed declaration."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from sqlalchemy import Select
from sqlalchemy.orm import InstrumentedAttribute

from quintet.foundation.access import Role
from quintet.foundation.access.rights import declare
from quintet.foundation.http import Body
from quintet.foundation.objects.fields import Computed, Field
from quintet.foundation.objects.models import ObjectRow

M = TypeVar("M", bound=ObjectRow)
C = TypeVar("C", bound=Body)
U = TypeVar("U", bound=Body)


@dataclass(frozen=True, slots=True)
class Parent:
    """A record that lends its visibility: whoever owns the parent sees the child."""

    attr: InstrumentedAttribute[Any]
    object: str


@dataclass(frozen=True, slots=True)
class Related:
    """A related record of any type, named by two columns."""

    type: InstrumentedAttribute[Any]
    id: InstrumentedAttribute[Any]


@dataclass(frozen=True, slots=True)
class Visibility:
    """Which records a plain member sees: those naming them in `owners`, and those below a parent they see."""

    owners: tuple[InstrumentedAttribute[Any], ...] = ()
    parents: tuple[Parent, ...] = ()
    related: Related | None = None
    everyone: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """A record on whose timeline this object's facts appear too."""

    attr: InstrumentedAttribute[Any]
    object: str


@dataclass(frozen=True, slots=True)
class Rights:
    """The least role for each verb (members act on what they see)."""

    read: Role = Role.member
    create: Role = Role.member
    update: Role = Role.member
    delete: Role = Role.member


# Compared by identity: a spec is declared once and is the key of many caches.
@dataclass(frozen=True, slots=True, eq=False)
class ObjectSpec(Generic[M, C, U]):
    """One record type: its table, schemas, fields and rules for reading it.

    `search` gives the words a record is found by. `match_keys` are the attributes by which imports and upserts
    recognise a record.
    """

    name: str
    plural: str
    label: str
    label_plural: str
    model: type[M]
    create: type[C]
    update: type[U]
    title: InstrumentedAttribute[Any]
    fields: tuple[Field, ...]
    visibility: Visibility
    subtitle: InstrumentedAttribute[Any] | None = None
    computed: tuple[Computed, ...] = ()
    search: Callable[[M], list[str | None]] | None = None
    links: tuple[Link, ...] = ()
    related: Related | None = None
    default_sort: str = "-created_at"
    match_keys: tuple[str, ...] = ()
    lookups: Mapping[str, Callable[[Collection[str]], Select[str, str]]] = field(default_factory=dict)
    """For match keys that are more than a column: which (value, id) there are among these values."""
    rights: Rights = field(default_factory=Rights)
    icon: str = "file"
    custom_fields: bool = True

    def __post_init__(self) -> None:
        for verb in ("read", "create", "update", "delete"):
            declare(self.right(verb), getattr(self.rights, verb))

    def right(self, verb: str) -> str:
        return f"{self.plural}.{verb}"

    def field(self, name: str) -> Field | None:
        return next((f for f in self.fields if f.name == name), None)


AnySpec = ObjectSpec[Any, Any, Any]
