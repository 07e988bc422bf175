"""Running an import, and trying one: each batch of rows in a transaction of its own, with what became of them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from quintet.foundation.access import Actor
from quintet.foundation.db import bulk_insert
from quintet.foundation.db.statistics import refresh_statistics
from quintet.foundation.events import Ref, emit
from quintet.foundation.files import BlobMissing, FileStore, StoredFile
from quintet.foundation.jobs import GiveUp, JobContext
from quintet.foundation.objects import FieldType, object_named
from quintet.foundation.objects.custom import definitions
from quintet.foundation.objects.custom_fields import CustomFieldCreate, create_custom_field
from quintet.foundation.objects.registry import AnyService
from quintet.kit import time
from quintet.stewardship.acting import actor_under
from quintet.stewardship.imports.batches import import_batch, prepare_row, rolled_back
from quintet.stewardship.imports.choices import targets_with_new
from quintet.stewardship.imports.facts import ImportFinished
from quintet.stewardship.imports.linking import link_batch
from quintet.stewardship.imports.mapping import Column, Options
from quintet.stewardship.imports.models import Import, ImportRow, ImportState
from quintet.stewardship.imports.passage import Passage
from quintet.stewardship.imports.rows import ParsedRow, reader_of
from quintet.stewardship.imports.tables import Form, TableRow, data_rows
from quintet.stewardship.imports.values import split_list

T = TypeVar("T")

BATCH = 1500
"""Rows in one transaction: large enough to be quick, small enough to let others write in between. Where rows are
changed or added one by one it is a thirtieth."""
LINK_BATCH = 200
MANY = 10_000
"""From so many rows on the planner is told of them at once."""
MOST_CHOICES = 500
"""A column with more different values than this becomes text, not a select."""


class Superseded(Exception):
    """The import was cancelled, or another process took it over."""


@dataclass(slots=True)
class Runner:
    """One job's work on one import."""

    ctx: JobContext
    import_id: str
    dry: bool

    @property
    def state(self) -> ImportState:
        return ImportState.checking if self.dry else ImportState.running

    def run(self) -> None:
        """Do what is left of the import. Returns quietly when it is no longer to be done."""
        import_ = self.ctx.read(self._load)
        if import_ is None:
            return
        try:
            if self.dry:
                self.ctx.write(self._begin_anew)
                import_.position, import_.phase = 0, "rows"
            total, columns = self._survey(import_)
            if not self.dry:
                columns = self.ctx.write(lambda session: self._make_fields(session, columns))
            passage = self.ctx.read(lambda session: self._passage(session, import_, columns))
            if import_.phase == "rows":
                self._rows(import_, passage, columns, total)
                if not self.dry and total >= MANY:
                    self.ctx.write(refresh_statistics)
            self._links(passage, import_.position if import_.phase == "references" else 0)
            self.ctx.write(self._finish)
        except Superseded:
            return

    def _load(self, session: Session) -> Import | None:
        import_ = session.get(Import, self.import_id)
        return import_ if import_ is not None and import_.state == self.state else None

    def _open(self) -> Iterator[bytes]:
        """The file's bytes. GiveUp when it was deleted."""

        def key(session: Session) -> str | None:
            file_id = session.scalar(select(Import.file_id).where(Import.id == self.import_id))
            return session.scalar(select(StoredFile.storage_key).where(StoredFile.id == file_id))

        found = self.ctx.read(key)
        if found is None:
            raise GiveUp("The file was deleted.")
        try:
            return self.ctx.service(FileStore).open_sync(found)
        except BlobMissing:
            raise GiveUp("The file's content is lost.") from None

    def _begin_anew(self, session: Session) -> None:
        import_ = session.get_one(Import, self.import_id)
        rows = delete(ImportRow).where(ImportRow.import_id == self.import_id)
        session.execute(rows.execution_options(synchronize_session=False))
        import_.position, import_.phase, import_.counts = 0, "rows", {}

    def _survey(self, import_: Import) -> tuple[int, list[Column]]:
        """Count the rows, and gather the choices of the selects that are to be made."""
        columns = [Column.of(column) for column in import_.columns]
        selects = [c for c in columns if c.new_field and c.new_field.type in (FieldType.select, FieldType.multi_select)]
        if import_.total is not None and not any(not (c.new_field and c.new_field.options) for c in selects):
            return import_.total, columns
        empty = {token.casefold() for token in Options.of(import_.options).empty_tokens}
        found: dict[int, dict[str, None]] = defaultdict(dict)
        total = 0
        for row in data_rows(self._open, Form(**import_.form)):
            total += 1
            for column in selects:
                text = row.cells[column.index] if column.index < len(row.cells) else ""
                if text and text.casefold() not in empty and len(found[column.index]) <= MOST_CHOICES:
                    found[column.index][text] = None
            if total % 5000 == 0:
                self.ctx.check()
        for column in selects:
            _settle_choices(column, list(found[column.index]))

        def keep(session: Session) -> None:
            kept = self._held(session)
            kept.total, kept.columns = total, [column.as_json() for column in columns]

        self.ctx.write(keep)
        return total, columns

    def _make_fields(self, session: Session, columns: list[Column]) -> list[Column]:
        """Make the custom fields that are to be made, once."""
        import_ = self._held(session)
        actor = actor_under(session, import_.workspace_id, import_.mandate)
        made = make_fields(session, actor, object_named(import_.object), columns)
        if made:
            import_.new_fields = [*import_.new_fields, *made]
        for column in columns:
            column.new_field = None
        import_.columns = [column.as_json() for column in columns]
        return columns

    def _passage(self, session: Session, import_: Import, columns: list[Column]) -> Passage:
        service = object_named(import_.object)
        targets = targets_with_new(session, service, columns)
        options = Options.of(import_.options)
        reader = reader_of([c for c in columns if c.target in targets], targets, options, len(columns))
        match = targets.get(options.match_key) if options.match_key is not None else None
        return Passage(service, reader, options, match, self.dry)

    def _rows(self, import_: Import, passage: Passage, columns: list[Column], total: int) -> None:
        position, done = import_.position, sum(import_.counts.values())
        table = data_rows(self._open, Form(**import_.form), after=position)
        together = passage.service.draft is not None and passage.options.duplicates != "update"
        size = BATCH if together else BATCH // 30
        for rows in ahead([prepare_row(passage, row) for row in batch] for batch in batches(table, size)):
            self.ctx.check()
            before, position = position, rows[-1].number
            self.ctx.write(partial(self._batch, passage=passage, columns=columns, at=before, rows=rows))
            done += len(rows)
            self.ctx.progress(done, total)
        self.ctx.write(self._begin_links)

    def _batch(self, session: Session, passage: Passage, columns: list[Column], at: int, rows: list[ParsedRow]) -> None:
        import_ = self._advance(session, at, rows[-1].number)
        actor = actor_under(session, import_.workspace_id, import_.mandate)
        if self.dry:
            outcomes = rolled_back(session, lambda: self._try(session, actor, passage, columns, rows))
        else:
            outcomes = import_batch(session, actor, passage, rows)
        stored = [{"import_id": self.import_id, **outcome.as_row()} for outcome in outcomes]
        bulk_insert(session, ImportRow, stored)
        counts = dict(import_.counts)
        for row in stored:
            counts[row["status"]] = counts.get(row["status"], 0) + 1
        self._keep_counts(session, counts)

    def _try(
        self, session: Session, actor: Actor, passage: Passage, columns: list[Column], rows: list[ParsedRow]
    ) -> Any:
        make_fields(session, actor, passage.service, columns)
        outcomes = import_batch(session, actor, passage, rows)
        for outcome in outcomes:
            if outcome.status == "created":
                outcome.record_id = None
            outcome.made = None
        return outcomes

    def _begin_links(self, session: Session) -> None:
        import_ = self._held(session)
        import_.phase, import_.position = "references", 0

    def _links(self, passage: Passage, position: int) -> None:
        def waiting(session: Session) -> list[int]:
            statement = (
                select(ImportRow.number)
                .where(
                    ImportRow.import_id == self.import_id, ImportRow.awaits.is_not(None), ImportRow.number > position
                )
                .order_by(ImportRow.number)
                .limit(LINK_BATCH)
            )
            return list(session.scalars(statement))

        while numbers := self.ctx.read(waiting):
            self.ctx.check()
            before, position = position, numbers[-1]
            self.ctx.write(partial(self._link, passage=passage, at=before, numbers=numbers))

    def _link(self, session: Session, passage: Passage, at: int, numbers: list[int]) -> None:
        import_ = self._advance(session, at, numbers[-1])
        actor = actor_under(session, import_.workspace_id, import_.mandate)
        link_batch(session, actor, passage, self.import_id, numbers)

    def _finish(self, session: Session) -> None:
        import_ = self._held(session)
        if self.dry:
            import_.state = ImportState.ready
            return
        import_.state, import_.finished_at = ImportState.done, time.now()
        actor = actor_under(session, import_.workspace_id, import_.mandate)
        fact = ImportFinished(import_.object, import_.file_name, import_.state, dict(import_.counts))
        emit(session, actor, fact, subject=Ref("import", import_.id))

    def _held(self, session: Session) -> Import:
        """The import, locked, as long as it is ours to work on."""
        import_ = session.scalar(select(Import).where(Import.id == self.import_id).with_for_update())
        if import_ is None or import_.state != self.state:
            raise Superseded
        return import_

    def _advance(self, session: Session, at: int, to: int) -> Import:
        """Claim the rows up to `to`: only who finds the import where it was left may go on."""
        claim = (
            update(Import)
            .where(Import.id == self.import_id, Import.state == self.state, Import.position == at)
            .values(position=to)
            .returning(Import.id)
            .execution_options(synchronize_session=False)
        )
        if session.scalar(claim) is None:
            raise Superseded
        return session.get_one(Import, self.import_id)

    def _keep_counts(self, session: Session, counts: dict[str, int]) -> None:
        kept = update(Import).where(Import.id == self.import_id).values(counts=counts)
        session.execute(kept.execution_options(synchronize_session=False))


