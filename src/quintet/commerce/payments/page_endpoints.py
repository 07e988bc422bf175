"""How the page of an invoice is reached: `/api/v1/public/invoices/{token}`, without an account, by its secret."""

from collections.abc import Callable
from typing import Annotated, TypeVar

from fastapi import Path
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from quintet.commerce.agreements.models import SignedAgreement
from quintet.commerce.agreements.service import Unsigned, in_words
from quintet.commerce.invoice_mails.leaving import home_of_draft, note_arrived
from quintet.commerce.invoices.endpoints import PDF, pdf_response
from quintet.commerce.payments import charging
from quintet.commerce.payments.asking import ask
from quintet.commerce.payments.charging_endpoints import form_of
from quintet.commerce.payments.customers import cards_of, keep_customer, payer_of
from quintet.commerce.payments.models import CardIntent
from quintet.commerce.payments.page import note_view, open_page, page_to_print, pay_link, read_page, visitor
from quintet.commerce.payments.ports import CardPayments
from quintet.commerce.payments.schemas import CardFormRead, CheckOut, PayLink, PayPage
from quintet.foundation.access import Actor
from quintet.foundation.db import bind_workspace
from quintet.foundation.http import Reply, door_of
from quintet.foundation.http.routing import router
from quintet.foundation.objects.openapi import ERRORS
from quintet.foundation.ratelimits import Policy, RateLimiter
from quintet.foundation.settings import Settings
from quintet.identity.public import is_member
from quintet.kit.errors import NotFound

T = TypeVar("T")
Token = Annotated[str, Path(max_length=64)]
_SECRET = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}
_limiter = RateLimiter()
_OPENING = Policy("pay page", limit=60, window=60.0)
_PRINTING = Policy("printing", limit=20, window=60.0)
_PAYING = Policy("paying", limit=20, window=60.0)
routes = router("/public/invoices", "Pages of invoices")
link_routes = router("/invoices", "Invoices")


@routes.get("/{token}", operation_id="open_pay_page", response_model=PayPage, responses=ERRORS)
async def open_(request: Request, token: Token) -> Response:
    """An invoice by its secret. Counts as a view, unless somebody of the team looks."""
    return Reply.json(await viewed_page(request, token), headers=_SECRET).response()


@routes.post("/{token}/checkout", operation_id="check_out", response_model=CardFormRead, responses=ERRORS)
async def check_out(request: Request, token: Token, body: CheckOut | None = None) -> Response:
    """Begin to pay all that is open, or go on with it: what a browser needs to give a card to the provider."""
    save_card = body is not None and body.save_card
    _, form = await checkout_form(request, token, save_card=save_card)
    return Reply.json(form, headers=_SECRET).response()


@routes.post("/{token}/check", operation_id="check_paid", response_model=PayPage, responses=ERRORS)
async def check(request: Request, token: Token) -> Response:
    """The page once more, after asking the provider how the payment stands. Is no view."""
    _limiter.require(_PAYING, _client(request))
    write = page_writing(request, token)
    cards = cards_of(request)

    def work(session: Session, _: Actor) -> list[CardIntent]:
        return charging.open_payments(session, open_page(session, token).invoice_id)

    for row in await ask(lambda: write(work)):
        await ask(lambda row=row: charging.check(write, cards, row))  # type: ignore[misc]
    return Reply.json((await _page(request, token))[0], headers=_SECRET).response()


@routes.get("/{token}/pdf", operation_id="get_page_pdf", response_class=Response, responses=ERRORS | PDF)
async def pdf(request: Request, token: Token, download: bool = False) -> Response:
    """The invoice on paper, as it is now; when it is paid, it says so. Is no view."""
    _limiter.require(_PRINTING, _client(request))
    paper = await door_of(request).db.read(lambda session: page_to_print(session, token))
    return await pdf_response(request, paper, download=download, headers=_SECRET)


