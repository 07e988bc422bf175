"""Checking phone numbers with Trestle (Phone Validation 3.0)."""

from quintet.providers.vendor import Vendor, part, percent
from quintet.records.enrichment.ports import Line, PhoneCheck

URL = "https://api.trestleiq.com/3.0"
_LINES = {
    "mobile": Line.mobile,
    "landline": Line.landline,
    "fixedvoip": Line.voip,
    "nonfixedvoip": Line.voip,
    "tollfree": Line.toll_free,
}


class TrestlePhoneVerifier:
    """Asks `phone_intel`."""

    name = "trestle"

    def __init__(self, api_key: str, *, url: str = URL, timeout: float = 25.0) -> None:
        self._vendor = Vendor(
            "Trestle", url, setting="QUINTET_TRESTLE_API_KEY", timeout=timeout, headers={"x-api-key": api_key}
        )

    async def verify_phone(self, phone: str) -> PhoneCheck:
        status, found = await self._vendor.ask("GET", "/phone_intel", params={"phone": phone})
        error = found.get("error")
        if status != 200 or error:
            said = part(found, "error").get("message") or error
            raise self._vendor.rejected(str(said or f"it answered {status}"))
        valid = found.get("is_valid")
        # Written by Trestle with and without spaces and dashes.
        line = "".join(sign for sign in str(found.get("line_type") or "").lower() if sign.isalpha())
        carrier = found.get("carrier")
        return PhoneCheck(
            valid=valid if isinstance(valid, bool) else None,
            line=_LINES.get(line, Line.other),
            carrier=carrier[:200] if isinstance(carrier, str) else None,
            confidence=percent(found.get("activity_score")),
        )
