"""What the web says of businesses, by Brave Search."""

import re
from html import unescape
from typing import Any

from quintet.kit.values import fold_domain, web_address
from quintet.providers.vendor import Vendor, folded, part
from quintet.records.enrichment.ports import Business, BusinessProfile

URL = "https://api.search.brave.com/res/v1"
_DIRECTORIES = ("facebook.", "linkedin.", "yelp.", "instagram.", "wikipedia.", "bloomberg.", "crunchbase.", "x.com")


class BraveSearch:
    """Asks the web search for name and city, or for the domain."""

    name = "brave"

    def __init__(self, api_key: str, *, url: str = URL, timeout: float = 25.0) -> None:
        setting, headers = "QUINTET_BRAVE_API_KEY", {"X-Subscription-Token": api_key}
        self._vendor = Vendor("Brave", url, setting=setting, timeout=timeout, headers=headers)

    async def find_business(self, which: Business) -> BusinessProfile | None:
        words = which.domain or " ".join(filter(None, (which.name, which.city)))
        status, found = await self._vendor.ask("GET", "/web/search", params={"q": words[:400], "count": "10"})
        if status != 200:
            raise self._vendor.rejected(str(part(found, "error").get("detail") or f"it answered {status}"))
        results = part(found, "web").get("results", [])
        for each in results if isinstance(results, list) else ():
            website = folded(each.get("url"), web_address) if isinstance(each, dict) else None
            if website is not None and _is_theirs(website, which):
                return BusinessProfile(website=_home(website), description=_plain(each.get("description")))
        return None


def _is_theirs(website: str, which: Business) -> bool:
    """The page of the domain; without one the first that is no directory and bears a word of the name."""
    domain = fold_domain(website)
    if which.domain is not None:
        return domain == which.domain or domain.endswith("." + which.domain)
    words = [word for word in re.findall(r"[a-z0-9]+", which.name.casefold()) if len(word) > 2]
    return not any(each in domain for each in _DIRECTORIES) and any(word in domain for word in words)


def _home(website: str) -> str:
    return "/".join(website.split("/")[:3])


def _plain(text: Any) -> str | None:
    if not isinstance(text, str):
        return None
    return unescape(re.sub(r"<[^>]*>", "", text)).strip()[:2_000] or None
