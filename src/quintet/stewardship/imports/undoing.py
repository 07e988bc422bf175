"""Taking an import back: what it made goes to the bin, what it changed gets its old values, unless changed since."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from quintet.foundation.access import Actor
from quintet.foundation.events import Ref, emit
from quintet.foundation.jobs import JobContext
from quintet.foundation.objects import FieldType, object_named, objects
from quintet.foundation.objects.custom_fields import CustomFieldUpdate, update_custom_field
from quintet.foundation.objects.models import CustomField
from quintet.foundation.objects.query import Condition, ListQuery
from quintet.foundation.objects.reading import list_records, read_record
from quintet.foundation.objects.registry import AnyService
from quintet.kit import time
from quintet.kit.errors import NotFound, QuintetError
from quintet.stewardship.acting import actor_under
from quintet.stewardship.imports.batches import change
from quintet.stewardship.imports.facts import ImportUndone
from quintet.stewardship.imports.models import Import, ImportRow, ImportState, RowStatus

BATCH = 30
"""Rows in one transaction."""
_DONE = (RowStatus.created, RowStatus.updated)


class _Left(Exception):
    """Something stays as it is; says why."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(slots=True)
class Undoer:
    """One job's work on undoing one import. Rows say themselves that they are undone, so it may run again."""

    ctx: JobContext
    import_id: str

    def run(self) -> None:
        while numbers := self.ctx.read(self._next):
            self.ctx.check()
            if not self._write(numbers):
                return
        # Parents are only free once their children are gone; chains get shorter with every round.
        while True:
            before = self.ctx.read(self._count_left)
            position = None
            while numbers := self.ctx.read(partial(self._left, before=position)):
                self.ctx.check()
                position = numbers[-1]
                if not self._write(numbers, only="in_use"):
                    return
            if self.ctx.read(self._count_left) >= before:
                break
        while numbers := self.ctx.read(self._with_made):
            self.ctx.check()
            if not self._unmake(numbers):
                return
        self.ctx.write(self._finish)

    def _next(self, session: Session) -> list[int]:
        statement = select(ImportRow.number).where(ImportRow.import_id == self.import_id, ImportRow.status.in_(_DONE))
        return list(session.scalars(statement.order_by(ImportRow.number.desc()).limit(BATCH)))

    def _left(self, session: Session, before: int | None) -> list[int]:
        statement = select(ImportRow.number).where(
            ImportRow.import_id == self.import_id, ImportRow.status == RowStatus.left
        )
        if before is not None:
            statement = statement.where(ImportRow.number < before)
        return list(session.scalars(statement.order_by(ImportRow.number.desc()).limit(BATCH)))

    def _count_left(self, session: Session) -> int:
        left = select(func.count()).select_from(ImportRow)
        mine = left.where(ImportRow.import_id == self.import_id, ImportRow.status == RowStatus.left)
        return session.scalar(mine) or 0

    def _with_made(self, session: Session) -> list[int]:
        statement = select(ImportRow.number).where(ImportRow.import_id == self.import_id, ImportRow.made.is_not(None))
        return list(session.scalars(statement.order_by(ImportRow.number.desc()).limit(BATCH)))

    def _write(self, numbers: Sequence[int], only: str | None = None) -> bool:
        """False when the import is no longer being undone."""

        def work(session: Session) -> bool:
            import_ = self._held(session)
            if import_ is None:
                return False
            actor = actor_under(session, import_.workspace_id, import_.mandate)
            service = object_named(import_.object)
            counts = dict(import_.counts)
            rows = self._rows(session, numbers)
            used = _used(session, service.spec.name, [row.record_id for row in rows if row.record_id])
            for row in rows:
                if only is not None and (row.problems or [{}])[-1].get("code") != only:
                    continue
                counts[row.status] = counts.get(row.status, 0) - 1
                _undo(session, actor, service, row, used)
                counts[row.status] = counts.get(row.status, 0) + 1
            import_.counts = {status: count for status, count in counts.items() if count}
            return True

        return self.ctx.write(work)

    def _unmake(self, numbers: Sequence[int]) -> bool:
        """Bin the related records that rows had made."""

        def work(session: Session) -> bool:
            import_ = self._held(session)
            if import_ is None:
                return False
            actor = actor_under(session, import_.workspace_id, import_.mandate)
            for row in self._rows(session, numbers):
                for made in row.made or []:
                    try:
                        _bin(session, actor, object_named(made["object"]), made["id"], 1, {made["id"]})
                    except _Left as left:
                        _note(row, left)
                row.made = None
            return True

        return self.ctx.write(work)

    def _rows(self, session: Session, numbers: Sequence[int]) -> Sequence[ImportRow]:
        chosen = select(ImportRow).where(ImportRow.import_id == self.import_id, ImportRow.number.in_(numbers))
        return session.scalars(chosen.order_by(ImportRow.number.desc())).all()

    def _held(self, session: Session) -> Import | None:
        import_ = session.scalar(select(Import).where(Import.id == self.import_id).with_for_update())
        return import_ if import_ is not None and import_.state == ImportState.undoing else None

    def _finish(self, session: Session) -> None:
        import_ = self._held(session)
        if import_ is None:
            return
        actor = actor_under(session, import_.workspace_id, import_.mandate)
        _archive_fields(session, actor, import_)
        import_.state, import_.finished_at = ImportState.undone, time.now()
        fact = ImportUndone(import_.object, import_.file_name, dict(import_.counts))
        emit(session, actor, fact, subject=Ref("import", import_.id))


