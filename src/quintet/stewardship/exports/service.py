"""What people do with exports."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from quintet.foundation.access import Actor, require
from quintet.foundation.events import Ref, emit
from quintet.foundation.jobs import enqueue
from quintet.foundation.objects import object_named, objects
from quintet.foundation.objects.registry import AnyService
from quintet.kit import time
from quintet.kit.errors import Conflict, Invalid, NotFound
from quintet.kit.ids import is_id
from quintet.stewardship.acting import mandate_of
from quintet.stewardship.exports.columns import choose
from quintet.stewardship.exports.facts import ExportCreated
from quintet.stewardship.exports.jobs import write_export
from quintet.stewardship.exports.models import Export, ExportState
from quintet.stewardship.exports.reading import CREATE, parameters_of, query_of
from quintet.stewardship.exports.schemas import ExportCreate


def exportable(name: str) -> AnyService:
    """The object to export. Invalid when there is none of this name."""
    try:
        return object_named(name)
    except NotFound:
        names = ", ".join(sorted(objects()))
        raise Invalid.one("object", "unknown", f"Must be one of: {names}.") from None


def create_export(session: Session, actor: Actor, data: ExportCreate) -> Export:
    """Write records into a file, in the background. Invalid for filters or columns that the object has not."""
    require(actor, CREATE)
    spec = exportable(data.object).spec
    require(actor, spec.right("read"))
    query_of(session, actor, spec, parameters_of(data.filters))
    columns = choose(session, spec, data.columns)
    export = Export(
        object=spec.name,
        format=data.format,
        filters=data.filters,
        columns=[column.name for column in columns],
        headers=data.headers,
        bom=data.bom,
        state=ExportState.running,
        mandate=mandate_of(actor),
        created_by=actor.user_id,
    )
    session.add(export)
    session.flush()
    fact = ExportCreated(object=spec.name, format=data.format, filters=data.filters)
    emit(session, actor, fact, subject=Ref("export", export.id))
    call = write_export(export.id)
    export.job_id = enqueue(session, call, workspace_id=actor.workspace_id, requested_by=actor.user_id)
    session.flush()
    return export


def get_export(session: Session, actor: Actor, export_id: str) -> Export:
    """One export of the workspace."""
    require(actor, CREATE)
    export = session.get(Export, export_id) if is_id(export_id) else None
    if export is None or export.workspace_id != actor.workspace_id:
        raise NotFound("export")
    return export


def list_exports(session: Session, actor: Actor, *, limit: int, before: str | None) -> list[Export]:
    """Exports of the workspace, newest first."""
    require(actor, CREATE)
    statement = select(Export).where(Export.workspace_id == actor.workspace_id)
    if before is not None:
        statement = statement.where(Export.id < before)
    return list(session.scalars(statement.order_by(Export.id.desc()).limit(limit)))


def cancel_export(session: Session, actor: Actor, export_id: str) -> Export:
    """Stop an export that is being written."""
    export = get_export(session, actor, export_id)
    if export.state != ExportState.running:
        raise Conflict(f"The export is {export.state}: nothing is running.", code="not_running")
    export.state, export.finished_at = ExportState.cancelled, time.now()
    session.flush()
    return export
