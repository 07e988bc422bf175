"""Asking for records to be synced."""

from datetime import timedelta

from sqlalchemy import update
from sqlalchemy.orm import Session

from quintet.commerce.accounting.entries import called, connection_of, entry_of, requeue_all, title_of
from quintet.commerce.accounting.jobs import sync_entry
from quintet.commerce.accounting.models import AccountingConnection, AccountingEntry, EntryKind, EntryStatus
from quintet.foundation.jobs import enqueue

_IN_CASE = timedelta(minutes=10)


def request_sync(
    session: Session,
    connection: AccountingConnection,
    kind: EntryKind,
    record_type: str,
    record_id: str,
    *,
    title: str | None = None,
    force: bool = False,
    requested_by: str | None = None,
    queued: bool = True,
    currency: str = "",
) -> AccountingEntry:
    """Have a record brought into the books, soon; `force` tells them again what they were told. For those who checked
    that it may be. Not `queued` is for who does it at once: a job comes only later, in case they died."""
    entry_id = entry_of(session, connection.books_id, kind, record_type, record_id, title, currency=currency)
    values = {
        "status": EntryStatus.waiting.value,
        "asked": AccountingEntry.asked + 1,
        "title": called(title or title_of(session, record_type, record_id), currency)[:300],
    }
    asked = update(AccountingEntry).where(AccountingEntry.id == entry_id).values(**values)
    session.execute(asked.execution_options(synchronize_session=False))
    call = sync_entry(entry_id, force and queued)
    enqueue(
        session,
        call,
        workspace_id=connection.workspace_id,
        dedupe_key=f"{entry_id}{'!' if force and queued else ''}{'' if queued else '?'}",
        delay=None if queued else _IN_CASE,
        requested_by=requested_by,
    )
    return session.get_one(AccountingEntry, entry_id, populate_existing=True)


def bring_company(session: Session, company_id: str) -> None:
    """Have a company that was just added become a customer in the books, where they are connected, without waiting for
    its first invoice."""
    connection = connection_of(session)
    if connection is not None:
        request_sync(session, connection, EntryKind.customer, "company", company_id)


def resume(session: Session, connection: AccountingConnection) -> None:
    """Go on with what waited, or failed, while nobody was connected."""
    for entry_id in requeue_all(session, connection.books_id):
        enqueue(session, sync_entry(entry_id), workspace_id=connection.workspace_id, dedupe_key=entry_id)
