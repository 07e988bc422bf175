from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quintet.kit.currencies import DECIMALS, SIGNS, SYMBOL
from quintet.kit.money import MAX_MINOR, Money, MoneyError, Rounding, round_exact

currencies = st.sampled_from(sorted(DECIMALS))
amounts = st.builds(Money, st.integers(-(10**15), 10**15), currencies)


class TestCurrencies:
    @pytest.mark.parametrize(("code", "decimals"), [("JPY", 0), ("EUR", 2), ("KWD", 3), ("CLF", 4), ("MRU", 2)])
    def test_decimals(self, code: str, decimals: int) -> None:
        assert DECIMALS[code] == decimals

    def test_tables_agree(self) -> None:
        assert len(DECIMALS) > 155
        assert set(SYMBOL) <= set(DECIMALS)
        assert {code for codes in SIGNS.values() for code in codes} <= set(DECIMALS)
        assert all(sign == sign.lower() for sign in SIGNS)

    @pytest.mark.parametrize("code", ["", "usd", "XXX", "EURO", "€"])
    def test_unknown_is_refused(self, code: str) -> None:
        with pytest.raises(MoneyError, match="ISO 4217"):
            Money(1, code)


class TestExactAmounts:
    @pytest.mark.parametrize(
        ("amount", "currency", "minor"),
        [("12.34", "USD", 1234), ("12.3400", "USD", 1234), ("-0.01", "USD", -1), (".5", "USD", 50), (7, "JPY", 7),
         ("1.234", "KWD", 1234), (Decimal("0.10"), "EUR", 10), ("0.0001", "CLF", 1), (Decimal("0E-30"), "EUR", 0)],
    )  # fmt: skip
    def test_of(self, amount: str | int | Decimal, currency: str, minor: int) -> None:
        assert Money.of(amount, currency) == Money(minor, currency)

    @pytest.mark.parametrize(
        "amount",
        ["", " ", "1,5", "1e3", "0x10", "NaN", "inf", "1_000", "１２", "--1", "1.2.3", "9" * 65, Decimal("nan"),
         Decimal("inf"), Decimal("1e999999999"), Decimal("1e-999999999"), "12.345", "1" * 30],
    )  # fmt: skip
    def test_of_refuses(self, amount: str | Decimal) -> None:
        with pytest.raises(MoneyError):
            Money.of(amount, "USD")

    def test_surplus_decimals_are_rounded_only_when_told_how(self) -> None:
        assert Money.of("0.125", "USD", Rounding.HALF_UP).amount_minor == 13
        assert Money.of("0.125", "USD", Rounding.HALF_EVEN).amount_minor == 12

    def test_the_largest_amount_fits_a_column(self) -> None:
        assert Money(MAX_MINOR, "EUR").amount_minor == 2**63 - 1
        with pytest.raises(MoneyError, match="large"):
            Money(MAX_MINOR, "EUR") + Money(1, "EUR")

    @given(amounts)
    def test_plain_text_reads_back(self, money: Money) -> None:
        assert Money.of(money.plain, money.currency) == money
        assert Money.of(money.amount, money.currency) == money
        assert str(money) == f"{money.plain} {money.currency}"


