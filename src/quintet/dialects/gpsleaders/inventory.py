"""GPS Leaders: Devices and SIMs."""

from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Any

from fastapi import Query
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from quintet.commerce.public import DEVICES, MOST_AT_ONCE, SIMS, Entry, IntakeReport, add_devices, add_sims
from quintet.dialects.dialect import dialect_router
from quintet.dialects.gpsleaders.envelope import Given, Limit, Page, Search, admin_only, data
from quintet.dialects.lists import count
from quintet.dialects.records import RecordFace
from quintet.foundation.access import Actor
from quintet.foundation.http import Reply, door_of
from quintet.kit.errors import Invalid

routes = dialect_router("/api/devices", "Devices, SIMs & Fulfillment")
sims = dialect_router("/api/sims", "Devices, SIMs & Fulfillment")
STATUS = {word: word.upper() for word in ("in_stock", "assigned", "shipped", "retired")}
FACE = RecordFace(
    service=DEVICES,
    names={"serial": "serialNumber"},
    expand=("company", "sim", "invoice", "product"),
    words={"status": STATUS},
)
SIM_STATUS = {word: STATUS[word] for word in ("in_stock", "assigned", "retired")}
SIM = RecordFace(service=SIMS, expand=("device",), words={"status": SIM_STATUS})
Word = Annotated[str | None, Query(max_length=40)]
Adding = Callable[[Session, Actor, Sequence[Entry]], IntakeReport]


@routes.get("", operation_id="devices.list")
async def list_devices(
    request: Request,
    status: Word = None,
    company_id: Annotated[str | None, Query(alias="companyId", max_length=36)] = None,
    search: Search = "",
    page: Page = 1,
    limit: Limit = 50,
) -> Response:
    """The newest first. Counts are of all that the other filters let through, whatever their status."""
    asked = [("q", search)] + ([("company_id", company_id)] if company_id is not None else [])

    def work(session: Session, actor: Actor) -> Reply:
        return _page(session, actor, FACE, STATUS, asked, status, page, limit, shown_device)

    return (await door_of(request).read(request, work, heavy=True)).response()


@routes.post("", operation_id="devices.create")
async def create_devices(request: Request, body: Given) -> Response:
    """One, or many under `devices`: those whose serial number is known are passed over, and told."""

    def work(session: Session, actor: Actor) -> Reply:
        admin_only(actor)
        if "devices" in body:
            return _added(session, actor, FACE, add_devices, body["devices"], "devices", "serialNumber")
        return data(shown_device(FACE.create(session, actor, body)), 201)

    return await door_of(request).write(request, work)


@sims.get("", operation_id="sims.list")
async def list_sims(
    request: Request, status: Word = None, search: Search = "", page: Page = 1, limit: Limit = 50
) -> Response:
    """The newest first, with the device each is in."""

    def work(session: Session, actor: Actor) -> Reply:
        return _page(session, actor, SIM, SIM_STATUS, [("q", search)], status, page, limit, _shown_sim)

    return (await door_of(request).read(request, work, heavy=True)).response()


@sims.post("", operation_id="sims.create")
async def create_sims(request: Request, body: Given) -> Response:
    """One, or many under `sims`: those whose ICCID is known are passed over, and told."""

    def work(session: Session, actor: Actor) -> Reply:
        admin_only(actor)
        if "sims" in body:
            return _added(session, actor, SIM, add_sims, body["sims"], "sims", "iccid")
        return data(_shown_sim(SIM.create(session, actor, body)), 201)

    return await door_of(request).write(request, work)


def shown_device(device: dict[str, Any]) -> dict[str, Any]:
    """A device with the SIM card in it."""
    sim = device["sim"]
    return {**device, "sim": None if sim is None else {"id": sim["id"], "iccid": sim["name"]}}


def _shown_sim(sim: dict[str, Any]) -> dict[str, Any]:
    device = sim["device"]
    return {**sim, "device": None if device is None else {"id": device["id"], "serialNumber": device["name"]}}


def _page(
    session: Session,
    actor: Actor,
    face: RecordFace,
    words: Mapping[str, str],
    asked: list[tuple[str, str]],
    status: str | None,
    page: int,
    limit: int,
    shown: Callable[[dict[str, Any]], dict[str, Any]],
) -> Reply:
    if status is not None and status not in words.values():
        raise Invalid.one("status", "invalid", "Must be one of: " + ", ".join(words.values()) + ".")
    filters = face.filters([*asked, ("status", status)]) if status is not None else asked
    rows, found = face.page(session, actor, [("sort", "-created_at"), *filters], page=page, limit=limit)
    counts = {theirs: count(session, actor, face.spec, [*asked, ("status", ours)]) for ours, theirs in words.items()}
    pagination = {"page": found.page, "limit": found.limit, "total": found.total, "totalPages": found.pages}
    return Reply.json({"data": [shown(row) for row in rows], "pagination": pagination, "statusCounts": counts})


def _added(session: Session, actor: Actor, face: RecordFace, add: Adding, given: Any, field: str, number: str) -> Reply:
    if not isinstance(given, list) or not given or len(given) > MOST_AT_ONCE:
        raise Invalid.one(field, "invalid", f"Must be a list of one to {MOST_AT_ONCE:,}.")
    ours = {theirs: name for name, theirs in face.by_ours.items()}
    entries = []
    for place, each in enumerate(given):
        said = {number: each} if isinstance(each, str) else each
        if not isinstance(said, dict):
            raise Invalid.one(f"{field}.{place}", "invalid", "Must be an object.")
        known = {ours[key]: value for key, value in said.items() if key in ours}
        entries.append(Entry(place, str(said.get(number, "")), known))
    report = add(session, actor, entries)
    content = {
        "created": report.added,
        "ids": report.ids,
        "duplicates": [each.value for each in report.duplicates],
        "errors": [{"index": each.line, number: each.value, "error": each.message} for each in report.invalid],
    }
    return data(content, 201)
