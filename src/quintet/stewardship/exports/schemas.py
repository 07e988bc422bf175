"""Exports as the API takes and shows them."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from quintet.foundation.http import Body
from quintet.stewardship.exports.models import Export, ExportState

ColumnName = Annotated[str, Field(min_length=1, max_length=120)]


class ExportCreate(Body):
    """What to write into a file. `filters` is the query string of the object's list (`status=lead&sort=name`);
    without `columns` all are written. `bom` helps old spreadsheets to see that a CSV file is UTF-8."""

    object: Annotated[str, Field(min_length=1, max_length=60)]
    format: Literal["csv", "xlsx"] = "csv"
    filters: Annotated[str, Field(max_length=4000)] = ""
    columns: Annotated[list[ColumnName], Field(min_length=1, max_length=500)] | None = None
    headers: Literal["label", "name"] = "label"
    bom: bool = False


class ExportRead(BaseModel):
    """The file is at `content_url` when the export is done, for seven days."""

    id: str
    object: str
    format: str
    filters: str
    columns: list[str]
    headers: str
    state: ExportState
    rows: int
    file_id: str | None
    content_url: str | None
    job_id: str | None
    error: str | None
    created_by: str | None
    created_at: datetime
    finished_at: datetime | None

    @classmethod
    def of(cls, export: Export) -> "ExportRead":
        return cls(
            id=export.id,
            object=export.object,
            format=export.format,
            filters=export.filters,
            columns=export.columns,
            headers=export.headers,
            state=ExportState(export.state),
            rows=export.rows,
            file_id=export.file_id,
            content_url=f"/api/v1/files/{export.file_id}/content" if export.file_id else None,
            job_id=export.job_id,
            error=export.error,
            created_by=export.created_by,
            created_at=export.created_at,
            finished_at=export.finished_at,
        )


class ExportPage(BaseModel):
    data: list[ExportRead]
    next_cursor: str | None
