"""The sandbox's test cards, and what each of them does. Any other number is refused."""

from dataclasses import dataclass
from enum import StrEnum


class Behaviour(StrEnum):
    """What happens when a card is charged."""

    paid = "paid"
    declined = "declined"
    no_funds = "no_funds"
    asks = "asks"
    """Its holder has to confirm; without them it is not charged."""
    saved_only = "saved_only"
    """Can be saved, but every charge is declined."""
    disputed = "disputed"
    """Paid, and disputed a moment later."""
    lost_answer = "lost_answer"
    """Paid, but the answer never comes: what a broken line looks like."""


@dataclass(frozen=True, slots=True)
class TestCard:
    brand: str
    behaviour: Behaviour
    label: str


TEST_CARDS = {
    "4242424242424242": TestCard("visa", Behaviour.paid, "Succeeds"),
    "5555555555554444": TestCard("mastercard", Behaviour.paid, "Succeeds"),
    "4000002500003155": TestCard("visa", Behaviour.asks, "Has to be confirmed by its holder"),
    "4000000000000002": TestCard("visa", Behaviour.declined, "Is declined"),
    "4000000000009995": TestCard("visa", Behaviour.no_funds, "Has not enough money"),
    "4000000000000341": TestCard("visa", Behaviour.saved_only, "Can be saved, but charges are declined"),
    "4000000000000259": TestCard("visa", Behaviour.disputed, "Succeeds, and is disputed"),
    "4000000000000408": TestCard("visa", Behaviour.lost_answer, "Succeeds, but the answer is lost"),
}
REFUSALS = {
    Behaviour.declined: "Your card was declined.",
    Behaviour.no_funds: "Your card has insufficient funds.",
    Behaviour.saved_only: "Your card was declined.",
}
ASKS = "Your bank asks you to confirm this payment."
