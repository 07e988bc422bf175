"""Imports as the API takes and shows them."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from quintet.foundation.http import Body
from quintet.foundation.objects import FieldType
from quintet.foundation.objects.custom import CUSTOM_TYPES
from quintet.kit.values import Currency, RecordId, Timezone
from quintet.stewardship.imports.models import Import, ImportRow, ImportState, RowStatus
from quintet.stewardship.imports.sniffing import DELIMITERS, ENCODINGS

Name = Annotated[str, Field(min_length=1, max_length=120)]


class ImportCreate(Body):
    """A file (uploaded with the purpose `import`) to be brought in as records of an object."""

    file_id: RecordId
    object: Annotated[str, Field(min_length=1, max_length=60)]


class NewFieldChoice(Body):
    """A custom field to be made for a column when the import runs."""

    label: Annotated[str, Field(min_length=1, max_length=200)]
    type: Literal[CUSTOM_TYPES]  # type: ignore[valid-type]
    key: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,62}$")] | None = None


class ColumnChoice(Body):
    """What one column becomes: a target by name, a new custom field, or (neither) nothing."""

    column: Annotated[int, Field(ge=0, lt=1000)]
    target: Name | None = None
    by: Annotated[str, Field(max_length=60)] | None = None
    new_field: NewFieldChoice | None = None


class FormChoice(Body):
    """How the file is read, where the guess was wrong. The mapping is guessed anew."""

    encoding: Literal[ENCODINGS] | None = None  # type: ignore[valid-type]
    delimiter: Literal[DELIMITERS] | None = None  # type: ignore[valid-type]
    sheet: Annotated[str, Field(max_length=200)] | None = None
    header_row: Annotated[int, Field(ge=1, le=1000)] | None = None


class OptionsChoice(Body):
    """How rows are treated; see the guide."""

    match_key: Name | None = None
    duplicates: Literal["skip", "update", "create"] = "skip"
    empty_tokens: Annotated[list[Annotated[str, Field(min_length=1, max_length=100)]], Field(max_length=50)] = []
    clear_empty: bool = False
    create_missing: bool = False
    date_order: Literal["dmy", "mdy", "ymd"] = "dmy"
    decimal_mark: Literal[".", ","] | None = None
    timezone: Timezone = "UTC"
    currency: Currency = "USD"
    owner_id: RecordId | None = None
    tags: Annotated[list[Annotated[str, Field(min_length=1, max_length=100)]], Field(max_length=20)] = []


class ImportUpdate(Body):
    """Changes to an import that has not run. Columns and options that are not given stay as they are."""

    form: FormChoice | None = None
    mapping: Annotated[list[ColumnChoice], Field(max_length=1000)] | None = None
    options: OptionsChoice | None = None


class FormRead(BaseModel):
    kind: Literal["csv", "excel"]
    encoding: str
    delimiter: str
    sheet: str | None
    header_row: int


class NewFieldRead(BaseModel):
    key: str
    label: str
    type: FieldType
    options: list[str]


class ColumnRead(BaseModel):
    """`confidence` is that of the guess, from 0 to 1; `filled` the share of sampled rows with a value."""

    column: int
    header: str
    target: str | None
    by: str | None
    new_field: NewFieldRead | None
    confidence: float
    samples: list[str]
    filled: float


class OptionsRead(BaseModel):
    match_key: str | None
    duplicates: str
    empty_tokens: list[str]
    clear_empty: bool
    create_missing: bool
    date_order: str
    decimal_mark: str | None
    timezone: str
    currency: str
    owner_id: str | None
    tags: list[str]


class ImportRead(BaseModel):
    """`counts` are rows by status: in the state `ready` what would happen, later what did.

    `processed` of `total` rows are dealt with (`total` is null until they are counted).
    """

    id: str
    object: str
    file_id: str
    file_name: str
    state: ImportState
    form: FormRead
    mapping: list[ColumnRead]
    options: OptionsRead
    total: int | None
    processed: int
    counts: dict[str, int]
    job_id: str | None
    error: str | None
    created_by: str | None
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None

    @classmethod
    def of(cls, import_: Import) -> "ImportRead":
        columns = [
            ColumnRead(column=c["index"], **{k: v for k, v in c.items() if k != "index"}) for c in import_.columns
        ]
        return cls(
            id=import_.id,
            object=import_.object,
            file_id=import_.file_id,
            file_name=import_.file_name,
            state=ImportState(import_.state),
            form=FormRead(**import_.form),
            mapping=columns,
            options=OptionsRead(**import_.options),
            total=import_.total,
            processed=sum(import_.counts.get(status, 0) for status in RowStatus),
            counts=import_.counts,
            job_id=import_.job_id,
            error=import_.error,
            created_by=import_.created_by,
            created_at=import_.created_at,
            started_at=import_.started_at,
            finished_at=import_.finished_at,
        )


class ImportPage(BaseModel):
    data: list[ImportRead]
    next_cursor: str | None


class ProblemRead(BaseModel):
    """What is wrong with a row. `column` is the header it came from, `value` the cell (cut to 200 characters)."""

    field: str
    column: str | None
    code: str
    message: str
    value: str | None
    existing_id: str | None = None
    suggestion: str | None = None
    """What the cell may have meant, when it names nothing."""


class RowRead(BaseModel):
    """What became of a row. `number` counts from 1 as spreadsheets do. `changes` maps field to [before, after]."""

    number: int
    status: RowStatus
    record_id: str | None
    changes: dict[str, Any]
    problems: list[ProblemRead]

    @classmethod
    def of(cls, row: ImportRow) -> "RowRead":
        return cls(
            number=row.number,
            status=RowStatus(row.status),
            record_id=row.record_id,
            changes=row.changes or {},
            problems=[ProblemRead(**problem) for problem in row.problems or ()],
        )


class RowPage(BaseModel):
    data: list[RowRead]
    next_cursor: str | None


class TargetRead(BaseModel):
    name: str
    label: str
    type: FieldType
    options: list[str]
    relation: str | None
    required: bool
    custom: bool


class ImportableObject(BaseModel):
    """What files may be brought in as, and what their columns may become."""

    name: str
    label: str
    label_plural: str
    targets: list[TargetRead]
    match_keys: list[str]


class ImportableObjects(BaseModel):
    data: list[ImportableObject]
