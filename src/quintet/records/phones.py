"""Phone numbers as people of a workspace write them."""

from typing import Annotated

import phonenumbers
from pydantic import AfterValidator, Field
from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from quintet.foundation.db import Id, workspace_of
from quintet.foundation.db.raw import Lookup
from quintet.identity.workspaces.models import Workspace
from quintet.kit.values import fold_phone

UNKNOWN_REGION = "ZZ"
_WORKSPACE = Lookup(
    lambda _: select(Workspace.phone, Workspace.currency).where(Workspace.id == bindparam("ws", type_=Id))
)
_REGION_OF_CURRENCY = {
    "AED": "AE", "ARS": "AR", "AUD": "AU", "BRL": "BR", "CAD": "CA", "CHF": "CH", "CLP": "CL", "CNY": "CN",
    "COP": "CO", "CZK": "CZ", "DKK": "DK", "EGP": "EG", "GBP": "GB", "HKD": "HK", "HUF": "HU", "IDR": "ID",
    "ILS": "IL", "INR": "IN", "JPY": "JP", "KES": "KE", "KRW": "KR", "MXN": "MX", "MYR": "MY", "NGN": "NG",
    "NOK": "NO", "NZD": "NZ", "PEN": "PE", "PHP": "PH", "PKR": "PK", "PLN": "PL", "RON": "RO", "SAR": "SA",
    "SEK": "SE", "SGD": "SG", "THB": "TH", "TRY": "TR", "TWD": "TW", "UAH": "UA", "USD": "US", "VND": "VN",
    "ZAR": "ZA",
}  # fmt: skip


def _phone(text: str) -> str:
    return fold_phone(text, UNKNOWN_REGION)


PhoneText = Annotated[str, Field(max_length=40), AfterValidator(_phone)]
"""A phone number; one without its country is left for `fold_phone` and the workspace's region."""


def in_region(text: str, region: str) -> str:
    """A number that is a `PhoneText` already, in the form of `fold_phone` for a region."""
    # With its country a number is the same everywhere.
    return text if text.startswith("+") else fold_phone(text, region)


def region_of(session: Session) -> str:
    """The country (ISO 3166) whose numbers the session's workspace writes without a prefix; `ZZ` when unknown.

    Told by the workspace's own phone number, else by a currency that only one country has.
    """
    workspace_id = workspace_of(session)
    known: dict[str, str] = session.info.setdefault("phone_regions", {})
    if workspace_id not in known:
        [(phone, currency)] = _WORKSPACE.rows(session, ws=workspace_id)
        known[workspace_id] = _region(phone, currency)
    return known[workspace_id]


def _region(phone: str | None, currency: str) -> str:
    if phone and phone.startswith("+"):
        try:
            region = phonenumbers.region_code_for_number(phonenumbers.parse(phone))
        except phonenumbers.NumberParseException:
            region = None
        if region:
            return str(region)
    return _REGION_OF_CURRENCY.get(currency, UNKNOWN_REGION)
