"""What the lines of an invoice or a proposal come to. Pure functions over whole minor units and exact decimals.

Each line is rounded once, half up. A discount goes off the sum of the lines; its share of the taxable ones lowers what
is taxed. Tax is reckoned once, on what is taxed of the whole, and rounded once, half up. Shipping is not taxed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from quintet.kit.money import Rounding, round_exact

LARGEST = 10**15
"""Of any amount, in minor units."""


@dataclass(frozen=True, slots=True)
class Amount:
    """A line: so many at a price, in minor units."""

    quantity: Decimal
    unit_price_minor: int
    taxable: bool = True

    @property
    def total_minor(self) -> int:
        return round_exact(Fraction(self.quantity) * self.unit_price_minor, Rounding.HALF_UP)


@dataclass(frozen=True, slots=True)
class Totals:
    """What it comes to, in minor units: `total = subtotal - discount + tax + shipping`."""

    subtotal_minor: int
    discount_minor: int
    tax_minor: int
    shipping_minor: int

    @property
    def total_minor(self) -> int:
        return self.subtotal_minor - self.discount_minor + self.tax_minor + self.shipping_minor


def reckon(
    lines: Sequence[Amount], *, tax_percent: Decimal, discount_minor: int = 0, shipping_minor: int = 0
) -> Totals:
    """The totals. ValueError for a sum below zero, a discount above the sum, and amounts that are too large."""
    subtotal = sum(line.total_minor for line in lines)
    if any(abs(line.total_minor) > LARGEST for line in lines) or abs(subtotal) > LARGEST:
        raise ValueError("The amount is too large.")
    if subtotal < 0:
        raise ValueError("The lines come to less than nothing.")
    if discount_minor > subtotal:
        raise ValueError("The discount is more than what the lines come to.")
    taxable = Fraction(sum(line.total_minor for line in lines if line.taxable))
    if discount_minor:
        taxable -= taxable * discount_minor / subtotal
    tax = round_exact(max(taxable, Fraction(0)) * Fraction(tax_percent) / 100, Rounding.HALF_UP)
    return Totals(subtotal, discount_minor, tax, shipping_minor)


def exact(number: float) -> Decimal:
    """The decimal that a quantity or percentage was given as: they have few digits, so the shortest is the one."""
    return Decimal(repr(number))
