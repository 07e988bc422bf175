"""Books without an accountant. They behave like real ones and keep what they were given where people can see it."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any, TypeVar
from urllib.parse import urlencode

import orjson
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from quintet.commerce.accounting.ports import (
    Access,
    AccessExpired,
    Books,
    CustomerEntry,
    Grant,
    InvoiceEntry,
    Item,
    PaymentEntry,
    Theirs,
)
from quintet.commerce.accounting.sandbox import SandboxBookEntry as Entry
from quintet.foundation.db import Database
from quintet.identity.mail.models import SandboxMessage
from quintet.identity.mail.sandbox import keep_message
from quintet.identity.workspaces.models import Workspace
from quintet.kit import time
from quintet.kit.crypto import BadSignature, Keyring, new_token
from quintet.kit.errors import NotFound, ProviderRejected, ProviderUnavailable
from quintet.kit.ids import new_id

T = TypeVar("T")
TOKEN_LASTS = timedelta(hours=1)
_CODE_LASTS = timedelta(minutes=5)
ITEMS = (
    Item("sandbox-item-1", "Tracker", "TRACKER", "A tracker for one vehicle", 9_900, True),
    Item("sandbox-item-2", "Installation", "INSTALL", None, 4_500, False),
    Item("sandbox-item-3", "Monthly service", None, "For one vehicle and month", 1_995, True),
)
_SALES = "Sales through Quintet"


class SandboxAccounting:
    """Each workspace has books of its own here. Whatever names `rejected.example` is refused, `unavailable.example` has
    no answer, and when something that names `lost.example` is made, the answer is lost after it was written down."""

    name = "sandbox-books"
    label = "QuickBooks (sandbox)"

    def __init__(self, db: Database, keyring: Keyring) -> None:
        self._db = db
        self._codes = keyring.signer("sandbox books codes")

    def connect_url(self, *, state: str, redirect_uri: str, workspace_id: str) -> str:
        code = self._codes.sign(workspace_id, _CODE_LASTS)
        return f"{redirect_uri}?{urlencode({'code': code, 'state': state, 'realmId': _books_of(workspace_id)})}"

    def grant(self, code: str, *, redirect_uri: str) -> Grant:
        try:
            books_id = _books_of(self._codes.read(code))
        except BadSignature:
            raise ProviderRejected("The sandbox's books know no such code.", code="provider_rejected") from None
        return self._db.write_sync(lambda session: self._new_grant(session, books_id))

    def renew(self, refresh_token: str) -> Grant:
        def work(session: Session) -> Grant:
            known = select(Entry.books_id).where(Entry.kind == "grant", Entry.name == refresh_token)
            books_id = session.scalar(known)
            if books_id is None:
                raise ProviderRejected("The sandbox's books were closed to us.", code="connection_ended")
            return self._new_grant(session, books_id)

        return self._db.write_sync(work)

    def revoke(self, refresh_token: str) -> None:
        gone = delete(Entry).where(Entry.kind == "grant", Entry.name == refresh_token)
        self._db.write_sync(lambda session: session.execute(gone))

    def books(self, access: Access) -> Books:
        def work(session: Session) -> Books:
            self._enter(session, access)
            place = session.get_one(Workspace, _workspace_of(access.books_id))
            return Books(access.books_id, f"{place.name} (sandbox books)"[:300], place.currency)

        return self._db.read_sync(work)

    def sales_item(self, access: Access, *, key: str) -> str:
        return self._create(access, "item", _SALES, {"name": _SALES}, key, "").id

    def items(self, access: Access, *, currency: str, most: int) -> list[Item]:
        self._db.read_sync(lambda session: self._enter(session, access))
        return sorted(ITEMS, key=lambda item: item.name)[:most]

    def find_customer(self, access: Access, name: str) -> Theirs | None:
        return self._find(access, "customer", name)

    def create_customer(self, access: Access, entry: CustomerEntry, *, key: str) -> Theirs:
        said = f"New customer: {entry.name}"
        return self._create(access, "customer", entry.name, _plain(entry), key, said, unique=True)

    def update_customer(self, access: Access, id: str, entry: CustomerEntry, *, key: str) -> Theirs:
        said = f"Changed customer: {entry.name}"
        return self._update(access, "customer", id, entry.name, _plain(entry), key, said, unique=True)

    def find_invoice(self, access: Access, mark: str, number: str) -> Theirs | None:
        return self._find(access, "invoice", mark)

    def create_invoice(self, access: Access, entry: InvoiceEntry, *, key: str) -> Theirs:
        return self._create(access, "invoice", entry.mark, _plain(entry), key, f"New invoice: {entry.number}")

    def update_invoice(self, access: Access, id: str, entry: InvoiceEntry, *, key: str) -> Theirs:
        said = f"Changed invoice: {entry.number}"
        return self._update(access, "invoice", id, entry.mark, _plain(entry), key, said)

    def void_invoice(self, access: Access, id: str, *, key: str) -> Theirs:
        return self._void(access, "invoice", id, key)

    def invoice_pdf(self, access: Access, id: str) -> bytes:
        def work(session: Session) -> bytes:
            self._enter(session, access)
            row = _get(session, access, "invoice", id)
            return _pdf(f"Invoice {row.data['number']}")

        return self._db.read_sync(work)

    def find_payment(self, access: Access, mark: str) -> Theirs | None:
        return self._find(access, "payment", mark)

    def create_payment(self, access: Access, entry: PaymentEntry, *, key: str) -> Theirs:
        data = {**_plain(entry), "total_minor": entry.amount_minor}
        return self._create(access, "payment", entry.mark, data, key, f"New payment: {entry.amount_minor}")

    def update_payment(self, access: Access, id: str, entry: PaymentEntry, *, key: str) -> Theirs:
        data = {**_plain(entry), "total_minor": entry.amount_minor}
        return self._update(access, "payment", id, entry.mark, data, key, f"Changed payment: {entry.amount_minor}")

    def void_payment(self, access: Access, id: str, *, key: str) -> Theirs:
        return self._void(access, "payment", id, key)

    def _new_grant(self, session: Session, books_id: str) -> Grant:
        session.execute(delete(Entry).where(Entry.kind == "grant", Entry.books_id == books_id))
        grant = Grant(new_token(), new_token(), time.now() + TOKEN_LASTS, time.now() + timedelta(days=100))
        data = {"access": grant.access_token, "expires": grant.expires_at.isoformat()}
        row = Entry(id=new_id(), books_id=books_id, kind="grant", name=grant.refresh_token, data=data)
        session.add(row)
        session.flush()
        return grant

    def _enter(self, session: Session, access: Access) -> None:
        grant = session.scalar(select(Entry).where(Entry.kind == "grant", Entry.books_id == access.books_id))
        fits = grant is not None and grant.data["access"] == access.token
        if grant is None or not fits or datetime.fromisoformat(grant.data["expires"]) <= time.now():
            raise AccessExpired

    def _find(self, access: Access, kind: str, name: str) -> Theirs | None:
        def work(session: Session) -> Theirs | None:
            self._enter(session, access)
            row = _named(session, access, kind, name)
            return _theirs(row) if row is not None else None

        return self._db.read_sync(work)

    def _create(
        self, access: Access, kind: str, name: str, data: dict[str, Any], key: str, said: str, *, unique: bool = False
    ) -> Theirs:
        def work(session: Session) -> Theirs:
            done = session.scalar(select(Entry).where(Entry.books_id == access.books_id, Entry.key == key))
            if done is not None:
                return _theirs(done)
            if unique and _named(session, access, kind, name) is not None:
                raise ProviderRejected(f"Somebody is called {name} already.", code="name_taken")
            row = Entry(id=new_id(), books_id=access.books_id, kind=kind, name=name, key=key, data=_first(data))
            session.add(row)
            session.flush()
            _keep(session, access, row, said)
            return _theirs(row)

        made = self._work(access, data, work)
        if "lost.example" in orjson.dumps(data).decode():
            raise ProviderUnavailable("The sandbox's books do not answer.")
        return made

    def _update(
        self,
        access: Access,
        kind: str,
        id: str,
        name: str,
        data: dict[str, Any],
        key: str,
        said: str,
        *,
        unique: bool = False,
    ) -> Theirs:
        def work(session: Session) -> Theirs:
            row = _get(session, access, kind, id)
            other = _named(session, access, kind, name) if unique else None
            if other is not None and other.id != id:
                raise ProviderRejected(f"Somebody is called {name} already.", code="name_taken")
            # A customer is billed in one currency for good.
            same = {"currency": row.data.get("currency")} if kind == "customer" else {}
            row.name, row.data = name, {**data, **same, "version": row.data["version"] + 1}
            session.flush()
            _keep(session, access, row, said)
            return _theirs(row)

        return self._work(access, data, work)

    def _void(self, access: Access, kind: str, id: str, key: str) -> Theirs:
        def work(session: Session) -> Theirs:
            row = _get(session, access, kind, id)
            if not row.data.get("void"):
                row.data = {**row.data, "void": True, "total_minor": 0, "version": row.data["version"] + 1}
                session.flush()
                _keep(session, access, row, f"Void {kind}: {row.data.get('number', row.name)}")
            return _theirs(row)

        return self._work(access, {}, work)

    def _work(self, access: Access, data: dict[str, Any], work: Callable[[Session], Theirs]) -> Theirs:
        text = orjson.dumps(data).decode()
        if "unavailable.example" in text:
            raise ProviderUnavailable("The sandbox's books do not answer.")

        def entered(session: Session) -> Theirs:
            self._enter(session, access)
            if "rejected.example" in text:
                raise ProviderRejected("The sandbox's books refused: they don't like rejected.example.")
            return work(session)

        return self._db.write_sync(entered)


def _books_of(workspace_id: str) -> str:
    return f"sandbox-{workspace_id}"


def _workspace_of(books_id: str) -> str:
    return books_id.removeprefix("sandbox-")


def _plain(entry: CustomerEntry | InvoiceEntry | PaymentEntry) -> dict[str, Any]:
    plain: dict[str, Any] = orjson.loads(orjson.dumps(asdict(entry)))
    return plain


def _first(data: dict[str, Any]) -> dict[str, Any]:
    return {**data, "version": 0}


def _named(session: Session, access: Access, kind: str, name: str) -> Entry | None:
    own = (Entry.books_id == access.books_id, Entry.kind == kind, Entry.name == name)
    return session.scalar(select(Entry).where(*own).order_by(Entry.id).limit(1))


def _get(session: Session, access: Access, kind: str, id: str) -> Entry:
    row = session.scalar(
        select(Entry).where(Entry.id == id, Entry.books_id == access.books_id, Entry.kind == kind).with_for_update()
    )
    if row is None:
        raise NotFound(kind)
    return row


def _theirs(row: Entry) -> Theirs:
    mark = row.name if row.kind in ("invoice", "payment") else None
    return Theirs(row.id, str(row.data["version"]), mark, row.data.get("total_minor"), row.data.get("currency"))


def _keep(session: Session, access: Access, row: Entry, said: str) -> None:
    if not said:
        return
    kept = SandboxMessage(
        workspace_id=_workspace_of(access.books_id),
        channel="accounting",
        key=f"accounting:{row.id}:{row.data['version']}",
        sender="Quintet",
        recipient="QuickBooks",
        subject=said[:500],
        text=orjson.dumps(row.data, option=orjson.OPT_INDENT_2).decode(),
    )
    keep_message(session, kept)


def _pdf(title: str) -> bytes:
    """One page with a line on it."""
    safe = "".join(c if c.isascii() and c not in "()\\" else "?" for c in title)
    text = f"BT /F1 24 Tf 72 720 Td ({safe}) Tj ET".encode()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources 5 0 R >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(text), text),
        b"<< /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >>",
    ]
    out = b"%PDF-1.4\n"
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    tail = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, len(out))
    return out + head + table + tail
