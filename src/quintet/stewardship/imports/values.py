"""Cells to values: text as people write it to what the object's schemas take."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import orjson

from quintet.foundation.objects import FieldType
from quintet.kit import time
from quintet.kit.currencies import DECIMALS
from quintet.kit.money import Money, MoneyError

_YES = frozenset(
    {"yes", "y", "true", "t", "1", "x", "on", "ja", "j", "wahr", "sí", "si", "s", "oui", "o", "vrai", "sim", "✓", "✔"}
)
_NO = frozenset({"no", "n", "false", "f", "0", "off", "nein", "falsch", "non", "faux", "não", "nao", "-", "✗"})
_MONTH_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTHS = {name: number for number, name in enumerate(_MONTH_NAMES, 1)}
_NUMBERS = re.compile(r"(\d{1,4})[-/. ](\d{1,2})[-/. ](\d{1,4})\.?\Z")
_NAMED = re.compile(
    r"(?:(\d{1,2})(?:st|nd|rd|th)?[-. ]+([a-z]{3})[a-z]*|([a-z]{3})[a-z]*[-. ]+(\d{1,2})(?:st|nd|rd|th)?)"
    r",?[-. ]+(\d{2,4})\Z"
)
_CLOCK = re.compile(
    r"[T ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*([ap]m)?\s*(z|utc|[+-]\d{2}:?\d{2})?\Z", re.IGNORECASE
)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})\Z")
_GROUPED = re.compile(r"[+-]?\d{1,3}([.,' \u00a0\u202f])\d{3}(\1\d{3})*\Z")
ORDERS = ("ymd", "dmy", "mdy")


@dataclass(frozen=True, slots=True)
class Habits:
    """How the people who made the file write."""

    date_order: str = "dmy"
    decimal_mark: str | None = None
    """"." or ","; None infers it cell by cell."""
    timezone: str = "UTC"
    """Of times without a zone."""
    currency: str = "USD"
    """Of amounts without a currency."""


def to_value(type_: FieldType, text: str, options: Sequence[str], habits: Habits) -> Any:
    """The value of a cell that is not empty. ValueError with a message for people."""
    match type_:
        case FieldType.integer:
            return to_integer(text, habits)
        case FieldType.number:
            return to_number(text, habits)
        case FieldType.boolean:
            return to_boolean(text)
        case FieldType.date:
            return to_date(text, habits).isoformat()
        case FieldType.datetime:
            return time.to_text(to_datetime(text, habits))
        case FieldType.select:
            return to_choice(text, options)
        case FieldType.multi_select:
            return [to_choice(part, options) for part in split_list(text)]
        case FieldType.json:
            return to_document(text)
    return text


def to_number(text: str, habits: Habits) -> float:
    shown = text.replace("\u2212", "-").removesuffix("%").strip()
    plain = re.sub(r"[\s'\u00a0\u202f]", "", shown)
    mark = habits.decimal_mark
    if mark is None:
        mark = "," if plain.rfind(",") > plain.rfind(".") and not _grouped_by_commas(plain) else "."
    plain = plain.replace("," if mark == "." else ".", "").replace(mark, ".")
    if not re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,3})?", plain, re.IGNORECASE):
        raise ValueError("Must be a number.")
    return float(plain)


def _grouped_by_commas(text: str) -> bool:
    found = _GROUPED.match(text)
    return found is not None and found[1] == "," and text.count(",") > 1


def to_integer(text: str, habits: Habits) -> int:
    if re.fullmatch(r"[+-]?\d{1,18}", text):
        return int(text)
    if habits.decimal_mark is None and _GROUPED.match(text):
        # In a whole number, marks before three digits can only part thousands.
        return int(re.sub(r"[.,'\s\u00a0\u202f]", "", text))
    try:
        value = to_number(text, habits)
    except ValueError:
        value = 0.5
    if not value.is_integer() or abs(value) > 2**53:
        raise ValueError("Must be a whole number.")
    return int(value)


def to_boolean(text: str) -> bool:
    word = text.casefold()
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise ValueError("Must be yes or no.")


def to_choice(text: str, options: Sequence[str]) -> str:
    if text in options:
        return text
    wanted = _bare(text)
    for option in options:
        if _bare(option) == wanted:
            return option
    shown = ", ".join(options[:15]) + ("…" if len(options) > 15 else "")
    raise ValueError(f"Must be one of: {shown}.")


def _bare(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).casefold() or text


def split_list(text: str) -> list[str]:
    """The parts of a cell that holds several: parted by semicolons or bars, else by commas."""
    mark = next((mark for mark in ";|\n" if mark in text), ",")
    return list(dict.fromkeys(part.strip() for part in text.split(mark) if part.strip()))


def to_document(text: str) -> Any:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        raise ValueError("Must be JSON.") from None


def to_money(text: str, currency: str, habits: Habits) -> Money:
    try:
        return Money.parse(text, currency, decimal_mark=habits.decimal_mark)
    except MoneyError as error:
        raise ValueError(f"Must be an amount of money: {error}.") from None


def to_currency(text: str) -> str:
    code = text.strip().upper()
    if code not in DECIMALS:
        raise ValueError("Must be a three-letter currency code.")
    return code


def to_date(text: str, habits: Habits) -> date:
    """A date in any common form; `habits` decide what 03/04/2024 means."""
    shown = _CLOCK.sub("", text.strip()).strip()
    try:
        return _date(shown, habits.date_order)
    except ValueError:
        raise ValueError("Must be a date such as 2026-03-31.") from None


def _date(text: str, order: str) -> date:
    if found := _COMPACT.match(text):
        return date(int(found[1]), int(found[2]), int(found[3]))
    if found := _NUMBERS.match(text):
        first, second, third = found.groups()
        if len(first) == 4:
            return date(int(first), int(second), int(third))
        if len(first) > 2 or len(third) == 3:
            raise ValueError
        if order == "ymd" and len(third) <= 2:
            return date(_year(first), int(second), int(third))
        day, month = (int(second), int(first)) if order == "mdy" else (int(first), int(second))
        return date(_year(third), month, day)
    if found := _NAMED.match(text.casefold()):
        day_first, month_after, month_first, day_after, year = found.groups()
        named = _MONTHS.get(month_after or month_first)
        if named is None:
            raise ValueError
        return date(_year(year), named, int(day_first or day_after))
    raise ValueError


def _year(text: str) -> int:
    if len(text) == 2:
        # Births and foundings lie in the past, deadlines soon: the usual pivot.
        return int(text) + (2000 if int(text) < 70 else 1900)
    return int(text)


def to_datetime(text: str, habits: Habits) -> datetime:
    """A time; without a zone it is one of the file's zone, without a clock it is midnight there."""
    clock = _CLOCK.search(text.strip())
    day = to_date(text, habits)
    zone: Any = ZoneInfo(habits.timezone)
    hour = minute = second = 0
    if clock is not None:
        hour, minute, second = int(clock[1]), int(clock[2]), int(clock[3] or 0)
        if clock[4]:
            hour = hour % 12 + (12 if clock[4].casefold() == "pm" else 0)
        if clock[5]:
            zone = _zone(clock[5].casefold())
    try:
        return datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=zone).astimezone(UTC)
    except (ValueError, OverflowError):
        raise ValueError("Must be a date and time such as 2026-03-31 09:30.") from None


def _zone(text: str) -> Any:
    if text in ("z", "utc"):
        return UTC
    return datetime.strptime(text.replace(":", ""), "%z").tzinfo


def guess_date_order(texts: Sequence[str]) -> str | None:
    """The order of day, month and year that all these dates fit; None when they leave it open."""
    fitting = [order for order in ORDERS if all(_fits(text, order) for text in texts)]
    return fitting[0] if len(fitting) == 1 else None


def _fits(text: str, order: str) -> bool:
    shown = _CLOCK.sub("", text.strip()).strip()
    found = _NUMBERS.match(shown)
    if found is not None and order == "ymd" and len(found[1]) < 3:
        return False
    try:
        _date(shown, order)
    except ValueError:
        return False
    # A year first says nothing of the order of the others.
    return order == "ymd" or found is None or len(found[1]) < 4
