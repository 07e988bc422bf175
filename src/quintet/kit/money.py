"""Exact money: an integer number of minor units and an ISO 4217 currency. No floats anywhere."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from fractions import Fraction
from functools import total_ordering

from quintet.kit.currencies import DECIMALS, SIGNS, SYMBOL

MAX_MINOR = 2**63 - 1
"""The largest amount a database column holds."""

_MAX_CHARS = 64


class MoneyError(ValueError):
    """Text or numbers that are no amount of money."""


class Rounding(StrEnum):
    """Half-up rounds 0.5 away from zero (invoices, most tax rules); half-even to the even neighbour (statistics)."""

    HALF_UP = "half_up"
    HALF_EVEN = "half_even"


def round_exact(value: Fraction, rounding: Rounding) -> int:
    """The nearest whole number."""
    if rounding is Rounding.HALF_EVEN:
        return round(value)
    whole = (abs(value) + Fraction(1, 2)).__floor__()
    return whole if value >= 0 else -whole


def decimals_of(currency: str) -> int:
    """How many decimals the currency has. Raises MoneyError for an unknown code."""
    try:
        return DECIMALS[currency]
    except KeyError:
        raise MoneyError(f"{currency!r} is not an ISO 4217 currency") from None


@total_ordering
@dataclass(frozen=True, slots=True)
class Money:
    """`Money(1250, "EUR")` is 12.50 €. Amounts of different currencies never mix."""

    amount_minor: int
    currency: str

    def __post_init__(self) -> None:
        decimals_of(self.currency)
        if not -MAX_MINOR <= self.amount_minor <= MAX_MINOR:
            raise MoneyError("the amount is too large")

    @classmethod
    def of(cls, amount: str | int | Decimal, currency: str, rounding: Rounding | None = None) -> "Money":
        """From an amount in major units as machines write it ("1234.5").

        More decimals than the currency has are an error unless `rounding` says what to do with them.
        """
        exact = _exact(amount) * 10 ** decimals_of(currency)
        if rounding is None and exact.denominator != 1:
            raise MoneyError(f"{amount} has more decimals than {currency}")
        return cls(round_exact(exact, rounding or Rounding.HALF_UP), currency)

    @classmethod
    def parse(cls, text: str, currency: str, *, decimal_mark: str | None = None) -> "Money":
        """From an amount as people write it: "1.234,50 €", "$1,234.50", "(12.00)", "CHF 1'200.-", "12".

        `currency` holds when the text names none, and decides what "$" or "kr" means. Without `decimal_mark` ("." or
        ",") the mark is inferred; an amount that could be a thousand times another ("1.234 EUR") is an error.
        """
        number, negative, found = _split_sign_and_currency(text, currency)
        amount = cls.of(_plain_number(number, decimals_of(found), decimal_mark), found)
        return -amount if negative else amount

    @classmethod
    def zero(cls, currency: str) -> "Money":
        return cls(0, currency)

    @classmethod
    def total(cls, amounts: Iterable["Money"], currency: str) -> "Money":
        return sum(amounts, cls(0, currency))

    @property
    def amount(self) -> Decimal:
        """In major units, exact, with all the currency's decimals."""
        return Decimal(self.amount_minor).scaleb(-decimals_of(self.currency))

    def __str__(self) -> str:
        return f"{self.plain} {self.currency}"

    @property
    def plain(self) -> str:
        """In major units as machines write it: "1234.50"."""
        return _with_decimals(self.amount_minor, decimals_of(self.currency), group="", mark=".")

    def format(self, language: str = "en") -> str:
        """For people: "$1,234.50", "1.234,50 €". Languages en, es, fr, de, pt; others read as en."""
        group, mark, after = _CUSTOMS.get(language[:2].lower(), _CUSTOMS["en"])
        number = _with_decimals(abs(self.amount_minor), decimals_of(self.currency), group, mark)
        symbol = SYMBOL.get(self.currency, self.currency)
        minus = "-" if self.amount_minor < 0 else ""
        if after:
            return f"{minus}{number}\u00a0{symbol}"
        gap = "\u00a0" if symbol[-1].isalpha() else ""
        return f"{minus}{symbol}{gap}{number}"

    def __add__(self, other: "Money") -> "Money":
        return Money(self.amount_minor + self._same(other), self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.amount_minor - self._same(other), self.currency)

    def __neg__(self) -> "Money":
        return Money(-self.amount_minor, self.currency)

    def __abs__(self) -> "Money":
        return Money(abs(self.amount_minor), self.currency)

    def __mul__(self, count: int) -> "Money":
        return Money(self.amount_minor * count, self.currency)

    __rmul__ = __mul__

    def __lt__(self, other: "Money") -> bool:
        return self.amount_minor < self._same(other)

    def __bool__(self) -> bool:
        return self.amount_minor != 0

    def times(self, factor: Decimal | Fraction | int, rounding: Rounding) -> "Money":
        """Times an exact factor (a quantity of 2.5 hours), rounded once."""
        return Money(round_exact(self.amount_minor * Fraction(factor), rounding), self.currency)

    def percent(self, rate: Decimal | Fraction | int, rounding: Rounding) -> "Money":
        """`rate` percent of it: tax on a net amount, a discount."""
        return self.times(Fraction(rate) / 100, rounding)

    def tax_inside(self, rate: Decimal | Fraction | int, rounding: Rounding) -> "Money":
        """The tax of `rate` percent that a gross amount already contains."""
        share = Fraction(rate)
        if share <= -100:
            raise MoneyError("a tax rate must be above -100 %")
        return self.times(share / (100 + share), rounding)

    def allocate(self, weights: Sequence[Decimal | Fraction | int]) -> list["Money"]:
        """Shares in proportion to the weights that add up to exactly this amount.

        No share is off by a whole minor unit; units left over go to the largest remainders, first come first served.
        """
        parts = [Fraction(weight) for weight in weights]
        whole = sum(parts)
        if whole <= 0 or any(part < 0 for part in parts):
            raise MoneyError("weights must not be negative, and not all zero")
        sign = -1 if self.amount_minor < 0 else 1
        exact = [abs(self.amount_minor) * part / whole for part in parts]
        shares = [share.__floor__() for share in exact]
        left = abs(self.amount_minor) - sum(shares)
        by_remainder = sorted(range(len(exact)), key=lambda i: (shares[i] - exact[i], i))
        for index in by_remainder[:left]:
            shares[index] += 1
        return [Money(sign * share, self.currency) for share in shares]

    def split(self, count: int) -> list["Money"]:
        """`count` shares that differ by at most one minor unit and add up exactly."""
        return self.allocate([1] * count)

    def _same(self, other: "Money") -> int:
        if other.currency != self.currency:
            raise MoneyError(f"{self.currency} and {other.currency} don't mix")
        return other.amount_minor


