"""What others may use of commerce."""

from quintet.commerce.payments.charging_endpoints import begin_form
from quintet.commerce.payments.customers import begin_setup, cards_of, ensure_customer, remove_card, saved_cards
from quintet.commerce.payments.details import PaymentDetails, payment_details
from quintet.commerce.payments.page_endpoints import checkout_form, viewed_page
from quintet.commerce.payments.schemas import CardFormRead, PayPage
from quintet.commerce.payments.service import PAYMENTS
from quintet.commerce.products.service import PRODUCTS
from quintet.commerce.proposals.service import PROPOSALS
from quintet.commerce.terms.service import CONTRACT_TERMS, PAYMENT_TERMS, TAX_RATES

__all__ = [
    "CONTRACT_TERMS",
    "PAYMENTS",
    "PAYMENT_TERMS",
    "PRODUCTS",
    "PROPOSALS",
    "TAX_RATES",
    "CardFormRead",
    "PayPage",
    "PaymentDetails",
    "begin_form",
    "begin_setup",
    "cards_of",
    "checkout_form",
    "ensure_customer",
    "payment_details",
    "remove_card",
    "saved_cards",
    "viewed_page",
]
