"""`/api/v1/imports`."""

from functools import partial
from typing import Annotated

from fastapi import Query
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from quintet.foundation.access import Actor
from quintet.foundation.files import BlobMissing, FileStore, StoredFile
from quintet.foundation.files.endpoints import files_of
from quintet.foundation.http import Reply, door_of
from quintet.foundation.http.routing import router
from quintet.foundation.objects.openapi import ERRORS
from quintet.kit.errors import Invalid
from quintet.kit.ids import is_id
from quintet.stewardship.imports import service
from quintet.stewardship.imports.analysis import Analysis, analyse, take_sample
from quintet.stewardship.imports.models import Import, ImportState, RowStatus
from quintet.stewardship.imports.rejects import Rejects
from quintet.stewardship.imports.schemas import (
    FormChoice,
    ImportableObjects,
    ImportCreate,
    ImportPage,
    ImportRead,
    ImportUpdate,
    RowPage,
    RowRead,
)
from quintet.stewardship.imports.sniffing import sniff
from quintet.stewardship.imports.tables import Form, UnreadableFile
from quintet.stewardship.streaming import streamed_csv

routes = router("/imports", "Imports")

_CSV: dict[int | str, dict[str, object]] = {200: {"description": "The rows as CSV", "content": {"text/csv": {}}}}
Limit = Annotated[int, Query(ge=1, le=200)]
Cursor = Annotated[str | None, Query(max_length=36)]


@routes.post("", status_code=201, operation_id="create_import", response_model=ImportRead, responses=ERRORS)
async def create(request: Request, body: ImportCreate) -> Response:
    """Look at an uploaded file (purpose `import`): guesses a mapping and options, to be adjusted, tried and run."""
    store = files_of(request)
    kind = service.importable(body.object)

    def look(session: Session, actor: Actor) -> tuple[StoredFile, Form, Analysis]:
        file = service.file_to_import(session, actor, body.file_id)
        form = _readable(store, file, None, None)
        return file, form, analyse(session, actor, kind, take_sample(partial(store.open_sync, file.storage_key), form))

    file, form, analysis = await door_of(request).read(request, look, heavy=True)

    def work(session: Session, actor: Actor) -> Reply:
        import_ = service.create_import(session, actor, kind, file, form, analysis)
        return Reply.json(ImportRead.of(import_), 201, {"Location": f"/api/v1/imports/{import_.id}"})

    return await door_of(request).write(request, work)


