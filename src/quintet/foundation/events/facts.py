"""Facts: typed, immutable, past tense."""

from dataclasses import dataclass, fields
from typing import Any, ClassVar, NamedTuple, TypeVar

_TYPES: dict[str, type["Event"]] = {}


class Ref(NamedTuple):
    """A record by object name and id, such as `Ref("contact", id)`."""

    type: str
    id: str


@dataclass(frozen=True)
class Event:
    """Base of all facts. Subclasses are frozen dataclasses of plain JSON values, marked with `@event_type`."""

    type: ClassVar[str] = ""


E = TypeVar("E", bound=Event)


def event_type(name: str):  # type: ignore[no-untyped-def]
    """Class decorator that gives a fact its name in the log (`deal.stage_changed`) and makes it known."""

    def register(cls: type[E]) -> type[E]:
        if name in _TYPES and _TYPES[name].__qualname__ != cls.__qualname__:
            raise ValueError(f"two facts are named {name}")
        cls.type = name
        _TYPES[name] = cls
        return cls

    return register


def known_types() -> dict[str, type[Event]]:
    """All facts by name."""
    return dict(sorted(_TYPES.items()))


def revive(name: str, data: dict[str, Any]) -> Event | None:
    """The typed fact of a logged row; fields a later version dropped are ignored. None for unknown names."""
    cls = _TYPES.get(name)
    if cls is None:
        return None
    known = {field.name for field in fields(cls)}
    return cls(**{key: value for key, value in data.items() if key in known})
