"""`/api/v1/public/proposals`: reading and answering a proposal, for everybody who has its link."""

from typing import Annotated

from fastapi import Path
from starlette.requests import Request
from starlette.responses import Response

from quintet.commerce.proposals.answering import accept_proposal, decline_proposal, note_view, read_page
from quintet.commerce.proposals.schemas import Acceptance, PublicProposal, Refusal
from quintet.foundation.http import Reply, door_of
from quintet.foundation.http.routing import router
from quintet.foundation.objects.openapi import ERRORS
from quintet.identity.public import device_of

routes = router("/public/proposals", "Public pages")
Token = Annotated[str, Path(max_length=64)]
_SECRET = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}


@routes.get("/{token}", operation_id="read_public_proposal", response_model=PublicProposal, responses=ERRORS)
async def read(request: Request, token: Token) -> Response:
    """A proposal that was sent. Views are noted, unless members of the workspace look at it."""
    db, credentials = door_of(request).db, door_of(request).known_by(request)
    page, noting = await db.read(lambda session: read_page(session, token, credentials))
    if noting:
        await db.write(lambda session: note_view(session, token))
    return Reply.json(page, headers=_SECRET).response()


@routes.post("/{token}/accept", operation_id="accept_public_proposal", response_model=PublicProposal, responses=ERRORS)
async def accept(request: Request, token: Token, body: Acceptance) -> Response:
    """Sign it by typing one's name. Once; 409 when it is no longer open, or another revision than was read."""
    device = device_of(request)
    page = await door_of(request).db.write(lambda session: accept_proposal(session, token, body, device))
    return Reply.json(page, headers=_SECRET).response()


@routes.post(
    "/{token}/decline", operation_id="decline_public_proposal", response_model=PublicProposal, responses=ERRORS
)
async def decline(request: Request, token: Token, body: Refusal) -> Response:
    """Say no. 409 when it is no longer open, or another revision than was read."""
    page = await door_of(request).db.write(lambda session: decline_proposal(session, token, body))
    return Reply.json(page, headers=_SECRET).response()
