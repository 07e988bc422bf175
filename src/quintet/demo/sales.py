"""What the demo company sells: its catalogue, and the proposals, invoices and payments of a week.

Nothing goes out by mail: those of the team say that they sent it, as they may.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from random import Random
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from quintet.commerce.public import (
    CONTRACT_TERMS,
    DOCUMENT_TEMPLATES,
    OPEN_PROPOSALS,
    PAYABLE,
    PAYMENT_TERMS,
    PAYMENTS,
    PRODUCTS,
    PROPOSALS,
    TAX_RATES,
    Acceptance,
    BillingUpdate,
    Invoice,
    InvoiceStatus,
    Proposal,
    ProposalStatus,
    Refusal,
    Voiding,
    accept_proposal,
    decline_proposal,
    invoice_proposal,
    mark_invoice_sent,
    mark_proposal_sent,
    note_expired_after,
    note_overdue_after,
    note_view,
    update_billing,
    void_invoice,
)
from quintet.demo import words
from quintet.demo.depot import Depot
from quintet.demo.paying import pay_by_card, sign_agreement_of
from quintet.foundation.access import Actor
from quintet.foundation.objects import bulk
from quintet.foundation.objects.registry import AnyService
from quintet.identity.public import Device
from quintet.kit import time
from quintet.kit.crypto import Keyring
from quintet.records.public import CONTACTS, DEALS

Act = Callable[[Session], None]
PLANS = 3
"""So many of the catalogue, the first."""
Contact, Deal, Product = CONTACTS.spec.model, DEALS.spec.model, PRODUCTS.spec.model
VALID = timedelta(days=60)
_DEVICE = Device("203.0.113.7", "Mozilla/5.0 (X11; Linux x86_64) Firefox/141.0")


@dataclass(slots=True)
class Shop:
    """What is sold, and what waits: proposals for an answer (by deal), invoices to be sent or paid (with whoever
    wrote them), the oldest first."""

    keyring: Keyring
    products: list[str]
    depot: Depot
    offered: dict[str, str] = field(default_factory=dict)
    billed: list[tuple[str, Actor]] = field(default_factory=list)


def open_shop(session: Session, owner: Actor, by_user: dict[str | None, Actor], keyring: Keyring) -> Shop:
    """The catalogue, which is made when it is not there, and what earlier weeks left open."""
    catalogue = select(Product.id).where(Product.deleted_at.is_(None)).order_by(Product.position)
    products = list(session.scalars(catalogue)) or _found(session, owner)
    shop = Shop(keyring, products, Depot(session, owner, products[words.SCANNER]))
    waiting = select(Proposal.deal_id, Proposal.id).where(
        Proposal.status.in_((ProposalStatus.draft, *OPEN_PROPOSALS)), Proposal.deleted_at.is_(None)
    )
    shop.offered = {deal_id: id_ for deal_id, id_ in session.execute(waiting) if deal_id is not None}
    unpaid = select(Invoice.id, Invoice.owner_id).where(Invoice.status.in_((InvoiceStatus.draft, *PAYABLE)))
    rows = session.execute(unpaid.order_by(Invoice.created_at, Invoice.id))
    shop.billed = [(id_, by_user.get(owner_id, owner)) for id_, owner_id in rows]
    return shop


def _found(session: Session, owner: Actor) -> list[str]:
    """Everything that is set once, before the first is sold; gives the products."""
    update_billing(session, owner, BillingUpdate(**words.BILLING))  # type: ignore[arg-type]
    terms = ((TAX_RATES, "percent", words.TAX_RATES), (PAYMENT_TERMS, "days", words.PAYMENT_TERMS))
    for service, unit, rows in (*terms, (CONTRACT_TERMS, "months", words.CONTRACT_TERMS)):
        for place, (name, number) in enumerate(rows):
            _make(session, owner, service, name=name, **{unit: number}, is_default=place == 0)
    products: list[str] = []
    agreement = {"type": "agreement", "name": "Supply agreement", "content": words.AGREEMENT, "is_default": True}
    _make(session, owner, DOCUMENT_TEMPLATES, **agreement)
    for sku, name, category, unit, price, shipped in words.PRODUCTS:
        values = {
            "sku": sku,
            "name": name,
            "category": category,
            "unit": unit,
            "price_minor": price,
            "shipped": shipped,
        }
        products.append(_make(session, owner, PRODUCTS, **values, currency="EUR"))
    return products


class Sales:
    """The selling of one week, with dice of its own. `today` is the day on which the demo is made."""

    def __init__(self, shop: Shop, number: int, today: datetime) -> None:
        self.shop, self.today = shop, today
        self.dice = Random(f"quintet sales {number}")

    def plan(self, monday: datetime) -> list[tuple[datetime, Act]]:
        """What happens this week to what was proposed and billed before."""
        acts: list[tuple[datetime, Act]] = []
        for day in range(7):
            acts.append((monday + timedelta(days=day, minutes=7), self._note_days))
        for invoice_id, owner in self.shop.billed:
            moment = monday + timedelta(days=self.dice.randrange(5), minutes=self.dice.randint(9 * 60, 16 * 60))
            acts.append((moment, self._go_on_with(invoice_id, owner)))
        for order_id in list(self.shop.depot.orders):
            moment = monday + timedelta(days=self.dice.randrange(5), minutes=self.dice.randint(8 * 60, 17 * 60))
            acts.append((moment, partial(self.shop.depot.go_on_with, order_id=order_id, dice=self.dice)))
        return acts

    def some_plan(self) -> str:
        """What a deal is about."""
        return self.dice.choice(self.shop.products[:PLANS])

    def offer(self, session: Session, deal_id: str, owner: Actor) -> None:
        """Propose what a deal is about; some proposals stay drafts, some are looked at soon."""
        proposal = self._propose(session, deal_id, owner)
        self.shop.offered[deal_id] = proposal.id
        if self.dice.random() < 0.9:
            mark_proposal_sent(session, owner, proposal.id)
            if self.dice.random() < 0.6:
                note_view(session, proposal.public_token)

    def lost(self, session: Session, deal_id: str, owner: Actor, reason: str) -> None:
        """Most customers say no; some never answer, and a day comes when it is too late."""
        proposal = self._waiting(session, deal_id, owner)
        if proposal is not None and self.dice.random() < 0.7:
            decline_proposal(session, proposal.public_token, Refusal(revision=proposal.revision, reason=reason))

    def won(self, session: Session, deal_id: str, owner: Actor) -> None:
        """Signed on the proposal's page, and billed: as a draft, until somebody sends it."""
        proposal = self._waiting(session, deal_id, owner)
        if proposal is None:
            proposal = self._propose(session, deal_id, owner)
            mark_proposal_sent(session, owner, proposal.id)
        contact = session.get(Contact, proposal.contact_id) if proposal.contact_id else None
        if contact is not None:
            signed = Acceptance(name=contact.full_name, revision=proposal.revision)
            accept_proposal(session, proposal.public_token, signed, _DEVICE)
        invoice = invoice_proposal(session, owner, proposal.id)
        if self.dice.random() < 0.7:
            self._send(session, owner, invoice.id)
        self.shop.billed.append((invoice.id, owner))

    def _propose(self, session: Session, deal_id: str, owner: Actor) -> Proposal:
        """A draft for about what the deal is worth."""
        deal = session.get_one(Deal, deal_id)
        customer, _, about = deal.title.partition(": ")
        values = {
            "title": about[:1].upper() + about[1:] or customer,
            "introduction": words.INTRODUCTION.format(name=customer),
            "deal_id": deal_id,
            "valid_until": (time.now() + VALID).date().isoformat(),
            "lines": self._lines(deal.value_minor or 0),
        }
        return PROPOSALS.create(session, owner, bulk.parse(PROPOSALS.spec.create, values))

    def _waiting(self, session: Session, deal_id: str, owner: Actor) -> Proposal | None:
        """What was proposed and waits for an answer; nothing once its last day has passed. A draft that nobody sent is
        thrown away."""
        id_ = self.shop.offered.pop(deal_id, None)
        proposal = session.get(Proposal, id_) if id_ is not None else None
        if proposal is not None and proposal.status == ProposalStatus.draft:
            PROPOSALS.delete(session, owner, proposal.id)
        return proposal if proposal is not None and proposal.status in OPEN_PROPOSALS else None

    def _lines(self, worth: int) -> list[dict[str, Any]]:
        """A plan that fits, so often that it comes to about `worth`, and what goes with it."""
        prices = [price for *_, price, _ in words.PRODUCTS[:PLANS]]
        place = max((at for at, price in enumerate(prices) if price * 2 <= worth), default=0)
        beside = self.dice.sample(range(PLANS, len(words.PRODUCTS)), self.dice.randint(1, 2))
        wanted = {at: self.dice.randint(1, 3) for at in beside}
        rest = worth - sum(number * words.PRODUCTS[at][-2] for at, number in wanted.items())
        wanted = {place: max(1, round(rest / prices[place])), **wanted}
        return [{"product_id": self.shop.products[at], "quantity": number} for at, number in wanted.items()]

    def _go_on_with(self, invoice_id: str, owner: Actor) -> Act:
        def act(session: Session) -> None:
            invoice = session.get_one(Invoice, invoice_id)
            luck = self.dice.random()
            if invoice.status == InvoiceStatus.draft:
                if luck < 0.8:
                    self._send(session, owner, invoice_id)
            elif luck < 0.3:
                self._settle(session, owner, invoice)
                self.shop.billed.remove((invoice_id, owner))
            elif luck < 0.42 and not invoice.paid_minor:
                self._pay(session, owner, invoice, invoice.balance_minor // 2)
            elif luck < 0.44 and not invoice.paid_minor:
                void_invoice(session, owner, invoice_id, Voiding(reason=self.dice.choice(words.VOIDED)))
                self.shop.billed.remove((invoice_id, owner))

        return act

    def _send(self, session: Session, owner: Actor, invoice_id: str) -> None:
        self.shop.depot.invoice_sent(session, mark_invoice_sent(session, owner, invoice_id))

    def _settle(self, session: Session, owner: Actor, invoice: Invoice) -> None:
        """Most sign what they pay for; some pay by card then, on the page of the invoice."""
        contact = session.get(Contact, invoice.contact_id) if invoice.contact_id else None
        luck = self.dice.random()
        if contact is not None and luck < 0.7:
            sign_agreement_of(session, invoice, contact.full_name, _DEVICE)
        if contact is not None and luck < 0.35:
            pay_by_card(session, self.shop.keyring, invoice, self.dice.choice(words.CARDS), self.today.year + 2)
        else:
            self._pay(session, owner, invoice, invoice.balance_minor)

    def _pay(self, session: Session, owner: Actor, invoice: Invoice, amount_minor: int) -> None:
        method = self.dice.choice(("bank_transfer", "bank_transfer", "bank_transfer", "cash", "paypal", "check"))
        values = {"invoice_id": invoice.id, "amount_minor": amount_minor, "method": method}
        _make(session, owner, PAYMENTS, **values, reference=f"{invoice.number}")

    def _note_days(self, session: Session) -> None:
        """What the hourly jobs note: days on which something had to be answered or paid are over."""
        note_expired_after(session, None)
        note_overdue_after(session, None)


def _make(session: Session, actor: Actor, service: AnyService, **values: Any) -> str:
    made: str = service.create(session, actor, bulk.parse(service.spec.create, values)).id
    return made
