"""Finding mobile numbers with Prospeo."""

from quintet.kit.values import fold_phone
from quintet.providers.vendor import Vendor, part
from quintet.records.enrichment.ports import Found, Somebody

URL = "https://api.prospeo.io"


class ProspeoMobileFinder:
    """Asks `enrich-person`, for people with a mobile number only: others cost nothing then."""

    name = "prospeo"

    def __init__(self, api_key: str, *, url: str = URL, timeout: float = 25.0) -> None:
        self._vendor = Vendor(
            "Prospeo", url, setting="QUINTET_PROSPEO_API_KEY", timeout=timeout, headers={"X-KEY": api_key}
        )

    async def find_mobile(self, who: Somebody) -> Found | None:
        known = {
            "first_name": who.first_name,
            "last_name": who.last_name,
            "linkedin_url": who.linkedin_url,
            "company_website": who.domain,
            "company_name": who.company,
        }
        data = {name: value for name, value in known.items() if value}
        body = {"only_verified_mobile": True, "enrich_mobile": True, "data": data}
        status, found = await self._vendor.ask("POST", "/enrich-person", body=body)
        if found.get("error_code") == "NO_MATCH":
            return None
        if status != 200 or found.get("error") is not False:
            raise self._vendor.rejected(str(found.get("error_code") or f"it answered {status}"))
        mobile = part(part(found, "person"), "mobile")
        if not mobile.get("revealed"):
            return None
        try:
            number = fold_phone(str(mobile.get("mobile") or mobile.get("mobile_international") or ""), "ZZ")
        except ValueError:
            return None
        # Prospeo gives no measure of its own; it gives only numbers that it has verified.
        return Found(number, None) if number.startswith("+") else None
