"""What a payment is."""

from quintet.commerce.payments.models import Payment
from quintet.commerce.payments.ports import DisputeStatus
from quintet.commerce.payments.schemas import PaymentCreate, PaymentKind, PaymentMethod, PaymentUpdate
from quintet.foundation.access import Role
from quintet.foundation.objects import Field, FieldType, Link, ObjectSpec, Parent, Visibility
from quintet.foundation.objects.spec import Rights


def _words(payment: Payment) -> list[str | None]:
    return [payment.reference, payment.note]


PAYMENT: ObjectSpec[Payment, PaymentCreate, PaymentUpdate] = ObjectSpec(
    name="payment",
    plural="payments",
    label="Payment",
    label_plural="Payments",
    icon="cash",
    model=Payment,
    create=PaymentCreate,
    update=PaymentUpdate,
    title=Payment.invoice_number,
    search=_words,
    visibility=Visibility(owners=(Payment.created_by,), parents=(Parent(Payment.invoice_id, "invoice"),)),
    links=(
        Link(Payment.invoice_id, "invoice"),
        Link(Payment.company_id, "company"),
        Link(Payment.contact_id, "contact"),
    ),
    rights=Rights(delete=Role.manager),
    fields=(
        Field(Payment.invoice_number, "Invoice number", readonly=True, default=True),
        Field(
            Payment.invoice_id,
            "Invoice",
            FieldType.relation,
            relation="invoice",
            indexed=True,
            required=True,
        ),
        Field(
            Payment.company_id,
            "Company",
            FieldType.relation,
            relation="company",
            indexed=True,
            readonly=True,
            default=True,
        ),
        Field(Payment.contact_id, "Contact", FieldType.relation, relation="contact", readonly=True),
        Field(Payment.kind, "Kind", FieldType.select, options=PaymentKind, readonly=True, default=True),
        Field(Payment.amount_minor, "Amount", FieldType.money, required=True, default=True),
        Field(Payment.currency, "Currency", readonly=True),
        Field(Payment.method, "Method", FieldType.select, options=PaymentMethod, required=True, default=True),
        Field(Payment.paid_on, "Day", FieldType.date, indexed=True, default=True),
        Field(Payment.reference, "Reference", default=True),
        Field(Payment.note, "Note", FieldType.long_text, sortable=False),
        Field(Payment.applied_minor, "Counts for the invoice", FieldType.money, readonly=True, tracked=False),
        Field(Payment.refunded_minor, "Gone back", FieldType.money, readonly=True, tracked=False),
        Field(Payment.refund_of_id, "Taken back from", FieldType.relation, relation="payment", readonly=True),
        Field(Payment.provider, "Card provider", readonly=True),
        Field(Payment.provider_id, "Provider's id", readonly=True),
        Field(Payment.charge_id, "Charge", readonly=True),
        Field(Payment.card_brand, "Card", readonly=True),
        Field(Payment.card_last4, "Card ends in", readonly=True),
        Field(Payment.dispute_status, "Dispute", FieldType.select, options=DisputeStatus, readonly=True),
    ),
)
