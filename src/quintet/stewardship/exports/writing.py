"""Records as CSV and as Excel workbooks."""

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]

from quintet.kit.errors import Invalid
from quintet.stewardship.exports.cells import safe_cell
from quintet.stewardship.exports.columns import Cell, ExportColumn, Row

MOST_EXCEL_ROWS = 1_048_575
_LONGEST_EXCEL_CELL = 32_767
BOM = "\ufeff"


def header_of(columns: Sequence[ExportColumn], headers: str) -> list[str]:
    """The first row: `label` for people, `name` for programs."""
    return [column.name if headers == "name" else column.label for column in columns]


def csv_lines(rows: Iterable[Sequence[Cell]]) -> bytes:
    """Rows as CSV (RFC 4180), cells safe to open in a spreadsheet."""
    text = io.StringIO()
    csv.writer(text).writerows([_text(cell) for cell in row] for row in rows)
    return text.getvalue().encode()


def cells_of(columns: Sequence[ExportColumn], row: Row) -> list[Cell]:
    return [column.read(row) for column in columns]


def _text(cell: Cell) -> str:
    match cell:
        case None:
            return ""
        case str():
            return safe_cell(cell)
        case bool():
            return "true" if cell else "false"
        case _:
            return str(cell)


class Workbook:
    """An Excel file that is written row by row; finished rows are on the disk, not in memory."""

    def __init__(self, path: Path, name: str) -> None:
        options: dict[str, Any] = {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "tmpdir": str(path.parent),
        }
        self._book = xlsxwriter.Workbook(str(path), options)
        self._sheet = self._book.add_worksheet(name[:31])
        self._bold = self._book.add_format({"bold": True})
        self._row = 0

    def header(self, cells: Sequence[str]) -> None:
        self._sheet.write_row(0, 0, cells, self._bold)
        self._sheet.freeze_panes(1, 0)
        self._row = 1

    def row(self, cells: Sequence[Cell]) -> None:
        """Raises Invalid beyond what Excel can hold."""
        if self._row > MOST_EXCEL_ROWS:
            raise Invalid.one("format", "too_many_rows", f"Excel holds {MOST_EXCEL_ROWS:,} rows. Export CSV instead.")
        for place, cell in enumerate(cells):
            match cell:
                case None:
                    continue
                case bool():
                    self._sheet.write_boolean(self._row, place, cell)
                case int() | float():
                    self._sheet.write_number(self._row, place, cell)
                case _:
                    self._sheet.write_string(self._row, place, cell[:_LONGEST_EXCEL_CELL])
        self._row += 1

    def close(self) -> None:
        self._book.close()
