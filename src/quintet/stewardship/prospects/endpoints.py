"""How prospects come in: `/api/v1/prospects`."""

from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from quintet.foundation.access import Actor
from quintet.foundation.http import Reply, door_of
from quintet.foundation.http.routing import router
from quintet.foundation.objects.openapi import ERRORS
from quintet.stewardship.prospects.schemas import Ingestion, IngestionRead, IngestOutcome
from quintet.stewardship.prospects.service import Ingested, ingest_rows

routes = router("/prospects", "Leads")


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
            "errors": [{"field": field, "message": message} for field, message in each.problems],
        }
        for number, each in enumerate(found, start=1)
    ]
