"""Finding and checking contacts' e-mail addresses and phone numbers; finding businesses."""

from typing import Annotated

from fastapi import Query
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from quintet.foundation.access import Actor
from quintet.foundation.files.endpoints import files_of
from quintet.foundation.files.uploading import write_blob
from quintet.foundation.http import Reply, door_of
from quintet.foundation.http.routing import router
from quintet.foundation.objects.openapi import ERRORS
from quintet.records.enrichment import photos, profiles, service
from quintet.records.enrichment.lookups import Lookups
from quintet.records.enrichment.schemas import (
    EmailFinding,
    EmailToVerify,
    EmailVerdict,
    Enriched,
    Finding,
    MobileFinding,
    PhoneToVerify,
    PhoneVerdict,
    PhotoFinding,
    PlaceList,
    PlaceRead,
)

routes = router("/contacts", "Contacts")
company_routes = router("/companies", "Companies")
lead_routes = router("/leads", "Leads")
place_routes = router("/places", "Leads")


@routes.post("/{id}/find-email", operation_id="find_email", response_model=EmailFinding, responses=ERRORS)
async def find_email(request: Request, id: str, body: Finding) -> Response:
    """Look for the contact's work address, by name and the company's domain."""
    search = await door_of(request).read(request, lambda s, actor: service.somebody_with_email(s, actor, id))
    answer = await _lookups(request).find_email(search.workspace_id, search.who)

    def work(session: Session, actor: Actor) -> Reply:
        applied = service.keep_email(session, actor, id, answer, overwrite=body.overwrite)
        return Reply.json(
            EmailFinding(
                email=answer.said.value if answer.said else None,
                applied=applied,
                confidence=answer.said.confidence if answer.said else None,
                provider=answer.provider,
                checked_at=answer.at,
            )
        )

    return await door_of(request).write(request, work)


@routes.post("/{id}/verify-email", operation_id="verify_contact_email", response_model=EmailVerdict, responses=ERRORS)
async def verify_email(request: Request, id: str, body: EmailToVerify) -> Response:
    """Check whether mail to the contact arrives, and write down what came of it."""
    question = await door_of(request).read(request, lambda s, actor: service.email_to_verify(s, actor, id, body.email))
    answer = await _lookups(request).verify_email(question.workspace_id, question.value)

    def work(session: Session, actor: Actor) -> Reply:
        service.keep_email_check(session, actor, id, question.value, answer)
        return Reply.json(
            EmailVerdict(
                email=question.value,
                status=answer.said.status,
                reason=answer.said.reason,
                confidence=answer.said.confidence,
                provider=answer.provider,
                checked_at=answer.at,
            )
        )

    return await door_of(request).write(request, work)


@routes.post("/{id}/find-mobile", operation_id="find_mobile", response_model=MobileFinding, responses=ERRORS)
async def find_mobile(request: Request, id: str, body: Finding) -> Response:
    """Look for the contact's mobile number, by profile, or name and company."""
    search = await door_of(request).read(request, lambda s, actor: service.somebody_with_mobile(s, actor, id))
    answer = await _lookups(request).find_mobile(search.workspace_id, search.who)

    def work(session: Session, actor: Actor) -> Reply:
        applied = service.keep_mobile(session, actor, id, answer, overwrite=body.overwrite)
        return Reply.json(
            MobileFinding(
                phone=answer.said.value if answer.said else None,
                applied=applied,
                confidence=answer.said.confidence if answer.said else None,
                provider=answer.provider,
                checked_at=answer.at,
            )
        )

    return await door_of(request).write(request, work)


@routes.post("/{id}/verify-phone", operation_id="verify_phone", response_model=PhoneVerdict, responses=ERRORS)
async def verify_phone(request: Request, id: str, body: PhoneToVerify) -> Response:
    """Check what the contact's number leads to, and write down what came of it."""
    question = await door_of(request).read(request, lambda s, actor: service.phone_to_verify(s, actor, id, body.phone))
    answer = await _lookups(request).verify_phone(question.workspace_id, question.value)

    def work(session: Session, actor: Actor) -> Reply:
        service.keep_phone_check(session, actor, id, question.value, answer)
        return Reply.json(
            PhoneVerdict(
                phone=question.value,
                valid=answer.said.valid,
                line=answer.said.line,
                carrier=answer.said.carrier,
                sms_eligible=answer.said.sms_eligible,
                confidence=answer.said.confidence,
                provider=answer.provider,
                checked_at=answer.at,
            )
        )

    return await door_of(request).write(request, work)


