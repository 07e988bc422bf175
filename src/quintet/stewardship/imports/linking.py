"""References to records that came later in the same file: set when all rows are in."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from quintet.foundation.access import Actor
from quintet.foundation.objects import object_named
from quintet.foundation.objects.reading import read_record
from quintet.kit.errors import FieldError, QuintetError
from quintet.stewardship.imports.batches import change
from quintet.stewardship.imports.models import ImportRow
from quintet.stewardship.imports.naming import ambiguous, can_make, make_named, unknown
from quintet.stewardship.imports.passage import Passage
from quintet.stewardship.imports.references import Known, find_named
from quintet.stewardship.imports.targets import Target


def link_batch(session: Session, actor: Actor, passage: Passage, import_id: str, numbers: Sequence[int]) -> None:
    """Set what these rows still wait for. A reference that names nothing is left out, and the row says so."""
    rows = session.scalars(
        select(ImportRow).where(ImportRow.import_id == import_id, ImportRow.number.in_(numbers))
    ).all()
    ways = {target.name: (target, column.by or "title") for column, target in passage.reader.columns}
    for row in rows:
        for name, text in (row.awaits or {}).items():
            target, by = ways[name]
            try:
                _link(session, actor, passage, row, target, by, text)
            except QuintetError as error:
                session.expire_all()
                for problem in error.errors or [FieldError(name, error.code, error.message)]:
                    _note(row, passage.reader.problem(name, problem.code, problem.message, text))
        row.awaits = None
    session.flush()


def _link(session: Session, actor: Actor, passage: Passage, row: ImportRow, target: Target, by: str, text: str) -> None:
    found = find_named(session, actor, target.relation or "", by, [text], Known()).get(text, [])
    if passage.dry and not found and hash(text.casefold()) in passage.titles:
        return
    if len(found) > 1:
        _note(row, ambiguous(passage.reader, target, text, len(found)))
        return
    if not found and not (passage.options.create_missing and can_make(target, by)):
        _note(row, unknown(passage.reader, target, text))
        return
    if passage.dry or row.record_id is None:
        return
    if not found:
        made = make_named(session, actor, object_named(target.relation or ""), [text])[0]
        if isinstance(made, QuintetError):
            raise made
        found = [made]
        row.made = [*(row.made or []), {"object": target.relation, "id": found[0]}]
    values = {"custom": {target.key: found[0]}} if target.is_custom else {target.name: found[0]}
    before = row.changes or {}
    was = _present(session, actor, passage, row.record_id, target)
    after = change(session, actor, passage.service, row.record_id, values)
    row.version = after["version"]
    if row.status != "created" and was != found[0]:
        row.changes = {**before, target.name: [was, found[0]]}
        row.status = "updated"


def _present(session: Session, actor: Actor, passage: Passage, record_id: str, target: Target) -> str | None:
    row = read_record(session, actor, passage.service.spec, record_id, parsed=True)
    value = (row.get("custom") or {}).get(target.key) if target.is_custom else row.get(target.name)
    return value if isinstance(value, str) else None


def _note(row: ImportRow, problem: dict[str, object]) -> None:
    row.problems = [*(row.problems or []), problem]
