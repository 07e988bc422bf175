"""The jobs of imports. All of them go on where they were, should their process die."""

from sqlalchemy.orm import Session

from quintet.foundation.jobs import JobCall, JobContext, job, queue
from quintet.kit import time
from quintet.stewardship.imports.models import Import, ImportState
from quintet.stewardship.imports.running import Runner
from quintet.stewardship.imports.undoing import Undoer

_HOURS = 3600.0

queue("imports", concurrency=1, prefetch=0)


def _failed(session: Session, error: str, call: JobCall) -> None:
    import_ = session.get(Import, call.args[0])
    if import_ is None:
        return
    if import_.state == ImportState.checking:
        import_.state = ImportState.draft
    elif import_.state in (ImportState.running, ImportState.undoing):
        import_.state, import_.finished_at = ImportState.failed, time.now()
    import_.error = error


@job("stewardship.check_import", queue="imports", timeout=2 * _HOURS, on_failed=_failed)
def check_import(ctx: JobContext, import_id: str) -> None:
    """A dry run."""
    Runner(ctx, import_id, dry=True).run()


@job("stewardship.run_import", queue="imports", timeout=6 * _HOURS, on_failed=_failed)
def run_import(ctx: JobContext, import_id: str) -> None:
    """The run that counts."""
    Runner(ctx, import_id, dry=False).run()


@job("stewardship.undo_import", queue="imports", timeout=6 * _HOURS, on_failed=_failed)
def undo_import(ctx: JobContext, import_id: str) -> None:
    """Take back what a run did."""
    Undoer(ctx, import_id).run()
