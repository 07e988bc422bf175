"""How prospects come in: `/api/v1/prospects`."""

from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from quintet.foundation.access import Actor
from quintet.foundation.files import BlobMissing
from quintet.foundation.files.endpoints import files_of
from quintet.foundation.http import Reply, door_of
from quintet.foundation.http.routing import router
from quintet.foundation.objects.openapi import ERRORS
from quintet.kit.errors import Invalid
from quintet.stewardship.imports.service import file_to_import
from quintet.stewardship.prospects.maps import businesses
from quintet.stewardship.prospects.schemas import Ingestion, IngestionRead, IngestOutcome, ProspectFile, ProspectRows
from quintet.stewardship.prospects.service import Ingested, ingest_rows

routes = router("/prospects", "Leads")
LARGEST = 10_000_000


@routes.post("", operation_id="ingest_prospects", response_model=IngestionRead, responses=ERRORS)
async def ingest(request: Request, body: Ingestion) -> Response:
    """Turn rows about people and businesses into companies, contacts and leads, or fill those that are known.

    Known values stay. A row that is wrong is reported and leaves the others be.
    """
    rows = [{**body.defaults, **row} for row in body.rows]

    def work(session: Session, actor: Actor) -> Reply:
        found = ingest_rows(session, actor, rows, dry_run=body.dry_run)
        return Reply.json({"dry_run": body.dry_run, **counts(found), "results": _results(found)})

    return await door_of(request).write(request, work)


@routes.post("/read", operation_id="read_prospects", response_model=ProspectRows, responses=ERRORS)
async def read(request: Request, body: ProspectFile) -> Response:
    """Read an uploaded table of businesses, as exporters of Google Maps write them. Changes nothing."""
    store = files_of(request)

    def work(session: Session, actor: Actor) -> Reply:
        file = file_to_import(session, actor, body.file_id)
        if file.size > LARGEST:
            raise Invalid.one("file_id", "too_large", f"At most {LARGEST // 1_000_000} MB.")
        try:
            content = b"".join(store.open_sync(file.storage_key))
        except BlobMissing:
            raise Invalid.one("file_id", "unknown_reference", "The file's content is gone.") from None
        found = businesses(content, "file_id")
        return Reply.json({"file_name": file.name, "rows": [{"row": row, "values": values} for row, values in found]})

    return (await door_of(request).read(request, work, heavy=True)).response()


def counts(found: list[Ingested]) -> dict[str, int]:
    """How many rows came to which end."""
    names = {IngestOutcome.error: "failed"}
    return {names.get(end, end.value): sum(each.outcome is end for each in found) for end in IngestOutcome}


def _results(found: list[Ingested]) -> list[dict[str, object]]:
    return [
        {
            "row": number,
            "outcome": each.outcome.value,
            "lead_id": each.lead_id,
            "company_id": each.company_id,
            "contact_id": each.contact_id,
            "made": list(each.made),
            "errors": [{"field": field, "message": message} for field, message in each.problems],
        }
        for number, each in enumerate(found, start=1)
    ]
