"""What comes in, and what became of it."""

from enum import StrEnum
from typing import Annotated, Any

from pydantic import BaseModel, Field

from quintet.foundation.http import Body
from quintet.kit.values import RecordId
from quintet.records.public import LeadCreate

MOST_ROWS = 500
Short = Annotated[str, Field(min_length=1, max_length=100)]


class Prospect(LeadCreate):
    """A person, a business or both, by the fields of a lead. `icp_tag` and `business_label` are its company's."""

    icp_tag: Short | None = None
    business_label: Short | None = None


class IngestOutcome(StrEnum):
    """`created`: a new lead. `merged`: a known one, or its company or contact, got to know more. `skipped`: all of it
    was known."""

    created = "created"
    merged = "merged"
    skipped = "skipped"
    error = "error"


class Ingestion(Body):
    """Rows, each by the fields of a lead with `icp_tag` and `business_label`; `defaults` are for rows without a value.
    A dry run says what would happen and changes nothing."""

    rows: Annotated[list[dict[str, Any]], Field(min_length=1, max_length=MOST_ROWS)]
    defaults: Annotated[dict[str, Any], Field(max_length=50)] = {}
    dry_run: bool = False


class ProspectFile(Body):
    """A table that was uploaded for importing (purpose `import`)."""

    file_id: RecordId


class ProspectRow(BaseModel):
    """A row of a file; `row` is its number there, the header being 1."""

    row: int
    values: dict[str, Any]


class ProspectRows(BaseModel):
    """Rows as `POST /prospects` takes them."""

    file_name: str
    rows: list[ProspectRow]


class IngestedProblem(BaseModel):
    field: str
    message: str


class IngestedRead(BaseModel):
    """What became of a row; `row` counts from 1. Records that a dry run would make have no id. `made` names the objects
    of which a record was made, not only found: who takes the run back deletes those."""

    row: int
    outcome: IngestOutcome
    lead_id: RecordId | None
    company_id: RecordId | None
    contact_id: RecordId | None
    made: list[str]
    errors: list[IngestedProblem]


class IngestionRead(BaseModel):
    dry_run: bool
    created: int
    merged: int
    skipped: int
    failed: int
    results: list[IngestedRead]
