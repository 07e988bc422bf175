"""What others may use of commerce."""

from quintet.commerce.payments.customers import begin_setup, cards_of, ensure_customer, remove_card, saved_cards
from quintet.commerce.products.service import PRODUCTS
from quintet.commerce.proposals.service import PROPOSALS
from quintet.commerce.terms.service import CONTRACT_TERMS, PAYMENT_TERMS, TAX_RATES

__all__ = [
    "CONTRACT_TERMS",
    "PAYMENT_TERMS",
    "PRODUCTS",
    "PROPOSALS",
    "TAX_RATES",
    "begin_setup",
    "cards_of",
    "ensure_customer",
    "remove_card",
    "saved_cards",
]
