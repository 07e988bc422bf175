"""Companies as the card provider knows them, and their saved cards.

The provider keeps the cards; we keep which customer of it a company is. It is asked between two transactions.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from sqlalchemy import case, select
from sqlalchemy.orm import Session
from starlette.requests import Request

from quintet.commerce.invoices.models import Invoice
from quintet.commerce.payments.asking import ask
from quintet.commerce.payments.facts import CardRemoved, CardSetupBegun
from quintet.commerce.payments.models import CardCustomer
from quintet.commerce.payments.ports import CardPayments, NewCustomer, SavedCard
from quintet.foundation.access import Actor, Role, require
from quintet.foundation.access.rights import declare
from quintet.foundation.db import insert_new
from quintet.foundation.events import Ref, emit
from quintet.foundation.http import door_of
from quintet.foundation.jobs import Services
from quintet.foundation.objects.reading import get_record
from quintet.kit import time
from quintet.kit.errors import NotFound
from quintet.kit.ids import new_id
from quintet.records.companies.models import Company
from quintet.records.companies.object import COMPANY

T = TypeVar("T")
READ = declare("cards.read", Role.member)
CREATE = declare("cards.create", Role.member)
DELETE = declare("cards.delete", Role.member)


@dataclass(frozen=True, slots=True)
class CompanyCustomer:
    """A company to the provider: the customers it is there, its own first; none when it is not known yet."""

    new: NewCustomer
    customer_ids: list[str]


@dataclass(frozen=True, slots=True)
class CardSetup:
    """What a browser needs to save a card."""

    provider: str
    client_secret: str
    publishable_key: str | None


def company_customer(session: Session, actor: Actor, company_id: str, provider: str) -> CompanyCustomer:
    """NotFound for a company that the actor doesn't see."""
    company: Company = get_record(session, actor, COMPANY, company_id)
    return _as_customer(session, company, provider)


def payer_of(session: Session, invoice_id: str, provider: str) -> CompanyCustomer | None:
    """The company that pays an invoice, for whoever opened its page; None where a person pays."""
    company_id = session.scalar(select(Invoice.company_id).where(Invoice.id == invoice_id))
    company = session.get(Company, company_id) if company_id is not None else None
    return _as_customer(session, company, provider) if company is not None else None


def keep_customer(session: Session, company_id: str, provider: str, customer_id: str) -> str:
    """Remember the provider's customer; gives the one that was remembered first, when two asked at once."""
    now = time.now()
    row = {"id": new_id(), "company_id": company_id, "made_for_id": company_id}
    row |= {"provider": provider, "customer_id": customer_id}
    insert_new(session, CardCustomer, [{**row, "created_at": now, "updated_at": now}], "id")
    return next(iter(customers_of(session, company_id, provider)), customer_id)


def customers_of(session: Session, company_id: str | None, provider: str) -> list[str]:
    """The provider's customers that a company is, its own first: several, where others were merged into it."""
    known = select(CardCustomer.customer_id).where(CardCustomer.company_id == company_id)
    mine_first = case((CardCustomer.made_for_id == CardCustomer.company_id, 0), else_=1)
    ordered = known.where(CardCustomer.provider == provider)
    return list(session.scalars(ordered.order_by(mine_first, CardCustomer.created_at, CardCustomer.id)))


def holder_of(cards: CardPayments, customer_ids: Sequence[str], card_id: str) -> str | None:
    """Which of a company's customers has a card. None for nobody's."""
    if len(customer_ids) == 1:  # the provider says itself whether it is theirs
        return customer_ids[0]
    theirs = (id_ for id_ in customer_ids if any(card.id == card_id for card in cards.saved_cards(id_)))
    return next(theirs, None)


def cards_of(request: Request) -> CardPayments:
    """The provider that takes money from cards here."""
    services: Services = request.app.state.house.services
    return services.get(CardPayments)  # type: ignore[type-abstract]


async def saved_cards(request: Request, cards: CardPayments, company_id: str) -> list[SavedCard]:
    """The company's cards, the default first: there is one, whoever was merged into it, its own where it has cards."""

    def work(session: Session, actor: Actor) -> CompanyCustomer:
        require(actor, READ)
        return company_customer(session, actor, company_id, cards.name)

    customer_ids = (await door_of(request).read(request, work)).customer_ids
    if not customer_ids:
        return []
    found = await ask(lambda: [card for id_ in customer_ids for card in cards.saved_cards(id_)])
    return [replace(card, is_default=index == 0) for index, card in enumerate(found)]


async def begin_setup(request: Request, cards: CardPayments, company_id: str) -> CardSetup:
    """Begin to save a card of the company: the browser does the rest with the provider."""
    customer_id = await ensure_customer(request, cards, company_id)
    secret = await ask(lambda: cards.begin_setup(customer_id, key=f"setup:{new_id()}"))

    def work(session: Session, actor: Actor) -> None:
        company: Company = get_record(session, actor, COMPANY, company_id)
        emit(session, actor, CardSetupBegun(company.name), subject=Ref("company", company.id))

    await _write(request, work)
    return CardSetup(cards.name, secret, cards.publishable_key)


async def ensure_customer(request: Request, cards: CardPayments, company_id: str) -> str:
    """The provider's id of the company, which it is told of when it does not know it."""

    def work(session: Session, actor: Actor) -> CompanyCustomer:
        require(actor, CREATE)
        return company_customer(session, actor, company_id, cards.name)

    company = await door_of(request).read(request, work)
    if company.customer_ids:
        return company.customer_ids[0]
    made = await ask(lambda: cards.create_customer(company.new))
    return await _write(request, lambda session, _: keep_customer(session, company_id, cards.name, made))


async def remove_card(request: Request, cards: CardPayments, company_id: str, card_id: str) -> None:
    """Have the provider forget one of the company's cards."""

    def before(session: Session, actor: Actor) -> CompanyCustomer:
        require(actor, DELETE)
        return company_customer(session, actor, company_id, cards.name)

    customer_ids = (await door_of(request).read(request, before)).customer_ids
    customer_id = await ask(lambda: holder_of(cards, customer_ids, card_id)) if customer_ids else None
    if customer_id is None:
        raise NotFound("card")
    await ask(lambda: cards.remove_card(customer_id, card_id))

    def after(session: Session, actor: Actor) -> None:
        company: Company = get_record(session, actor, COMPANY, company_id)
        emit(session, actor, CardRemoved(company.name, card_id), subject=Ref("company", company.id))

    await _write(request, after)


def _as_customer(session: Session, company: Company, provider: str) -> CompanyCustomer:
    key = f"customer:{company.id}:{company.version}"
    new = NewCustomer(company.workspace_id, company.id, company.name, None, key)
    return CompanyCustomer(new, customers_of(session, company.id, provider))


async def _write(request: Request, work: Callable[[Session, Actor], T]) -> T:
    door = door_of(request)
    credentials = door.credentials(request)
    return await door.db.write(lambda session: work(session, door.enter(session, credentials)))