class TestArithmetic:
    @given(amounts, amounts)
    def test_adds_within_one_currency_only(self, left: Money, right: Money) -> None:
        if left.currency == right.currency:
            assert left + right - right == left
            assert (left < right) == (left.amount_minor < right.amount_minor)
            return
        for operation in (Money.__add__, Money.__sub__, Money.__lt__):
            with pytest.raises(MoneyError, match="mix"):
                operation(left, right)

    def test_the_rest(self) -> None:
        two = Money(200, "EUR")
        assert two * 3 == 3 * two == Money(600, "EUR")
        assert Money.total([two, two, -two], "EUR") == two
        assert Money.total([], "EUR") == Money.zero("EUR")
        assert not Money.zero("EUR")
        assert max(two, Money(201, "EUR")).amount_minor == 201
        assert abs(-two) == two

    @pytest.mark.parametrize(
        ("value", "up", "even"),
        [
            ("0.5", 1, 0),
            ("1.5", 2, 2),
            ("2.5", 3, 2),
            ("-0.5", -1, 0),
            ("-2.5", -3, -2),
            ("2.4999", 2, 2),
            ("-7", -7, -7),
        ],
    )
    def test_rounding(self, value: str, up: int, even: int) -> None:
        assert round_exact(Fraction(value), Rounding.HALF_UP) == up
        assert round_exact(Fraction(value), Rounding.HALF_EVEN) == even

    def test_tax(self) -> None:
        net = Money(1050, "EUR")
        assert net.percent(Decimal("19"), Rounding.HALF_UP) == Money(200, "EUR")
        assert net.percent(Decimal("19"), Rounding.HALF_EVEN) == Money(200, "EUR")
        assert Money(250, "EUR").percent(Decimal("8.2"), Rounding.HALF_UP) == Money(21, "EUR")
        assert Money(250, "EUR").percent(Decimal("8.2"), Rounding.HALF_EVEN) == Money(20, "EUR")
        assert Money(11900, "EUR").tax_inside(19, Rounding.HALF_UP) == Money(1900, "EUR")
        with pytest.raises(MoneyError):
            net.tax_inside(-100, Rounding.HALF_UP)

    @given(st.integers(0, 10**12), st.integers(0, 3000))
    def test_tax_inside_matches_the_net_amount(self, net: int, permille: int) -> None:
        rate = Fraction(permille, 10)
        gross = Money(net, "EUR") + Money(net, "EUR").percent(rate, Rounding.HALF_UP)
        inside = gross.tax_inside(rate, Rounding.HALF_UP)
        assert abs(inside.amount_minor - (gross.amount_minor - net)) <= 1

    def test_quantities_are_exact(self) -> None:
        assert Money(333, "USD").times(Decimal("2.5"), Rounding.HALF_UP) == Money(833, "USD")
        assert Money(110, "USD").times(Decimal("1.1"), Rounding.HALF_UP) == Money(121, "USD")


class TestAllocation:
    @given(amounts, st.lists(st.fractions(0, 1000), min_size=1, max_size=20).filter(any))
    def test_loses_nothing_and_is_fair(self, money: Money, weights: list[Fraction]) -> None:
        shares = money.allocate(weights)
        assert Money.total(shares, money.currency) == money
        for share, weight in zip(shares, weights, strict=True):
            assert abs(share.amount_minor - money.amount_minor * weight / sum(weights)) < 1

    @given(amounts, st.integers(1, 50))
    def test_equal_shares_differ_by_one_at_most(self, money: Money, count: int) -> None:
        shares = [share.amount_minor for share in money.split(count)]
        assert sum(shares) == money.amount_minor
        assert max(shares) - min(shares) <= 1

    def test_leftovers_go_to_the_largest_remainders(self) -> None:
        assert [m.amount_minor for m in Money(100, "EUR").split(3)] == [34, 33, 33]
        assert [m.amount_minor for m in Money(-100, "EUR").split(3)] == [-34, -33, -33]
        assert [m.amount_minor for m in Money(5, "EUR").allocate([3, 7])] == [2, 3]
        assert [m.amount_minor for m in Money(10, "EUR").allocate([0, 1])] == [0, 10]

    @pytest.mark.parametrize("weights", [[], [0], [0, 0], [1, -1], [-1]])
    def test_impossible_weights(self, weights: list[int]) -> None:
        with pytest.raises(MoneyError, match="weights"):
            Money(100, "EUR").allocate(weights)


