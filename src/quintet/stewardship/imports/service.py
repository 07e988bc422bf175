"""What people do with imports. The work itself is done by jobs: see `running` and `undoing`."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.orm import Session

from quintet.foundation.access import Actor, Role, require
from quintet.foundation.access.rights import declare
from quintet.foundation.events import Ref, emit
from quintet.foundation.files import Purpose, StoredFile, declare_purpose
from quintet.foundation.files.service import get_file
from quintet.foundation.jobs import Job, enqueue
from quintet.foundation.jobs.models import UNFINISHED
from quintet.foundation.objects import object_named, objects
from quintet.foundation.objects.registry import AnyService
from quintet.kit import time
from quintet.kit.errors import Conflict, Invalid, NotFound
from quintet.kit.ids import is_id
from quintet.stewardship.acting import mandate_of
from quintet.stewardship.imports import choices
from quintet.stewardship.imports.analysis import Analysis
from quintet.stewardship.imports.facts import ImportStarted
from quintet.stewardship.imports.jobs import check_import, run_import, undo_import
from quintet.stewardship.imports.models import BUSY, Import, ImportRow, ImportState, RowStatus
from quintet.stewardship.imports.schemas import ImportUpdate
from quintet.stewardship.imports.tables import Form
from quintet.stewardship.imports.targets import match_keys_of, targets_of

READ = declare("imports.read", Role.manager)
CREATE = declare("imports.create", Role.manager)
FILE = declare_purpose(Purpose("import", max_bytes=100_000_000))

_CHANGEABLE = (ImportState.draft, ImportState.ready)
_STARTABLE = (ImportState.draft, ImportState.ready, ImportState.failed, ImportState.cancelled)
_UNDOABLE = (ImportState.done, ImportState.failed, ImportState.cancelled)


def importable(name: str) -> AnyService:
    """The object to import. Invalid when there is none of this name."""
    try:
        return object_named(name)
    except NotFound:
        names = ", ".join(sorted(objects()))
        raise Invalid.one("object", "unknown", f"Must be one of: {names}.") from None


def file_to_import(session: Session, actor: Actor, file_id: str) -> StoredFile:
    """The uploaded file. Forbidden without the right to import; Invalid when the actor has no such file."""
    require(actor, CREATE)
    try:
        return get_file(session, actor, file_id)
    except NotFound:
        raise Invalid.one("file_id", "unknown_reference", "There is no such file.") from None


def create_import(
    session: Session, actor: Actor, service: AnyService, file: StoredFile, form: Form, analysis: Analysis
) -> Import:
    """Keep what was found out about a file, to be adjusted and run."""
    require(actor, CREATE)
    require(actor, service.spec.right("create"))
    import_ = Import(
        object=service.spec.name,
        file_id=file.id,
        file_name=file.name,
        state=ImportState.draft,
        form=form.as_json(),
        columns=[column.as_json() for column in analysis.columns],
        options=analysis.options.as_json(),
        mandate=mandate_of(actor),
        created_by=actor.user_id,
    )
    session.add(import_)
    session.flush()
    return import_


def update_import(
    session: Session, actor: Actor, import_id: str, data: ImportUpdate, anew: tuple[Form, Analysis] | None
) -> Import:
    """Change mapping and options before the import runs. `anew` is the analysis of the file read in another form."""
    require(actor, CREATE)
    import_ = _to_change(session, actor, import_id)
    if import_.state not in _CHANGEABLE:
        raise Conflict(f"The import is {import_.state}: it can't be changed any more.", code="import_started")
    service = importable(import_.object)
    if anew is not None:
        form, analysis = anew
        import_.form = form.as_json()
        import_.columns = [column.as_json() for column in analysis.columns]
        import_.options = analysis.options.as_json()
        import_.total = None
    if data.mapping is not None:
        import_.columns = choices.choose_columns(session, actor, service, import_.columns, data.mapping)
    import_.options = choices.choose_options(session, actor, service, import_.columns, import_.options, data.options)
    import_.state = ImportState.draft
    session.flush()
    return import_


def start_dry_run(session: Session, actor: Actor, import_id: str) -> Import:
    """Find out, in the background, what the import would do to each row. Changes nothing."""
    require(actor, CREATE)
    import_ = _to_change(session, actor, import_id)
    if import_.state not in _CHANGEABLE:
        raise Conflict(f"The import is {import_.state}: there is nothing left to try.", code="import_started")
    _forget_rows(session, import_)
    return _start(session, actor, import_, ImportState.checking, check_import(import_.id))


def start_import(session: Session, actor: Actor, import_id: str) -> Import:
    """Bring the rows in, in the background; one that failed or was cancelled goes on where it stopped."""
    require(actor, CREATE)
    import_ = _to_change(session, actor, import_id)
    require(actor, importable(import_.object).spec.right("create"))
    if import_.state not in _STARTABLE and not _is_stuck(session, import_):
        raise Conflict(f"The import is {import_.state} already.", code="import_started")
    if import_.started_at is None:
        _forget_rows(session, import_)
        import_.started_at = time.now()
        fact = ImportStarted(object=import_.object, file_name=import_.file_name)
        emit(session, actor, fact, subject=Ref("import", import_.id))
    import_.finished_at = None
    return _start(session, actor, import_, ImportState.running, run_import(import_.id))


def cancel_import(session: Session, actor: Actor, import_id: str) -> Import:
    """Stop a run or a dry run between two batches. What was brought in stays, and can be undone."""
    require(actor, CREATE)
    import_ = _to_change(session, actor, import_id)
    if import_.state == ImportState.checking:
        import_.state = ImportState.draft
    elif import_.state == ImportState.running:
        import_.state = ImportState.cancelled
        import_.finished_at = time.now()
    else:
        raise Conflict(f"The import is {import_.state}: nothing is running.", code="not_running")
    session.flush()
    return import_


def start_undo(session: Session, actor: Actor, import_id: str) -> Import:
    """Take an import back, in the background: bin what it made, put back what it changed, unless changed since."""
    require(actor, CREATE)
    import_ = _to_change(session, actor, import_id)
    stuck = import_.state == ImportState.undoing and _is_stuck(session, import_)
    if (import_.state not in _UNDOABLE or import_.started_at is None) and not stuck:
        raise Conflict(f"The import is {import_.state}: there is nothing to undo.", code="not_undoable")
    return _start(session, actor, import_, ImportState.undoing, undo_import(import_.id))


def get_import(session: Session, actor: Actor, import_id: str) -> Import:
    """One import of the workspace."""
    require(actor, READ)
    import_ = session.get(Import, import_id) if is_id(import_id) else None
    if import_ is None or import_.workspace_id != actor.workspace_id:
        raise NotFound("import")
    return import_


def list_imports(
    session: Session, actor: Actor, *, object_name: str | None, state: str | None, limit: int, before: str | None
) -> list[Import]:
    """Imports of the workspace, newest first."""
    require(actor, READ)
    conditions: list[ColumnElement[bool]] = [Import.workspace_id == actor.workspace_id]
    if object_name is not None:
        conditions.append(Import.object == importable(object_name).spec.name)
    if state is not None:
        conditions.append(Import.state == state)
    if before is not None:
        conditions.append(Import.id < before)
    return list(session.scalars(select(Import).where(*conditions).order_by(Import.id.desc()).limit(limit)))


def list_rows(
    session: Session, actor: Actor, import_id: str, *, status: RowStatus | None, limit: int, after: int
) -> Sequence[ImportRow]:
    """What became of the rows of an import, in the file's order."""
    import_ = get_import(session, actor, import_id)
    conditions: list[ColumnElement[bool]] = [ImportRow.import_id == import_.id, ImportRow.number > after]
    if status is not None:
        conditions.append(ImportRow.status == status)
    return session.scalars(select(ImportRow).where(*conditions).order_by(ImportRow.number).limit(limit)).all()