@routes.get("", operation_id="list_imports", response_model=ImportPage, responses=ERRORS)
async def list_(
    request: Request,
    object: Annotated[str | None, Query(max_length=60)] = None,
    state: ImportState | None = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Response:
    """The imports of the workspace, newest first."""
    if cursor is not None and not is_id(cursor):
        raise Invalid.one("cursor", "invalid", "Not a cursor of this list.")

    def work(session: Session, actor: Actor) -> Reply:
        found = service.list_imports(session, actor, object_name=object, state=state, limit=limit + 1, before=cursor)
        more = len(found) > limit
        return Reply.json(
            {
                "data": [ImportRead.of(import_) for import_ in found[:limit]],
                "next_cursor": found[limit - 1].id if more else None,
            }
        )

    return (await door_of(request).read(request, work)).response()


@routes.get("/objects", operation_id="list_importable_objects", response_model=ImportableObjects, responses=ERRORS)
async def importable(request: Request) -> Response:
    """What files may be brought in as, with the targets for their columns."""
    data = await door_of(request).read(request, service.importable_objects)
    return Reply.json({"data": data}).response()


@routes.get("/{id}", operation_id="get_import", response_model=ImportRead, responses=ERRORS)
async def read(request: Request, id: str) -> Response:
    """One import with its mapping, options and progress."""
    found = await door_of(request).read(request, lambda s, a: ImportRead.of(service.get_import(s, a, id)))
    return Reply.json(found).response()


@routes.patch("/{id}", operation_id="update_import", response_model=ImportRead, responses=ERRORS)
async def update(request: Request, id: str, body: ImportUpdate) -> Response:
    """Change how the file is read, what its columns become, and how rows are treated."""
    store = files_of(request)

    def look(session: Session, actor: Actor) -> tuple[Form, Analysis] | None:
        import_ = service.get_import(session, actor, id)
        if body.form is None:
            return None
        file = service.file_to_import(session, actor, import_.file_id)
        form = _readable(store, file, import_, body.form)
        sample = take_sample(partial(store.open_sync, file.storage_key), form)
        return form, analyse(session, actor, service.importable(import_.object), sample)

    anew = await door_of(request).read(request, look, heavy=body.form is not None)
    return await door_of(request).write(
        request, lambda s, a: Reply.json(ImportRead.of(service.update_import(s, a, id, body, anew)))
    )


@routes.post(
    "/{id}/dry-run", status_code=202, operation_id="dry_run_import", response_model=ImportRead, responses=ERRORS
)
async def dry_run(request: Request, id: str) -> Response:
    """Find out in the background what the import would do; see `counts` and the rows when it is `ready`."""
    return await door_of(request).write(
        request, lambda s, a: Reply.json(ImportRead.of(service.start_dry_run(s, a, id)), 202)
    )


@routes.post("/{id}/run", status_code=202, operation_id="run_import", response_model=ImportRead, responses=ERRORS)
async def run(request: Request, id: str) -> Response:
    """Bring the rows in, in the background; a failed or cancelled import goes on where it stopped."""
    return await door_of(request).write(
        request, lambda s, a: Reply.json(ImportRead.of(service.start_import(s, a, id)), 202)
    )


@routes.post("/{id}/cancel", operation_id="cancel_import", response_model=ImportRead, responses=ERRORS)
async def cancel(request: Request, id: str) -> Response:
    """Stop a run or a dry run. What was brought in stays until it is undone."""
    return await door_of(request).write(
        request, lambda s, a: Reply.json(ImportRead.of(service.cancel_import(s, a, id)))
    )


@routes.post("/{id}/undo", status_code=202, operation_id="undo_import", response_model=ImportRead, responses=ERRORS)
async def undo(request: Request, id: str) -> Response:
    """Take the import back in the background: bin what it made, put back what it changed, unless changed since."""
    return await door_of(request).write(
        request, lambda s, a: Reply.json(ImportRead.of(service.start_undo(s, a, id)), 202)
    )


@routes.get("/{id}/rows", operation_id="list_import_rows", response_model=RowPage, responses=ERRORS)
async def rows(
    request: Request,
    id: str,
    status: RowStatus | None = None,
    limit: Limit = 50,
    cursor: Annotated[int, Query(ge=0, le=2_000_000)] = 0,
) -> Response:
    """What became of each row, or after a dry run would become of it."""

    def work(session: Session, actor: Actor) -> Reply:
        found = service.list_rows(session, actor, id, status=status, limit=limit + 1, after=cursor)
        more = len(found) > limit
        return Reply.json(
            {
                "data": [RowRead.of(row) for row in found[:limit]],
                "next_cursor": str(found[limit - 1].number) if more else None,
            }
        )

    return (await door_of(request).read(request, work)).response()


@routes.get(
    "/{id}/rejects.csv", operation_id="download_import_rejects", responses={**ERRORS, **_CSV}, response_class=Response
)
async def rejects(request: Request, id: str) -> Response:
    """The rows that could not be brought in, as they stand in the file, with the reason; to be mended and imported."""
    store = files_of(request)
    made: Rejects | None = None

    def next_part(session: Session, actor: Actor) -> bytes | None:
        nonlocal made
        import_ = service.get_import(session, actor, id)
        if made is None:
            file = service.file_to_import(session, actor, import_.file_id)
            made = Rejects(import_, partial(store.open_sync, file.storage_key))
        return made.next_part(session)

    return await streamed_csv(request, next_part, "rejects.csv")


def _readable(store: FileStore, file: StoredFile, import_: Import | None, choice: FormChoice | None) -> Form:
    """How the file is read: as people say, else as it is guessed. Raises UnreadableFile."""
    try:
        if import_ is None or choice is None:
            return sniff(partial(store.open_sync, file.storage_key))
    except BlobMissing:
        raise UnreadableFile("The file's content is lost. Upload it again.", "content_missing") from None
    given = {name: value for name, value in choice.model_dump(exclude_unset=True).items() if value is not None}
    return Form(**{**import_.form, **given})
