"""A card provider without money. It behaves like a real one, remembers everything, and sends signed webhooks back."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from quintet.commerce.payments.ports import (
    CardEvent,
    ChargeReport,
    DisputeReport,
    DisputeStatus,
    Intent,
    IntentStatus,
    IntentWanted,
    Marks,
    NewCustomer,
    Report,
    SavedCard,
)
from quintet.commerce.payments.sandbox import SandboxCardThing as Thing
from quintet.foundation.db import Database
from quintet.foundation.jobs import enqueue
from quintet.identity.mail.models import SandboxMessage
from quintet.identity.mail.sandbox import keep_message
from quintet.kit import time
from quintet.kit.crypto import Keyring, new_token
from quintet.kit.errors import BadRequest, Conflict, Invalid, NotFound, ProviderRejected, ProviderUnavailable
from quintet.kit.ids import new_id
from quintet.kit.money import Money
from quintet.providers.sandbox.card_events import (
    HEADER,
    NAME,
    CardSigner,
    event_data,
    event_from,
    send_event,
)
from quintet.providers.sandbox.card_numbers import ASKS, REFUSALS, TEST_CARDS, Behaviour

T = TypeVar("T")
_FINAL = (IntentStatus.succeeded, IntentStatus.cancelled)


class SandboxCards:
    """Plays the provider. What happens is decided by the number of the card: see `card_numbers`."""

    name = NAME
    publishable_key: str | None = None
    browser_policy: Mapping[str, str] = {}

    def __init__(self, db: Database, keyring: Keyring) -> None:
        self._db = db
        self._signer = CardSigner(keyring)

    def create_customer(self, customer: NewCustomer) -> str:
        data = {"company_id": customer.company_id, "name": customer.name, "email": customer.email}

        def work(session: Session) -> str:
            known = _by_key(session, customer.key)
            if known is None:
                known = _add(session, "customer", customer.workspace_id, data, key=customer.key)
                _show(session, known, customer.name, f"New customer: {customer.name}")
            return known.id

        return self._once(work)

    def saved_cards(self, customer_id: str) -> list[SavedCard]:
        def work(session: Session) -> list[SavedCard]:
            _get(session, customer_id, "customer")
            wanted = select(Thing).where(Thing.parent_id == customer_id, Thing.kind == "card").order_by(Thing.id)
            return [_card(card, is_default=index == 0) for index, card in enumerate(session.scalars(wanted))]

        oldest_first = self._db.read_sync(work)
        return oldest_first[:1] + oldest_first[:0:-1]

    def begin_setup(self, customer_id: str, *, key: str) -> str:
        def work(session: Session) -> str:
            customer = _get(session, customer_id, "customer")
            setup = _by_key(session, key) or _add(
                session, "setup", customer.workspace_id, {"status": "open"}, key=key, parent_id=customer_id, secret=True
            )
            return str(setup.secret)

        return self._once(work)

    def begin_session(self, customer_id: str, *, all_cards: bool) -> str:
        def work(session: Session) -> str:
            customer = _get(session, customer_id, "customer")
            data = {"all_cards": all_cards}
            made = _add(session, "session", customer.workspace_id, data, parent_id=customer_id, secret=True)
            return str(made.secret)

        return self._db.write_sync(work)

    def remove_card(self, customer_id: str, card_id: str) -> None:
        def work(session: Session) -> None:
            card = _get(session, card_id, "card", lock=True)
            if card.parent_id != customer_id:
                raise NotFound("card")
            _show(session, card, "Card", f"Removed the card {_name(card)}")
            session.delete(card)

        self._db.write_sync(work)

    def create_intent(self, wanted: IntentWanted) -> Intent:
        def work(session: Session) -> tuple[Intent, bool]:
            known = _by_key(session, wanted.key)
            if known is not None:
                return _intent(known), False
            marks = wanted.marks
            data = {
                "status": IntentStatus.open.value,
                "amount_minor": wanted.amount_minor,
                "currency": wanted.currency,
                "marks": [marks.workspace_id, marks.invoice_id, marks.intent_id],
                "description": wanted.description,
                "save_card": wanted.save_card,
            }
            made = _add(
                session,
                "intent",
                marks.workspace_id,
                data,
                key=wanted.key,
                parent_id=wanted.customer_id,
                secret=True,
            )
            if wanted.card_id is None:
                return _intent(made), False
            card = _get(session, wanted.card_id, "card")
            if card.parent_id != wanted.customer_id:
                raise NotFound("card")
            behaviour = Behaviour(card.data["behaviour"])
            self._charge(session, made, card.data, confirmed=False)
            return _intent(made), behaviour is Behaviour.lost_answer

        intent, lost = self._once(work)
        if lost:
            raise ProviderUnavailable("The sandbox charged the card and lost its answer.")
        return intent

    def read_intent(self, intent_id: str) -> Intent:
        return self._db.read_sync(lambda session: _intent(_get(session, intent_id, "intent")))

    def cancel_intent(self, intent_id: str) -> Intent:
        def work(session: Session) -> Intent:
            found = _get(session, intent_id, "intent", lock=True)
            if found.data["status"] not in _FINAL:
                found.data = {**found.data, "status": IntentStatus.cancelled.value}
                self._tell(session, found, "intent.cancelled", _intent(found))
            return _intent(found)

        return self._db.write_sync(work)

    def find_intent(self, marks: Marks, since: datetime) -> Intent | None:
        def work(session: Session) -> Intent | None:
            wanted = select(Thing).where(Thing.kind == "intent", Thing.workspace_id == marks.workspace_id)
            for each in session.scalars(wanted.order_by(Thing.id.desc()).limit(1_000)):
                if each.data["marks"][2] == marks.intent_id:
                    return _intent(each)
            return None

        return self._db.read_sync(work)

    def refund(self, intent_id: str, amount_minor: int, currency: str, *, key: str) -> None:
        def work(session: Session) -> None:
            found = _get(session, intent_id, "intent", lock=True)
            if _by_key(session, key) is not None:
                return
            back = found.data.get("refunded_minor", 0) + amount_minor
            if found.data["status"] != IntentStatus.succeeded or back > found.data["amount_minor"]:
                raise ProviderRejected("There is not so much left to give back.", code="charge_already_refunded")
            _add(session, "refund", found.workspace_id, {"amount_minor": amount_minor}, key=key, parent_id=intent_id)
            found.data = {**found.data, "refunded_minor": back}
            self._tell(session, found, "charge.refunded", _charge_of(found))
            _show(session, found, _name(found), f"Gave back {Money(amount_minor, currency).format()}")

        self._once(work)

    def take_event(self, body: bytes, headers: Mapping[str, str]) -> CardEvent:
        self._signer.check(headers.get(HEADER, ""), body)
        return self.read_event(body)

    def read_event(self, body: bytes) -> CardEvent:
        try:
            return event_from(body)
        except (KeyError, TypeError, ValueError):
            raise BadRequest("This is no event of the sandbox's.", code="unknown_event") from None

    def confirm(self, secret: str, number: str, exp_month: int, exp_year: int, *, confirmed: bool) -> Intent | None:
        """What a browser does with a secret and a card: pay, or save it (then the answer is None).

        NotFound for an unknown secret, Invalid for a number that is no test card or a card that can't be saved.
        """
        card = TEST_CARDS.get(number)
        if card is None:
            raise Invalid.one(
                "number", "unknown_card", "The sandbox takes test cards only, such as 4242 4242 4242 4242."
            )
        data = {
            "brand": card.brand,
            "last4": number[-4:],
            "exp_month": exp_month,
            "exp_year": exp_year,
            "behaviour": card.behaviour.value,
        }

        def work(session: Session) -> Intent | None:
            payable = select(Thing).where(Thing.secret == secret, Thing.kind.in_(("setup", "intent")))
            thing = session.scalar(payable.with_for_update())
            if thing is None:
                raise NotFound("payment")
            if thing.kind == "setup":
                self._save(session, thing, data)
                return None
            if thing.data["status"] in _FINAL:
                raise Conflict("This payment is over.", code="payment_over")
            self._charge(session, thing, data, confirmed=confirmed)
            if thing.data["save_card"] and thing.parent_id and thing.data["status"] == IntentStatus.succeeded:
                _add(session, "card", thing.workspace_id, data, parent_id=thing.parent_id)
            return _intent(thing)

        return self._db.write_sync(work)

    def _once(self, work: Callable[[Session], T]) -> T:
        """Do what is asked with a key. Whoever asks with the same at the same moment gets what was done."""
        try:
            return self._db.write_sync(work)
        except IntegrityError:
            return self._db.write_sync(work)

    def _save(self, session: Session, setup: Thing, card: dict[str, Any]) -> None:
        if setup.data["status"] != "open":
            raise Conflict("A card was saved with this already.", code="setup_over")
        if card["behaviour"] in (Behaviour.declined, Behaviour.no_funds):
            raise Invalid.one("number", "card_declined", REFUSALS[Behaviour(card["behaviour"])])
        saved = _add(session, "card", setup.workspace_id, card, parent_id=setup.parent_id)
        setup.data = {"status": "succeeded"}
        _show(session, saved, "Card", f"Saved the card {_name(saved)}")

    def _charge(self, session: Session, intent: Thing, card: Mapping[str, Any], *, confirmed: bool) -> None:
        behaviour = Behaviour(card["behaviour"])
        shown = {"brand": card["brand"], "last4": card["last4"]}
        money = Money(intent.data["amount_minor"], intent.data["currency"]).format()
        if behaviour is Behaviour.asks and not confirmed:
            intent.data = {**intent.data, **shown, "status": IntentStatus.needs_action.value, "error": ASKS}
            self._tell(session, intent, "intent.needs_action", _intent(intent))
        elif behaviour in REFUSALS:
            error = REFUSALS[behaviour]
            intent.data = {**intent.data, **shown, "status": IntentStatus.open.value, "error": error}
            self._tell(session, intent, "intent.failed", _intent(intent))
            _show(session, intent, _name(intent), f"Declined {money}")
        else:
            charge = f"sbx_ch_{new_id()}"
            succeeded = {"status": IntentStatus.succeeded.value, "error": None, "charge_id": charge}
            intent.data = {**intent.data, **shown, **succeeded}
            self._tell(session, intent, "intent.succeeded", _intent(intent))
            self._tell(session, intent, "charge.succeeded", _charge_of(intent))
            _show(session, intent, _name(intent), f"Charged {money}")
            if behaviour is Behaviour.disputed:
                dispute = DisputeReport(
                    f"sbx_dp_{new_id()}", intent.id, intent.data["amount_minor"], DisputeStatus.open, "fraudulent"
                )
                self._tell(session, intent, "dispute.opened", dispute)

    def _tell(self, session: Session, about: Thing, type: str, report: Report) -> None:
        """Have a webhook sent back, in the transaction of what it tells."""
        if isinstance(report, Intent):
            report = replace(report, client_secret=None)
        event_id = f"sbx_evt_{new_id()}"
        data = event_data(event_id, type, report)
        session.add(Thing(id=event_id, kind="event", workspace_id=about.workspace_id, data=data, created_at=time.now()))
        session.flush()
        enqueue(session, send_event(event_id), workspace_id=None)


def _add(
    session: Session,
    kind: str,
    workspace_id: str,
    data: dict[str, Any],
    *,
    key: str | None = None,
    parent_id: str | None = None,
    secret: bool = False,
) -> Thing:
    id_ = f"sbx_{kind}_{new_id()}"
    secret_ = f"{id_}_secret_{new_token(24)}"[:100] if secret else None
    made = Thing(id=id_, kind=kind, workspace_id=workspace_id, parent_id=parent_id, key=key, secret=secret_, data=data)
    session.add(made)
    session.flush()
    return made


def _get(session: Session, id_: str, kind: str, *, lock: bool = False) -> Thing:
    wanted = select(Thing).where(Thing.id == id_, Thing.kind == kind)
    found = session.scalar(wanted.with_for_update() if lock else wanted)
    if found is None:
        raise NotFound("payment" if kind == "intent" else kind)
    return found


def _by_key(session: Session, key: str) -> Thing | None:
    return session.scalar(select(Thing).where(Thing.key == key))


def _intent(thing: Thing) -> Intent:
    data = thing.data
    succeeded = data["status"] == IntentStatus.succeeded
    return Intent(
        id=thing.id,
        status=IntentStatus(data["status"]),
        amount_minor=data["amount_minor"],
        currency=data["currency"],
        marks=Marks(*data["marks"]),
        client_secret=thing.secret,
        charge_id=data.get("charge_id"),
        brand=data.get("brand"),
        last4=data.get("last4"),
        error=data.get("error"),
        received_minor=data["amount_minor"] if succeeded else 0,
    )


def _charge_of(thing: Thing) -> ChargeReport:
    intent = _intent(thing)
    return ChargeReport(
        intent_id=intent.id,
        charge_id=intent.charge_id or "",
        paid_minor=intent.amount_minor,
        refunded_minor=thing.data.get("refunded_minor", 0),
        currency=intent.currency,
        marks=intent.marks,
        brand=intent.brand,
        last4=intent.last4,
    )


def _card(thing: Thing, *, is_default: bool) -> SavedCard:
    data = thing.data
    return SavedCard(
        thing.id, data["brand"], data["last4"], data["exp_month"], data["exp_year"], is_default, thing.created_at
    )


def _name(thing: Thing) -> str:
    return f"{thing.data.get('brand', 'card')} {thing.data.get('last4', '')}".strip()


def _show(session: Session, about: Thing, recipient: str, what: str) -> None:
    """Among what the sandbox was given, for people to see."""
    message = SandboxMessage(
        workspace_id=about.workspace_id,
        channel="card",
        key=f"card:{new_id()}",
        sender="Sandbox cards",
        recipient=recipient[:320],
        subject=what[:500],
        text=f"{what}\n{about.data.get('description', '')}".strip(),
    )
    keep_message(session, message)
