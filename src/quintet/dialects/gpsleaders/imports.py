"""GPS Leaders: Imports of contacts as JSON rows and of businesses as Google Maps lists them."""

from collections import Counter
from decimal import Decimal
from hashlib import sha256
from typing import Annotated, Any, Literal

import orjson
from fastapi import Query
from pydantic.alias_generators import to_snake
from sqlalchemy.orm import Session
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import Response

from quintet.dialects.bodies import CamelBody
from quintet.dialects.dialect import dialect_router
from quintet.dialects.gpsleaders.envelope import admin_only, data
from quintet.dialects.gpsleaders.leads import WORDS
from quintet.dialects.shapes import minor_of
from quintet.foundation.access import Actor
from quintet.foundation.http import Reply, door_of
from quintet.kit.errors import Invalid
from quintet.records.public import currency_of
from quintet.stewardship.public import MOST_ROWS, Ingested, IngestOutcome, businesses, ingest_rows

contacts = dialect_router("/api/import", "Imports")
leads = dialect_router("/api/imports", "Imports")
THEIRS = {"company": "business_name", "company_name": "business_name", "source_campaign": "campaign"}
FIELDS = frozenset(
    (
        "first_name", "last_name", "email", "phone", "title", "business_name", "website", "category", "address", "city",
        "region", "postal_code", "country", "source", "campaign", "estimated_units", "icp_tag", "business_label",
    )
)  # fmt: skip
FORM = {"icpTag": "icp_tag", "businessLabel": "business_label", "sourceLabel": "source", "assignedRepId": "owner_id"}


class Rows(CamelBody):
    contacts: list[dict[str, Any]]


@contacts.post("", operation_id="import.contacts")
async def import_contacts(request: Request, body: Rows) -> Response:
    """Rows by the fields of contacts and leads in camelCase. Known ones are filled and count as skipped when all was
    known."""
    if not 1 <= len(body.contacts) <= MOST_ROWS:
        raise Invalid.one("contacts", "invalid", f"Give 1 to {MOST_ROWS} rows.")

    def work(session: Session, actor: Actor) -> Reply:
        admin_only(actor)
        rows = [_row(session, actor, given) for given in body.contacts]
        return data(_told(ingest_rows(session, actor, rows), range(1, len(rows) + 1)))

    return await door_of(request).write(request, work)


@leads.post("/leads", operation_id="imports.leads")
async def import_leads(request: Request, mode: Annotated[Literal["dry_run", "commit"], Query()] = "commit") -> Response:
    """A table of businesses; the header is row 1. Known values stay as they are."""
    async with request.form() as form:
        file = form.get("file")
        texts = {FORM[name]: value.strip() for name, value in form.items() if isinstance(value, str) and name in FORM}
        if not isinstance(file, UploadFile):
            raise Invalid.one("file", "required", "Send a table as `file`.")
        content = await file.read()
    if not texts.get("icp_tag"):
        raise Invalid.one("icpTag", "required", "Say which customers of yours these are like.")
    found = businesses(content)
    defaults = {name: value for name, value in texts.items() if value}
    said = orjson.dumps([sha256(content).hexdigest(), texts, mode])

    def work(session: Session, actor: Actor) -> Reply:
        admin_only(actor)
        rows = [{"source": "Google Maps", **defaults, **values} for _, values in found]
        done = ingest_rows(session, actor, rows, dry_run=mode == "dry_run")
        return data({"mode": mode, **_told(done, [number for number, _ in found])})

    return await door_of(request).write(request, work, said=said)


def _row(session: Session, actor: Actor, given: dict[str, Any]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for key, value in given.items():
        name = THEIRS.get(to_snake(key), to_snake(key))
        if name in FIELDS and value not in (None, ""):
            values[name] = value
    stage = given.get("stage")
    if isinstance(stage, str) and any(word.word == stage.upper() for word in WORDS.words):
        values["stage_id"] = WORDS.stage_id(session, actor, stage.upper(), field="stage")
    revenue = given.get("estimatedRevenue")
    if isinstance(revenue, (int, float)) and not isinstance(revenue, bool):
        values["estimated_revenue_minor"] = minor_of(Decimal(str(revenue)), currency_of(session), "estimatedRevenue")
    return values


def _told(found: list[Ingested], numbers: Any) -> dict[str, Any]:
    ends = Counter(each.outcome for each in found)
    results = []
    for number, each in zip(numbers, found, strict=True):
        ids = {"leadId": each.lead_id, "companyId": each.company_id, "contactId": each.contact_id}
        told = "; ".join(f"{field}: {message}" if field else message for field, message in each.problems)
        results.append({"row": number, "status": each.outcome.value, **ids, "error": told or None})
    return {
        "created": ends[IngestOutcome.created],
        "merged": ends[IngestOutcome.merged],
        "skipped": ends[IngestOutcome.skipped],
        "errors": ends[IngestOutcome.error],
        "results": results,
    }
