"""Card payments through Stripe, by its own library. Imported only where Stripe was chosen: it loads for a third of a
second."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any

import orjson
import stripe
from stripe.params import CustomerSessionCreateParamsComponentsPaymentElementFeatures as OfferingCards
from stripe.params import PaymentIntentCreateParams

from quintet.commerce.payments.ports import CardEvent, Intent, IntentStatus, IntentWanted, Marks, NewCustomer, SavedCard
from quintet.kit.errors import BadRequest, NotFound, ProviderRejected, ProviderUnavailable, Unauthenticated
from quintet.providers.stripe.amounts import to_stripe
from quintet.providers.stripe.reports import INTENT, event_of, intent_of, metadata_of

FRESH_SECONDS = 300
"""Webhooks that were signed longer ago are refused: somebody may have recorded them."""
_MOST_LOOKED_THROUGH = 1_000
stripe.enable_telemetry = False


class StripeCards:
    """Translates, and gives Stripe our keys, so that what is asked twice is done once."""

    name = "stripe"
    browser_policy: Mapping[str, str] = {
        "script-src": "https://js.stripe.com",
        "frame-src": "https://js.stripe.com https://hooks.stripe.com",
        "connect-src": "https://api.stripe.com",
    }

    def __init__(
        self,
        secret_key: str,
        *,
        publishable_key: str | None,
        webhook_secret: str | None,
        timeout: float,
        api_url: str | None = None,
    ) -> None:
        self.publishable_key = publishable_key
        self._webhook_secret = webhook_secret
        self._client = stripe.StripeClient(
            secret_key,
            base_addresses={"api": api_url} if api_url else {},
            http_client=stripe.RequestsClient(timeout=timeout),
            max_network_retries=1,
        ).v1

    def create_customer(self, customer: NewCustomer) -> str:
        marks = metadata_of(Marks(customer.workspace_id)) | {"quintet_company": customer.company_id}
        with _in_our_words():
            made = self._client.customers.create(
                {"name": customer.name[:256], "email": customer.email or "", "metadata": marks},
                {"idempotency_key": customer.key},
            )
        return made.id

    def saved_cards(self, customer_id: str) -> list[SavedCard]:
        with _in_our_words():
            customer = _plain(self._client.customers.retrieve(customer_id))
            listed = self._client.customers.payment_methods.list(customer_id, {"type": "card", "limit": 100})
            found = [_plain(card) for card in listed.data]
        default = (customer.get("invoice_settings") or {}).get("default_payment_method")
        chosen = default if any(card["id"] == default for card in found) else (found[-1]["id"] if found else None)
        cards = [_saved(card, is_default=card["id"] == chosen) for card in found]
        return sorted(cards, key=lambda card: not card.is_default)

    def begin_setup(self, customer_id: str, *, key: str) -> str:
        with _in_our_words():
            setup = self._client.setup_intents.create(
                {"customer": customer_id, "usage": "off_session", "allowed_payment_method_types": ["card"]},
                {"idempotency_key": key},
            )
        if setup.client_secret is None:
            raise ProviderRejected("Stripe began to save a card but gave no secret for it.")
        return setup.client_secret

    def begin_session(self, customer_id: str, *, all_cards: bool) -> str:
        filters = ["always", "limited", "unspecified"] if all_cards else ["always"]
        features: OfferingCards = {
            "payment_method_redisplay": "enabled",
            "payment_method_redisplay_limit": 10,
            "payment_method_allow_redisplay_filters": [*filters],
        }
        with _in_our_words():
            made = self._client.customer_sessions.create(
                {"customer": customer_id, "components": {"payment_element": {"enabled": True, "features": features}}}
            )
        return made.client_secret

    def remove_card(self, customer_id: str, card_id: str) -> None:
        with _in_our_words("card"):
            card = _plain(self._client.payment_methods.retrieve(card_id))
            if card.get("customer") != customer_id:
                raise NotFound("card")
            self._client.payment_methods.detach(card_id)

    def create_intent(self, wanted: IntentWanted) -> Intent:
        asked: PaymentIntentCreateParams = {
            "amount": to_stripe(wanted.amount_minor, wanted.currency),
            "currency": wanted.currency.lower(),
            "description": wanted.description[:500],
            "metadata": metadata_of(wanted.marks),
            "allowed_payment_method_types": ["card"],
            "expand": ["latest_charge"],
        }
        if wanted.customer_id:
            asked["customer"] = wanted.customer_id
        if wanted.card_id:
            asked |= {"payment_method": wanted.card_id, "confirm": True, "off_session": True}
        elif wanted.save_card:
            asked["setup_future_usage"] = "off_session"
        try:
            with _in_our_words():
                made = self._client.payment_intents.create(asked, {"idempotency_key": wanted.key})
        except _Declined as declined:
            return declined.intent
        return intent_of(_plain(made))

    def read_intent(self, intent_id: str) -> Intent:
        with _in_our_words("payment"):
            return intent_of(_plain(self._client.payment_intents.retrieve(intent_id, {"expand": ["latest_charge"]})))

    def cancel_intent(self, intent_id: str) -> Intent:
        try:
            with _in_our_words("payment"):
                return intent_of(_plain(self._client.payment_intents.cancel(intent_id)))
        except ProviderRejected as refused:
            if refused.code != "payment_intent_unexpected_state":
                raise
            return self.read_intent(intent_id)

    def find_intent(self, marks: Marks, since: datetime) -> Intent | None:
        # Listing, not searching: Stripe's search learns of new payments up to a minute late.
        begun = int((since - timedelta(minutes=1)).timestamp())
        with _in_our_words():
            listed = self._client.payment_intents.list({"created": {"gte": begun}, "limit": 100})
            for each in islice(listed.auto_paging_iter(), _MOST_LOOKED_THROUGH):
                found = _plain(each)
                if (found.get("metadata") or {}).get(INTENT) == marks.intent_id:
                    return intent_of(found)
        return None

    def refund(self, intent_id: str, amount_minor: int, currency: str, *, key: str) -> None:
        with _in_our_words("payment"):
            self._client.refunds.create(
                {"payment_intent": intent_id, "amount": to_stripe(amount_minor, currency)}, {"idempotency_key": key}
            )

    def take_event(self, body: bytes, headers: Mapping[str, str]) -> CardEvent:
        if self._webhook_secret is None:
            raise Unauthenticated("Webhooks are not set up here: QUINTET_STRIPE_WEBHOOK_SECRET is missing.")
        try:
            text = body.decode()
            header = headers.get("stripe-signature", "")
            stripe.WebhookSignature.verify_header(text, header, self._webhook_secret, FRESH_SECONDS)
        except (stripe.SignatureVerificationError, UnicodeDecodeError):
            raise Unauthenticated("The signature is wrong, or too old.") from None
        return self.read_event(body)

    def read_event(self, body: bytes) -> CardEvent:
        try:
            return event_of(orjson.loads(body))
        except (KeyError, TypeError, ValueError):
            raise BadRequest("This is no event of Stripe's.", code="unknown_event") from None


class _Declined(Exception):
    """A saved card was not taken; the payment is there and waits for another."""

    def __init__(self, intent: Intent) -> None:
        super().__init__(intent.error)
        self.intent = intent


@contextmanager
def _in_our_words(what: str = "customer") -> Iterator[None]:
    """Stripe's errors as ours; `what` is missing when Stripe doesn't know it."""
    try:
        yield
    except stripe.CardError as error:
        begun = _plain(error.error.payment_intent) if error.error and error.error.payment_intent else None
        if begun is None:
            raise ProviderRejected(_said(error), code="card_declined") from None
        intent = intent_of(begun)
        if error.code == "authentication_required":
            raise _Declined(_with(intent, IntentStatus.needs_action, _said(error))) from None
        raise _Declined(_with(intent, intent.status, _said(error))) from None
    except (stripe.AuthenticationError, stripe.PermissionError):
        message = "Stripe does not accept our key. Check QUINTET_STRIPE_SECRET_KEY."
        raise ProviderRejected(message, code="provider_key") from None
    except stripe.RateLimitError:
        raise ProviderUnavailable("Stripe is asked too often. Try again in a while.", retry_after=10) from None
    except stripe.InvalidRequestError as error:
        if error.code == "resource_missing":
            raise NotFound(what) from None
        raise ProviderRejected(f"Stripe refused: {_said(error)}", code=error.code or "provider_rejected") from None
    except stripe.IdempotencyError as error:
        raise ProviderRejected(f"Stripe refused: {_said(error)}", code="idempotency") from None
    except stripe.StripeError:
        raise ProviderUnavailable("Stripe does not answer. Try again in a while.", retry_after=30) from None


def _with(intent: Intent, status: IntentStatus, error: str) -> Intent:
    return replace(intent, status=status, error=error)


def _said(error: stripe.StripeError) -> str:
    return (error.user_message or "no reason was given")[:300]


def _plain(found: Any) -> dict[str, Any]:
    to_dict: Callable[[], dict[str, Any]] = found.to_dict
    return to_dict()


def _saved(card: Mapping[str, Any], *, is_default: bool) -> SavedCard:
    shown = card["card"]
    return SavedCard(
        id=card["id"],
        brand=shown["brand"],
        last4=shown["last4"],
        exp_month=shown["exp_month"],
        exp_year=shown["exp_year"],
        is_default=is_default,
        created_at=datetime.fromtimestamp(card["created"], UTC),
    )
