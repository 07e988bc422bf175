"""The jobs of exports."""

import tempfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from quintet.foundation.access import Actor, system_actor
from quintet.foundation.db import as_workspace
from quintet.foundation.files import Blob, FileStore, Purpose, declare_purpose
from quintet.foundation.files.service import delete_file, store_file
from quintet.foundation.jobs import JobCall, JobContext, job, queue, schedule
from quintet.foundation.objects import object_named
from quintet.foundation.objects.reading import Row
from quintet.kit import time
from quintet.kit.errors import NotFound
from quintet.stewardship.acting import actor_under
from quintet.stewardship.exports.columns import choose
from quintet.stewardship.exports.models import Export, ExportState
from quintet.stewardship.exports.reading import Reader, parameters_of
from quintet.stewardship.exports.writing import BOM, Workbook, cells_of, csv_lines, header_of

FILE = declare_purpose(Purpose("export", uploadable=False, max_bytes=10_000_000_000))
KEEP = timedelta(days=7)
_TYPES = {"csv": "text/csv", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
_CHUNK = 256 * 1024

queue("exports", concurrency=1, prefetch=0)


class _Stopped(Exception):
    """The export was cancelled."""


def _failed(session: Session, error: str, call: JobCall) -> None:
    export = session.get(Export, call.args[0])
    if export is not None and export.state == ExportState.running:
        export.state, export.error, export.finished_at = ExportState.failed, error, time.now()


@job("stewardship.write_export", queue="exports", timeout=2 * 3600.0, on_failed=_failed)
def write_export(ctx: JobContext, export_id: str) -> None:
    """Write an export's file. Run again it writes it anew; the bytes of a run that died are swept away."""
    export = ctx.read(lambda session: session.get(Export, export_id))
    if export is None or export.state != ExportState.running:
        return
    store = ctx.service(FileStore)
    work = _Writing(ctx, export)
    try:
        if export.format == "csv":
            blob = store.save_sync(export.workspace_id, work.csv(), FILE.limit(store.settings))
        else:
            blob = _save_workbook(store, work)
    except _Stopped:
        return
    if not ctx.write(lambda session: _finish(session, export_id, blob, work.done)):
        store.discard(blob.key)


def _finish(session: Session, export_id: str, blob: Blob, rows: int) -> bool:
    export = session.scalar(select(Export).where(Export.id == export_id).with_for_update())
    if export is None or export.state != ExportState.running:
        return False
    actor = actor_under(session, export.workspace_id, export.mandate)
    plural = object_named(export.object).spec.plural
    name = f"{plural}-{export.created_at:%Y-%m-%d}.{export.format}"
    file = store_file(session, actor, blob, purpose=FILE, name=name, content_type=_TYPES[export.format])
    export.file_id, export.rows = file.id, rows
    export.state, export.finished_at = ExportState.done, time.now()
    return True


class _Writing:
    """One run of an export's job."""

    def __init__(self, ctx: JobContext, export: Export) -> None:
        self.ctx = ctx
        self.export = export
        self.spec = object_named(export.object).spec
        self.columns = ctx.read(lambda session: choose(session, self.spec, export.columns))
        self.done = 0
        self._reader = Reader(self.spec, self.columns, parameters_of(export.filters))

    @property
    def header(self) -> list[str]:
        return header_of(self.columns, self.export.headers)

    def batches(self) -> Iterator[list[Row]]:
        while (rows := self.ctx.read(self._next)) is not None:
            yield rows
            self.done += len(rows)
            self.ctx.progress(self.done)

    def _next(self, session: Session) -> list[Row] | None:
        state = session.scalar(select(Export.state).where(Export.id == self.export.id))
        if state != ExportState.running:
            raise _Stopped
        actor: Actor = actor_under(session, self.export.workspace_id, self.export.mandate)
        return self._reader.next_rows(session, actor)

    def csv(self) -> Iterator[bytes]:
        yield (BOM if self.export.bom else "").encode() + csv_lines([self.header])
        for rows in self.batches():
            yield csv_lines(cells_of(self.columns, row) for row in rows)


def _save_workbook(store: FileStore, work: _Writing) -> Blob:
    with tempfile.TemporaryDirectory(prefix="quintet-export-") as folder:
        path = Path(folder) / "export.xlsx"
        book = Workbook(path, work.spec.label_plural)
        try:
            book.header(work.header)
            for rows in work.batches():
                for row in rows:
                    book.row(cells_of(work.columns, row))
        finally:
            book.close()
        return store.save_sync(work.export.workspace_id, _chunks(path), FILE.limit(store.settings))


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            yield chunk


@schedule("stewardship.expire_exports", cron="0 30 3 * * *")
def expire_exports(ctx: JobContext) -> None:
    """Delete the files of old exports: they are copies of what people may have deleted since."""
    store = ctx.service(FileStore)

    def work(session: Session) -> None:
        old = select(Export).where(Export.state == ExportState.done, Export.finished_at < time.now() - KEEP)
        for export in session.scalars(old.limit(500)).all():
            with as_workspace(session, export.workspace_id):
                try:
                    delete_file(session, system_actor(export.workspace_id), store, export.file_id or "")
                except NotFound:
                    pass  # somebody deleted it
            export.state, export.file_id = ExportState.expired, None

    ctx.write(work)
