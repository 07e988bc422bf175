"""Records that others took the place of: who asks for one is told which."""

from collections.abc import Callable

from sqlalchemy.orm import Session

from quintet.foundation.access import Actor
from quintet.foundation.objects.spec import AnySpec
from quintet.kit.errors import Merged, NotFound

Finder = Callable[[Session, Actor, AnySpec, str], str | None]

_finders: list[Finder] = []


def find_successors_by(finder: Finder) -> None:
    """Let a function say which record, of those the actor sees, took the place of another."""
    _finders.append(finder)


def missing(session: Session, actor: Actor, spec: AnySpec, record_id: str) -> NotFound:
    """The error for a record that is not there, naming the one that it is part of now."""
    for finder in _finders:
        found = finder(session, actor, spec, record_id)
        if found is not None:
            return Merged(spec.name, found)
    return NotFound(spec.name)
