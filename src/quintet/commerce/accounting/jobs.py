"""Syncing with the books, off the request."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from quintet.commerce.accounting.desk import ENDED, Desk
from quintet.commerce.accounting.entries import note_failed
from quintet.commerce.accounting.models import AccountingEntry, EntryStatus
from quintet.commerce.accounting.ports import Accounting
from quintet.commerce.accounting.syncing import Syncer
from quintet.foundation.jobs import JobCall, JobContext, Retry, RetryLater, job, queue
from quintet.kit.crypto import Keyring
from quintet.kit.errors import Conflict, ProviderRejected, ProviderUnavailable

# QuickBooks takes 500 questions a minute for one company, and up to ten at a time.
queue("accounting", concurrency=3, rate=(120, 60.0))


def desk_of(ctx: JobContext) -> Desk:
    """The books of the job's workspace."""
    assert ctx.workspace_id is not None  # noqa: S101 - queued for a workspace, always
    accounting = ctx.service(Accounting)  # type: ignore[type-abstract]
    return Desk(ctx.db, accounting, ctx.service(Keyring), ctx.workspace_id)


def _mark_failed(session: Session, error: str, call: JobCall) -> None:
    status = session.scalar(select(AccountingEntry.status).where(AccountingEntry.id == call.args[0]))
    if status == EntryStatus.waiting:
        note_failed(session, call.args[0], error)


@job(
    "commerce.sync_entry",
    queue="accounting",
    retry=Retry(attempts=9, first_delay=5.0, backoff=3.0, max_delay=3_600.0),
    timeout=240,
    # A change that comes while it runs queues another run.
    dedupe_until="started",
    on_failed=_mark_failed,
)
def sync_entry(ctx: JobContext, entry_id: str, force: bool = False) -> None:
    """Bring one record into the books as it is now. What can't be while nobody is connected waits for that."""
    try:
        Syncer(desk_of(ctx), force=force).sync(entry_id)
    except ProviderUnavailable as unavailable:
        if unavailable.retry_after is None:
            raise
        raise RetryLater(str(unavailable), timedelta(seconds=unavailable.retry_after)) from unavailable
    except (Conflict, ProviderRejected) as refused:
        if refused.code not in (ENDED, "not_connected"):
            raise
