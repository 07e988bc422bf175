"""A batch of rows into records: namings looked up, records recognised, new ones added together, known ones changed."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from pydantic import ValidationError
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from quintet.foundation.access import Actor
from quintet.foundation.http.problems import from_pydantic
from quintet.foundation.objects import Draft, FieldType
from quintet.foundation.objects.adding import add_many
from quintet.foundation.objects.bulk import parse
from quintet.foundation.objects.models import ObjectRow
from quintet.foundation.objects.reading import read_record
from quintet.foundation.objects.registry import AnyService
from quintet.kit.errors import Conflict, QuintetError
from quintet.stewardship.imports.models import RowStatus
from quintet.stewardship.imports.naming import look_up
from quintet.stewardship.imports.passage import Outcome, Passage, Work
from quintet.stewardship.imports.references import find_records, stored_forms
from quintet.stewardship.imports.rows import ParsedRow
from quintet.stewardship.imports.tables import TableRow

T = TypeVar("T")
_PLACEHOLDER = "00000000-0000-7000-8000-000000000000"
_FEW = 4
"""Rows that are added one by one, when the database refuses one among them."""


def prepare_row(passage: Passage, row: TableRow) -> ParsedRow:
    """Read and validate a row as far as that goes without the database, before others have to wait for it."""
    parsed = passage.reader.read(row)
    if not parsed.problems:
        for naming in parsed.namings:
            many = naming.target.type is FieldType.relations
            if not naming.target.is_custom:
                parsed.values[naming.target.name] = [] if many else _PLACEHOLDER
        try:
            parsed.body = passage.service.spec.create.model_validate(_new_values(passage, parsed))
        except ValidationError:
            pass  # it may belong to a known record; else it is said when the row's turn has come
        for naming in parsed.namings:
            parsed.values.pop(naming.target.name, None)
    return parsed


def _new_values(passage: Passage, row: ParsedRow) -> dict[str, Any]:
    """What the create schema is given."""
    spec = passage.service.spec
    values = {name: value for name, value in row.values.items() if value is not None}
    for name, parts in row.parts.items():
        if any(parts.values()):
            values[name] = [parts]
    custom = {key: value for key, value in row.custom.items() if value is not None}
    if spec.custom_fields and custom:
        values["custom"] = custom
    if passage.options.owner_id and "owner_id" in spec.create.model_fields:
        values.setdefault("owner_id", passage.options.owner_id)
    return values


def import_batch(session: Session, actor: Actor, passage: Passage, rows: Sequence[ParsedRow]) -> list[Outcome]:
    """Bring rows in; an outcome for each, in their order. In a dry run the caller rolls back."""
    works = [Work(row, Outcome(row.number, RowStatus.created)) for row in rows]
    for work in works:
        if work.row.problems:
            work.fail(work.row.problems)
    look_up(session, actor, passage, works)
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
        work.outcome.awaits = work.awaits or None if not work.failed else None
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


def _sort_out(
    session: Session, actor: Actor, passage: Passage, works: Sequence[Work]
) -> tuple[list[Work], list[tuple[Work, str]], list[tuple[Work, Work]]]:
    """New rows; rows of known records with those; rows that an earlier row of this batch makes the record of."""
    existing: dict[str, list[str]] = {}
    if passage.match is not None and passage.options.duplicates != "create":
        texts = {work.row.match for work in works if work.row.match is not None and not work.failed}
        forms = stored_forms(passage.service.spec, passage.match, texts)
        existing = find_records(session, actor, passage.service.spec, passage.match, forms)
        for work in works:
            work.key = forms.get(work.row.match or "")
    new: list[Work] = []
    known: list[tuple[Work, str]] = []
    again: list[tuple[Work, Work]] = []
    first: dict[str, Work] = {}
    update = passage.options.duplicates == "update"
    for work in works:
        if work.failed:
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


def _skip_repeated(passage: Passage, work: Work, number: int) -> None:
    work.outcome.status = RowStatus.skipped
    work.outcome.problems = [passage.reader.problem("row", "repeated", f"The same as row {number} of this file.")]


def _create(session: Session, actor: Actor, passage: Passage, works: Sequence[Work]) -> None:
    spec = passage.service.spec
    bodies: list[tuple[Work, Any]] = []
    for work in works:
        try:
            bodies.append((work, _body(passage, work)))
        except ValidationError as error:
            work.fail(passage.reader.problems_of(from_pydantic(error.errors()).errors, work.row))
    _create_halving(session, actor, passage, bodies)
    for work in works:
        if work.outcome.status is RowStatus.created and passage.dry:
            if work.key is not None:
                passage.keys.setdefault(hash(work.key), work.row.number)
            passage.titles.add(hash(str(work.row.values.get(spec.title.key, "")).casefold()))


def _body(passage: Passage, work: Work) -> Any:
    """The row as the create schema has it. ValidationError when it can't be one."""
    row = work.row
    if row.body is None or work.awaits:
        return passage.service.spec.create.model_validate(_new_values(passage, row))
    if not row.namings:
        return row.body
    found = {n.target.name: row.values[n.target.name] for n in row.namings if n.target.name in row.values}
    if any(naming.target.is_custom for naming in row.namings):
        found["custom"] = {key: value for key, value in row.custom.items() if value is not None}
    return row.body.model_copy(update=found)


def _create_halving(session: Session, actor: Actor, passage: Passage, bodies: Sequence[tuple[Work, Any]]) -> None:
    """Together if the database takes them so; else each half by itself, down to the one that it refuses."""
    if len(bodies) <= _FEW or passage.service.draft is None:
        for work, body in bodies:
            _create_alone(session, actor, passage, work, body)
    elif not _create_together(session, actor, passage, bodies):
        middle = len(bodies) // 2
        _create_halving(session, actor, passage, bodies[:middle])
        _create_halving(session, actor, passage, bodies[middle:])


def _create_together(session: Session, actor: Actor, passage: Passage, bodies: Sequence[tuple[Work, Any]]) -> bool:
    """False, with nothing added, when the database refuses one of them."""
    service = passage.service
    if service.draft is None:
        return False
    drafts: list[tuple[Work, Draft[Any]]] = []
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


def _create_alone(session: Session, actor: Actor, passage: Passage, work: Work, body: Any) -> None:
    try:
        with session.begin_nested():
            record: ObjectRow = passage.service.create(session, actor, body)
    except QuintetError as error:
        session.expire_all()
        work.fail(_problems(passage, work, error))
    else:
        work.outcome.record_id, work.outcome.version = record.id, record.version


def _update(session: Session, actor: Actor, passage: Passage, work: Work, record_id: str) -> None:
    spec = passage.service.spec
    values = dict(work.row.values)
    if spec.custom_fields and work.row.custom:
        values["custom"] = work.row.custom
    try:
        before = read_record(session, actor, spec, record_id, parsed=True)
        for name, parts in work.row.parts.items():
            first, *rest = before[name] or [{}]
            values[name] = [{**first, **parts}, *rest]
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


def _problems(passage: Passage, work: Work, error: QuintetError) -> list[dict[str, Any]]:
    if error.errors:
        found = passage.reader.problems_of(error.errors, work.row)
    else:
        found = [passage.reader.problem("row", error.code, error.message)]
    if isinstance(error, Conflict) and error.existing_id:
        for problem in found:
            problem["existing_id"] = error.existing_id
    return found
