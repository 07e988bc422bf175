"""GPS Leaders: Companies with their addresses and notes."""

from typing import Any, Literal

from pydantic.alias_generators import to_camel
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from quintet.commerce.public import bring_company
from quintet.dialects.bodies import CamelBody, build
from quintet.dialects.dialect import dialect_router
from quintet.dialects.gpsleaders import notes
from quintet.dialects.gpsleaders.envelope import Given, data
from quintet.dialects.gpsleaders.photos import photo_url
from quintet.dialects.records import RecordFace
from quintet.foundation.access import Actor
from quintet.foundation.http import Reply, door_of
from quintet.foundation.objects.reading import Row
from quintet.kit.errors import FieldError, Invalid
from quintet.records.public import (
    COMPANIES,
    AddressCreate,
    AddressUpdate,
    add_address,
    change_address,
    list_addresses,
    remove_address,
)

routes = dialect_router("/api/companies", "Companies")
STATUS = {word: word.upper() for word in ("lead", "customer", "partner", "contact", "inactive", "dead")}
FACE = RecordFace(
    service=COMPANIES,
    names={"owner_id": "assignedRepId"},
    expand=("tags", "owner", "primary_contact"),
    words={"status": STATUS},
    derived={"photoUrl": photo_url},
)
ADDRESS = {
    "kind": "type",
    "line1": "addressLine1",
    "line2": "addressLine2",
    "region": "state",
    "postal_code": "zip",
    "default_billing": "isDefaultBilling",
    "default_shipping": "isDefaultShipping",
}


class AddressBody(CamelBody):
    label: str | None = None
    type: Literal["BILLING", "SHIPPING", "BOTH"] = "BOTH"
    address_line1: str = ""
    address_line2: str = ""
    city: str = ""
    state: str = ""
    zip: str = ""
    country: str = "US"
    notes: str | None = None
    is_default_billing: bool = False
    is_default_shipping: bool = False


@routes.post("", operation_id="companies.create")
async def create(request: Request, body: Given) -> Response:
    """Becomes a customer in QuickBooks, where that is connected."""

    def work(session: Session, actor: Actor) -> Reply:
        made = FACE.create(session, actor, body)
        bring_company(session, made["id"])
        return data(made, 201)

    return await door_of(request).write(request, work)


@routes.patch("/{id}", operation_id="companies.update")
async def update(request: Request, id: str, body: Given) -> Response:
    """A change of status is on the timeline."""

    def work(session: Session, actor: Actor) -> Reply:
        return data(FACE.update(session, actor, id, body))

    return await door_of(request).write(request, work)


@routes.get("/{id}/addresses", operation_id="companies.addresses.list")
async def read_addresses(request: Request, id: str) -> Response:
    """Those that are a default first."""

    def work(session: Session, actor: Actor) -> Reply:
        return data(addresses_of(session, actor, id))

    return (await door_of(request).read(request, work)).response()


@routes.post("/{id}/addresses", operation_id="companies.addresses.create")
async def create_address(request: Request, id: str, body: AddressBody) -> Response:
    """A new default is the only one."""
    given = {name: value for name, value in body.model_dump().items() if value is not None}
    missing = [name for name in ("address_line1", "city", "state", "zip") if not given[name]]
    if missing:
        raise Invalid([FieldError(to_camel(name), "required", "An address needs this.") for name in missing])

    def work(session: Session, actor: Actor) -> Reply:
        made = add_address(session, actor, id, build(AddressCreate, _ours(given), ADDRESS))
        return data(_one(session, actor, id, made), 201)

    return await door_of(request).write(request, work)


@routes.patch("/{id}/addresses/{addressId}", operation_id="companies.addresses.update")
async def update_address(request: Request, id: str, addressId: str, body: AddressBody) -> Response:  # noqa: N803
    """What is sent is changed."""

    def work(session: Session, actor: Actor) -> Reply:
        change_address(session, actor, id, addressId, build(AddressUpdate, _ours(body.given()), ADDRESS))
        return data(_one(session, actor, id, addressId))

    return await door_of(request).write(request, work)


@routes.delete("/{id}/addresses/{addressId}", operation_id="companies.addresses.delete")
async def delete_address(request: Request, id: str, addressId: str) -> Response:  # noqa: N803
    def work(session: Session, actor: Actor) -> Reply:
        remove_address(session, actor, id, addressId)
        return Reply.json({"success": True})

    return await door_of(request).write(request, work)


@routes.get("/{id}/notes", operation_id="companies.notes.list")
async def list_notes(request: Request, id: str) -> Response:
    """With their authors, the oldest first."""

    def work(session: Session, actor: Actor) -> Reply:
        FACE.one(session, actor, id)
        return data(notes.notes_of(session, actor, id))

    return (await door_of(request).read(request, work)).response()


@routes.post("/{id}/notes", operation_id="companies.notes.create")
async def create_note(request: Request, id: str, body: notes.NoteBody) -> Response:
    def work(session: Session, actor: Actor) -> Reply:
        FACE.one(session, actor, id)
        return data(notes.add_note(session, actor, id, body), 201)

    return await door_of(request).write(request, work)


@routes.patch("/{id}/notes/{noteId}", operation_id="companies.notes.update")
async def update_note(request: Request, id: str, noteId: str, body: notes.NoteBody) -> Response:  # noqa: N803
    """By its author."""

    def work(session: Session, actor: Actor) -> Reply:
        return data(notes.change_note(session, actor, id, noteId, body))

    return await door_of(request).write(request, work)


@routes.delete("/{id}/notes/{noteId}", operation_id="companies.notes.delete")
async def delete_note(request: Request, id: str, noteId: str) -> Response:  # noqa: N803
    """By its author."""

    def work(session: Session, actor: Actor) -> Reply:
        notes.delete_note(session, actor, id, noteId)
        return Reply.json({"success": True})

    return await door_of(request).write(request, work)


def addresses_of(session: Session, actor: Actor, company_id: str) -> list[dict[str, Any]]:
    """Those that are a default first."""
    return [_address(each) for each in list_addresses(session, actor, company_id)]


def _ours(given: dict[str, Any]) -> dict[str, Any]:
    renamed = {
        "type": "kind",
        "address_line1": "line1",
        "address_line2": "line2",
        "state": "region",
        "zip": "postal_code",
        "is_default_billing": "default_billing",
        "is_default_shipping": "default_shipping",
    }
    values = {renamed.get(name, name): value for name, value in given.items()}
    if "kind" in values:
        values["kind"] = values["kind"].lower()
    return values


def _one(session: Session, actor: Actor, company_id: str, address_id: str) -> dict[str, Any]:
    for each in list_addresses(session, actor, company_id):
        if each["id"] == address_id:
            return _address(each)
    raise Invalid.one("addressId", "unknown_reference", "The company has no such address.")


def _address(row: Row) -> dict[str, Any]:
    shown = ("id", "label", "kind", "line1", "line2", "city", "region", "postal_code", "country", "notes")
    content = {ADDRESS.get(name, name): row[name] for name in (*shown, "default_billing", "default_shipping")}
    return {**content, "type": str(row["kind"]).upper()}
