"""The rows that were rejected, as they stand in the file, with the reason in a column on top."""

import csv
import io
from itertools import islice

from sqlalchemy import select
from sqlalchemy.orm import Session

from quintet.stewardship.exports.cells import safe_cell
from quintet.stewardship.imports.mapping import REJECTS_HEADER
from quintet.stewardship.imports.models import Import, ImportRow, RowStatus
from quintet.stewardship.imports.tables import Bytes, Form, data_rows, read_table

_ROWS = 2_000


class Rejects:
    """Makes the file piece by piece."""

    def __init__(self, import_: Import, open_bytes: Bytes) -> None:
        self._import_id = import_.id
        self._form = Form(**import_.form)
        self._width = len(import_.columns)
        self._open = open_bytes
        self._rows = data_rows(open_bytes, self._form)
        self._begun = False

    def next_part(self, session: Session) -> bytes | None:
        """The next piece, the header first; None at the end."""
        text = io.StringIO()
        # Spreadsheets take a file for UTF-8 only when it says so.
        writer = csv.writer(text)
        if not self._begun:
            self._begun = True
            text.write("\ufeff")
            header = next(
                row.cells for row in read_table(self._open, self._form) if row.number == self._form.header_row
            )
            writer.writerow([*self._padded(header), REJECTS_HEADER])
            return text.getvalue().encode()
        while rows := list(islice(self._rows, _ROWS)):
            reasons = self._reasons(session, rows[0].number, rows[-1].number)
            for row in rows:
                if row.number in reasons:
                    writer.writerow([*(safe_cell(cell) for cell in self._padded(row.cells)), reasons[row.number]])
            if text.tell():
                return text.getvalue().encode()
        return None

    def _padded(self, cells: list[str]) -> list[str]:
        return cells[: self._width] + [""] * (self._width - len(cells))

    def _reasons(self, session: Session, first: int, last: int) -> dict[int, str]:
        rejected = session.scalars(
            select(ImportRow).where(
                ImportRow.import_id == self._import_id,
                ImportRow.status == RowStatus.error,
                ImportRow.number.between(first, last),
            )
        )
        return {row.number: "; ".join(_said(problem) for problem in row.problems or ()) for row in rejected}


def _said(problem: dict[str, str | None]) -> str:
    place = problem.get("column") or (problem["field"] if problem["field"] != "row" else None)
    return f"{place}: {problem['message']}" if place else str(problem["message"])
