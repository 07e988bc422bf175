"""What others may use of commerce."""

from quintet.commerce.payments.customers import begin_setup, cards_of, ensure_customer, remove_card, saved_cards

__all__ = ["begin_setup", "cards_of", "ensure_customer", "remove_card", "saved_cards"]
