"""Files as tables: rows of text, one after another, whatever the file's format. Nothing is held but the row at hand."""

import csv
import io
import zipfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Protocol

import python_calamine

from quintet.kit.errors import FieldError, Invalid

MAX_COLUMNS = 1_000
MAX_ROWS = 1_000_000
MAX_CELL = 200_000
"""Characters in one cell."""
_MAX_LINE = 4_000_000
_MAX_UNPACKED = 300_000_000
_MAX_EXCEL_CELLS = 6_000_000
_CHUNK = 256 * 1024

# The default of 131,072 is for the whole process, and too small for descriptions that people really have.
csv.field_size_limit(MAX_CELL)


class Bytes(Protocol):
    """Opens the file's bytes from the beginning, chunk by chunk."""

    def __call__(self) -> Iterator[bytes]: ...


@dataclass(frozen=True, slots=True)
class Form:
    """How a file is to be read."""

    kind: str
    """`csv` or `excel`."""
    encoding: str = "utf-8"
    delimiter: str = ","
    sheet: str | None = None
    header_row: int = 1
    """The row, counted from 1 as spreadsheets do, that holds the headers."""

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


class UnreadableFile(Invalid):
    """The file cannot be read as a table, or not further than to some row."""

    def __init__(self, message: str, code: str = "unreadable") -> None:
        super().__init__([FieldError("file_id", code, message)], message)


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row; `number` counts from 1 as spreadsheets do."""

    number: int
    cells: list[str]


def read_table(open_bytes: Bytes, form: Form) -> Iterator[TableRow]:
    """All rows that hold anything, the header's among them. Raises UnreadableFile, perhaps only on the way."""
    rows = _excel(open_bytes, form.sheet) if form.kind == "excel" else _csv(open_bytes, form)
    for number, cells in enumerate(rows, start=1):
        if len(cells) > MAX_COLUMNS:
            raise UnreadableFile(f"Row {number} has more than {MAX_COLUMNS} columns.", "too_many_columns")
        if number > MAX_ROWS + form.header_row:
            raise UnreadableFile(f"The file has more than {MAX_ROWS:,} rows. Split it.", "too_many_rows")
        if any(cells):
            yield TableRow(number, cells)


def data_rows(open_bytes: Bytes, form: Form, after: int = 0) -> Iterator[TableRow]:
    """The rows below the header with a number above `after`."""
    start = max(after, form.header_row)
    return (row for row in read_table(open_bytes, form) if row.number > start)


def sheets_of(open_bytes: Bytes) -> list[str]:
    """The names of a workbook's sheets."""
    return list(_workbook(open_bytes).sheet_names)


class _Raw(io.RawIOBase):
    """A file made of chunks."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self._rest = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._rest:
            chunk = next(self._chunks, None)
            if chunk is None:
                return 0
            self._rest = chunk
        size = min(len(buffer), len(self._rest))
        buffer[:size] = self._rest[:size]
        self._rest = self._rest[size:]
        return size


def text_of(open_bytes: Bytes, encoding: str) -> io.TextIOWrapper:
    """The file as text, its line ends as they are."""
    return io.TextIOWrapper(io.BufferedReader(_Raw(open_bytes()), _CHUNK), encoding, newline="")


def _csv(open_bytes: Bytes, form: Form) -> Iterator[list[str]]:
    number = 0
    with text_of(open_bytes, form.encoding) as text:
        try:
            for cells in csv.reader(_lines(text), delimiter=form.delimiter):
                number += 1
                yield [cell.strip() for cell in cells]
        except csv.Error as error:
            hint = "Is there a quotation mark that is never closed?"
            raise UnreadableFile(f"The file can't be read beyond row {number}: {error}. {hint}") from error
        except UnicodeError as error:
            raise UnreadableFile(
                f"After row {number} there is something that is not {form.encoding}. Choose another encoding.",
                "wrong_encoding",
            ) from error


def _lines(text: io.TextIOWrapper) -> Iterator[str]:
    while line := text.readline(_MAX_LINE):
        if len(line) >= _MAX_LINE and not line.endswith(("\n", "\r")):
            raise csv.Error(f"a line is longer than {_MAX_LINE:,} characters")
        yield line


def _excel(open_bytes: Bytes, sheet: str | None) -> Iterator[list[str]]:
    workbook = _workbook(open_bytes)
    if not workbook.sheet_names:
        return
    name = sheet if sheet is not None else workbook.sheet_names[0]
    if name not in workbook.sheet_names:
        raise UnreadableFile(f"There is no sheet {name[:100]}.", "unknown_sheet")
    try:
        page = workbook.get_sheet_by_name(name)
        if page.total_height * page.total_width > _MAX_EXCEL_CELLS:
            raise UnreadableFile("The sheet is too large. Save it as CSV and import that.", "too_large")
        for row in page.iter_rows():
            yield [_text(cell) for cell in row]
    except python_calamine.CalamineError as error:
        raise UnreadableFile("The sheet can't be read. Save it as CSV and import that.") from error


def _workbook(open_bytes: Bytes) -> python_calamine.CalamineWorkbook:
    packed = b"".join(open_bytes())
    content = io.BytesIO(packed)
    if packed.startswith(b"PK"):
        _refuse_bomb(content)
    try:
        return python_calamine.load_workbook(content)
    except python_calamine.PasswordError as error:
        raise UnreadableFile("The workbook is protected by a password.", "protected") from error
    # A broken workbook makes calamine raise almost anything, a Rust panic among it.
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt | SystemExit | MemoryError):
            raise
        raise UnreadableFile("The workbook is broken, or no workbook at all.") from error


def _refuse_bomb(content: io.BytesIO) -> None:
    try:
        with zipfile.ZipFile(content) as packed:
            unpacked = sum(entry.file_size for entry in packed.infolist())
    except zipfile.BadZipFile as error:
        raise UnreadableFile("The workbook is broken, or no workbook at all.") from error
    if unpacked > _MAX_UNPACKED:
        raise UnreadableFile("The workbook is too large. Save the sheet as CSV and import that.", "too_large")
    content.seek(0)


def _text(cell: Any) -> str:
    """A cell as people read it; numbers, dates and truth values in the one form that machines read."""
    match cell:
        case str():
            return cell.strip()
        case bool():
            return "true" if cell else "false"
        case float():
            return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
        case datetime():
            return cell.isoformat(" ") if cell.time() != time() else cell.date().isoformat()
        case date() | time():
            return cell.isoformat()
        case timedelta():
            return str(cell)
        case _:
            return str(cell)
