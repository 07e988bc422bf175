"""Soshogle: where Stripe tells of payments."""

from starlette.requests import Request
from starlette.responses import Response

from quintet.commerce.public import cards_of
from quintet.dialects.dialect import dialect_router
from quintet.foundation.inbound.endpoints import take_call

routes = dialect_router("/api/payments", "Webhook Endpoints")


@routes.post("/stripe/webhook", operation_id="webhooks.stripe")
async def stripe(request: Request) -> Response:
    """Taken in like what comes to the canonical address."""
    return await take_call(request, cards_of(request).name)
