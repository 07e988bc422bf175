"""Who keeps a workspace's books. Amounts are integer minor units of their currency, as everywhere."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from quintet.kit.errors import NotConfigured


class AccessExpired(Exception):
    """They do not take the access token (any more). Renew it, and ask once more."""


@dataclass(frozen=True, slots=True)
class Grant:
    """What lets us into somebody's books: a short-lived access token, and what renews it. Each renewal may change
    both."""

    access_token: str
    refresh_token: str
    expires_at: datetime
    refresh_expires_at: datetime | None


@dataclass(frozen=True, slots=True)
class Access:
    """Whose books, and the token that opens them now."""

    books_id: str
    token: str


@dataclass(frozen=True, slots=True)
class Books:
    """A company as the accounting program keeps it."""

    id: str
    name: str
    currency: str


@dataclass(frozen=True, slots=True)
class Theirs:
    """An entry in their books. `mark` is what we wrote on it, where they have a place for that; `total_minor` what they
    make of an invoice or payment; `currency` what they bill a customer in, which never changes."""

    id: str
    version: str
    mark: str | None = None
    total_minor: int | None = None
    currency: str | None = None


@dataclass(frozen=True, slots=True)
class Address:
    line1: str
    line2: str
    city: str
    region: str
    postal_code: str
    country: str


@dataclass(frozen=True, slots=True)
class CustomerEntry:
    """Somebody who is billed. Their name is there once among all customers; `currency` is for a new one only."""

    name: str
    email: str | None
    phone: str | None
    website: str | None
    billing: Address | None
    shipping: Address | None
    currency: str


@dataclass(frozen=True, slots=True)
class LineEntry:
    """One line: `item_id` is theirs; `total_minor` the quantity times the price, rounded by us."""

    item_id: str
    description: str
    quantity: float
    unit_price_minor: int
    total_minor: int
    taxable: bool


@dataclass(frozen=True, slots=True)
class InvoiceEntry:
    """A bill. `mark` is ours and is there once; what it comes to in all is `total_minor`. Taxed lines bear
    `tax_percent`, which people call `tax_name`."""

    mark: str
    number: str
    customer_id: str
    currency: str
    issued_on: date
    due_on: date
    lines: tuple[LineEntry, ...]
    discount_minor: int
    tax_minor: int
    total_minor: int
    email: str | None
    memo: str | None
    tax_percent: float = 0
    tax_name: str | None = None


@dataclass(frozen=True, slots=True)
class PaymentEntry:
    """Money that came for one invoice of theirs. `mark` is ours and is there once."""

    mark: str
    customer_id: str
    invoice_id: str
    amount_minor: int
    currency: str
    received_on: date


@dataclass(frozen=True, slots=True)
class Item:
    """Something that they sell."""

    id: str
    name: str
    sku: str | None
    description: str | None
    price_minor: int | None
    taxable: bool


class Accounting(Protocol):
    """Keeps books. Synchronous: asked by jobs, or on threads of its own.

    Every call raises AccessExpired for a token that is not taken, ProviderUnavailable when we don't know what became
    of it, ProviderRejected when nothing did. `key` is the same for every try of one change: where the provider takes
    keys it does it once. For the other cases there is `find_*`, to ask before creating.
    """

    name: str
    label: str

    def connect_url(self, *, state: str, redirect_uri: str, workspace_id: str) -> str:
        """Where somebody lets us into their books. They come back to `redirect_uri` with `code`, `state`, `realmId`."""
        ...

    def grant(self, code: str, *, redirect_uri: str) -> Grant:
        """What a code is worth, once."""
        ...

    def renew(self, refresh_token: str) -> Grant:
        """A new grant. ProviderRejected `connection_ended` when we were shut out."""
        ...

    def revoke(self, refresh_token: str) -> None:
        """Give a grant back."""
        ...

    def books(self, access: Access) -> Books:
        """Whose books these are. The cheapest question, to see whether the connection works."""
        ...

    def sales_item(self, access: Access, *, key: str) -> str:
        """Their item for what is no item of theirs; made when it isn't there."""
        ...

    def items(self, access: Access, *, currency: str, most: int) -> list[Item]:
        """What they sell, by name, priced in `currency`; no more than `most`."""
        ...

    def find_customer(self, access: Access, name: str) -> Theirs | None:
        """The customer of exactly this name (as they would write it)."""
        ...

    def create_customer(self, access: Access, entry: CustomerEntry, *, key: str) -> Theirs:
        """ProviderRejected `name_taken` when anybody there has the name."""
        ...

    def update_customer(self, access: Access, id: str, entry: CustomerEntry, *, key: str) -> Theirs:
        """Bring a customer up to date. NotFound when it is gone; `name_taken` as above."""
        ...

    def find_invoice(self, access: Access, mark: str, number: str) -> Theirs | None:
        """The invoice that bears our mark."""
        ...

    def create_invoice(self, access: Access, entry: InvoiceEntry, *, key: str) -> Theirs: ...

    def update_invoice(self, access: Access, id: str, entry: InvoiceEntry, *, key: str) -> Theirs:
        """Have it say this and nothing else. NotFound when it is gone."""
        ...

    def void_invoice(self, access: Access, id: str, *, key: str) -> Theirs:
        """Have it come to nothing; void already is the same. NotFound when it is gone."""
        ...

    def invoice_pdf(self, access: Access, id: str) -> bytes:
        """Their printed form of it. NotFound when it is gone."""
        ...

    def find_payment(self, access: Access, mark: str) -> Theirs | None:
        """The payment that bears our mark."""
        ...

    def create_payment(self, access: Access, entry: PaymentEntry, *, key: str) -> Theirs: ...

    def update_payment(self, access: Access, id: str, entry: PaymentEntry, *, key: str) -> Theirs:
        """Have it be this much. NotFound when it is gone."""
        ...

    def void_payment(self, access: Access, id: str, *, key: str) -> Theirs:
        """Have it be nothing; void already is the same. NotFound when it is gone."""
        ...


class NoAccounting:
    """In place of the sandbox where there is none: nobody can connect, so nothing else is asked."""

    name = "none"
    label = "QuickBooks"

    def __getattr__(self, name: str) -> None:
        raise NotConfigured("QuickBooks is not set up here: QUINTET_QUICKBOOKS_CLIENT_ID is missing.")
