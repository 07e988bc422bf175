"""Files as the API shows them."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field

from quintet.foundation.files.models import StoredFile
from quintet.foundation.files.sniffing import MAX_NAME
from quintet.foundation.http import Body


class FileRead(BaseModel):
    """`size` in bytes; `sha256` in hex; the bytes are at `content_url`."""

    id: str
    name: str
    content_type: str
    size: int
    sha256: str
    purpose: str
    related_type: str | None
    related_id: str | None
    uploaded_by: str | None
    created_at: datetime
    content_url: str

    @classmethod
    def of(cls, file: StoredFile) -> "FileRead":
        return cls(
            id=file.id,
            name=file.name,
            content_type=file.content_type,
            size=file.size,
            sha256=file.sha256,
            purpose=file.purpose,
            related_type=file.related_type,
            related_id=file.related_id,
            uploaded_by=file.uploaded_by,
            created_at=file.created_at,
            content_url=f"/api/v1/files/{file.id}/content",
        )


class FileUpdate(Body):
    """Another name for a file. It is cleaned as the names of uploads are: no folders, no hidden characters."""

    name: Annotated[str, Field(min_length=1, max_length=MAX_NAME)]


class FilePage(BaseModel):
    data: list[FileRead]
    next_cursor: str | None
