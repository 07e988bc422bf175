"""GPS Leaders: Taxonomy & Reference Data."""

from typing import Annotated, Any, Literal

from fastapi import Query
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from quintet.commerce.public import CONTRACT_TERMS, DOCUMENT_TEMPLATES, PAYMENT_TERMS, TAX_RATES
from quintet.dialects.dialect import dialect_router
from quintet.dialects.gpsleaders.envelope import Given, admin_only, data
from quintet.dialects.lists import every
from quintet.dialects.records import RecordFace
from quintet.foundation.access import Actor
from quintet.foundation.http import Reply, door_of
from quintet.kit.errors import Invalid
from quintet.records.public import TAXONOMIES, TaxonomyKind

routes = dialect_router("/api/taxonomies", "Taxonomy & Reference Data")
options = dialect_router("/api/form-options", "Taxonomy & Reference Data")
lean = dialect_router("/api/taxonomy", "Taxonomy & Reference Data")
KINDS = {kind.value: kind.value.upper() for kind in TaxonomyKind}
FACE = RecordFace(
    service=TAXONOMIES,
    names={"kind": "type", "position": "sortOrder"},
    expand=(),
    without=frozenset({"custom"}),
    words={"kind": KINDS},
)
OFFERED = {"BACKEND": "backends", "CELLULAR_CARRIER": "carriers", "SHIPPING_TYPE": "shippingTypes"}
OF_BILLING: dict[str, RecordFace] = {
    name: RecordFace(service=service, expand=())
    for name, service in (("taxRates", TAX_RATES), ("paymentTerms", PAYMENT_TERMS), ("contractTerms", CONTRACT_TERMS))
}
AGREEMENT = RecordFace(service=DOCUMENT_TEMPLATES, expand=(), without=frozenset({"type", "subject", "custom"}))
Active = Literal["true", "false", "all"]
Kind = Annotated[str | None, Query(max_length=30)]


@routes.get("", operation_id="taxonomies.list")
async def list_(request: Request, type: Kind = None, active: Active = "true") -> Response:
    """Of one type a flat list; without, values by type."""

    def work(session: Session, actor: Actor) -> Reply:
        rows = _values(session, actor, type, active)
        if type is not None:
            return data(rows)
        grouped: dict[str, list[dict[str, Any]]] = {}
        for row in rows:
            grouped.setdefault(row["type"], []).append(row)
        return data(grouped)

    return (await door_of(request).read(request, work)).response()


@routes.post("", operation_id="taxonomies.create")
async def create(request: Request, body: Given) -> Response:
    def work(session: Session, actor: Actor) -> Reply:
        admin_only(actor)
        return data(FACE.create(session, actor, body), 201)

    return await door_of(request).write(request, work)


@routes.patch("/{id}", operation_id="taxonomies.update")
async def update(request: Request, id: str, body: Given) -> Response:
    """Records that carry the value get the new one."""
    return await door_of(request).write(request, lambda s, a: data(FACE.update(s, a, id, body)))


@routes.delete("/{id}", operation_id="taxonomies.delete")
async def delete(request: Request, id: str) -> Response:
    """Records keep the value."""

    def work(session: Session, actor: Actor) -> Reply:
        TAXONOMIES.delete(session, actor, id)
        return Reply.json({"success": True})

    return await door_of(request).write(request, work)


@lean.get("/values", operation_id="taxonomy.values")
async def values(request: Request, type: Annotated[str, Query(max_length=30)]) -> Response:
    def work(session: Session, actor: Actor) -> Reply:
        return data([{"id": row["id"], "value": row["value"]} for row in _values(session, actor, type, "true")])

    return (await door_of(request).read(request, work)).response()


@options.get("", operation_id="formOptions.get")
async def form_options(request: Request) -> Response:
    """What an invoice is filled in with. Agreements are those templates that are signed."""

    def work(session: Session, actor: Actor) -> Reply:
        words: dict[str, list[dict[str, Any]]] = {name: [] for name in OFFERED.values()}
        for row in _values(session, actor, None, "true"):
            if row["type"] in OFFERED:
                words[OFFERED[row["type"]]].append({"id": row["id"], "value": row["value"]})
        of_billing = {
            name: [face.shown(row) for row in every(session, actor, face.spec, [("active", "true")])]
            for name, face in OF_BILLING.items()
        }
        asked = [("active", "true"), ("type", "agreement")]
        agreements = [AGREEMENT.shown(row) for row in every(session, actor, DOCUMENT_TEMPLATES.spec, asked)]
        return data({"agreementTemplates": agreements, **of_billing, **words})

    return (await door_of(request).read(request, work)).response()


def _values(session: Session, actor: Actor, type_: str | None, active: Active) -> list[dict[str, Any]]:
    asked = [("sort", "kind,position")]
    if type_ is not None:
        kind = next((ours for ours, theirs in KINDS.items() if theirs == type_), None)
        if kind is None:
            raise Invalid.one("type", "invalid", "Must be one of: " + ", ".join(KINDS.values()) + ".")
        asked.append(("kind", kind))
    if active != "all":
        asked.append(("active", active))
    return [FACE.shown(row) for row in every(session, actor, TAXONOMIES.spec, asked)]