# Language → (between thousands, decimal mark, whether the sign comes after the number).
_CUSTOMS: dict[str, tuple[str, str, bool]] = {
    "en": (",", ".", False),
    "es": (".", ",", True),
    "fr": ("\u202f", ",", True),
    "de": (".", ",", True),
    "pt": (".", ",", False),
}


def _with_decimals(minor: int, decimals: int, group: str, mark: str) -> str:
    whole, rest = divmod(abs(minor), 10**decimals)
    number = f"{whole:,}".replace(",", group)
    if decimals:
        number += f"{mark}{rest:0{decimals}d}"
    return f"-{number}" if minor < 0 else number


_MACHINE_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)", re.ASCII)


def _exact(amount: str | int | Decimal) -> Fraction:
    if isinstance(amount, str):
        if len(amount) > _MAX_CHARS or not _MACHINE_NUMBER.fullmatch(amount):
            raise MoneyError(f"{amount[:_MAX_CHARS]!r} is not an amount")
        return Fraction(Decimal(amount))
    try:
        # A Decimal of a few characters (1e999999999) may stand for gigabytes of digits.
        if isinstance(amount, Decimal) and (not amount.is_finite() or not -40 < amount.adjusted() < 40):
            if amount == 0:
                return Fraction(0)
            raise MoneyError(f"{amount} is not an amount")
        return Fraction(amount)
    except InvalidOperation:
        raise MoneyError(f"{amount} is not an amount") from None


