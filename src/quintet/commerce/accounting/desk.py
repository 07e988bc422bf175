"""The way into a workspace's books: asks with a token that is taken, and renews it when it isn't.

A renewal changes both tokens, so only one process may renew at a time: it claims that in the connection's row, for long
enough to hear the answer, and the others wait for what it writes there.
"""

import time as clock
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar

import orjson
from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from quintet.commerce.accounting.facts import AccountingConnectionEnded
from quintet.commerce.accounting.models import AccountingConnection
from quintet.commerce.accounting.ports import Access, AccessExpired, Accounting, Grant
from quintet.foundation.access.actor import system_actor
from quintet.foundation.db import Database, bind_workspace
from quintet.foundation.events import Ref, emit
from quintet.kit import time
from quintet.kit.crypto import BadSecret, Keyring, SecretBox
from quintet.kit.errors import Conflict, ProviderRejected, ProviderUnavailable

T = TypeVar("T")
ENDED = "connection_ended"
_EARLY = timedelta(minutes=1)
_RENEWING = timedelta(seconds=90)
"""Longer than a provider may take to answer."""
_LOOK_AGAIN = 0.1
_PATIENCE = 30.0


@dataclass(frozen=True, slots=True)
class Opened:
    """A connection and its tokens, as they were read."""

    connection_id: str
    books_id: str
    currency: str
    sales_item_id: str | None
    renewals: int
    fresh: bool
    access_token: str
    refresh_token: str


class Desk:
    """One workspace's books. Not for use by several threads."""

    def __init__(self, db: Database, accounting: Accounting, keyring: Keyring, workspace_id: str) -> None:
        self.accounting = accounting
        self.workspace_id = workspace_id
        self._db = db
        self._keyring = keyring
        self._opened: Opened | None = None

    @property
    def opened(self) -> Opened:
        """Conflict `not_connected`; ProviderRejected `connection_ended` when somebody has to connect again."""
        if self._opened is None:
            self._opened = self.read(self._look)
        return self._opened

    def ask(self, question: Callable[[Access], T]) -> T:
        """Ask, renewing the token before when it is old, and again when they say that it is not taken."""
        opened = self.opened if self.opened.fresh else self._renew(self.opened)
        try:
            return question(Access(opened.books_id, opened.access_token))
        except AccessExpired:
            opened = self._renew(opened)
        try:
            return question(Access(opened.books_id, opened.access_token))
        except AccessExpired:
            raise self._end(f"{self.accounting.label} takes none of our tokens.") from None

    def keep_sales_item(self, item_id: str) -> None:
        """Remember their item for what is no item of theirs."""
        mine = update(AccountingConnection).where(AccountingConnection.id == self.opened.connection_id)
        self.write(lambda session: session.execute(mine.values(sales_item_id=item_id)))
        self._opened = None

    def read(self, work: Callable[[Session], T]) -> T:
        return self._db.read_sync(lambda session: self._bound(session, work))

    def write(self, work: Callable[[Session], T]) -> T:
        return self._db.write_sync(lambda session: self._bound(session, work))

    def _bound(self, session: Session, work: Callable[[Session], T]) -> T:
        bind_workspace(session, self.workspace_id)
        return work(session)

    def _look(self, session: Session) -> Opened:
        connection = session.scalar(select(AccountingConnection))
        if connection is None:
            raise Conflict(f"{self.accounting.label} is not connected.", code="not_connected")
        if connection.error is not None:
            raise ProviderRejected(connection.error, code=ENDED)
        try:
            tokens = orjson.loads(box_of(self._keyring).open(connection.tokens, context=connection.workspace_id))
        except BadSecret:
            message = "The connection can't be read with this installation's key. Connect again."
            raise ProviderRejected(message, code=ENDED) from None
        return Opened(
            connection.id,
            connection.books_id,
            connection.currency,
            connection.sales_item_id,
            connection.renewals,
            connection.expires_at - _EARLY > time.now(),
            tokens["access"],
            tokens["refresh"],
        )

    def _renew(self, seen: Opened) -> Opened:
        """The tokens after these: renewed here, or by whoever does it at this moment."""
        give_up_at = clock.monotonic() + _PATIENCE
        while not self.write(lambda session: self._claim(session, seen)):
            self._opened = self.read(self._look)
            if self._opened.renewals != seen.renewals:
                return self._opened
            if clock.monotonic() > give_up_at:
                raise ProviderUnavailable("The connection is being renewed. Try again in a moment.", retry_after=30)
            clock.sleep(_LOOK_AGAIN)
        try:
            grant = self.accounting.renew(seen.refresh_token)
        except ProviderRejected as refused:
            if refused.code == ENDED:
                raise self._end(refused.message) from None
            self.write(lambda session: self._unclaim(session, seen))
            raise
        except ProviderUnavailable:
            self.write(lambda session: self._unclaim(session, seen))
            raise
        self.write(lambda session: self._keep(session, seen, grant))
        self._opened = self.read(self._look)
        return self._opened

    def _claim(self, session: Session, seen: Opened) -> bool:
        row, now = AccountingConnection, time.now()
        free = or_(row.renewing_until.is_(None), row.renewing_until < now)
        claimed = update(row).where(row.id == seen.connection_id, row.renewals == seen.renewals, free)
        values = claimed.values(renewing_until=now + _RENEWING).returning(row.id)
        return session.scalar(values.execution_options(synchronize_session=False)) is not None

    def _unclaim(self, session: Session, seen: Opened) -> None:
        row = AccountingConnection
        mine = update(row).where(row.id == seen.connection_id, row.renewals == seen.renewals)
        session.execute(mine.values(renewing_until=None).execution_options(synchronize_session=False))

    def _keep(self, session: Session, seen: Opened, grant: Grant) -> None:
        row = AccountingConnection
        mine = update(row).where(row.id == seen.connection_id, row.renewals == seen.renewals)
        values = {
            "tokens": seal(self._keyring, self.workspace_id, grant),
            "expires_at": grant.expires_at,
            "renewals": seen.renewals + 1,
            "renewing_until": None,
        }
        session.execute(mine.values(**values).execution_options(synchronize_session=False))

    def _end(self, reason: str) -> ProviderRejected:
        """They let us in no longer: say so until somebody connects again."""
        message = f"{reason} Connect again."[:500]
        self.write(lambda session: self._note_end(session, message))
        self._opened = None
        return ProviderRejected(message, code=ENDED)

    def _note_end(self, session: Session, message: str) -> None:
        connection = session.scalar(select(AccountingConnection).with_for_update())
        if connection is not None and connection.error is None:
            connection.error = message
            connection.renewing_until = None
            session.flush()
            fact = AccountingConnectionEnded(connection.books_name, message)
            emit(session, system_actor(self.workspace_id), fact, subject=Ref("accounting", connection.id))


def seal(keyring: Keyring, workspace_id: str, grant: Grant) -> str:
    """A grant's tokens as they are kept."""
    tokens = orjson.dumps({"access": grant.access_token, "refresh": grant.refresh_token}).decode()
    return box_of(keyring).seal(tokens, context=workspace_id)


def box_of(keyring: Keyring) -> SecretBox:
    """Opens what `seal` sealed."""
    return keyring.box("accounting tokens")