@routes.post("/{id}/enrich", operation_id="enrich_contact", response_model=Enriched, responses=ERRORS)
async def enrich_contact(request: Request, id: str) -> Response:
    """Fill in what is publicly known of the contact and not here yet: title, profile, company, address."""
    search = await door_of(request).read(request, lambda s, actor: profiles.somebody_to_enrich(s, actor, id))
    answer = await _lookups(request).enrich_person(search.workspace_id, search.who)

    def work(session: Session, actor: Actor) -> Reply:
        fields = profiles.keep_profile(session, actor, id, answer)
        found = answer.said is not None
        return Reply.json(Enriched(found=found, fields=fields, providers=[answer.provider], checked_at=answer.at))

    return await door_of(request).write(request, work)


@company_routes.post("/{id}/enrich", operation_id="enrich_company", response_model=Enriched, responses=ERRORS)
async def enrich_company(request: Request, id: str) -> Response:
    """Fill in what the web and the map know of the company: website, description, rating, phone, link."""
    search = await door_of(request).read(request, lambda s, actor: profiles.business_to_enrich(s, actor, id))
    lookups = _lookups(request)
    web = await lookups.find_business(search.workspace_id, search.which)
    places = await lookups.find_places(search.workspace_id, search.place)
    shot = await photos.photo_beside(lookups, files_of(request), search, places.said)

    def work(session: Session, actor: Actor) -> Reply:
        fields = photos.keep_photo_beside(session, actor, id, shot)
        fields += profiles.keep_business(session, actor, id, web, places)
        found = web.said is not None or bool(places.said)
        providers = sorted({web.provider, places.provider})
        return Reply.json(Enriched(found=found, fields=fields, providers=providers, checked_at=web.at))

    return await door_of(request).write(request, work)


async def _find_photo(request: Request, object_name: str, id: str) -> Response:
    search = await door_of(request).read(request, lambda s, actor: photos.photo_to_find(s, actor, object_name, id))
    store = files_of(request)
    answer = await photos.find_photo(_lookups(request), store, search)
    shot = answer.said
    if shot is None:
        found = PhotoFinding(photo_file_id=None, author=None, provider=answer.provider, checked_at=answer.at)
        return Reply.json(found).response()

    def work(session: Session, actor: Actor) -> Reply:
        file_id = photos.keep_photo(session, actor, object_name, id, shot)
        return Reply.json(
            PhotoFinding(photo_file_id=file_id, author=shot.author, provider=answer.provider, checked_at=answer.at)
        )

    return await write_blob(request, store, shot.blob, b"", work)


@company_routes.post(
    "/{id}/find-photo", operation_id="find_company_photo", response_model=PhotoFinding, responses=ERRORS
)
async def find_company_photo(request: Request, id: str) -> Response:
    """Look for a photo of the company's place on the map, by its name and city."""
    return await _find_photo(request, "company", id)


@lead_routes.post("/{id}/find-photo", operation_id="find_lead_photo", response_model=PhotoFinding, responses=ERRORS)
async def find_lead_photo(request: Request, id: str) -> Response:
    """Look for a photo of the lead's place on the map, by the id of its place, else by its business and city."""
    return await _find_photo(request, "lead", id)


@place_routes.get("/search", operation_id="search_places", response_model=PlaceList, responses=ERRORS)
async def search_places(request: Request, q: Annotated[str, Query(max_length=300)]) -> Response:
    """Look for businesses that could become leads, by words such as `plumbers in Tulsa`."""
    question = await door_of(request).read(request, lambda _, actor: service.places_to_find(actor, q))
    answer = await _lookups(request).find_places(question.workspace_id, question.value)
    data = [PlaceRead.model_validate(place) for place in answer.said]
    return Reply.json(PlaceList(data=data, provider=answer.provider, checked_at=answer.at)).response()


def _lookups(request: Request) -> Lookups:
    lookups: Lookups = request.app.state.house.services.get(Lookups)
    return lookups
