"""GPS Leaders: the saved cards of companies."""

from typing import Annotated

from fastapi import Path
from starlette.requests import Request
from starlette.responses import Response

from quintet.commerce.public import begin_setup, cards_of, ensure_customer, remove_card, saved_cards
from quintet.dialects.dialect import dialect_router
from quintet.dialects.gpsleaders.envelope import data
from quintet.foundation.http import Reply

routes = dialect_router("/api/companies", "Companies")
CardId = Annotated[str, Path(max_length=100)]


@routes.get("/{id}/cards", operation_id="companies.cards.list")
async def list_cards(request: Request, id: str) -> Response:
    """The default first. The provider learns of the company when somebody first looks."""
    cards = cards_of(request)
    await ensure_customer(request, cards, id)
    found = await saved_cards(request, cards, id)
    return data(
        [
            {
                "id": card.id,
                "brand": card.brand,
                "last4": card.last4,
                "expMonth": card.exp_month,
                "expYear": card.exp_year,
                "isDefault": card.is_default,
                "createdAt": card.created_at,
            }
            for card in found
        ]
    ).response()


@routes.post("/{id}/cards", operation_id="companies.cards.setupIntent")
async def set_up(request: Request, id: str) -> Response:
    """What a browser needs to save a card with the provider; without Stripe there is no key."""
    setup = await begin_setup(request, cards_of(request), id)
    return Reply.json({"clientSecret": setup.client_secret, "publishableKey": setup.publishable_key}).response()


@routes.delete("/{id}/cards/{paymentMethodId}", operation_id="companies.cards.delete")
async def delete_card(request: Request, id: str, paymentMethodId: CardId) -> Response:  # noqa: N803
    """One of the company's own."""
    await remove_card(request, cards_of(request), id, paymentMethodId)
    return Reply.json({"success": True}).response()
