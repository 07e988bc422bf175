"""GPS Leaders: finding and checking contacts' addresses and numbers, for administrators.

Without a provider's key the sandbox answers, or where it is off 501; a provider that fails is 502.
"""

from typing import Any

from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from quintet.dialects.dialect import dialect_router
from quintet.dialects.enriching import lookups_of
from quintet.dialects.gpsleaders.companies import FACE as COMPANY
from quintet.dialects.gpsleaders.contacts import FACE
from quintet.dialects.gpsleaders.envelope import admin_only, data
from quintet.dialects.shapes import moment
from quintet.foundation.access import Actor
from quintet.foundation.files.endpoints import files_of
from quintet.foundation.http import Reply, door_of
from quintet.records.public import (
    Answer,
    business_to_enrich,
    email_to_verify,
    keep_business,
    keep_email,
    keep_email_check,
    keep_mobile,
    keep_phone_check,
    keep_photo_beside,
    phone_to_verify,
    photo_beside,
    somebody_with_email,
    somebody_with_mobile,
)

routes = dialect_router("/api/contacts", "Contacts")
companies = dialect_router("/api/companies", "Companies")


@routes.post("/{id}/find-direct-email", operation_id="contacts.findDirectEmail")
async def find_email(request: Request, id: str) -> Response:
    """What is found becomes an address of the contact, behind those they have."""

    def look(session: Session, actor: Actor) -> Any:
        admin_only(actor)
        return somebody_with_email(session, actor, id)

    search = await door_of(request).read(request, look)
    answer = await lookups_of(request).find_email(search.workspace_id, search.who)

    def work(session: Session, actor: Actor) -> Reply:
        applied = keep_email(session, actor, id, answer, beside=True)
        found = {"email": answer.said.value if answer.said else None, "applied": applied}
        return _told(session, actor, id, answer, found)

    return await door_of(request).write(request, work)


@routes.post("/{id}/find-direct-mobile", operation_id="contacts.findDirectMobile")
async def find_mobile(request: Request, id: str) -> Response:
    def look(session: Session, actor: Actor) -> Any:
        admin_only(actor)
        return somebody_with_mobile(session, actor, id)

    search = await door_of(request).read(request, look)
    answer = await lookups_of(request).find_mobile(search.workspace_id, search.who)

    def work(session: Session, actor: Actor) -> Reply:
        applied = keep_mobile(session, actor, id, answer, overwrite=False)
        found = {"phoneE164": answer.said.value if answer.said else None, "applied": applied}
        return _told(session, actor, id, answer, found)

    return await door_of(request).write(request, work)


@routes.post("/{id}/verify-email", operation_id="contacts.verifyEmail")
async def verify_email(request: Request, id: str) -> Response:
    def look(session: Session, actor: Actor) -> Any:
        admin_only(actor)
        return email_to_verify(session, actor, id)

    question = await door_of(request).read(request, look)
    answer = await lookups_of(request).verify_email(question.workspace_id, question.value)

    def work(session: Session, actor: Actor) -> Reply:
        keep_email_check(session, actor, id, question.value, answer)
        found = {"email": question.value, "emailStatus": answer.said.status, "emailVerifiedAt": moment(answer.at)}
        return _told(session, actor, id, answer, found)

    return await door_of(request).write(request, work)


@routes.post("/{id}/verify-phone", operation_id="contacts.verifyPhone")
async def verify_phone(request: Request, id: str) -> Response:
    def look(session: Session, actor: Actor) -> Any:
        admin_only(actor)
        return phone_to_verify(session, actor, id)

    question = await door_of(request).read(request, look)
    answer = await lookups_of(request).verify_phone(question.workspace_id, question.value)

    def work(session: Session, actor: Actor) -> Reply:
        keep_phone_check(session, actor, id, question.value, answer)
        found = {
            "phoneE164": question.value,
            "phoneType": answer.said.line,
            "isSmsEligible": answer.said.sms_eligible,
            "phoneVerifiedAt": moment(answer.at),
        }
        return _told(session, actor, id, answer, found)

    return await door_of(request).write(request, work)


@companies.post("/{id}/enrich", operation_id="companies.enrich")
async def enrich(request: Request, id: str) -> Response:
    """What the web and the map know, where it is empty; the rating as it is now."""

    def look(session: Session, actor: Actor) -> Any:
        admin_only(actor)
        return business_to_enrich(session, actor, id)

    search = await door_of(request).read(request, look)
    web = await lookups_of(request).find_business(search.workspace_id, search.which)
    places = await lookups_of(request).find_places(search.workspace_id, search.place)
    shot = await photo_beside(lookups_of(request), files_of(request), search, places.said)

    def work(session: Session, actor: Actor) -> Reply:
        fields = keep_photo_beside(session, actor, id, shot)
        fields += keep_business(session, actor, id, web, places)
        session.flush()
        return data({**COMPANY.one(session, actor, id), "enriched": fields})

    return await door_of(request).write(request, work)


def _told(session: Session, actor: Actor, id_: str, answer: Answer[Any], found: dict[str, Any]) -> Reply:
    session.flush()
    confidence = answer.said.confidence if answer.said else None
    contact = FACE.one(session, actor, id_)
    return data({**found, "confidence": confidence, "provider": answer.provider, "contact": contact})
