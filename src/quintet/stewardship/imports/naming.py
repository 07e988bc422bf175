"""From what cells call other records to those records: found, made when that is wished, or waited for."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from pydantic import ValidationError
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from quintet.foundation.access import Actor
from quintet.foundation.http.problems import from_pydantic
from quintet.foundation.objects import FieldType, object_named, objects
from quintet.foundation.objects.adding import add_many
from quintet.foundation.objects.registry import AnyService
from quintet.kit.errors import QuintetError
from quintet.stewardship.imports.passage import Passage, Work
from quintet.stewardship.imports.references import find_named
from quintet.stewardship.imports.rows import Naming, Reader
from quintet.stewardship.imports.suggesting import MOST, nearest
from quintet.stewardship.imports.targets import Target

_BY_TITLE = ("title", "name")
Place = tuple[str, str, str]
"""Relation, way of naming, and text without regard to case."""


def look_up(session: Session, actor: Actor, passage: Passage, works: Sequence[Work]) -> None:
    """Put the ids of the records that cells name into the rows; rows with namings of nothing fail."""
    wanted: dict[tuple[str, str], set[str]] = defaultdict(set)
    for _, naming in _namings(works):
        wanted[naming.target.relation or "", naming.by].update(naming.texts)
    found: dict[Place, list[str]] = {}
    for (relation, by), texts in wanted.items():
        named = find_named(session, actor, relation, by, sorted(texts), passage.known)
        found.update({(relation, by, text.casefold()): ids for text, ids in named.items()})
    refused = _make_missing(session, actor, passage, works, found)
    for work, naming in list(_namings(works)):
        target = naming.target
        ids = [_id_of(session, actor, passage, work, naming, text, found, refused) for text in naming.texts]
        value: Any = [id_ for id_ in ids if id_] if target.type is FieldType.relations else ids[0]
        if not value:
            continue
        if target.is_custom:
            work.row.custom[target.key] = value
        else:
            work.row.values[target.name] = value


def _namings(works: Sequence[Work]) -> Iterator[tuple[Work, Naming]]:
    return ((work, naming) for work in works if not work.failed for naming in work.row.namings)


def _place(naming: Naming, text: str) -> Place:
    return naming.target.relation or "", naming.by, text.casefold()


def _make_missing(
    session: Session, actor: Actor, passage: Passage, works: Sequence[Work], found: dict[Place, list[str]]
) -> dict[Place, str]:
    """Make the records that are named, missing, and may be made; gives why some were refused."""
    missing: dict[str, dict[Place, tuple[Work, str]]] = defaultdict(dict)
    for work, naming in _namings(works):
        if _may_make(passage, naming):
            for text in naming.texts:
                place = _place(naming, text)
                if place not in found:
                    missing[place[0]].setdefault(place, (work, text))
    refused: dict[Place, str] = {}
    for relation, places in missing.items():
        texts = [text for _, text in places.values()]
        made = make_named(session, actor, object_named(relation), texts)
        for (place, (work, _)), result in zip(places.items(), made, strict=True):
            if isinstance(result, QuintetError):
                refused[place] = result.message
            else:
                found[place] = [result]
                work.made.append({"object": relation, "id": result})
    return refused


def _may_make(passage: Passage, naming: Naming) -> bool:
    target = naming.target
    if waits(passage, target):
        return False
    # A tag is no more than its name, so there is nothing to think over before making one.
    return (passage.options.create_missing or target.relation == "tag") and can_make(target, naming.by)


def waits(passage: Passage, target: Target) -> bool:
    """Whether a record that is not found may still come further down in the file."""
    return target.relation == passage.service.spec.name and target.type is FieldType.relation


def _id_of(
    session: Session,
    actor: Actor,
    passage: Passage,
    work: Work,
    naming: Naming,
    text: str,
    found: dict[Place, list[str]],
    refused: dict[Place, str],
) -> str | None:
    target, place = naming.target, _place(naming, text)
    ids = found.get(place, [])
    if len(ids) == 1:
        return ids[0]
    if len(ids) > 1:
        work.fail([ambiguous(passage.reader, target, text, len(ids))])
    elif place in refused:
        work.fail([passage.reader.problem(target.name, "not_made", refused[place], text)])
    elif waits(passage, target):
        work.awaits[target.name] = text
    else:
        meant = _meant(session, actor, passage, place, text) if naming.by in _BY_TITLE else None
        work.fail([unknown(passage.reader, target, text, meant)])
    return None


def _meant(session: Session, actor: Actor, passage: Passage, place: Place, text: str) -> str | None:
    """What the text may have meant; each text is thought over once in a run."""
    if place not in passage.meant and len(passage.meant) < MOST:
        passage.meant[place] = nearest(session, actor, place[0], text)
    return passage.meant.get(place)


def unknown(reader: Reader, target: Target, text: str, meant: str | None = None) -> dict[str, Any]:
    """The problem of a cell that names nothing, with what it may have meant."""
    message = f"There is no {target.relation} {text}." + (f" Did you mean {meant}?" if meant else "")
    return {
        **reader.problem(target.name, "unknown_reference", message, text),
        **({"suggestion": meant} if meant else {}),
    }


def ambiguous(reader: Reader, target: Target, text: str, count: int) -> dict[str, Any]:
    """The problem of a cell that names several."""
    message = f"{count} records of the kind {target.relation} are named {text}. Name it by its id."
    return reader.problem(target.name, "ambiguous_reference", message, text)


def can_make(target: Target, by: str) -> bool:
    """Whether a related record can be made from the cell alone: it has to be its title."""
    service = objects().get(target.relation or "")
    return service is not None and _needs_only_its_title(service, by)


@cache
def _needs_only_its_title(service: AnyService, by: str) -> bool:
    title = service.spec.title.key
    required = {name for name, info in service.spec.create.model_fields.items() if info.is_required()}
    return by in ("title", "name", title) and title in service.spec.create.model_fields and required <= {title}


def make_named(session: Session, actor: Actor, service: AnyService, texts: Sequence[str]) -> list[str | QuintetError]:
    """Make records of which only the title is known; an id or what is wrong for each."""
    spec = service.spec
    results: dict[int, str | QuintetError] = {}
    bodies: dict[int, Any] = {}
    for place, text in enumerate(texts):
        try:
            bodies[place] = spec.create.model_validate({spec.title.key: text})
        except ValidationError as error:
            results[place] = from_pydantic(error.errors())
    if service.draft is not None:
        try:
            with session.begin_nested():
                drafts = {place: service.draft(session, actor, body) for place, body in bodies.items()}
                wrong = add_many(session, actor, spec, list(drafts.values()))
        except (IntegrityError, QuintetError):
            pass  # one is to blame: find out which
        else:
            results |= {place: error or draft.id for (place, draft), error in zip(drafts.items(), wrong, strict=True)}
    for place, body in bodies.items():
        if place not in results:
            results[place] = _make_alone(session, actor, service, body)
    return [results[place] for place in range(len(texts))]


def _make_alone(session: Session, actor: Actor, service: AnyService, body: Any) -> str | QuintetError:
    try:
        with session.begin_nested():
            id_: str = service.create(session, actor, body).id
            return id_
    except QuintetError as error:
        session.expire_all()
        return error