class TestParsing:
    @pytest.mark.parametrize(
        ("text", "default", "minor", "currency"),
        [
            ("1.234,50 €", "USD", 123450, "EUR"),
            ("$1,234.50", "EUR", 123450, "USD"),
            ("1234.5", "USD", 123450, "USD"),
            ("1234,5", "EUR", 123450, "EUR"),
            ("1,234", "USD", 123400, "USD"),
            ("1,234,567", "USD", 123456700, "USD"),
            ("1.234.567", "EUR", 123456700, "EUR"),
            ("12,34,567.80", "INR", 123456780, "INR"),
            ("1 234,50 EUR", "USD", 123450, "EUR"),
            ("1\u202f234,50\u00a0€", "EUR", 123450, "EUR"),
            ("CHF 1'200.50", "EUR", 120050, "CHF"),
            ("CHF 1’200.-", "EUR", 120000, "CHF"),
            ("Fr. 12.50", "EUR", 1250, "CHF"),
            ("Fr.12", "EUR", 1200, "CHF"),
            ("12,– €", "EUR", 1200, "EUR"),
            ("(1,234.50)", "USD", -123450, "USD"),
            ("$(12.00)", "USD", -1200, "USD"),
            ("($12)", "USD", -1200, "USD"),
            ("-$5", "USD", -500, "USD"),
            ("$-5", "USD", -500, "USD"),
            ("−5 €", "EUR", -500, "EUR"),
            ("5.00-", "EUR", -500, "EUR"),
            ("5 -", "EUR", -500, "EUR"),
            ("+5", "EUR", 500, "EUR"),
            ("$.50", "USD", 50, "USD"),
            ("0.50", "USD", 50, "USD"),
            ("R$ 1.234,56", "USD", 123456, "BRL"),
            ("$100", "CAD", 10000, "CAD"),
            ("US$100", "CAD", 10000, "USD"),
            ("¥5000", "EUR", 5000, "JPY"),
            ("¥50", "CNY", 5000, "CNY"),
            ("100 kr", "NOK", 10000, "NOK"),
            ("100 kr", "USD", 10000, "SEK"),
            ("1.234", "KWD", 1234, "KWD"),
            ("usd 5", "EUR", 500, "USD"),
            ("250 zł", "PLN", 25000, "PLN"),
            ("  7  ", "JPY", 7, "JPY"),
            ("1,000", "JPY", 1000, "JPY"),
        ],
    )
    def test_human_forms(self, text: str, default: str, minor: int, currency: str) -> None:
        assert Money.parse(text, default) == Money(minor, currency)

    @pytest.mark.parametrize(
        "text",
        ["", "abc", "€", "1.2.3", "1,2,3", "1.23.456,7.8", "1,23.45,6", "12 34", "1 2", "--5", "-(5)", "5 €$", "$5 EUR",
         "5 apples", "NaN", "1e5", "１２", "0.125", "12.345,678", "5%", "1.234,567,8", "$", "9" * 70, "١٢"],
    )  # fmt: skip
    def test_refused(self, text: str) -> None:
        with pytest.raises(MoneyError):
            Money.parse(text, "USD")

    @pytest.mark.parametrize(("text", "currency"), [("1.234 EUR", "EUR"), ("1.234", "USD"), ("1,234", "KWD")])
    def test_what_may_be_a_thousand_times_more_is_not_guessed(self, text: str, currency: str) -> None:
        with pytest.raises(MoneyError, match="two ways"):
            Money.parse(text, currency)

    def test_the_decimal_mark_can_be_told(self) -> None:
        assert Money.parse("1.234 EUR", "EUR", decimal_mark=",") == Money(123400, "EUR")
        assert Money.parse("1,234", "KWD", decimal_mark=",") == Money(1234, "KWD")
        with pytest.raises(MoneyError):
            Money.parse("1.234", "USD", decimal_mark=".")

    @given(st.text(max_size=70))
    def test_any_text_gives_an_amount_or_a_money_error(self, text: str) -> None:
        try:
            Money.parse(text, "EUR")
        except MoneyError:
            pass

    @given(st.text(alphabet="0123456789.,'- ()$€R", max_size=64))
    def test_any_likely_text_gives_an_amount_or_a_money_error(self, text: str) -> None:
        try:
            Money.parse(text, "EUR")
        except MoneyError:
            pass


class TestFormatting:
    @pytest.mark.parametrize(
        ("money", "language", "text"),
        [
            (Money(123450, "USD"), "en", "$1,234.50"),
            (Money(-5, "USD"), "en-GB", "-$0.05"),
            (Money(123450, "EUR"), "de", "1.234,50\u00a0€"),
            (Money(123450, "EUR"), "fr", "1\u202f234,50\u00a0€"),
            (Money(1234567, "JPY"), "en", "¥1,234,567"),
            (Money(1234567, "KWD"), "en", "KWD\u00a01,234.567"),
            (Money(100, "BRL"), "pt", "R$1,00"),
            (Money(100, "CHF"), "xx", "CHF\u00a01.00"),
        ],
    )
    def test_for_people(self, money: Money, language: str, text: str) -> None:
        assert money.format(language) == text

    @given(amounts, st.sampled_from(["en", "de", "fr", "es", "pt"]))
    def test_reads_back(self, money: Money, language: str) -> None:
        mark = "." if language == "en" else ","
        assert Money.parse(money.format(language), money.currency, decimal_mark=mark) == money
