"""Finding businesses, and their photos, with Google's Places API (New), v1."""

import re
from typing import Any
from urllib.parse import quote

from quintet.kit.values import fold_phone, web_address
from quintet.providers.vendor import Vendor, folded, part
from quintet.records.enrichment.ports import Place, PlacePhoto

URL = "https://places.googleapis.com/v1"
_WANTED = (
    "id", "displayName", "formattedAddress", "primaryTypeDisplayName", "internationalPhoneNumber", "websiteUri",
    "googleMapsUri", "rating", "userRatingCount",
)  # fmt: skip
_PHOTO = re.compile(r"places/[^/?#\s]+/photos/[^/?#\s]+")
_WIDE = 1_200
"""Pixels; what is not so wide is not made wider."""
MOST_BYTES = 5_000_000


class GooglePlaces:
    """Asks `places:searchText`; for a photo the place's `photos`, then the `media` of the first."""

    name = "google_places"

    def __init__(self, api_key: str, *, url: str = URL, timeout: float = 25.0) -> None:
        headers = {"X-Goog-Api-Key": api_key, "X-Goog-FieldMask": ",".join(f"places.{name}" for name in _WANTED)}
        setting = "QUINTET_GOOGLE_PLACES_API_KEY"
        self._vendor = Vendor("Google Places", url, setting=setting, timeout=timeout, headers=headers)
        headers = {"X-Goog-Api-Key": api_key, "X-Goog-FieldMask": "photos"}
        self._details = Vendor("Google Places", url, setting=setting, timeout=timeout, headers=headers)
        headers = {"X-Goog-Api-Key": api_key}
        self._media = Vendor("Google Places", url, setting=setting, timeout=timeout, headers=headers)

    async def find_places(self, query: str) -> tuple[Place, ...]:
        body = {"textQuery": query, "pageSize": 20}
        status, found = await self._vendor.ask("POST", "/places:searchText", body=body)
        if status != 200:
            raise self._vendor.rejected(str(part(found, "error").get("message") or f"it answered {status}"))
        # Where nothing is found the answer is empty.
        listed = found.get("places", [])
        if not isinstance(listed, list):
            raise self._vendor.rejected("its list of places cannot be read")
        return tuple(_place(each) for each in listed if isinstance(each, dict) and isinstance(each.get("id"), str))

    async def photo_of(self, place_id: str) -> PlacePhoto | None:
        status, found = await self._details.ask("GET", f"/places/{quote(place_id, safe='')}")
        # Ids of elsewhere are refused as not valid.
        if status in (400, 404):
            return None
        photos = found.get("photos")
        first = photos[0] if isinstance(photos, list) and photos and isinstance(photos[0], dict) else {}
        name = first.get("name")
        if status != 200 or not isinstance(name, str) or not _PHOTO.fullmatch(name):
            return None
        params = {"maxWidthPx": str(_WIDE), "skipHttpRedirect": "true"}
        status, media = await self._media.ask("GET", f"/{name}/media", params=params)
        address = media.get("photoUri")
        if status != 200 or not isinstance(address, str):
            raise self._media.rejected(str(part(media, "error").get("message") or f"it answered {status}"))
        content = await self._media.download(address, MOST_BYTES)
        authors = first.get("authorAttributions")
        author = authors[0].get("displayName") if isinstance(authors, list) and authors else None
        return PlacePhoto(content, _text(author)) if content else None


def _place(found: dict[str, Any]) -> Place:
    rating, count = found.get("rating"), found.get("userRatingCount")
    return Place(
        place_id=found["id"][:300],
        name=str(part(found, "displayName").get("text") or "")[:300],
        address=_text(found.get("formattedAddress")),
        category=_text(part(found, "primaryTypeDisplayName").get("text")),
        phone=folded(found.get("internationalPhoneNumber"), fold_phone),
        website=folded(found.get("websiteUri"), web_address),
        maps_url=folded(found.get("googleMapsUri"), web_address),
        rating=float(rating) if isinstance(rating, int | float) and 0 <= rating <= 5 else None,
        review_count=count if isinstance(count, int) and count >= 0 else None,
    )


def _text(value: Any) -> str | None:
    return value[:500] if isinstance(value, str) and value else None
