"""Values in the references' forms. Pure functions."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from quintet.kit.errors import Invalid
from quintet.kit.money import Money, MoneyError, Rounding, decimals_of

_STORED = len("2025-11-13T15:00:00.000000Z")
"""Rows have times in this form (`time.to_text`), each two or more; parsing them is much of what a page costs."""


def moment(value: str | datetime | None) -> str | None:
    """A time in UTC with milliseconds: `2025-11-13T15:00:00.000Z`."""
    if value is None:
        return None
    if isinstance(value, str) and len(value) == _STORED and value[-1] == "Z":
        return value[:23] + "Z"
    at = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def midnight(day: str | None) -> str | None:
    """A day as the time it begins at in UTC: `2025-12-15T00:00:00.000Z`."""
    return None if day is None else f"{day}T00:00:00.000Z"


def day_of(given: Any, field: str) -> str | None:
    """A day from `2026-12-15`, or from a time on it. Invalid, naming the field, for anything else."""
    if given is None or given == "":
        return None
    try:
        return datetime.fromisoformat(given).date().isoformat()
    except (TypeError, ValueError):
        raise Invalid.one(field, "invalid", "Must be a day, such as 2026-12-15.") from None


def amount(minor: int, currency: str) -> int | float:
    """Money as a JSON number in major units: 15000, 99.5."""
    exact = Decimal(minor).scaleb(-decimals_of(currency))
    return int(exact) if exact == exact.to_integral_value() else float(exact)


def minor_of(value: Decimal, currency: str, field: str) -> int:
    """A JSON number in major units as minor units, surplus decimals rounded. Invalid, naming the field, for no sum."""
    try:
        return Money.of(value, currency, Rounding.HALF_UP).amount_minor
    except MoneyError as error:
        raise Invalid.one(field, "invalid_amount", f"{error}.") from None
