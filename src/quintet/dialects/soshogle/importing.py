"""Soshogle: contacts from a CSV file."""

from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from quintet.dialects.dialect import dialect_router
from quintet.dialects.importing import import_contacts, uploaded_table
from quintet.foundation.access import Actor
from quintet.foundation.http import Reply, door_of
from quintet.records.public import tags_named

routes = dialect_router("/api/contacts", "Contacts")


@routes.post("/import", operation_id="contacts.import")
async def import_(request: Request) -> Response:
    """A row that is wrong is reported and leaves the others be. The header is row 1."""
    table, texts = await uploaded_table(request)

    def work(session: Session, actor: Actor) -> Reply:
        tag = texts.get("tagAll", "")[:100]
        done = import_contacts(session, actor, table, tag_ids=tags_named(session, actor, [tag]))
        errors = [{"row": row, "error": told} for row, told in done.errors]
        content = {"success": True, "imported": done.count, "failed": len(errors), "errors": errors}
        return Reply.json(content)

    return await door_of(request).write(request, work, said=table.said)
