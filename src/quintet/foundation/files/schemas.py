"""Files as the API shows them."""

from datetime import datetime

from pydantic import BaseModel

from quintet.foundation.files.models import StoredFile


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


class FilePage(BaseModel):
    data: list[FileRead]
    next_cursor: str | None
