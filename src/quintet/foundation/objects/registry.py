"""All declared objects with the services that change them, and what relations may point at besides."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, Protocol

from sqlalchemy.orm import Session

from quintet.foundation.access import Actor, allowed
from quintet.foundation.objects.drafts import Draft
from quintet.foundation.objects.spec import AnySpec, C, M, ObjectSpec, U
from quintet.kit.errors import NotFound


@dataclass(frozen=True, slots=True)
class RecordService(Generic[M, C, U]):
    """The service functions of one object, as every face, import and workflow calls them."""

    spec: ObjectSpec[M, C, U]
    create: Callable[[Session, Actor, C], M]
    update: Callable[[Session, Actor, str, U], M]
    delete: Callable[[Session, Actor, str], None]
    restore: Callable[[Session, Actor, str], M]
    draft: Callable[[Session, Actor, C], Draft[M]] | None = None
    """What `create` makes of a body before it adds it; lets imports add many at once (see adding.py)."""


AnyService = RecordService[Any, Any, Any]


class Reference(Protocol):
    """Loads what relations point at, as far as the actor may see it: id → small JSON object with id and title."""

    def __call__(self, session: Session, actor: Actor, ids: Iterable[str]) -> Mapping[str, Mapping[str, Any]]: ...


_objects: dict[str, AnyService] = {}


class Assignable(Protocol):
    """Which of the ids new values may point at: fewer than can be shown, where old values outlive their target."""

    def __call__(self, session: Session, actor: Actor, ids: Iterable[str]) -> Collection[str]: ...


_references: dict[str, Reference] = {}
_assignable: dict[str, Assignable] = {}


def register(service: RecordService[M, C, U]) -> RecordService[M, C, U]:
    """Make an object known; returns its service."""
    if service.spec.name in _objects:
        raise ValueError(f"two objects are named {service.spec.name}")
    _objects[service.spec.name] = service
    return service


def objects() -> dict[str, AnyService]:
    """All objects by name."""
    return dict(_objects)


def object_named(name: str) -> AnyService:
    """The object of this name or plural; NotFound when there is none."""
    service = _objects.get(name) or next((s for s in _objects.values() if s.spec.plural == name), None)
    if service is None:
        raise NotFound("object")
    return service


def spec_named(name: str) -> AnySpec:
    return object_named(name).spec


def register_reference(name: str, reference: Reference, assignable: Assignable) -> None:
    """Let relations point at something that is no declared object (`user`)."""
    _references[name] = reference
    _assignable[name] = assignable


def reference(name: str) -> Reference:
    """The loader of a relation's target: nothing for actors who may not read such records."""
    known = _references.get(name)
    if known is not None:
        return known
    right, load = spec_named(name).right("read"), _titles(name)
    return lambda session, actor, ids: load(session, actor, ids) if allowed(actor, right) else {}


def assignable(name: str) -> Assignable:
    """Says what a relation to this target may newly point at: a key that may not read it may still name it."""
    return _assignable.get(name) or _titles(name)


def _titles(name: str) -> Reference:
    from quintet.foundation.objects.reading import load_titles

    spec = spec_named(name)
    return lambda session, actor, ids: load_titles(session, actor, spec, ids)