_SPACES = r"\s\u00a0\u202f\u2009'’`"
_GAPS = re.compile(f"[{_SPACES}]+")
_MINUS = "-−–"
_CODE = re.compile(r"[A-Z]{3}")
_HUMAN = re.compile(
    # A dot after a letter belongs to the word ("Fr.12"), and "1'200.-" is how the Swiss write "no cents".
    rf"(?P<before>\D*?)(?P<number>(?:(?<![^\W\d_])[.,])?[0-9](?:[0-9.,{_SPACES}]*[0-9])?)(?:[.,][-–—]+)?(?P<after>\D*)"
)


def _split_sign_and_currency(text: str, default: str) -> tuple[str, bool, str]:
    """(digits and marks, whether negative, currency)."""
    match = _HUMAN.fullmatch(text.strip()) if len(text) <= _MAX_CHARS else None
    if match is None:
        raise _no_amount(text)
    before, after = _GAPS.sub("", match["before"]), _GAPS.sub("", match["after"])
    minuses = 0
    if before.count("(") == 1 and after.count(")") == 1:
        minuses, before, after = 1, before.replace("(", ""), after.replace(")", "")
    minuses += sum((before + after).count(char) for char in _MINUS)
    if minuses > 1:
        raise _no_amount(text)
    words = [word for part in (before.removeprefix("+"), after) if (word := part.strip(_MINUS))]
    found = {_currency_of(word, default, text) for word in words}
    if len(found) > 1:
        raise MoneyError(f"{text!r} names two currencies")
    return match["number"], minuses == 1, found.pop() if found else default


def _currency_of(word: str, default: str, text: str) -> str:
    code = word.upper()
    if _CODE.fullmatch(code) and code in DECIMALS:
        return code
    meant = SIGNS.get(word.lower())
    if meant is None:
        raise _no_amount(text)
    return default if default in meant else meant[0]


def _no_amount(text: str) -> MoneyError:
    return MoneyError(f"{text[:_MAX_CHARS]!r} is not an amount")


_GROUPED = {
    mark: re.compile(rf"\d{{1,3}}(\{mark}\d{{3}})+|\d{{1,2}}(\{mark}\d{{2}})+\{mark}\d{{3}}", re.ASCII)
    for mark in "., "
}


def _plain_number(number: str, decimals: int, decimal_mark: str | None) -> str:
    """The number with a dot as its only mark."""
    spaced = _GAPS.sub(" ", number)
    mark = decimal_mark or _inferred_mark(spaced, decimals)
    whole, dot, rest = spaced.partition(mark)
    groups = {char for char in whole if char in "., "}
    if (rest and not rest.isdecimal()) or len(groups) > 1:
        raise _no_amount(number)
    for group in groups:
        if not _GROUPED[group].fullmatch(whole):
            raise _no_amount(number)
        whole = whole.replace(group, "")
    return whole + ("." + rest if dot else "")


def _inferred_mark(number: str, decimals: int) -> str:
    dots, commas = number.count("."), number.count(",")
    if dots and commas:
        return "." if number.rindex(".") > number.rindex(",") else ","
    mark, other = (",", ".") if commas else (".", ",")
    if dots + commas > 1:
        return other
    whole, _, rest = number.partition(mark)
    if len(rest) != 3 or not 1 <= len(whole) <= 3 or whole.startswith("0"):
        return mark
    # Three digits after one mark: thousands or decimals? Guess only where one of the two cannot be meant.
    if mark == "," and decimals < 3:
        return other
    if mark == "." and decimals >= 3:
        return mark
    raise MoneyError(f"{number!r} can be read in two ways; say which mark is the decimal one")
