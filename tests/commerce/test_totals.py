"""What invoices come to: exact, whatever the amounts and currencies."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quintet.commerce.lines.totals import LARGEST, Amount, exact, reckon

quantities = st.integers(1, 10**7).map(lambda n: exact(n / 10_000))
prices = st.integers(0, 10**9)
lines = st.lists(st.builds(Amount, quantities, prices, st.booleans()), min_size=1, max_size=20)
percents = st.integers(0, 10**6).map(lambda n: exact(n / 10_000))


@pytest.mark.parametrize(
    ("given_lines", "percent", "discount", "subtotal", "tax"),
    [
        ([("2", 1_250, True)], "19", 0, 2_500, 475),
        ([("3", 333, True)], "8.875", 0, 999, 89),
        # 0.5 of a minor unit goes up.
        ([("1", 50, True)], "1", 0, 50, 1),
        ([("0.5", 101, True)], "0", 0, 51, 0),
        # Half is taxable; so half of the discount lowers what is taxed.
        ([("1", 10_000, True), ("1", 10_000, False)], "10", 1_000, 20_000, 950),
        # Many small lines are taxed together: 100 lines of 7 at 7 % are 49, not 100 times 0.
        ([("1", 7, True)] * 100, "7", 0, 700, 49),
        ([("1", 10_000, True), ("1", -2_500, True)], "20", 0, 7_500, 1_500),
    ],
)
def test_examples(
    given_lines: list[tuple[str, int, bool]], percent: str, discount: int, subtotal: int, tax: int
) -> None:
    amounts = [Amount(Decimal(quantity), price, taxable) for quantity, price, taxable in given_lines]
    totals = reckon(amounts, tax_percent=Decimal(percent), discount_minor=discount)
    assert (totals.subtotal_minor, totals.tax_minor) == (subtotal, tax)


@given(lines, percents, st.integers(0, 10**9), st.integers(0, 10**6))
def test_never_off_by_one(amounts: list[Amount], percent: Decimal, discount: int, shipping: int) -> None:
    exactly = sum((Fraction(amount.quantity) * amount.unit_price_minor for amount in amounts), Fraction(0))
    whole = reckon(amounts, tax_percent=percent)
    discount = min(discount, whole.subtotal_minor)
    totals = reckon(amounts, tax_percent=percent, discount_minor=discount, shipping_minor=shipping)
    assert totals.total_minor == totals.subtotal_minor - discount + totals.tax_minor + shipping
    assert 2 * abs(totals.subtotal_minor - exactly) <= len(amounts)
    base = Fraction(sum(amount.total_minor for amount in amounts if amount.taxable))
    base -= base * discount / totals.subtotal_minor if totals.subtotal_minor else 0
    assert abs(totals.tax_minor - base * Fraction(percent) / 100) <= Fraction(1, 2)
    assert totals.tax_minor <= whole.tax_minor
    assert totals.total_minor >= 0


@given(st.integers(0, 10**6))
def test_what_was_given_as_a_decimal_is_that_decimal(units: int) -> None:
    text = f"{units // 10_000}.{units % 10_000:04d}"
    assert exact(float(text)) == Decimal(text)


@pytest.mark.parametrize(
    ("amounts", "discount"),
    [
        ([Amount(Decimal(1), -1)], 0),
        ([Amount(Decimal(1), 100)], 101),
        ([Amount(Decimal(10**6), 10**13)], 0),
        ([Amount(Decimal(1), LARGEST)] * 2, 0),
    ],
)
def test_what_can_not_be(amounts: list[Amount], discount: int) -> None:
    with pytest.raises(ValueError, match=r"less than|discount|too large"):
        reckon(amounts, tax_percent=Decimal(0), discount_minor=discount)