def importable_objects(session: Session, actor: Actor) -> list[dict[str, Any]]:
    """What files may be brought in as, with the targets of their columns."""
    require(actor, READ)
    found = []
    for service in objects().values():
        targets = targets_of(session, service)
        found.append(
            {
                "name": service.spec.name,
                "label": service.spec.label,
                "label_plural": service.spec.label_plural,
                "targets": [target.as_json() for target in targets.values()],
                "match_keys": match_keys_of(service.spec, targets),
            }
        )
    return found


def _start(session: Session, actor: Actor, import_: Import, state: ImportState, call: Any) -> Import:
    import_.state = state
    import_.mandate = mandate_of(actor)
    import_.error = None
    import_.job_id = enqueue(
        session, call, workspace_id=actor.workspace_id, dedupe_key=import_.id, requested_by=actor.user_id
    )
    session.flush()
    return import_


def _forget_rows(session: Session, import_: Import) -> None:
    """Drop what a dry run said."""
    session.execute(
        delete(ImportRow).where(ImportRow.import_id == import_.id).execution_options(synchronize_session=False)
    )
    import_.position, import_.phase, import_.counts = 0, "rows", {}


def _is_stuck(session: Session, import_: Import) -> bool:
    """Busy by name, but nobody is at work: its job was cancelled by hand."""
    if import_.state not in BUSY or import_.job_id is None:
        return False
    job = session.scalar(select(Job).where(Job.id == import_.job_id, Job.workspace_id == import_.workspace_id))
    return job is None or job.status not in UNFINISHED


def _to_change(session: Session, actor: Actor, import_id: str) -> Import:
    get_import(session, actor, import_id)
    return session.scalars(
        select(Import).where(Import.id == import_id).with_for_update().execution_options(populate_existing=True)
    ).one()
