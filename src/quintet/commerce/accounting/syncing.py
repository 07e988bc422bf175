"""Bringing one record into the books: a comparison of what they should say with what they were told last.

It may be stopped between any two lines and begun again. Whoever does it has the entry for themselves (`claim`); before
anything is created they are asked whether it is there already, by its mark or name, for the last try may have lost
their answer.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from sqlalchemy import or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from quintet.commerce.accounting.desk import ENDED, Desk
from quintet.commerce.accounting.entries import called, entry_of, note_failed
from quintet.commerce.accounting.models import AccountingEntry, AppliedPayment, EntryKind, EntryStatus
from quintet.commerce.accounting.ports import Access, Accounting, CustomerEntry, PaymentEntry, Theirs
from quintet.commerce.accounting.wanted import (
    digest_of,
    names_of,
    told,
    wanted_customer,
    wanted_invoice,
)
from quintet.kit import time
from quintet.kit.errors import NotFound, ProviderRejected, ProviderUnavailable, QuintetError
from quintet.kit.ids import new_id
from quintet.kit.money import Money

_HELD = timedelta(minutes=5)
"""Longer than all questions for one entry take."""
_BUSY = 5


@dataclass(frozen=True, slots=True)
class Held:
    """An entry that is ours to sync, as it was when we claimed it. `told` is what they were told last."""

    id: str
    claim: str
    kind: str
    record_type: str
    record_id: str
    theirs_id: str | None
    told: str | None
    asked: int
    currency: str
    theirs_currency: str | None

    def key(self, verb: str, digest: str) -> str:
        """The same for every try of one change, and for no other; at most 50 characters."""
        return f"{self.id}{verb}{digest[:6]}{self.asked}"[:50]


@dataclass(frozen=True, slots=True)
class Done:
    """What became of it. `complaint` is what is wrong although they took it."""

    theirs: Theirs | None
    digest: str | None
    complaint: str | None = None


class Syncer:
    """Syncs entries of one workspace. `force` tells them again what they were told, and makes anew what is gone."""

    def __init__(self, desk: Desk, *, force: bool = False) -> None:
        self._desk = desk
        self._force = force
        self._label = desk.accounting.label

    def sync(self, entry_id: str, billed_in: str | None = None) -> str | None:
        """Their id of it, where a new customer is to be `billed_in` a currency; None when the books need not have it.
        What fails for good is noted on the entry and raised, as is ProviderUnavailable, which leaves it waiting."""
        held = self._claim(entry_id)
        if held is None:
            return None
        try:
            done = self._by_kind(held, billed_in)
            if done.complaint is not None:
                self._note(held, done)
                raise ProviderRejected(done.complaint, code="books_differ")
        except ProviderUnavailable as error:
            message = error.message
            self._desk.write(lambda session: self._release(session, held, error=message))
            raise
        except QuintetError as error:
            message = error.message
            if error.code == ENDED:  # it goes on when somebody has connected again
                self._desk.write(lambda session: self._release(session, held, error=message))
            else:
                self._desk.write(lambda session: note_failed(session, held.id, message))
            raise
        self._note(held, done)
        return done.theirs.id if done.theirs is not None else held.theirs_id

    def _by_kind(self, held: Held, billed_in: str | None) -> Done:
        if held.kind == EntryKind.customer:
            return self._customer(held, billed_in)
        return self._invoice(held) if held.kind == EntryKind.invoice else self._payment(held)

    def _customer(self, held: Held, billed_in: str | None) -> Done:
        wanted = self._desk.read(lambda session: wanted_customer(session, held.record_type, held.record_id))
        if wanted is None:
            return Done(None, held.told)
        digest = digest_of(replace(wanted, currency=held.currency))
        if self._is_told(held, digest) and held.theirs_currency is not None:
            return Done(None, digest)
        wanted = replace(wanted, currency=held.currency or billed_in or wanted.currency)
        names = names_of(called(wanted.name, held.currency), held.record_id)
        usual, own = (replace(wanted, name=name) for name in names)
        try:
            return Done(self._tell_customer(held, usual, digest), digest)
        except ProviderRejected as refused:
            if refused.code != "name_taken":
                raise
        return Done(self._tell_customer(held, own, digest, "o"), digest)

    def _tell_customer(self, held: Held, entry: CustomerEntry, digest: str, which: str = "") -> Theirs:
        books = self._desk.accounting
        return self._tell(
            held,
            lambda: self._free_customer(held, entry.name),
            lambda access, known: books.update_customer(access, known, entry, key=held.key(f"u{which}", digest)),
            lambda access: books.create_customer(access, entry, key=held.key(f"c{which}", digest)),
        )

    def _free_customer(self, held: Held, name: str) -> str | None:
        """Their customer of this name, unless it is another record of ours, or is billed in another currency than it
        has to be: then the name is taken."""
        found = self._desk.ask(lambda access: self._desk.accounting.find_customer(access, name))
        if found is None:
            return None
        entry, books_id = AccountingEntry, self._desk.opened.books_id
        other = select(entry.id).where(
            entry.books_id == books_id,
            entry.kind == EntryKind.customer,
            entry.theirs_id == found.id,
            entry.id != held.id,
        )
        elsewhere = held.currency and found.currency not in (None, held.currency)
        if elsewhere or self._desk.read(lambda session: session.scalar(other)) is not None:
            raise ProviderRejected(f"{self._label} knows somebody else by this name.", code="name_taken")
        return found.id

    def _invoice(self, held: Held) -> Done:
        books_id = self._desk.opened.books_id
        wanted = self._desk.read(lambda session: wanted_invoice(session, books_id, held.record_id))
        if wanted is None or wanted.standing is None:
            return Done(None, held.told)
        if not wanted.standing:
            return self._void(
                held, lambda access: self._books.find_invoice(access, held.record_id, wanted.entry.number)
            )
        if wanted.customer is None:
            raise ProviderRejected("Nobody is named who pays it.", code="no_payer")
        customer_id = self._payer_in(wanted.entry.currency, *wanted.customer)
        entry = told(wanted, customer_id, self._sales_item())
        digest = digest_of(entry)
        if self._is_told(held, digest):
            return Done(None, digest)
        theirs = self._tell(
            held,
            lambda: _id(self._desk.ask(lambda access: self._books.find_invoice(access, entry.mark, entry.number))),
            lambda access, known: self._books.update_invoice(access, known, entry, key=held.key("u", digest)),
            lambda access: self._books.create_invoice(access, entry, key=held.key("c", digest)),
        )
        return Done(theirs, digest, self._difference(theirs, entry.total_minor, entry.currency))

    def _payment(self, held: Held) -> Done:
        payment = self._desk.read(lambda session: session.get(AppliedPayment, held.record_id))
        if payment is None:
            return Done(None, held.told)
        if payment.amount_minor == 0:
            return self._void(held, lambda access: self._books.find_payment(access, payment.id))
        invoice_id = self._other(EntryKind.invoice, "invoice", payment.invoice_id)
        customer_id = self._desk.read(lambda session: self._payer(session, payment.invoice_id))
        if customer_id is None:
            raise ProviderRejected("Nobody is named who pays it.", code="no_payer")
        entry = PaymentEntry(
            mark=payment.id,
            customer_id=customer_id,
            invoice_id=invoice_id,
            amount_minor=payment.amount_minor,
            currency=payment.currency,
            received_on=payment.applied_at.date(),
        )
        digest = digest_of(entry)
        if self._is_told(held, digest):
            return Done(None, digest)
        theirs = self._tell(
            held,
            lambda: _id(self._desk.ask(lambda access: self._books.find_payment(access, entry.mark))),
            lambda access, known: self._books.update_payment(access, known, entry, key=held.key("u", digest)),
            lambda access: self._books.create_payment(access, entry, key=held.key("c", digest)),
        )
        return Done(theirs, digest, self._difference(theirs, entry.amount_minor, entry.currency))

    @property
    def _books(self) -> Accounting:
        return self._desk.accounting

    def _tell(
        self,
        held: Held,
        find: Callable[[], str | None],
        change: Callable[[Access, str], Theirs],
        create: Callable[[Access], Theirs],
    ) -> Theirs:
        theirs_id = held.theirs_id or find()
        if theirs_id is not None:
            try:
                return self._desk.ask(lambda access: change(access, theirs_id))
            except NotFound:
                if not self._force:
                    message = f"It was deleted in {self._label}. Sync it again to have it made anew."
                    raise ProviderRejected(message, code="deleted_there") from None
        return self._desk.ask(create)

    def _void(self, held: Held, find: Callable[[Access], Theirs | None]) -> Done:
        """Nothing of it is to be in the books; what never came there need not."""
        digest = "void"
        theirs_id = held.theirs_id or _id(self._desk.ask(find))
        if theirs_id is None or self._is_told(held, digest):
            return Done(None, digest)
        void = self._books.void_invoice if held.kind == EntryKind.invoice else self._books.void_payment
        try:
            return Done(self._desk.ask(lambda access: void(access, theirs_id, key=held.key("v", digest))), digest)
        except NotFound:
            return Done(None, digest)

    def _payer_in(self, currency: str, record_type: str, record_id: str) -> str:
        """Their id of who pays in a currency: the first customer that the record is, where it is billed in that, else
        one more that is."""
        first_id = self._other(EntryKind.customer, record_type, record_id, billed_in=currency)
        fixed = self._desk.read(lambda session: self._customers(session, record_id))[""].theirs_currency
        if fixed in (None, currency):
            return first_id
        return self._other(EntryKind.customer, record_type, record_id, currency=currency)

    def _other(
        self, kind: EntryKind, record_type: str, record_id: str, *, billed_in: str | None = None, currency: str = ""
    ) -> str:
        """Their id of a record on which this one hangs, which is brought up to date first."""
        books_id = self._desk.opened.books_id
        entry_id = self._desk.write(
            lambda session: entry_of(session, books_id, kind, record_type, record_id, currency=currency)
        )
        theirs_id = self.sync(entry_id, billed_in)
        if theirs_id is None:
            raise ProviderRejected(f"Its {kind.value} is not in the books.", code="not_in_the_books")
        return theirs_id

    def _sales_item(self) -> str:
        known = self._desk.opened.sales_item_id
        if known is not None:
            return known
        key = f"{self._desk.opened.connection_id}item"
        item_id = self._desk.ask(lambda access: self._books.sales_item(access, key=key))
        self._desk.keep_sales_item(item_id)
        return item_id

    def _payer(self, session: Session, invoice_id: str) -> str | None:
        wanted = wanted_invoice(session, self._desk.opened.books_id, invoice_id)
        if wanted is None or wanted.customer is None:
            return None
        customers, currency = self._customers(session, wanted.customer[1]), wanted.entry.currency
        first = customers.get("")
        fits = first is not None and first.theirs_currency in (None, currency)
        payer = first if fits else customers.get(currency)
        return payer.theirs_id if payer is not None else None

    def _customers(self, session: Session, record_id: str) -> dict[str, AccountingEntry]:
        """The customers that a record is in the books: the first by an empty text, others by their currencies."""
        entry = AccountingEntry
        own = (entry.books_id == self._desk.opened.books_id, entry.kind == EntryKind.customer)
        rows = session.scalars(select(entry).where(*own, entry.record_id == record_id))
        return {row.currency: row for row in rows}

    def _is_told(self, held: Held, digest: str) -> bool:
        return held.theirs_id is not None and held.told == digest and not self._force

    def _difference(self, theirs: Theirs, total_minor: int, currency: str) -> str | None:
        if theirs.total_minor is None or theirs.total_minor == total_minor:
            return None
        there, here = Money(theirs.total_minor, currency).format(), Money(total_minor, currency).format()
        return f"{self._label} makes it {there} instead of {here}: look at its taxes and items there."

    def _claim(self, entry_id: str) -> Held | None:
        entry, now, claim = AccountingEntry, time.now(), new_id()

        def work(session: Session) -> Held | None:
            free = or_(entry.claimed_until.is_(None), entry.claimed_until < now)
            mine = update(entry).where(entry.id == entry_id, entry.books_id == self._desk.opened.books_id)
            claimed = mine.where(free).values(claim=claim, claimed_until=now + _HELD, updated_at=entry.updated_at)
            ours = (entry.kind, entry.record_type, entry.record_id)
            theirs = (entry.theirs_id, entry.digest, entry.asked, entry.currency, entry.theirs_currency)
            got = claimed.returning(*ours, *theirs).execution_options(synchronize_session=False)
            row: Any = session.execute(got).one_or_none()
            if row is not None:
                return Held(entry_id, claim, *row)
            if session.scalar(select(entry.id).where(entry.id == entry_id)) is None:
                return None
            raise ProviderUnavailable("It is being synced at this moment.", code="busy", retry_after=_BUSY)

        self._desk.opened  # noqa: B018 - asked before the transaction, not within
        return self._desk.write(work)

    def _note(self, held: Held, done: Done) -> None:
        """Write down what they said; what was asked for meanwhile leaves the entry waiting."""

        def work(session: Session) -> None:
            row = session.get(AccountingEntry, held.id, with_for_update=True)
            if row is None or row.claim != held.claim:
                return
            if done.theirs is not None:
                row.theirs_id, row.theirs_version = done.theirs.id, done.theirs.version
                if held.kind == EntryKind.customer:
                    row.theirs_currency = done.theirs.currency or self._desk.opened.currency
            # What they took wrongly is told again.
            row.digest = done.digest if done.complaint is None else None
            row.claim, row.claimed_until = None, None
            row.synced_at = time.now()
            if done.complaint is None:
                row.error = None
            if row.asked == held.asked and done.complaint is None:
                row.status = EntryStatus.synced.value
            session.flush()

        try:
            self._desk.write(work)
        except IntegrityError:
            # Another record of ours was given the same entry of theirs a moment ago.
            self._desk.write(lambda session: self._release(session, held, error=None))
            raise ProviderUnavailable("Another record took its place in the books.", retry_after=_BUSY) from None

    def _release(self, session: Session, held: Held, *, error: str | None) -> None:
        row = session.get(AccountingEntry, held.id, with_for_update=True)
        if row is not None and row.claim == held.claim:
            row.claim, row.claimed_until, row.error = None, None, error and error[:500]
            session.flush()


def _id(theirs: Theirs | None) -> str | None:
    return theirs.id if theirs is not None else None
