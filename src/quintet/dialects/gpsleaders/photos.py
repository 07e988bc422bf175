"""GPS Leaders: photos of companies and leads."""

import re

from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from quintet.dialects.dialect import dialect_router
from quintet.foundation.access import Actor
from quintet.foundation.files import StoredFile
from quintet.foundation.files.endpoints import files_of
from quintet.foundation.files.service import get_file
from quintet.foundation.files.serving import serve
from quintet.foundation.http import door_of
from quintet.foundation.objects.reading import Row
from quintet.kit.errors import NotFound
from quintet.records.public import PHOTO

routes = dialect_router("/api/lead-photos", "Lead Photos")
_NAME = re.compile(r"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.jpg")


@routes.get("/{filename}", operation_id="leadPhotos.get")
async def get(request: Request, filename: str) -> Response:
    """The bytes, as JPEG when they came from the map; what people uploaded stays what it is."""
    named = _NAME.fullmatch(filename)
    if named is None:
        raise NotFound("photo")

    def work(session: Session, actor: Actor) -> StoredFile:
        file = get_file(session, actor, named[1])
        if file.purpose != PHOTO.name:
            raise NotFound("photo")
        return file

    return await serve(request, await door_of(request).read(request, work), files_of(request))


def photo_url(row: Row) -> str | None:
    """Where the photo of a company or lead is: with us, else where its source says."""
    return f"/api/lead-photos/{row['photo_file_id']}.jpg" if row["photo_file_id"] else row["photo_url"]
