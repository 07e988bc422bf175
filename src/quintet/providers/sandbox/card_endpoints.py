"""`/api/v1/sandbox/cards`: where the sandbox's card form sends a test card, as Stripe's sends cards to Stripe."""

import re
from typing import Annotated

from fastapi import Query
from pydantic import BaseModel, ConfigDict, Field, field_validator
from starlette.requests import Request
from starlette.responses import Response

from quintet.commerce.payments.asking import ask
from quintet.commerce.payments.ports import CardPayments, IntentStatus
from quintet.foundation.http import Reply
from quintet.foundation.http.routing import router
from quintet.foundation.jobs import Services
from quintet.foundation.objects.openapi import ERRORS
from quintet.foundation.ratelimits import Policy, RateLimiter
from quintet.kit.errors import NotFound
from quintet.providers.sandbox.card_numbers import TEST_CARDS
from quintet.providers.sandbox.cards import SandboxCards

routes = router("/sandbox/cards", "Sandbox")
_limiter = RateLimiter()
_CONFIRMING = Policy("sandbox card", limit=60, window=60.0)


class TestCardRead(BaseModel):
    """A card that the sandbox knows."""

    number: str
    brand: str
    label: str


class TestCardList(BaseModel):
    data: list[TestCardRead]


class CardConfirmation(BaseModel):
    """A test card, and the secret of what it is for. `confirmed`: its holder confirmed it at the bank."""

    model_config = ConfigDict(extra="forbid")

    client_secret: str = Field(min_length=10, max_length=100)
    number: str = Field(max_length=30)
    exp_month: int = Field(ge=1, le=12)
    exp_year: int = Field(ge=2000, le=2100)
    confirmed: bool = False

    @field_validator("number")
    @classmethod
    def _digits(cls, number: str) -> str:
        return re.sub(r"[\s-]", "", number)


class CardConfirmed(BaseModel):
    """How it stands: `status` as of payments (`succeeded` for a card that was saved); `error` says why not."""

    status: IntentStatus
    error: str | None


@routes.get("/numbers", operation_id="list_test_cards", response_model=TestCardList, responses=ERRORS)
async def numbers(request: Request, limit: Annotated[int, Query(ge=1, le=200)] = 50) -> Response:
    """The test cards. 404 where the sandbox does not play the card provider."""
    _sandbox(request)
    cards = [TestCardRead(number=n, brand=card.brand, label=card.label) for n, card in TEST_CARDS.items()]
    return Reply.json({"data": cards[:limit]}).response()


@routes.post("/confirm", operation_id="confirm_test_card", response_model=CardConfirmed, responses=ERRORS)
async def confirm(request: Request, body: CardConfirmation) -> Response:
    """Pay, or save a card, with the secret that the provider gave for it. 404 where the sandbox does not play it."""
    cards = _sandbox(request)
    _limiter.require(_CONFIRMING, request.client.host if request.client else "")
    intent = await ask(
        lambda: cards.confirm(body.client_secret, body.number, body.exp_month, body.exp_year, confirmed=body.confirmed)
    )
    if intent is None:
        return Reply.json(CardConfirmed(status=IntentStatus.succeeded, error=None)).response()
    return Reply.json(CardConfirmed(status=intent.status, error=intent.error)).response()


def _sandbox(request: Request) -> SandboxCards:
    services: Services = request.app.state.house.services
    cards = services.get(CardPayments)  # type: ignore[type-abstract]
    if not isinstance(cards, SandboxCards):
        raise NotFound("page")
    return cards
