"""What Apollo knows of people."""

from typing import Any

from quintet.kit.values import fold_domain, fold_email, web_address
from quintet.providers.vendor import Vendor, folded, part
from quintet.records.enrichment.ports import Profile, Somebody

URL = "https://api.apollo.io/api/v1"


class ApolloPeople:
    """Asks `people/match`, without personal addresses and numbers: those cost more, and are not ours to have."""

    name = "apollo"

    def __init__(self, api_key: str, *, url: str = URL, timeout: float = 25.0) -> None:
        setting = "QUINTET_APOLLO_API_KEY"
        self._vendor = Vendor("Apollo", url, setting=setting, timeout=timeout, headers={"X-Api-Key": api_key})

    async def enrich_person(self, who: Somebody) -> Profile | None:
        known = {
            "first_name": who.first_name,
            "last_name": who.last_name,
            "email": who.email,
            "domain": who.domain,
            "organization_name": who.company,
            "linkedin_url": who.linkedin_url,
        }
        status, found = await self._vendor.ask(
            "POST", "/people/match", body={name: value for name, value in known.items() if value}
        )
        if status != 200:
            raise self._vendor.rejected(str(found.get("error") or f"it answered {status}"))
        person = part(found, "person")
        if not person:
            return None
        company = part(person, "organization")
        return Profile(
            title=_text(person.get("title")),
            department=_first(person.get("departments")),
            email=folded(person.get("email"), fold_email),
            linkedin_url=folded(person.get("linkedin_url"), web_address),
            company=_text(company.get("name"), 300),
            domain=folded(company.get("primary_domain"), fold_domain),
        )


def _text(value: Any, most: int = 200) -> str | None:
    return value.strip()[:most] or None if isinstance(value, str) else None


def _first(value: Any) -> str | None:
    """Apollo writes `master_sales` for sales."""
    if not isinstance(value, list) or not value or not isinstance(value[0], str):
        return None
    return value[0].removeprefix("master_").replace("_", " ").capitalize()[:200] or None
