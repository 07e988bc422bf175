"""Finding e-mail addresses with Hunter (API v2)."""

from quintet.kit.values import fold_email
from quintet.providers.vendor import Vendor, part, percent
from quintet.records.enrichment.ports import Found, Somebody

URL = "https://api.hunter.io/v2"


class HunterEmailFinder:
    """Asks `email-finder`."""

    name = "hunter"

    def __init__(self, api_key: str, *, url: str = URL, timeout: float = 25.0) -> None:
        self._vendor = Vendor(
            "Hunter",
            url,
            setting="QUINTET_HUNTER_API_KEY",
            timeout=timeout,
            headers={"X-API-KEY": api_key},
            # 403 is too many in a second here, 429 too many in a month.
            busy=frozenset({403, 429}),
        )

    async def find_email(self, who: Somebody) -> Found | None:
        asked = {"domain": who.domain or "", "first_name": who.first_name, "last_name": who.last_name}
        status, found = await self._vendor.ask("GET", "/email-finder", params=asked)
        if status == 451:
            # The person asked Hunter not to be found.
            return None
        if status != 200:
            errors = found.get("errors")
            first = errors[0] if isinstance(errors, list) and errors and isinstance(errors[0], dict) else {}
            raise self._vendor.rejected(str(first.get("details") or f"it answered {status}"))
        data = part(found, "data")
        try:
            return Found(fold_email(str(data.get("email") or "")), percent(data.get("score")))
        except ValueError:
            return None
