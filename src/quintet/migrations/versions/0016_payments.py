"""Payments: what came for invoices and went back, cards that are charged, disputes, visits of pay pages.

Revision ID: 0016
Revises: 0015
"""

import sqlalchemy as sa
from alembic import op

from quintet.foundation.db import ddl, types

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "card_intents",
        sa.Column("invoice_id", types.Id(), nullable=False),
        sa.Column("provider", sa.String(length=30), nullable=False),
        sa.Column("provider_id", sa.String(length=100), nullable=True),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("customer_id", sa.String(length=100), nullable=True),
        sa.Column("card_id", sa.String(length=100), nullable=True),
        sa.Column("save_card", sa.Boolean(), nullable=False),
        sa.Column("error", sa.String(length=500), nullable=True),
        sa.Column("requested_by", types.Id(), nullable=True),
        sa.Column("id", types.Id(), nullable=False),
        sa.Column("created_at", types.UTCDateTime(), nullable=False),
        sa.Column("updated_at", types.UTCDateTime(), nullable=False),
        sa.Column("workspace_id", types.Id(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_card_intents")),
    )
    with op.batch_alter_table("card_intents", schema=None) as batch_op:
        batch_op.create_index("ix_card_intents_invoice_id", ["workspace_id", "invoice_id", "created_at"], unique=False)
        batch_op.create_index(
            "uq_card_intents_open",
            ["workspace_id", "invoice_id"],
            unique=True,
            sqlite_where=sa.text("status in ('asking', 'open', 'needs_action', 'processing')"),
            postgresql_where=sa.text("status in ('asking', 'open', 'needs_action', 'processing')"),
        )
        batch_op.create_index("uq_card_intents_provider_id", ["provider", "provider_id"], unique=True)
        batch_op.create_index(
            "ix_card_intents_waiting",
            ["updated_at"],
            unique=False,
            sqlite_where=sa.text("status in ('asking', 'open', 'needs_action', 'processing')"),
            postgresql_where=sa.text("status in ('asking', 'open', 'needs_action', 'processing')"),
        )

    op.create_table(
        "payments",
        sa.Column("invoice_id", types.Id(), nullable=False),
        sa.Column("invoice_number", sa.String(length=40), nullable=False),
        sa.Column("company_id", types.Id(), nullable=True),
        sa.Column("contact_id", types.Id(), nullable=True),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("method", sa.String(length=20), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("paid_on", sa.Date(), nullable=False),
        sa.Column("reference", sa.String(length=100), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("applied_minor", sa.BigInteger(), nullable=False),
        sa.Column("refunded_minor", sa.BigInteger(), nullable=False),
        sa.Column("refund_of_id", types.Id(), nullable=True),
        sa.Column("provider", sa.String(length=30), nullable=True),
        sa.Column("provider_id", sa.String(length=100), nullable=True),
        sa.Column("charge_id", sa.String(length=100), nullable=True),
        sa.Column("card_brand", sa.String(length=30), nullable=True),
        sa.Column("card_last4", sa.String(length=4), nullable=True),
        sa.Column("dispute_status", sa.String(length=10), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("deleted_at", types.UTCDateTime(), nullable=True),
        sa.Column("created_by", types.Id(), nullable=True),
        sa.Column("custom", types.Json(), nullable=False),
        sa.Column("id", types.Id(), nullable=False),
        sa.Column("created_at", types.UTCDateTime(), nullable=False),
        sa.Column("updated_at", types.UTCDateTime(), nullable=False),
        sa.Column("workspace_id", types.Id(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payments")),
    )
    with op.batch_alter_table("payments", schema=None) as batch_op:
        batch_op.create_index("ix_payments_contact_id", ["workspace_id", "contact_id"], unique=False)
        batch_op.create_index(
            "ix_payments_live_company_id_created_at",
            ["workspace_id", "company_id", "created_at", "id"],
            unique=False,
            sqlite_where=sa.text("deleted_at is null"),
            postgresql_where=sa.text("deleted_at is null"),
        )
        batch_op.create_index(
            "ix_payments_live_created_at",
            ["workspace_id", "created_at", "id"],
            unique=False,
            sqlite_where=sa.text("deleted_at is null"),
            postgresql_where=sa.text("deleted_at is null"),
        )
        batch_op.create_index(
            "ix_payments_live_created_by_created_at",
            ["workspace_id", "created_by", "created_at", "id"],
            unique=False,
            sqlite_where=sa.text("deleted_at is null"),
            postgresql_where=sa.text("deleted_at is null"),
        )
        batch_op.create_index(
            "ix_payments_live_invoice_id_created_at",
            ["workspace_id", "invoice_id", "created_at", "id"],
            unique=False,
            sqlite_where=sa.text("deleted_at is null"),
            postgresql_where=sa.text("deleted_at is null"),
        )
        batch_op.create_index(
            "ix_payments_live_paid_on",
            ["workspace_id", "paid_on", "id"],
            unique=False,
            sqlite_where=sa.text("deleted_at is null"),
            postgresql_where=sa.text("deleted_at is null"),
        )
        batch_op.create_index("uq_payments_provider_id", ["provider", "provider_id"], unique=True)

    op.create_table(
        "card_refunds",
        sa.Column("payment_id", types.Id(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=True),
        sa.Column("error", sa.String(length=500), nullable=True),
        sa.Column("requested_by", types.Id(), nullable=True),
        sa.Column("request_key", sa.String(length=300), nullable=True),
        sa.Column("entry_id", types.Id(), nullable=True),
        sa.Column("id", types.Id(), nullable=False),
        sa.Column("created_at", types.UTCDateTime(), nullable=False),
        sa.Column("updated_at", types.UTCDateTime(), nullable=False),
        sa.Column("workspace_id", types.Id(), nullable=False),
        sa.ForeignKeyConstraint(
            ["payment_id"], ["payments.id"], name=op.f("fk_card_refunds_payment_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_card_refunds")),
    )
    with op.batch_alter_table("card_refunds", schema=None) as batch_op:
        batch_op.create_index("ix_card_refunds_payment_id", ["payment_id", "created_at"], unique=False)
        batch_op.create_index("uq_card_refunds_request_key", ["workspace_id", "request_key"], unique=True)
        batch_op.create_index(
            "ix_card_refunds_waiting",
            ["created_at"],
            unique=False,
            sqlite_where=sa.text("status = 'asking'"),
            postgresql_where=sa.text("status = 'asking'"),
        )

    op.create_table(
        "invoice_page_visits",
        sa.Column("invoice_id", types.Id(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("last_at", types.UTCDateTime(), nullable=False),
        sa.Column("told_at", types.UTCDateTime(), nullable=True),
        sa.Column("id", types.Id(), nullable=False),
        sa.Column("created_at", types.UTCDateTime(), nullable=False),
        sa.Column("updated_at", types.UTCDateTime(), nullable=False),
        sa.Column("workspace_id", types.Id(), nullable=False),
        sa.ForeignKeyConstraint(
            ["invoice_id"], ["invoices.id"], name=op.f("fk_invoice_page_visits_invoice_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invoice_page_visits")),
    )
    with op.batch_alter_table("invoice_page_visits", schema=None) as batch_op:
        batch_op.create_index("uq_invoice_page_visits_invoice_id", ["invoice_id"], unique=True)

    op.create_table(
        "payment_disputes",
        sa.Column("payment_id", types.Id(), nullable=False),
        sa.Column("provider", sa.String(length=30), nullable=False),
        sa.Column("provider_id", sa.String(length=100), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.String(length=100), nullable=False),
        sa.Column("id", types.Id(), nullable=False),
        sa.Column("created_at", types.UTCDateTime(), nullable=False),
        sa.Column("updated_at", types.UTCDateTime(), nullable=False),
        sa.Column("workspace_id", types.Id(), nullable=False),
        sa.ForeignKeyConstraint(
            ["payment_id"], ["payments.id"], name=op.f("fk_payment_disputes_payment_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment_disputes")),
    )
    with op.batch_alter_table("payment_disputes", schema=None) as batch_op:
        batch_op.create_index("ix_payment_disputes_payment_id", ["payment_id"], unique=False)
        batch_op.create_index("uq_payment_disputes_provider_id", ["provider", "provider_id"], unique=True)

    for table in ["card_intents", "payments", "card_refunds", "invoice_page_visits", "payment_disputes"]:
        ddl.enable_row_security(op.get_bind(), table)
