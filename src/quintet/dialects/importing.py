"""Contacts from a table in the request. Large files are for `/api/v1/imports`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import orjson
from sqlalchemy.orm import Session
from starlette.datastructures import UploadFile
from starlette.requests import Request

from quintet.foundation.access import Actor
from quintet.foundation.objects import bulk
from quintet.kit.errors import Invalid
from quintet.records.public import CONTACTS, company_named
from quintet.stewardship.public import TableRow, UnreadableFile, read_table, sniff

MOST_ROWS = 1_000
COLUMNS: Mapping[str, str] = {
    "firstname": "first_name",
    "lastname": "last_name",
    "name": "full_name",
    "fullname": "full_name",
    "email": "email",
    "phone": "phone",
    "company": "company",
    "title": "title",
    "jobtitle": "title",
    "source": "source",
}


@dataclass(frozen=True, slots=True)
class Table:
    """For each column the field it fills, and the rows below the header, which is row 1."""

    header: Sequence[str | None]
    rows: Sequence[TableRow]
    said: bytes
    """What stands for the whole form where requests are compared (`Door.write`)."""


@dataclass(frozen=True, slots=True)
class Imported:
    """How many rows became contacts, and by row number what was wrong with the others."""

    count: int
    errors: Sequence[tuple[int, str]]


async def uploaded_table(request: Request) -> tuple[Table, dict[str, str]]:
    """The file of a form's `file`, CSV or Excel, and the form's texts. Invalid when it is no table of contacts."""
    async with request.form() as form:
        file = form.get("file")
        if not isinstance(file, UploadFile):
            raise Invalid.one("file", "required", "Send a table as `file`.")
        texts = {name: value for name, value in form.items() if isinstance(value, str)}
        content = await file.read()
        said = orjson.dumps([sha256(content).hexdigest(), texts])
        return _table(content, said), texts


def import_contacts(session: Session, actor: Actor, table: Table, **more: Any) -> Imported:
    """Make the rows contacts, with `more` values each. A row that is wrong leaves the others be."""
    errors: list[tuple[int, str]] = []
    rows: list[int] = []
    operations: list[bulk.Operation] = []
    for row in table.rows:
        try:
            data = {"source": "import", **_values(session, actor, table.header, row), **more}
        except Invalid as error:
            errors.append((row.number, error.errors[0].message))
            continue
        rows.append(row.number)
        operations.append(bulk.Operation(op="create", data=data))
    results = bulk.run(session, actor, CONTACTS, operations)
    for number, result in zip(rows, results["results"], strict=True):
        if result["error"] is not None:
            errors.append((number, _told(result["error"])))
    return Imported(results["succeeded"], sorted(errors))


def _table(content: bytes, said: bytes) -> Table:
    try:
        found = [row for row in read_table(lambda: iter([content]), sniff(lambda: iter([content]))) if any(row.cells)]
    except UnreadableFile as error:
        raise Invalid.one("file", error.code, str(error)) from None
    names = (cell.replace("_", "").replace(" ", "").replace("-", "").casefold() for cell in found[0].cells)
    header = [COLUMNS.get(name) for name in names]
    if not any(header):
        raise Invalid.one("file", "no_columns", "The first line has to name columns: firstName, lastName, email, …")
    if len(found) - 1 > MOST_ROWS:
        raise Invalid.one(
            "file", "too_many", f"At most {MOST_ROWS:,} rows at once; larger files: POST /api/v1/imports."
        )
    return Table(header, found[1:], said)


def _values(session: Session, actor: Actor, header: Sequence[str | None], row: TableRow) -> dict[str, Any]:
    values: dict[str, Any] = {
        name: cell.strip() for name, cell in zip(header, row.cells, strict=False) if name and cell.strip()
    }
    company = values.pop("company", None)
    if company is not None and _is_contact(values):
        values["company_id"] = company_named(session, actor, company)
    return values


def _is_contact(values: dict[str, Any]) -> bool:
    """Whether the row can become a contact: no company is made for one that can't."""
    try:
        bulk.parse(CONTACTS.spec.create, values)
    except Invalid:
        return False
    return True


def _told(error: dict[str, Any]) -> str:
    fields = [f"{each['field']}: {each['message']}" for each in error["errors"]]
    return "; ".join(fields) or str(error["detail"])
