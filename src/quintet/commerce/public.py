"""What others may use of commerce."""

from quintet.commerce.accounting.connecting import begin_connection, check_connection, disconnect, finish_connection
from quintet.commerce.accounting.models import EntryKind
from quintet.commerce.accounting.requesting import bring_company
from quintet.commerce.accounting.service import coverage as books_coverage
from quintet.commerce.accounting.service import ids_in_books, sync_record
from quintet.commerce.accounting.waiting import import_items, invoice_pdf, sync_now
from quintet.commerce.agreements.schemas import OpenAgreement, Signature
from quintet.commerce.agreements.service import (
    Signer,
    Unsigned,
    agreement_at,
    read_agreement,
    sign,
    sign_agreement,
    signed_agreement,
    signer_of,
)
from quintet.commerce.billing.schemas import BillingUpdate
from quintet.commerce.billing.service import today, update_billing
from quintet.commerce.documents.wording import render
from quintet.commerce.fulfilment.models import FulfilmentOrder
from quintet.commerce.fulfilment.picking import assign_serials, pick, serials_of
from quintet.commerce.fulfilment.schemas import Delivering, FulfilmentStatus, Picking, Serials, Shipping
from quintet.commerce.fulfilment.service import ORDERS, fulfil
from quintet.commerce.fulfilment.verbs import deliver, ship
from quintet.commerce.inventory.intake import Entry, add_devices, add_sims
from quintet.commerce.inventory.schemas import MOST_AT_ONCE, IntakeReport
from quintet.commerce.inventory.service import DEVICES, SIMS
from quintet.commerce.invoice_mails.schemas import Sending
from quintet.commerce.invoice_mails.service import send_invoice
from quintet.commerce.invoices.jobs import note_overdue_after
from quintet.commerce.invoices.models import Invoice
from quintet.commerce.invoices.schemas import InvoiceCreate, InvoiceUpdate, Voiding
from quintet.commerce.invoices.service import INVOICES, mark_sent, page_secret, void_invoice
from quintet.commerce.invoices.service import lines_in as invoice_lines
from quintet.commerce.invoices.service import mark_sent as mark_invoice_sent
from quintet.commerce.invoices.stats import ProductSales, invoice_stats, product_sales
from quintet.commerce.invoices.status import PAYABLE, InvoiceStatus
from quintet.commerce.payments.charging import begin as begin_payment
from quintet.commerce.payments.charging import check as check_payment
from quintet.commerce.payments.charging_endpoints import begin_form, session_of
from quintet.commerce.payments.customers import begin_setup, cards_of, ensure_customer, remove_card, saved_cards
from quintet.commerce.payments.details import PaymentDetails, payment_details
from quintet.commerce.payments.page import visitor as page_visitor
from quintet.commerce.payments.page_endpoints import checkout_form, printed_receipt, viewed_page
from quintet.commerce.payments.schemas import CardFormRead, PayPage
from quintet.commerce.payments.service import PAYMENTS
from quintet.commerce.products.schemas import Reordering
from quintet.commerce.products.service import PRODUCTS, product_of_sku, reorder_products
from quintet.commerce.proposals.answering import accept_proposal, decline_proposal, note_view
from quintet.commerce.proposals.jobs import note_expired_after
from quintet.commerce.proposals.models import Proposal
from quintet.commerce.proposals.schemas import Acceptance, Refusal
from quintet.commerce.proposals.sending import invoice_proposal
from quintet.commerce.proposals.sending import mark_sent as mark_proposal_sent
from quintet.commerce.proposals.service import PROPOSALS
from quintet.commerce.proposals.status import OPEN as OPEN_PROPOSALS
from quintet.commerce.proposals.status import ProposalStatus
from quintet.commerce.templates.service import DOCUMENT_TEMPLATES, invoice_words
from quintet.commerce.terms.service import CONTRACT_TERMS, PAYMENT_TERMS, TAX_RATES

__all__ = [
    "CONTRACT_TERMS",
    "DEVICES",
    "DOCUMENT_TEMPLATES",
    "INVOICES",
    "MOST_AT_ONCE",
    "OPEN_PROPOSALS",
    "ORDERS",
    "PAYABLE",
    "PAYMENTS",
    "PAYMENT_TERMS",
    "PRODUCTS",
    "PROPOSALS",
    "SIMS",
    "TAX_RATES",
    "Acceptance",
    "BillingUpdate",
    "CardFormRead",
    "Delivering",
    "Entry",
    "EntryKind",
    "FulfilmentOrder",
    "FulfilmentStatus",
    "IntakeReport",
    "Invoice",
    "InvoiceCreate",
    "InvoiceStatus",
    "InvoiceUpdate",
    "OpenAgreement",
    "PayPage",
    "PaymentDetails",
    "Picking",
    "ProductSales",
    "Proposal",
    "ProposalStatus",
    "Refusal",
    "Reordering",
    "Sending",
    "Serials",
    "Shipping",
    "Signature",
    "Signer",
    "Unsigned",
    "Voiding",
    "accept_proposal",
    "add_devices",
    "add_sims",
    "agreement_at",
    "assign_serials",
    "begin_connection",
    "begin_form",
    "begin_payment",
    "begin_setup",
    "books_coverage",
    "bring_company",
    "cards_of",
    "check_connection",
    "check_payment",
    "checkout_form",
    "decline_proposal",
    "deliver",
    "disconnect",
    "ensure_customer",
    "finish_connection",
    "fulfil",
    "ids_in_books",
    "import_items",
    "invoice_lines",
    "invoice_pdf",
    "invoice_proposal",
    "invoice_stats",
    "invoice_words",
    "mark_invoice_sent",
    "mark_proposal_sent",
    "mark_sent",
    "note_expired_after",
    "note_overdue_after",
    "note_view",
    "page_secret",
    "page_visitor",
    "payment_details",
    "pick",
    "printed_receipt",
    "product_of_sku",
    "product_sales",
    "read_agreement",
    "remove_card",
    "render",
    "reorder_products",
    "saved_cards",
    "send_invoice",
    "serials_of",
    "session_of",
    "ship",
    "sign",
    "sign_agreement",
    "signed_agreement",
    "signer_of",
    "sync_now",
    "sync_record",
    "today",
    "update_billing",
    "viewed_page",
    "void_invoice",
]
