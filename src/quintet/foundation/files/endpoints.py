"""`/api/v1/files`."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, Any

import orjson
from fastapi import Query
from sqlalchemy.orm import Session
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from quintet.foundation.access import Actor
from quintet.foundation.events import Ref
from quintet.foundation.files import service
from quintet.foundation.files.blobs import FileStore
from quintet.foundation.files.models import StoredFile
from quintet.foundation.files.pictures import public_picture
from quintet.foundation.files.purposes import ATTACHMENT, purpose_to_upload
from quintet.foundation.files.schemas import FilePage, FileRead, FileUpdate
from quintet.foundation.files.serving import serve
from quintet.foundation.files.uploading import write_blob
from quintet.foundation.http import Reply, door_of
from quintet.foundation.http.routing import router
from quintet.kit.errors import BadRequest, FieldError, Invalid
from quintet.kit.ids import is_id

routes = router("/files", "files")

_FIELDS = ("purpose", "related_type", "related_id")
_FORM_SCHEMA: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "additionalProperties": False,
                    "properties": {
                        "file": {"type": "string", "format": "binary"},
                        "purpose": {"type": "string", "default": ATTACHMENT.name},
                        "related_type": {"type": "string"},
                        "related_id": {"type": "string", "format": "uuid"},
                    },
                }
            }
        },
    }
}
_CONTENT: dict[int | str, dict[str, Any]] = {
    200: {"description": "The bytes", "content": {"application/octet-stream": {}}},
    206: {"description": "The range of bytes that was asked for", "content": {"application/octet-stream": {}}},
    304: {"description": "Not changed since the named ETag"},
    416: {"description": "The range lies outside the file"},
}


def files_of(request: Request) -> FileStore:
    """The file store of the application that serves this request."""
    store: FileStore = request.app.state.files
    return store


@routes.post("", status_code=201, response_model=FileRead, openapi_extra=_FORM_SCHEMA)
async def upload_file(request: Request) -> Response:
    """Upload one file. Give `related_type` and `related_id` to hang it on a record."""
    store = files_of(request)
    # Nobody unknown gets to send us megabytes.
    actor = await door_of(request).read(request, service.check_upload)
    async with _form(request) as form:
        upload, fields = _fields(form)
        purpose = purpose_to_upload(fields.get("purpose") or ATTACHMENT.name)
        related = _related(fields)
        if related is not None:
            await door_of(request).read(request, lambda s, a: service.check_related(s, a, related))
        blob = await store.save(actor.workspace_id, upload.file, purpose.limit(store.settings))
        name, claimed = upload.filename, upload.content_type

    def work(session: Session, actor: Actor) -> Reply:
        file = service.store_file(
            session, actor, blob, purpose=purpose, name=name, content_type=claimed, related=related
        )
        read = FileRead.of(file)
        return Reply.json(read, 201, {"Location": f"/api/v1/files/{file.id}"})

    said = [blob.sha256, name, claimed, purpose.name, list(related or ())]
    return await write_blob(request, store, blob, orjson.dumps(said), work)


@routes.get("", response_model=FilePage)
async def list_files(
    request: Request,
    related_type: Annotated[str, Query(max_length=60)],
    related_id: Annotated[str, Query(max_length=36)],
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: Annotated[str | None, Query(max_length=36)] = None,
) -> Response:
    """The files of one record, newest first."""
    if cursor is not None and not is_id(cursor):
        raise Invalid.one("cursor", "invalid", "Not a cursor of this list.")
    related = Ref(related_type, related_id)

    def work(session: Session, actor: Actor) -> list[StoredFile]:
        return service.list_files(session, actor, related, limit=limit + 1, before=cursor)

    files = await door_of(request).read(request, work)
    page = files[:limit]
    return Reply.json(
        {
            "data": [FileRead.of(file) for file in page],
            "next_cursor": page[-1].id if len(files) > limit else None,
        }
    ).response()


@routes.get("/{file_id}", response_model=FileRead)
async def read_file(request: Request, file_id: str) -> Response:
    """What is known about a file."""
    file = await door_of(request).read(request, lambda s, a: service.get_file(s, a, file_id))
    return Reply.json(FileRead.of(file)).response()


@routes.get("/{file_id}/content", responses=_CONTENT, response_class=Response)
async def read_content(request: Request, file_id: str) -> Response:
    """The bytes: images and PDFs to be shown, all else to be downloaded. Takes `Range` and `If-None-Match`."""
    file = await door_of(request).read(request, lambda s, a: service.get_file(s, a, file_id))
    return await serve(request, file, files_of(request))


@routes.get("/{file_id}/picture", responses=_CONTENT, response_class=Response)
async def read_picture(request: Request, file_id: str) -> Response:
    """The bytes of an avatar or logo, which whoever has this address may see."""
    file = await door_of(request).db.read(lambda session: public_picture(session, file_id))
    return await serve(request, file, files_of(request))


@routes.delete("/{file_id}", status_code=204, response_class=Response)
async def delete_file(request: Request, file_id: str) -> Response:
    """Delete a file: one's own, or as a manager any. One attached to a record can be brought back for 30 days."""
    store = files_of(request)

    def work(session: Session, actor: Actor) -> Reply:
        service.delete_file(session, actor, store, file_id)
        return Reply.empty()

    return await door_of(request).write(request, work)


@routes.patch("/{file_id}", response_model=FileRead)
async def update_file(request: Request, file_id: str, body: FileUpdate) -> Response:
    """Give a file another name: one's own, or as a manager any."""

    def work(session: Session, actor: Actor) -> Reply:
        return Reply.json(FileRead.of(service.rename_file(session, actor, file_id, body.name)))

    return await door_of(request).write(request, work)


@routes.post("/{file_id}/restore", response_model=FileRead)
async def restore_file(request: Request, file_id: str) -> Response:
    """Bring a deleted file back to its record."""

    def work(session: Session, actor: Actor) -> Reply:
        return Reply.json(FileRead.of(service.restore_file(session, actor, file_id)))

    return await door_of(request).write(request, work)


@asynccontextmanager
async def _form(request: Request) -> AsyncIterator[FormData]:
    if not request.headers.get("content-type", "").lower().startswith("multipart/form-data"):
        raise Invalid.one("file", "missing", "Send the file as multipart/form-data, in the part `file`.")
    try:
        form = await request.form(max_files=1, max_fields=10, max_part_size=10_000)
    except HTTPException as error:
        raise BadRequest(f"The form cannot be read: {error.detail}", code="malformed_form") from error
    try:
        yield form
    finally:
        await form.close()


def _fields(form: FormData) -> tuple[UploadFile, dict[str, str]]:
    errors: list[FieldError] = []
    upload: UploadFile | None = None
    fields: dict[str, str] = {}
    for name, value in form.multi_items():
        if name == "file" and isinstance(value, UploadFile):
            upload = value
        elif name in _FIELDS and isinstance(value, str):
            fields[name] = value
        elif name != "file":
            errors.append(FieldError(name[:100], "extra_forbidden", "There is no such field."))
    if upload is None:
        errors.append(FieldError("file", "missing", "A file with a name is required."))
    if errors or upload is None:
        raise Invalid(errors)
    return upload, fields


def _related(fields: dict[str, str]) -> Ref | None:
    kind, record_id = fields.get("related_type"), fields.get("related_id")
    if not kind and not record_id:
        return None
    if not kind or not record_id:
        missing = "related_id" if kind else "related_type"
        raise Invalid.one(missing, "missing", "Give both related_type and related_id, or neither.")
    return Ref(kind, record_id)
