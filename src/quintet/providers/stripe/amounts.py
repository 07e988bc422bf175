"""Amounts as Stripe counts them, which is not for every currency as ISO 4217 does (docs.stripe.com/currencies)."""

from quintet.kit.errors import ProviderRejected
from quintet.kit.money import Money, MoneyError, decimals_of

_DECIMALS = {"ISK": 2, "UGX": 2, "MGA": 0}


def to_stripe(amount_minor: int, currency: str) -> int:
    """Stripe's number; ProviderRejected for an amount that it can't take."""
    step = _decimals(currency) - decimals_of(currency)
    if step >= 0:
        amount = amount_minor * _ten_to(step)
    else:
        amount, rest = divmod(amount_minor, _ten_to(-step))
        if rest:
            raise _too_fine(amount_minor, currency)
    # Three decimals are taken, but the last has to be a nought.
    if _decimals(currency) == 3 and amount % 10:
        raise _too_fine(amount_minor, currency)
    return amount


def from_stripe(amount: int, currency: str) -> int:
    """Minor units by ISO 4217 of what Stripe counted."""
    step = _decimals(currency) - decimals_of(currency)
    return amount * _ten_to(-step) if step < 0 else amount // _ten_to(step)


def known_currency(code: str) -> str:
    """Stripe's lower-case code in our form; ProviderRejected for one that is none."""
    currency = code.upper()
    try:
        decimals_of(currency)
    except MoneyError:
        raise ProviderRejected(f"Stripe names a currency that is none: {code[:10]}.") from None
    return currency


def _ten_to(power: int) -> int:
    return int(10**power)


def _decimals(currency: str) -> int:
    return _DECIMALS.get(currency, decimals_of(currency))


def _too_fine(amount_minor: int, currency: str) -> ProviderRejected:
    return ProviderRejected(
        f"Stripe can't take {Money(amount_minor, currency).format()}: it rounds {currency} more coarsely.",
        code="amount_too_fine",
    )
