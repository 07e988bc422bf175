"""The entries of our records in the books: which there are, and what became of them."""

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from quintet.commerce.accounting.facts import AccountingEntryFailed
from quintet.commerce.accounting.models import (
    AccountingConnection,
    AccountingEntry,
    AppliedPayment,
    EntryKind,
    EntryStatus,
)
from quintet.foundation.access.actor import system_actor
from quintet.foundation.db import insert_new, workspace_of
from quintet.foundation.events import Ref, emit
from quintet.foundation.objects.registry import objects
from quintet.kit import time
from quintet.kit.ids import new_id


def connection_of(session: Session, *, lock: bool = False) -> AccountingConnection | None:
    """How the session's workspace is connected."""
    wanted = select(AccountingConnection)
    return session.scalar(wanted.with_for_update() if lock else wanted)


def entry_of(
    session: Session,
    books_id: str,
    kind: EntryKind,
    record_type: str,
    record_id: str,
    title: str | None = None,
    *,
    currency: str = "",
) -> str:
    """The id of a record's entry, which is made when there is none. With a currency that of one more customer."""
    now = time.now()
    entry = AccountingEntry
    own = (entry.books_id == books_id, entry.kind == kind, entry.record_id == record_id, entry.currency == currency)
    known = session.scalar(select(entry.id).where(*own))
    if known is not None:
        return known
    row = {
        "id": new_id(),
        "created_at": now,
        "updated_at": now,
        "books_id": books_id,
        "kind": kind.value,
        "record_type": record_type,
        "record_id": record_id,
        "currency": currency,
        "title": called(title or title_of(session, record_type, record_id), currency)[:300],
        "status": EntryStatus.waiting.value,
        "asked": 0,
    }
    insert_new(session, AccountingEntry, [row], "id")
    return session.scalars(select(entry.id).where(*own)).one()


def note_failed(session: Session, entry_id: str, error: str) -> None:
    """Say that an entry can't be synced until somebody does something; told once for each reason."""
    row = session.get(AccountingEntry, entry_id, with_for_update=True)
    if row is None:
        return
    known = row.status == EntryStatus.failed and row.error == error[:500]
    row.status, row.error, row.claim, row.claimed_until = EntryStatus.failed.value, error[:500], None, None
    session.flush()
    if not known:
        fact = AccountingEntryFailed(row.kind, row.title, error[:500])
        emit(session, system_actor(workspace_of(session)), fact, subject=subject_of(session, row))


def subject_of(session: Session, row: AccountingEntry) -> Ref:
    """The record that an entry is about: for a payment its invoice."""
    if row.record_type != "applied_payment":
        return Ref(row.record_type, row.record_id)
    return Ref("invoice", invoice_of_payment(session, row.record_id) or row.record_id)


def title_of(session: Session, record_type: str, record_id: str) -> str:
    """What people call a record; for a payment, its invoice."""
    if record_type == "applied_payment":
        record_type, record_id = "invoice", invoice_of_payment(session, record_id) or record_id
    spec = objects()[record_type].spec
    title = session.scalar(select(spec.title).where(spec.model.id == record_id))
    return str(title or record_id)


def called(name: str, currency: str) -> str:
    """What one more customer of the same name is called, who is billed in another currency."""
    return f"{name[:280]} ({currency})" if currency else name


def requeue_all(session: Session, books_id: str) -> list[str]:
    """Have all that failed or waits wait again; gives their ids."""
    entry = AccountingEntry
    stuck = (entry.books_id == books_id, entry.status != EntryStatus.synced)
    again = update(entry).where(*stuck).values(status=EntryStatus.waiting.value, asked=entry.asked + 1)
    return list(session.scalars(again.returning(entry.id).execution_options(synchronize_session=False)))


def invoice_of_payment(session: Session, payment_id: str) -> str | None:
    return session.scalar(select(AppliedPayment.invoice_id).where(AppliedPayment.id == payment_id))