def _undo(session: Session, actor: Actor, service: AnyService, row: ImportRow, used: set[str]) -> None:
    """Undo one row; it is `undone` or `left` afterwards."""
    was_created = row.changes is None
    try:
        if was_created:
            _bin(session, actor, service, row.record_id or "", row.version, used)
        else:
            _put_back(session, actor, service, row)
    except _Left as left:
        row.problems = [p for p in row.problems or [] if p["code"] != "in_use"]
        _note(row, left)
        row.status = RowStatus.left.value
    else:
        row.problems = [p for p in row.problems or [] if p["code"] != "in_use"] or None
        row.status = RowStatus.undone.value
    session.flush()


def _bin(
    session: Session, actor: Actor, service: AnyService, record_id: str, version: int | None, used: set[str]
) -> None:
    """Bin a record unless it was changed or something points at it (that can only be so for ids in `used`)."""
    spec = service.spec
    try:
        now = read_record(session, actor, spec, record_id)
    except NotFound:
        return  # somebody was quicker
    if now["version"] != version:
        raise _Left("changed_since", "Changed since the import, so it stays.")
    if record_id in used and _used(session, spec.name, [record_id]):
        raise _Left("in_use", "Another record points at it, so it stays.")
    try:
        with session.begin_nested():
            service.delete(session, actor, record_id)
    except QuintetError as error:
        session.expire_all()
        raise _Left(error.code, error.message) from None


def _used(session: Session, object_name: str, ids: Sequence[str]) -> set[str]:
    """Those of the records that live records point at by an indexed relation."""
    found: set[str] = set()
    for service in objects().values():
        for field in service.spec.fields:
            if field.relation == object_name and field.type is FieldType.relation and field.indexed:
                model = service.spec.model
                attribute = getattr(model, field.name)
                pointing = select(attribute).where(
                    attribute.in_(ids), model.deleted_at.is_(None), model.id != attribute
                )
                found.update(session.scalars(pointing.distinct()))
    return found


def _put_back(session: Session, actor: Actor, service: AnyService, row: ImportRow) -> None:
    spec = service.spec
    try:
        now = read_record(session, actor, spec, row.record_id or "", parsed=True)
    except NotFound:
        raise _Left("deleted_since", "Deleted since the import.") from None
    values: dict[str, Any] = {}
    custom: dict[str, Any] = {}
    kept: list[str] = []
    for name, (before, after) in (row.changes or {}).items():
        key = name.removeprefix("custom.")
        present = (now.get("custom") or {}).get(key) if name.startswith("custom.") else now.get(name)
        if present != after:
            kept.append(name)
        elif name.startswith("custom."):
            custom[key] = before
        else:
            values[name] = before
    if custom:
        values["custom"] = custom
    if values:
        try:
            change(session, actor, service, row.record_id or "", values)
        except QuintetError as error:
            session.expire_all()
            raise _Left(error.code, error.message) from None
    if kept:
        raise _Left("changed_since", "Changed since the import, so left as they are: " + ", ".join(kept) + ".")


def _archive_fields(session: Session, actor: Actor, import_: Import) -> None:
    """Archive the custom fields that the import made, where no record has a value in them any more."""
    spec = object_named(import_.object).spec
    for field_id in import_.new_fields:
        field = session.get(CustomField, field_id)
        if field is None or field.archived_at is not None:
            continue
        filled = ListQuery(conditions=(Condition(f"custom.{field.key}", "is_null", (False,)),), limit=1)
        if not list_records(session, actor, spec, filled).data:
            update_custom_field(session, actor, field_id, CustomFieldUpdate(archived=True))


def _note(row: ImportRow, left: _Left) -> None:
    problem = {"field": "row", "column": None, "code": left.code, "message": str(left), "value": None}
    row.problems = [*(row.problems or []), problem]
