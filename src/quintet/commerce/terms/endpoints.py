"""How tax rates, payment terms and contract terms are reached."""

from quintet.commerce.terms.service import CONTRACT_TERMS, PAYMENT_TERMS, TAX_RATES
from quintet.foundation.objects.router import record_router

tax_rate_routes = record_router(TAX_RATES)
payment_term_routes = record_router(PAYMENT_TERMS)
contract_term_routes = record_router(CONTRACT_TERMS)
