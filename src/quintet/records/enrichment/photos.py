"""Photos of the places of companies and leads, asked of the map and kept with our own files."""

from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from sqlalchemy.orm import Session

from quintet.foundation.access import Actor, require
from quintet.foundation.files import Blob, FileStore
from quintet.foundation.files.service import store_file
from quintet.foundation.objects.reading import get_record
from quintet.foundation.objects.registry import AnyService
from quintet.foundation.objects.writing import record_to_change
from quintet.kit.errors import Conflict, Invalid, NotConfigured, ProviderRejected, ProviderUnavailable
from quintet.records.companies.object import COMPANY
from quintet.records.companies.service import COMPANIES
from quintet.records.enrichment.lookups import Answer, Lookups
from quintet.records.enrichment.ports import Business, Place
from quintet.records.enrichment.profiles import BusinessSearch, business_to_enrich
from quintet.records.leads.models import Lead
from quintet.records.leads.service import LEADS
from quintet.records.photos import PHOTO

SUBJECTS: Mapping[str, AnyService] = {each.spec.name: each for each in (COMPANIES, LEADS)}
"""What may have a photo, by the object's name."""


@dataclass(frozen=True, slots=True)
class PhotoSearch:
    """A place to be shown: by its id, or by the business that is there."""

    place_id: str | None
    business: BusinessSearch


@dataclass(frozen=True, slots=True)
class Shot:
    """A photo whose bytes are in storage but have no row yet."""

    blob: Blob
    author: str | None


def photo_to_find(session: Session, actor: Actor, object_name: str, record_id: str) -> PhotoSearch:
    """By what the photo of a company or lead is looked for. Conflict `has_photo`; Invalid for a person's lead."""
    spec = SUBJECTS[object_name].spec
    record: Any = get_record(session, actor, spec, record_id, lock=False)
    require(actor, spec.right("update"))
    _refuse_another(record)
    if not isinstance(record, Lead):
        return PhotoSearch(None, business_to_enrich(session, actor, record_id))
    if not record.business_name and not record.place_id:
        raise Invalid.one("business_name", "missing", "The lead needs a business, or the id of its place.")
    business = Business(record.business_name or record.name, None, record.city)
    return PhotoSearch(record.place_id, BusinessSearch(actor.workspace_id, business))


async def find_photo(lookups: Lookups, store: FileStore, search: PhotoSearch) -> Answer[Shot | None]:
    """The photo of a place, its bytes in storage. Its provider's errors."""
    place_id = search.place_id
    workspace_id = search.business.workspace_id
    if place_id is None:
        places = await lookups.find_places(workspace_id, search.business.place)
        place = search.business.which.among(places.said)
        if place is None:
            return Answer(places.provider, places.at, None)
        place_id = place.place_id
    found = await lookups.photo_of(workspace_id, place_id)
    if found.said is None:
        return Answer(found.provider, found.at, None)
    blob = await store.save(workspace_id, BytesIO(found.said.content), PHOTO.limit(store.settings))
    return Answer(found.provider, found.at, Shot(blob, found.said.author))


async def photo_beside(
    lookups: Lookups, store: FileStore, search: BusinessSearch, places: tuple[Place, ...]
) -> Shot | None:
    """The photo for a company whose other facts were found; that it can't be had keeps nobody from those."""
    place = search.which.among(places)
    if place is None or search.has_photo:
        return None
    try:
        return (await find_photo(lookups, store, PhotoSearch(place.place_id, search))).said
    except (ProviderRejected, ProviderUnavailable, NotConfigured):
        return None


def keep_photo(session: Session, actor: Actor, object_name: str, record_id: str, shot: Shot) -> str:
    """Give the record its photo; the file's id. Conflict when it got one meanwhile."""
    service = SUBJECTS[object_name]
    record: Any = record_to_change(session, actor, service.spec, record_id)
    _refuse_another(record)
    title = getattr(record, service.spec.title.key)
    name = f"{title} ({shot.author})" if shot.author else title
    file = store_file(session, actor, shot.blob, purpose=PHOTO, name=f"{name[:200]}.jpg")
    service.update(session, actor, record_id, service.spec.update.model_validate({"photo_file_id": file.id}))
    return file.id


def keep_photo_beside(session: Session, actor: Actor, company_id: str, shot: Shot | None) -> list[str]:
    """Give a company the photo that was found, unless it got one meanwhile; the fields that changed."""
    if shot is None or record_to_change(session, actor, COMPANY, company_id).photo_file_id is not None:
        return []
    keep_photo(session, actor, COMPANY.name, company_id, shot)
    return ["photo_file_id"]


def _refuse_another(record: Any) -> None:
    if record.photo_file_id is not None:
        raise Conflict("There is a photo already. Remove that one first.", code="has_photo")
