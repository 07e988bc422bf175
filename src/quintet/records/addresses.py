"""Postal addresses of companies and contacts."""

from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, Field

from quintet.foundation.http import Body
from quintet.kit.values import Latitude, Longitude

_Line = Annotated[str, Field(max_length=200)]


class AddressKind(StrEnum):
    billing = "billing"
    shipping = "shipping"
    both = "both"


class Address(Body):
    """A postal address. One is the default for billing, one for shipping."""

    kind: AddressKind = AddressKind.both
    line1: _Line = ""
    line2: _Line = ""
    city: _Line = ""
    region: _Line = ""
    postal_code: Annotated[str, Field(max_length=20)] = ""
    country: Annotated[str, Field(max_length=100)] = ""
    latitude: Latitude | None = None
    longitude: Longitude | None = None
    is_default: bool = False


def _one_default(addresses: list[Address]) -> list[Address]:
    for wanted in (AddressKind.billing, AddressKind.shipping):
        chosen = [a for a in addresses if a.is_default and a.kind in (wanted, AddressKind.both)]
        if len(chosen) > 1:
            raise ValueError(f"only one default {wanted} address")
    return addresses


Addresses = Annotated[list[Address], Field(max_length=20), AfterValidator(_one_default)]


def words_of(addresses: list[dict[str, str]]) -> list[str | None]:
    """What of the addresses a record is found by."""
    return [part for a in addresses for part in (a.get("city"), a.get("region"), a.get("country"))]
