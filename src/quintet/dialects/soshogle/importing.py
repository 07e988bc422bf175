"""Soshogle: contacts from a CSV file, in the request. Large files are for `/api/v1/imports`."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import Response

from quintet.dialects.dialect import dialect_router
from quintet.foundation.access import Actor
from quintet.foundation.http import Reply, door_of
from quintet.foundation.objects import bulk
from quintet.kit.errors import Invalid
from quintet.records.public import CONTACTS, company_named, tags_named
from quintet.stewardship.public import TableRow, UnreadableFile, read_table, sniff

routes = dialect_router("/api/contacts", "Contacts")
MOST_ROWS = 1_000
COLUMNS = {"firstname": "first_name", "lastname": "last_name", "email": "email", "phone": "phone", "company": "company"}


@routes.post("/import", operation_id="contacts.import")
async def import_(request: Request) -> Response:
    """A row that is wrong is reported and leaves the others be. The header is row 1."""
    async with request.form() as form:
        file, tag = form.get("file"), form.get("tagAll")
        if not isinstance(file, UploadFile):
            raise Invalid.one("file", "required", "Send a CSV file as `file`.")
        header, rows = _table(await file.read())

    def work(session: Session, actor: Actor) -> Reply:
        tag_ids = tags_named(session, actor, [tag]) if isinstance(tag, str) and tag.strip() else []
        operations = [
            bulk.Operation(op="create", data=_values(session, actor, header, row) | {"tag_ids": tag_ids})
            for row in rows
        ]
        results = bulk.run(session, actor, CONTACTS, operations)
        errors = [
            {"row": row.number, "error": _told(result["error"])}
            for row, result in zip(rows, results["results"], strict=True)
            if result["error"] is not None
        ]
        content = {"success": True, "imported": results["succeeded"], "failed": results["failed"], "errors": errors}
        return Reply.json(content)

    return await door_of(request).write(request, work)


def _table(content: bytes) -> tuple[list[str | None], list[TableRow]]:
    """For each column the field it fills, and the rows below the header. Invalid when it is no such table."""
    try:
        found = [row for row in read_table(lambda: iter([content]), sniff(lambda: iter([content]))) if any(row.cells)]
    except UnreadableFile as error:
        raise Invalid.one("file", error.code, str(error)) from None
    header = [COLUMNS.get(cell.strip().replace("_", "").replace(" ", "").casefold()) for cell in found[0].cells]
    if not any(header):
        raise Invalid.one("file", "no_columns", "The first line has to name columns: firstName, lastName, email, …")
    if len(found) - 1 > MOST_ROWS:
        raise Invalid.one(
            "file", "too_many", f"At most {MOST_ROWS:,} rows at once; larger files: POST /api/v1/imports."
        )
    return header, found[1:]


def _values(session: Session, actor: Actor, header: Sequence[str | None], row: TableRow) -> dict[str, Any]:
    values: dict[str, Any] = {
        name: cell.strip() for name, cell in zip(header, row.cells, strict=False) if name and cell.strip()
    }
    company = values.pop("company", None)
    if company is not None and _is_contact(values):
        values["company_id"] = company_named(session, actor, company)
    return {**values, "source": "import"}


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
