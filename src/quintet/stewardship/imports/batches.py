"""A batch of rows into records: namings looked up, records recognised, new ones added together, known ones changed."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from pydantic import ValidationError
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from quintet.foundation.access import Actor
from quintet.foundation.http.problems import from_pydantic
from quintet.foundation.objects import Draft, FieldType, object_named, objects
from quintet.foundation.objects.adding import add_many
from quintet.foundation.objects.bulk import parse
from quintet.foundation.objects.models import ObjectRow
from quintet.foundation.objects.reading import read_record
from quintet.foundation.objects.registry import AnyService
from quintet.kit.errors import Conflict, QuintetError
from quintet.stewardship.imports.mapping import Options
from quintet.stewardship.imports.models import RowStatus
from quintet.stewardship.imports.references import Known, find_named, find_records, stored_forms
from quintet.stewardship.imports.rows import Naming, ParsedRow, Reader
from quintet.stewardship.imports.targets import Target

T = TypeVar("T")
_FEW = 4
"""Rows that are added one by one, when the database refuses one among them."""


@dataclass(slots=True)
class Outcome:
    """What became of a row; as stored in `import_rows`."""

    number: int
    status: RowStatus
    record_id: str | None = None
    version: int | None = None
    changes: dict[str, Any] | None = None
    problems: list[dict[str, Any]] | None = None
    awaits: dict[str, Any] | None = None
    made: list[dict[str, Any]] | None = None

    def as_row(self) -> dict[str, Any]:
        return {
            "number": self.number,
            "status": self.status.value,
            "record_id": self.record_id,
            "version": self.version,
            "changes": self.changes,
            "problems": self.problems,
            "awaits": self.awaits,
            "made": self.made,
        }


@dataclass(slots=True)
class Passage:
    """One run over a file, or one dry run, with what it remembers from batch to batch."""

    service: AnyService
    reader: Reader
    options: Options
    match: Target | None
    dry: bool
    known: Known = field(default_factory=Known)
    keys: dict[int, int] = field(default_factory=dict)
    """Dry runs only: hash of the match key → number of the row that would have made the record."""
    titles: set[int] = field(default_factory=set)
    """Dry runs only: hashes of the titles of records that rows would have made."""


@dataclass(slots=True)
class _Work:
    """A row on its way through its batch."""

    row: ParsedRow
    outcome: Outcome
    key: str | None = None
    """The match key in its stored form."""
    awaits: dict[str, str] = field(default_factory=dict)
    made: list[dict[str, Any]] = field(default_factory=list)

    def fail(self, problems: Sequence[dict[str, Any]]) -> None:
        self.outcome.status = RowStatus.error
        self.outcome.problems = [*(self.outcome.problems or []), *problems]


def import_batch(session: Session, actor: Actor, passage: Passage, rows: Sequence[ParsedRow]) -> list[Outcome]:
    """Bring rows in; an outcome for each, in their order. In a dry run the caller rolls back."""
    works = [_Work(row, Outcome(row.number, RowStatus.created)) for row in rows]
    for work in works:
        if work.row.problems:
            work.fail(work.row.problems)
    _look_up_namings(session, actor, passage, works)
    new, known, again = _sort_out(session, actor, passage, works)
    _create(session, actor, passage, new)
    for work, record_id in known:
        _update(session, actor, passage, work, record_id)
    for work, first in again:
        record_id_of_first = first.outcome.record_id
        if record_id_of_first is None:
            work.fail([passage.reader.problem("row", "same_as_failed", f"Row {first.row.number} has the same key.")])
        else:
            _update(session, actor, passage, work, record_id_of_first)
    for work in works:
        if work.outcome.status is not RowStatus.error:
            work.outcome.awaits = work.awaits or None
            work.outcome.made = work.made or None
    return [work.outcome for work in works]


def rolled_back(session: Session, do: Callable[[], T]) -> T:
    """What `do` gives; what it changed is taken back."""
    savepoint = session.begin_nested()
    try:
        return do()
    finally:
        session.expunge_all()
        savepoint.rollback()


def _look_up_namings(session: Session, actor: Actor, passage: Passage, works: Sequence[_Work]) -> None:
    wanted: dict[tuple[str, str], set[str]] = defaultdict(set)
    for work in works:
        if work.outcome.status is not RowStatus.error:
            for naming in work.row.namings:
                wanted[naming.target.relation or "", naming.by].update(naming.texts)
    found: dict[tuple[str, str, str], list[str]] = {}
    for (relation, by), texts in wanted.items():
        named = find_named(session, actor, relation, by, sorted(texts), passage.known)
        found.update({(relation, by, text.casefold()): ids for text, ids in named.items()})
    for work in works:
        if work.outcome.status is RowStatus.error:
            continue
        for naming in work.row.namings:
            ids = [_named(session, actor, passage, work, naming, text, found) for text in naming.texts]
            target = naming.target
            value: Any = [id_ for id_ in ids if id_] if target.type is FieldType.relations else ids[0]
            if not value:
                continue
            if target.is_custom:
                work.row.custom[target.key] = value
            else:
                work.row.values[target.name] = value


def _named(
    session: Session,
    actor: Actor,
    passage: Passage,
    work: _Work,
    naming: Naming,
    text: str,
    found: dict[tuple[str, str, str], list[str]],
) -> str | None:
    target, place = naming.target, (naming.target.relation or "", naming.by, text.casefold())
    ids = found.get(place, [])
    if len(ids) == 1:
        return ids[0]
    if len(ids) > 1:
        message = f"{len(ids)} records of the kind {target.relation} are named {text}."
        work.fail([passage.reader.problem(target.name, "ambiguous_reference", message, text)])
        return None
    if target.relation == passage.service.spec.name and target.type is FieldType.relation:
        # It may come further down in the file.
        work.awaits[target.name] = text
        return None
    # A tag is no more than its name, so there is nothing to think over before making one.
    wanted = passage.options.create_missing or target.relation == "tag"
    if not wanted or not can_make(target, naming.by):
        work.fail([unknown(passage.reader, target, text)])
        return None
    try:
        made = make_named(session, actor, target.relation or "", text)
    except QuintetError as error:
        work.fail([passage.reader.problem(target.name, error.code, error.message, text)])
        return None
    work.made.append({"object": target.relation, "id": made})
    found[place] = [made]
    return made


def unknown(reader: Reader, target: Target, text: str) -> dict[str, Any]:
    """The problem of a cell that names nothing."""
    return reader.problem(target.name, "unknown_reference", f"There is no {target.relation} {text}.", text)


def can_make(target: Target, by: str) -> bool:
    """Whether a related record can be made from the cell alone: it has to be its title."""
    service = objects().get(target.relation or "")
    if service is None:
        return False
    title = service.spec.title.key
    required = {name for name, info in service.spec.create.model_fields.items() if info.is_required()}
    return by in ("title", "name", title) and title in service.spec.create.model_fields and required <= {title}


def make_named(session: Session, actor: Actor, relation: str, text: str) -> str:
    """Make a related record of which only the title is known."""
    service = object_named(relation)
    with session.begin_nested():
        record: ObjectRow = service.create(session, actor, parse(service.spec.create, {service.spec.title.key: text}))
    return record.id


def _sort_out(
    session: Session, actor: Actor, passage: Passage, works: Sequence[_Work]
) -> tuple[list[_Work], list[tuple[_Work, str]], list[tuple[_Work, _Work]]]:
    """New rows; rows of known records with those; rows that an earlier row of this batch makes the record of."""
    existing: dict[str, list[str]] = {}
    if passage.match is not None and passage.options.duplicates != "create":
        texts = {work.row.match for work in works if work.row.match is not None}
        forms = stored_forms(passage.service.spec, passage.match, texts)
        existing = find_records(session, actor, passage.service.spec, passage.match, forms)
        for work in works:
            work.key = forms.get(work.row.match or "")
    new: list[_Work] = []
    known: list[tuple[_Work, str]] = []
    again: list[tuple[_Work, _Work]] = []
    first: dict[str, _Work] = {}
    update = passage.options.duplicates == "update"
    for work in works:
        if work.outcome.status is RowStatus.error:
            continue
        ids = existing.get(work.row.match or "")
        key = work.key
        if ids:
            work.outcome.record_id = ids[0]
            if update:
                known.append((work, ids[0]))
            else:
                work.outcome.status = RowStatus.skipped
        elif key is not None and key in first:
            if update:
                again.append((work, first[key]))
            else:
                _skip_repeated(passage, work, first[key].row.number)
        elif key is not None and passage.dry and hash(key) in passage.keys:
            work.outcome.status = RowStatus.updated if update else RowStatus.skipped
            if not update:
                _skip_repeated(passage, work, passage.keys[hash(key)])
        else:
            new.append(work)
            if key is not None:
                first[key] = work
    return new, known, again


def _skip_repeated(passage: Passage, work: _Work, number: int) -> None:
    work.outcome.status = RowStatus.skipped
    work.outcome.problems = [passage.reader.problem("row", "repeated", f"The same as row {number} of this file.")]


def _create(session: Session, actor: Actor, passage: Passage, works: Sequence[_Work]) -> None:
    spec = passage.service.spec
    bodies: list[tuple[_Work, Any]] = []
    for work in works:
        values = {name: value for name, value in work.row.values.items() if value is not None}
        custom = {key: value for key, value in work.row.custom.items() if value is not None}
        if spec.custom_fields and custom:
            values["custom"] = custom
        if passage.options.owner_id and "owner_id" in spec.create.model_fields:
            values.setdefault("owner_id", passage.options.owner_id)
        try:
            bodies.append((work, spec.create.model_validate(values)))
        except ValidationError as error:
            work.fail(passage.reader.problems_of(from_pydantic(error.errors()).errors, work.row))
    _create_halving(session, actor, passage, bodies)
    for work in works:
        if work.outcome.status is RowStatus.created and passage.dry:
            if work.key is not None:
                passage.keys.setdefault(hash(work.key), work.row.number)
            passage.titles.add(hash(str(work.row.values.get(spec.title.key, "")).casefold()))


def _create_halving(session: Session, actor: Actor, passage: Passage, bodies: Sequence[tuple[_Work, Any]]) -> None:
    """Together if the database takes them so; else each half by itself, down to the one that it refuses."""
    if len(bodies) <= _FEW or passage.service.draft is None:
        for work, body in bodies:
            _create_alone(session, actor, passage, work, body)
    elif not _create_together(session, actor, passage, bodies):
        middle = len(bodies) // 2
        _create_halving(session, actor, passage, bodies[:middle])
        _create_halving(session, actor, passage, bodies[middle:])


def _create_together(session: Session, actor: Actor, passage: Passage, bodies: Sequence[tuple[_Work, Any]]) -> bool:
    """False, with nothing added, when the database refuses one of them."""
    service = passage.service
    if service.draft is None:
        return False
    drafts: list[tuple[_Work, Draft[Any]]] = []
    try:
        with session.begin_nested():
            for work, body in bodies:
                try:
                    drafts.append((work, service.draft(session, actor, body)))
                except QuintetError as error:
                    work.fail(_problems(passage, work, error))
            verdicts = add_many(session, actor, service.spec, [draft for _, draft in drafts])
    except IntegrityError:
        for work, _ in bodies:
            work.outcome = Outcome(work.row.number, RowStatus.created)
        return False
    except QuintetError as error:
        for work, _ in bodies:
            work.fail(_problems(passage, work, error))
        return True
    for (work, draft), wrong in zip(drafts, verdicts, strict=True):
        if wrong is not None:
            work.fail(_problems(passage, work, wrong))
        else:
            work.outcome.record_id, work.outcome.version = draft.id, 1
    return True


def _create_alone(session: Session, actor: Actor, passage: Passage, work: _Work, body: Any) -> None:
    try:
        with session.begin_nested():
            record: ObjectRow = passage.service.create(session, actor, body)
    except QuintetError as error:
        session.expire_all()
        work.fail(_problems(passage, work, error))
    else:
        work.outcome.record_id, work.outcome.version = record.id, record.version


def _update(session: Session, actor: Actor, passage: Passage, work: _Work, record_id: str) -> None:
    spec = passage.service.spec
    values = dict(work.row.values)
    if spec.custom_fields and work.row.custom:
        values["custom"] = work.row.custom
    try:
        before = read_record(session, actor, spec, record_id, parsed=True)
        if "tag_ids" in values:
            values["tag_ids"] = list(dict.fromkeys([*before["tag_ids"], *values["tag_ids"]]))
        after = change(session, actor, passage.service, record_id, values)
    except QuintetError as error:
        session.expire_all()
        work.fail(_problems(passage, work, error))
        return
    work.outcome.record_id, work.outcome.version = record_id, after["version"]
    work.outcome.changes = differences(before, after, values)
    work.outcome.status = RowStatus.updated if work.outcome.changes else RowStatus.unchanged


def change(session: Session, actor: Actor, service: AnyService, record_id: str, values: dict[str, Any]) -> Any:
    """Change a record as the API does; gives it as it is then."""
    with session.begin_nested():
        service.update(session, actor, record_id, parse(service.spec.update, values))
        session.flush()
    return read_record(session, actor, service.spec, record_id, parsed=True)


def differences(before: dict[str, Any], after: dict[str, Any], given: dict[str, Any]) -> dict[str, Any] | None:
    """{field: [before, after]} of those fields that were given, `custom.key` for custom ones."""
    changes = {
        name: [before.get(name), after.get(name)]
        for name in given
        if name != "custom" and before.get(name) != after.get(name)
    }
    old, new = before.get("custom") or {}, after.get("custom") or {}
    for key in given.get("custom", ()):
        if old.get(key) != new.get(key):
            changes[f"custom.{key}"] = [old.get(key), new.get(key)]
    return changes or None


def _problems(passage: Passage, work: _Work, error: QuintetError) -> list[dict[str, Any]]:
    if error.errors:
        found = passage.reader.problems_of(error.errors, work.row)
    else:
        found = [passage.reader.problem("row", error.code, error.message)]
    if isinstance(error, Conflict) and error.existing_id:
        for problem in found:
            problem["existing_id"] = error.existing_id
    return found
