"""What somebody waits for: they are asked between two transactions, outside every lane."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy.orm import Session
from starlette.requests import Request

from quintet.commerce.accounting.asking import ask
from quintet.commerce.accounting.connecting import accounting_of, keyring_of
from quintet.commerce.accounting.desk import Desk
from quintet.commerce.accounting.items import Imported, take_in
from quintet.commerce.accounting.models import AccountingEntry, EntryKind
from quintet.commerce.accounting.ports import Item
from quintet.commerce.accounting.service import UPDATE, connected, invoice_entries, sync_record
from quintet.commerce.accounting.syncing import Syncer
from quintet.foundation.access import Actor, require
from quintet.foundation.http import door_of
from quintet.kit.errors import NotFound

T = TypeVar("T")
MOST_ITEMS = 2_000
_BATCH = 100


@dataclass(frozen=True, slots=True)
class ItemReport:
    """What became of their items; `more` when they have too many to take in at once."""

    items: list[Imported]
    more: bool


async def sync_now(request: Request, kind: EntryKind, record_id: str) -> AccountingEntry:
    """Tell the books of one record again, and wait for what they say. ProviderRejected and ProviderUnavailable."""
    entry = await _write(request, lambda session, actor: sync_record(session, actor, kind, record_id, queued=False))
    desk = _desk(request, entry.workspace_id)
    await ask(lambda: Syncer(desk, force=True).sync(entry.id))
    return await ask(lambda: desk.read(lambda session: session.get_one(AccountingEntry, entry.id)))


async def import_items(request: Request) -> ItemReport:
    """Take in what they sell. Conflict `not_connected`; may be done again, and goes on where it was stopped."""

    def begin(session: Session, actor: Actor) -> str:
        require(actor, UPDATE)
        connected(session)
        return actor.workspace_id

    desk = _desk(request, await door_of(request).read(request, begin))

    def look() -> tuple[str, list[Item]]:
        opened = desk.opened
        currency = opened.currency
        return opened.books_id, desk.ask(
            lambda access: desk.accounting.items(access, currency=currency, most=MOST_ITEMS + 1)
        )

    books_id, found = await ask(look)
    report: list[Imported] = []
    for start in range(0, min(len(found), MOST_ITEMS), _BATCH):
        batch = found[start : min(start + _BATCH, MOST_ITEMS)]
        report += await _write(
            request,
            lambda session, actor, batch=batch: take_in(session, actor, books_id, batch),  # type: ignore[misc]
        )
    return ItemReport(report, len(found) > MOST_ITEMS)


async def invoice_pdf(request: Request, invoice_id: str) -> bytes:
    """Their printed form of an invoice. NotFound when the actor doesn't see it, or it is not in the books."""

    def look(session: Session, actor: Actor) -> tuple[str, str | None]:
        entry = invoice_entries(session, actor, invoice_id).invoice
        return actor.workspace_id, entry.theirs_id if entry is not None else None

    workspace_id, theirs_id = await door_of(request).read(request, look)
    if theirs_id is None:
        raise NotFound("invoice in the books")
    desk = _desk(request, workspace_id)
    return await ask(lambda: desk.ask(lambda access: desk.accounting.invoice_pdf(access, theirs_id)))


def _desk(request: Request, workspace_id: str) -> Desk:
    return Desk(door_of(request).db, accounting_of(request), keyring_of(request), workspace_id)


async def _write(request: Request, work: Callable[[Session, Actor], T]) -> T:
    door = door_of(request)
    credentials = door.credentials(request)
    return await door.db.write(lambda session: work(session, door.enter(session, credentials)))
