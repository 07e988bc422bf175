"""Looking at a file for the first time: how to read it, what its columns may become, which options suit it."""

from dataclasses import dataclass
from itertools import islice

from sqlalchemy.orm import Session

from quintet.foundation.access import Actor, allowed
from quintet.foundation.objects import FieldType
from quintet.foundation.objects.custom_fields import MANAGE as MANAGE_FIELDS
from quintet.foundation.objects.registry import AnyService
from quintet.identity.workspaces.models import Workspace
from quintet.stewardship.imports.guessing import SAMPLE_ROWS, guess_columns, guess_empty_tokens, without_empty
from quintet.stewardship.imports.mapping import Column, Options
from quintet.stewardship.imports.tables import Bytes, Form, UnreadableFile, read_table
from quintet.stewardship.imports.targets import Target, targets_of
from quintet.stewardship.imports.values import guess_date_order

_DATES = (FieldType.date, FieldType.datetime)


@dataclass(frozen=True, slots=True)
class Sample:
    """The header and the first rows of a file."""

    header: list[str]
    rows: list[list[str]]


@dataclass(frozen=True, slots=True)
class Analysis:
    columns: list[Column]
    options: Options


def take_sample(open_bytes: Bytes, form: Form) -> Sample:
    """Raises UnreadableFile, also when there is nothing below the header."""
    table = (row for row in read_table(open_bytes, form) if row.number >= form.header_row)
    found = list(islice(table, SAMPLE_ROWS + 1))
    if not found or found[0].number != form.header_row:
        raise UnreadableFile(f"Row {form.header_row} is empty: it can't be the header.", "no_header")
    if len(found) == 1:
        raise UnreadableFile("There are no rows below the header.", "no_rows")
    header = _clean(found[0].cells)
    while header and not header[-1]:
        header = header[:-1]
    return Sample(header, [_clean(row.cells) for row in found[1:]])


def _clean(cells: list[str]) -> list[str]:
    """Without what no database takes; rows that have it will say so."""
    return [cell.replace("\x00", "") for cell in cells]


def analyse(session: Session, actor: Actor, service: AnyService, sample: Sample) -> Analysis:
    """The best guesses at mapping and options."""
    targets = targets_of(session, service)
    tokens = guess_empty_tokens(sample.rows)
    rows = without_empty(sample.rows, tokens)
    may_make_fields = service.spec.custom_fields and allowed(actor, MANAGE_FIELDS)
    columns = guess_columns(sample.header, rows, targets, may_make_fields=may_make_fields)
    workspace = session.get(Workspace, actor.workspace_id)
    options = Options(
        match_key=_match_key(service, columns),
        empty_tokens=tokens,
        date_order=_date_order(columns, rows, targets),
        timezone=workspace.timezone if workspace is not None else "UTC",
        currency=workspace.currency if workspace is not None else "USD",
    )
    return Analysis(columns, options)


def _match_key(service: AnyService, columns: list[Column]) -> str | None:
    mapped = {column.target for column in columns}
    return next((key for key in ("id", *service.spec.match_keys) if key in mapped), None)


def _date_order(columns: list[Column], rows: list[list[str]], targets: dict[str, Target]) -> str:
    for column in columns:
        target = targets.get(column.target or "")
        if target is not None and target.type in _DATES:
            texts = [row[column.index] for row in rows if column.index < len(row) and row[column.index]]
            order = guess_date_order(texts)
            if order is not None:
                return order
    return Options().date_order