def make_fields(session: Session, actor: Actor, service: AnyService, columns: Iterable[Column]) -> list[str]:
    """Make the custom fields that columns want and that are not there; their ids."""
    wanted = [column.new_field for column in columns if column.new_field is not None]
    if not wanted:
        return []
    known = definitions(session, service.spec.name)
    made = []
    for new in wanted:
        if new.key not in known:
            body = CustomFieldCreate(
                object=service.spec.name, label=new.label, key=new.key, type=new.type, options=new.options
            )
            made.append(create_custom_field(session, actor, body).id)
    return made


def _settle_choices(column: Column, texts: list[str]) -> None:
    new = column.new_field
    if new is None:
        return
    if new.type is FieldType.multi_select:
        texts = list(dict.fromkeys(part for text in texts for part in split_list(text)))
    if not texts or len(texts) > MOST_CHOICES or any(len(text) > 200 for text in texts):
        new.type, new.options = FieldType.text, []
    else:
        new.options = texts


def batches(rows: Iterator[TableRow], size: int) -> Iterator[list[TableRow]]:
    while batch := list(islice(rows, size)):
        yield batch


def ahead(items: Iterator[T]) -> Iterator[T]:
    """The same items; the next one is made while the caller works on the last."""
    with ThreadPoolExecutor(1) as pool:
        coming = pool.submit(next, items, None)
        while (item := coming.result()) is not None:
            coming = pool.submit(next, items, None)
            yield item