@link_routes.get("/{id}/pay-link", operation_id="get_pay_link", response_model=PayLink, responses=ERRORS)
async def link(request: Request, id: str) -> Response:
    """The address of an invoice's page. Whoever has it may see the invoice and pay it."""
    settings: Settings = request.app.state.settings
    url = await door_of(request).read(request, lambda s, actor: pay_link(s, actor, id, settings.public_url))
    return Reply.json(PayLink(url=url)).response()


async def viewed_page(request: Request, token: str) -> PayPage:
    """The page; the view is counted unless whoever looks works at the invoice's workspace."""
    _limiter.require(_OPENING, _client(request))
    db, credentials = door_of(request).db, door_of(request).known_by(request)
    try:
        page, workspace_id = await _page(request, token)
    except NotFound:
        home = await db.read(lambda session: home_of_draft(session, token))
        if home is None or await db.read(lambda session: is_member(session, credentials, home)):
            raise
        await db.write(lambda session: note_arrived(session, token))
        page, workspace_id = await _page(request, token)
    if not await db.read(lambda session: is_member(session, credentials, workspace_id)):
        await db.write(lambda session: _note(session, token))
    return page


async def checkout_form(request: Request, token: str, *, save_card: bool = False) -> tuple[CardIntent, CardFormRead]:
    """What a browser needs to pay an invoice by its secret; with `save_card` the card is kept for the company that
    pays, where one does. Conflict `not_payable` when it waits for no money,
    `not_signed` when it waits for a signature."""
    _limiter.require(_PAYING, _client(request))
    opened = await door_of(request).db.read(lambda session: open_page(session, token))
    cards, write = cards_of(request), page_writing(request, token)
    if save_card:
        await ask(lambda: _introduce(write, cards, opened.invoice_id))
    row, intent = await ask(lambda: charging.begin(write, cards, opened.invoice_id, save_card=save_card))
    return row, form_of(cards, row, intent)


async def printed_receipt(request: Request, token: str) -> Response:
    """The PDF of a paid invoice, by the invoice's secret. Conflict `not_paid`."""
    _limiter.require(_PRINTING, _client(request))
    paper = await door_of(request).db.read(lambda session: page_to_print(session, token, receipt=True))
    return await pdf_response(request, paper, download=False, headers=_SECRET)


def page_writing(request: Request, token: str) -> charging.Writing:
    """Steps as transactions of whoever has the secret."""
    db = door_of(request).db

    def write(work: Callable[[Session, Actor], T]) -> T:
        def step(session: Session) -> T:
            opened = open_page(session, token)
            bind_workspace(session, opened.workspace_id)
            return work(session, visitor(opened.workspace_id))

        return db.write_sync(step)

    return write


def _introduce(write: charging.Writing, cards: CardPayments, invoice_id: str) -> None:
    """Have the provider know the company that pays: a card is saved for somebody."""
    payer = write(lambda session, _: payer_of(session, invoice_id, cards.name))
    if payer is not None and not payer.customer_ids:
        made = cards.create_customer(payer.new)
        write(lambda session, _: keep_customer(session, payer.new.company_id, cards.name, made))


async def _page(request: Request, token: str) -> tuple[PayPage, str]:
    """The page, and the workspace of its invoice."""
    (page, agreement), workspace_id = await door_of(request).db.read(lambda session: _look(session, token))
    if agreement is not None:
        page.agreement = await in_words(agreement)
    return page, workspace_id


def _look(session: Session, token: str) -> tuple[tuple[PayPage, SignedAgreement | Unsigned | None], str]:
    opened = open_page(session, token)
    bind_workspace(session, opened.workspace_id)
    return read_page(session, opened.invoice_id), opened.workspace_id


def _note(session: Session, token: str) -> None:
    opened = open_page(session, token)
    bind_workspace(session, opened.workspace_id)
    note_view(session, opened.invoice_id)


def _client(request: Request) -> str:
    return request.client.host if request.client else ""
