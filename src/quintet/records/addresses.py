"""Postal addresses: what those of companies and of contacts have in common, and a contact's list of them."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Annotated, Any

from pydantic import AfterValidator, Field

from quintet.foundation.http import Body
from quintet.kit.values import Latitude, Longitude

Line = Annotated[str, Field(max_length=200)]
PostalCode = Annotated[str, Field(max_length=20)]
Country = Annotated[str, Field(max_length=100)]


class AddressKind(StrEnum):
    billing = "billing"
    shipping = "shipping"
    both = "both"

    def serves(self, use: "AddressKind") -> bool:
        """Whether an address of this kind is used for billing, or for shipping."""
        return self in (use, AddressKind.both)


USES = (AddressKind.billing, AddressKind.shipping)


class PostalAddress(Body):
    """Where something is sent."""

    kind: AddressKind = AddressKind.both
    line1: Line = ""
    line2: Line = ""
    city: Line = ""
    region: Line = ""
    postal_code: PostalCode = ""
    country: Country = ""
    latitude: Latitude | None = None
    longitude: Longitude | None = None


class Address(PostalAddress):
    """A contact's address. One is the default for billing, one for shipping."""

    is_default: bool = False


def _one_default(addresses: list[Address]) -> list[Address]:
    for use in USES:
        if sum(a.is_default and a.kind.serves(use) for a in addresses) > 1:
            raise ValueError(f"only one default {use} address")
    return addresses


Addresses = Annotated[list[Address], Field(max_length=20), AfterValidator(_one_default)]


def words_of(addresses: Iterable[Mapping[str, Any]]) -> list[str | None]:
    """What of the addresses a record is found by."""
    return [part for a in addresses for part in (a.get("city"), a.get("region"), a.get("country"))]
