"""How the demo company's customers sign and pay on the page of an invoice, with the sandbox's cards."""

from collections.abc import Callable
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from quintet.commerce.public import (
    Invoice,
    Signature,
    Signer,
    Unsigned,
    agreement_at,
    begin_payment,
    check_payment,
    page_visitor,
    sign,
)
from quintet.foundation.access import Actor
from quintet.identity.public import Device
from quintet.kit.crypto import Keyring
from quintet.providers.sandbox.cards import SandboxCards

T = TypeVar("T")


class _Here:
    """The sandbox's database, in the transaction of the week that is being played."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def read_sync(self, work: Callable[[Session], T]) -> T:
        return work(self._session)

    write_sync = read_sync


def sign_agreement_of(session: Session, invoice: Invoice, name: str, device: Device) -> None:
    """Sign what an invoice is agreed on, unless it was."""
    found = agreement_at(session, invoice.public_token)
    if isinstance(found, Unsigned):
        sign(session, found, found.text(), Signature(name=name), Signer(device.client, device.user_agent))


def pay_by_card(session: Session, keyring: Keyring, invoice: Invoice, number: str, expires: int) -> None:
    """Pay all that is open of an invoice on its page, with a test card that is good until the end of a year."""
    here: Any = _Here(session)
    cards, payer = SandboxCards(here, keyring), page_visitor(invoice.workspace_id)

    def write(work: Callable[[Session, Actor], T]) -> T:
        return work(session, payer)

    begun, intent = begin_payment(write, cards, invoice.id)
    cards.confirm(str(intent.client_secret), number, 12, expires, confirmed=True)
    check_payment(write, cards, begun)
