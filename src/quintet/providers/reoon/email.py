"""Checking e-mail addresses with Reoon (API v1)."""

from quintet.providers.vendor import Vendor, percent
from quintet.records.contacts.schemas import EmailStatus
from quintet.records.enrichment.ports import EmailCheck

URL = "https://emailverifier.reoon.com/api/v1"
_STATUS = {
    "safe": EmailStatus.valid,
    "valid": EmailStatus.valid,
    "invalid": EmailStatus.invalid,
    "disabled": EmailStatus.invalid,
    "spamtrap": EmailStatus.invalid,
    "disposable": EmailStatus.risky,
    "inbox_full": EmailStatus.risky,
    "catch_all": EmailStatus.risky,
    "role_account": EmailStatus.risky,
    "unknown": EmailStatus.unknown,
}


class ReoonEmailVerifier:
    """Asks `verify` in power mode, which looks into the mailbox."""

    name = "reoon"

    def __init__(self, api_key: str, *, url: str = URL, timeout: float = 25.0) -> None:
        self._key = api_key
        self._vendor = Vendor("Reoon", url, setting="QUINTET_REOON_API_KEY", timeout=timeout)

    async def verify_email(self, email: str) -> EmailCheck:
        asked = {"email": email, "key": self._key, "mode": "power"}
        status, found = await self._vendor.ask("GET", "/verify", params=asked)
        verdict = str(found.get("status"))
        if status != 200 or verdict not in _STATUS:
            raise self._vendor.rejected(str(found.get("reason") or f"it answered {status}"))
        return EmailCheck(_STATUS[verdict], percent(found.get("overall_score")), verdict)
