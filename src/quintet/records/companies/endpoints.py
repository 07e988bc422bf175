"""How companies and their addresses are reached."""

from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from quintet.foundation.access import Actor
from quintet.foundation.http import Reply, door_of
from quintet.foundation.objects.openapi import ERRORS
from quintet.foundation.objects.router import record_router
from quintet.records.companies.addresses import (
    add_address,
    change_address,
    list_addresses,
    read_address,
    remove_address,
)
from quintet.records.companies.schemas import AddressCreate, AddressList, AddressRead, AddressUpdate
from quintet.records.companies.service import COMPANIES
from quintet.records.standings import beside  # noqa: F401 - lists can show it
from quintet.records.tags.endpoints import add_tag_routes

routes = record_router(COMPANIES)
add_tag_routes(routes, COMPANIES.spec)


@routes.get("/{id}/addresses", operation_id="list_company_addresses", response_model=AddressList, responses=ERRORS)
async def listed(request: Request, id: str) -> Response:
    """The addresses of a company, defaults first."""

    def work(session: Session, actor: Actor) -> Reply:
        return Reply.json({"data": list_addresses(session, actor, id)})

    return (await door_of(request).read(request, work)).response()


@routes.post(
    "/{id}/addresses",
    status_code=201,
    operation_id="add_company_address",
    response_model=AddressRead,
    responses=ERRORS,
)
async def add(request: Request, id: str, body: AddressCreate) -> Response:
    """Add an address to a company. As a default it takes the place of the one before."""

    def work(session: Session, actor: Actor) -> Reply:
        return Reply.json(read_address(session, actor, id, add_address(session, actor, id, body)), 201)

    return await door_of(request).write(request, work)


@routes.patch(
    "/{id}/addresses/{address_id}",
    operation_id="change_company_address",
    response_model=AddressRead,
    responses=ERRORS,
)
async def change(request: Request, id: str, address_id: str, body: AddressUpdate) -> Response:
    """Change an address of a company, or make it a default."""

    def work(session: Session, actor: Actor) -> Reply:
        change_address(session, actor, id, address_id, body)
        return Reply.json(read_address(session, actor, id, address_id))

    return await door_of(request).write(request, work)


@routes.delete("/{id}/addresses/{address_id}", status_code=204, operation_id="remove_company_address", responses=ERRORS)
async def remove(request: Request, id: str, address_id: str) -> Response:
    """Remove an address of a company."""

    def work(session: Session, actor: Actor) -> Reply:
        remove_address(session, actor, id, address_id)
        return Reply.empty()

    return await door_of(request).write(request, work)
