"""Who wants to hear which facts."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from sqlalchemy.orm import Session

from quintet.foundation.events.facts import Event, Ref

E = TypeVar("E", bound=Event)


@dataclass(frozen=True, slots=True)
class Delivered(Generic[E]):
    """A fact as a subscriber gets it."""

    id: str
    workspace_id: str
    at: datetime
    fact: E
    subject: Ref
    links: tuple[Ref, ...]
    actor_kind: str
    actor_id: str | None
    actor_label: str
    changes: dict[str, Any] | None


Handler = Callable[[Session, Delivered[E]], None]


@dataclass(frozen=True, slots=True)
class Subscriber:
    name: str
    types: frozenset[str] | None
    handler: Callable[[Session, Delivered[Any]], None]


_SUBSCRIBERS: dict[str, Subscriber] = {}
_BY_TYPE: dict[str, tuple[str, ...]] = {}


def subscribe(*types: type[E], name: str) -> Callable[[Handler[E]], Handler[E]]:
    """Have a function take each fact of these types once, in a transaction of its own; no types means all facts.

    The session is bound to the fact's workspace. What the handler changes and the delivery's end are one
    transaction; raising puts the delivery off and tries again with growing pauses. `name` is stored: keep it.
    """

    def register(handler: Handler[E]) -> Handler[E]:
        if name in _SUBSCRIBERS:
            raise ValueError(f"two subscribers are named {name}")
        _SUBSCRIBERS[name] = Subscriber(name, frozenset(t.type for t in types) if types else None, handler)
        _BY_TYPE.clear()
        return handler

    return register


def unsubscribe(name: str) -> None:
    """Forget a subscriber (tests)."""
    _SUBSCRIBERS.pop(name, None)
    _BY_TYPE.clear()


def subscribers() -> dict[str, Subscriber]:
    return dict(_SUBSCRIBERS)


def subscribers_of(event_type: str) -> tuple[str, ...]:
    """Names of those who take facts of this type."""
    known = _BY_TYPE.get(event_type)
    if known is None:
        known = tuple(s.name for s in _SUBSCRIBERS.values() if s.types is None or event_type in s.types)
        _BY_TYPE[event_type] = known
    return known
