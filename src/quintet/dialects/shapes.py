"""Values and rows in the references' forms. Pure functions."""

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from typing import Any

from pydantic.alias_generators import to_camel

from quintet.kit.errors import Invalid
from quintet.kit.money import Money, MoneyError, Rounding, decimals_of


def moment(value: str | datetime | None) -> str | None:
    """A time in UTC with milliseconds: `2025-11-13T15:00:00.000Z`."""
    if value is None:
        return None
    at = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def amount(minor: int | None, currency: str | None) -> int | float | None:
    """Minor units as a number of the currency; whole amounts as integers."""
    if minor is None:
        return None
    scale: int = 10 ** decimals_of(currency or "USD")
    return minor // scale if minor % scale == 0 else minor / scale


def minor(value: float | str | None, currency: str, field: str) -> int | None:
    """A number of the currency in minor units, rounded half up. Invalid naming the field."""
    if value is None:
        return None
    try:
        return Money.of(str(value), currency, Rounding.HALF_UP).amount_minor
    except MoneyError as error:
        raise Invalid.one(field, "invalid_amount", f"This is no amount: {error}.") from None


def camel(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row with its keys in camelCase, nested objects of ours included."""
    return {_camel(key): _camelled(value) for key, value in row.items()}


def _camelled(value: Any) -> Any:
    if isinstance(value, Mapping):
        return camel(value)
    if isinstance(value, list):
        return [_camelled(item) for item in value]
    return value


@cache
def _camel(key: str) -> str:
    return to_camel(key)
