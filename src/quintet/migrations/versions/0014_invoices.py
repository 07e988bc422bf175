"""Products, what invoices are agreed on, and invoices with their lines and numbers.

Revision ID: 0014
Revises: 0013
"""

import sqlalchemy as sa
from alembic import op

from quintet.foundation.db import ddl, types

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "billing_settings",
        sa.Column("invoice_prefix", sa.String(length=20), nullable=False),
        sa.Column("due_days", sa.Integer(), nullable=False),
        sa.Column("invoice_notes", sa.Text(), nullable=False),
        sa.Column("invoice_terms", sa.Text(), nullable=False),
        sa.Column("id", types.Id(), nullable=False),
        sa.Column("created_at", types.UTCDateTime(), nullable=False),
        sa.Column("updated_at", types.UTCDateTime(), nullable=False),
        sa.Column("workspace_id", types.Id(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_billing_settings")),
    )
    with op.batch_alter_table("billing_settings", schema=None) as batch_op:
        batch_op.create_index("uq_billing_settings_workspace_id", ["workspace_id"], unique=True)

    op.create_table(
        "contract_terms",
        sa.Column("months", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("name_folded", sa.String(length=200), nullable=False),
        sa.Column("is_default", sa.Boolean(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("deleted_at", types.UTCDateTime(), nullable=True),
        sa.Column("created_by", types.Id(), nullable=True),
        sa.Column("custom", types.Json(), nullable=False),
        sa.Column("id", types.Id(), nullable=False),
        sa.Column("created_at", types.UTCDateTime(), nullable=False),
        sa.Column("updated_at", types.UTCDateTime(), nullable=False),
        sa.Column("workspace_id", types.Id(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract_terms")),
    )
    with op.batch_alter_table("contract_terms", schema=None) as batch_op:
        batch_op.create_index(
            "ix_contract_terms_live_created_at",
            ["workspace_id", "created_at", "id"],
            unique=False,
            sqlite_where=sa.text("deleted_at is null"),
            postgresql_where=sa.text("deleted_at is null"),
        )
        batch_op.create_index(
            "ix_contract_terms_live_name_folded",
            ["workspace_id", "name_folded", "id"],
            unique=False,
            sqlite_where=sa.text("deleted_at is null"),
            postgresql_where=sa.text("deleted_at is null"),
        )
        batch_op.create_index(
            "uq_contract_terms_default",
            ["workspace_id"],
            unique=True,
            sqlite_where=sa.text("is_default and deleted_at is null"),
            postgresql_where=sa.text("is_default and deleted_at is null"),
        )
        batch_op.create_index(
            "uq_contract_terms_name",
            ["workspace_id", "name_folded"],
            unique=True,
            sqlite_where=sa.text("deleted_at is null"),
            postgresql_where=sa.text("deleted_at is null"),
        )

    op.create_table(
        "invoice_counters",
        sa.Column("series", sa.String(length=30), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.Column("workspace_id", types.Id(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "series", name=op.f("pk_invoice_counters")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "invoices",
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("company_id", types.Id(), nullable=True),
        sa.Column("contact_id", types.Id(), nullable=True),
        sa.Column("deal_id", types.Id(), nullable=True),
        sa.Column("lead_id", types.Id(), nullable=True),
        sa.Column("owner_id", types.Id(), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("tax_rate_id", types.Id(), nullable=True),
        sa.Column("tax_percent", sa.Float(), nullable=False),
        sa.Column("subtotal_minor", sa.BigInteger(), nullable=False),
        sa.Column("discount_minor", sa.BigInteger(), nullable=False),
        sa.Column("tax_minor", sa.BigInteger(), nullable=False),
        sa.Column("shipping_minor", sa.BigInteger(), nullable=False),
        sa.Column("total_minor", sa.BigInteger(), nullable=False),
        sa.Column("paid_minor", sa.BigInteger(), nullable=False),
        sa.Column("balance_minor", sa.BigInteger(), nullable=False),
        sa.Column("payment_term_id", types.Id(), nullable=True),
        sa.Column("contract_term_id", types.Id(), nullable=True),
        sa.Column("carrier", sa.String(length=200), nullable=True),
        sa.Column("backend", sa.String(length=200), nullable=True),
        sa.Column("shipping_type", sa.String(length=200), nullable=True),
        sa.Column("reference", sa.String(length=100), nullable=True),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.Column("terms", sa.Text(), nullable=True),
        sa.Column("public_token", sa.String(length=64), nullable=False),
        sa.Column("sent_at", types.UTCDateTime(), nullable=True),
        sa.Column("sent_to", sa.String(length=320), nullable=True),
        sa.Column("paid_at", types.UTCDateTime(), nullable=True),
        sa.Column("voided_at", types.UTCDateTime(), nullable=True),
        sa.Column("void_reason", sa.String(length=500), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("deleted_at", types.UTCDateTime(), nullable=True),
        sa.Column("created_by", types.Id(), nullable=True),
        sa.Column("custom", types.Json(), nullable=False),
        sa.Column("id", types.Id(), nullable=False),
        sa.Column("created_at", types.UTCDateTime(), nullable=False),
        sa.Column("updated_at", types.UTCDateTime(), nullable=False),
        sa.Column("workspace_id", types.Id(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invoices")),
    )
    with op.batch_alter_table("invoices", schema=None) as batch_op:
        batch_op.create_index(
            "ix_invoices_live_company_id_created_at",
            ["workspace_id", "company_id", "created_at", "id"],
            unique=False,
            sqlite_where=sa.text("deleted_at is null"),
            postgresql_where=sa.text("deleted_at is null"),
        )
        batch_op.create_index(
            "ix_invoices_live_contact_id_created_at",
            ["workspace_id", "contact_id", "created_at", "id"],
            unique=False,
            sqlite_where=sa.text("deleted_at is null"),
            postgresql_where=sa.text("deleted_at is null"),
        )
        batch_op.create_index(
            "ix_invoices_live_created_at",
            ["workspace_id", "created_at", "id"],
            unique=False,
            sqlite_where=sa.text("deleted_at is null"),
            postgresql_where=sa.text("deleted_at is null"),
        )
        batch_op.create_index(
            "ix_invoices_live_created_by_created_at",
            ["workspace_id", "created_by", "created_at", "id"],
            unique=False,
            sqlite_where=sa.text("deleted_at is null"),
            postgresql_where=sa.text("deleted_at is null"),
        )
        batch_op.create_index(
            "ix_invoices_live_deal_id_created_at",
            ["workspace_id", "deal_id", "created_at", "id"],
            unique=False,
            sqlite_where=sa.text("deleted_at is null"),
            postgresql_where=sa.text("deleted_at is null"),
        )
        batch_op.create_index(
            "ix_invoices_live_due_on",
            ["workspace_id", "due_on", "id"],
            unique=False,
            sqlite_where=sa.text("deleted_at is null"),
            postgresql_where=sa.text("deleted_at is null"),
        )
        batch_op.create_index(
            "ix_invoices_live_owner_id_created_at",
            ["workspace_id", "owner_id", "created_at", "id"],
            unique=False,
            sqlite_where=sa.text("deleted_at is null"),
            postgresql_where=sa.text("deleted_at is null"),
        )
        batch_op.create_index(
            "ix_invoices_live_status_created_at",
            ["workspace_id", "status", "created_at", "id"],
            unique=False,
            sqlite_where=sa.text("deleted_at is null"),
            postgresql_where=sa.text("deleted_at is null"),
        )
        batch_op.create_index(
            "ix_invoices_waiting",
            ["due_on"],
            unique=False,
            sqlite_where=sa.text("status in ('sent', 'partial') and deleted_at is null"),
            postgresql_where=sa.text("status in ('sent', 'partial') and deleted_at is null"),
        )
        batch_op.create_index("uq_invoices_number", ["workspace_id", "number"], unique=True)
        batch_op.create_index("uq_invoices_public_token", ["public_token"], unique=True)

    op.create_table(
        "payment_terms",
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("name_folded", sa.String(length=200), nullable=False),
        sa.Column("is_default", sa.Boolean(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("deleted_at", types.UTCDateTime(), nullable=True),
        sa.Column("created_by", types.Id(), nullable=True),
        sa.Column("custom", types.Json(), nullable=False),
        sa.Column("id", types.Id(), nullable=False),
        sa.Column("created_at", types.UTCDateTime(), nullable=False),
        sa.Column("updated_at", types.UTCDateTime(), nullable=False),
        sa.Column("workspace_id", types.Id(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment_terms")),
    )
    with op.batch_alter_table("payment_terms", schema=None) as batch_op:
        batch_op.create_index(
            "ix_payment_terms_live_created_at",
            ["workspace_id", "created_at", "id"],
            unique=False,
            sqlite_where=sa.text("deleted_at is null"),
            postgresql_where=sa.text("deleted_at is null"),
        )
        batch_op.create_index(
            "ix_payment_terms_live_name_folded",
            ["workspace_id", "name_folded", "id"],
            unique=False,
            sqlite_where=sa.text("deleted_at is null"),
            postgresql_where=sa.text("deleted_at is null"),
        )
        batch_op.create_index(
            "uq_payment_terms_default",
            ["workspace_id"],
            unique=True,
            sqlite_where=sa.text("is_default and deleted_at is null"),
            postgresql_where=sa.text("is_default and deleted_at is null"),
        )
        batch_op.create_index(
            "uq_payment_terms_name",
            ["workspace_id", "name_folded"],
            unique=True,
            sqlite_where=sa.text("deleted_at is null"),
            postgresql_where=sa.text("deleted_at is null"),
        )

    op.create_table(
        "products",
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("name_folded", sa.String(length=900), nullable=False),
        sa.Column("sku", sa.String(length=60), nullable=False),
        sa.Column("sku_folded", sa.String(length=120), nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("category", sa.String(length=200), nullable=True),
        sa.Column("price_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("unit", sa.String(length=40), nullable=True),
        sa.Column("taxable", sa.Boolean(), nullable=False),
        sa.Column("sellable", sa.Boolean(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("parent_id", types.Id(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("deleted_at", types.UTCDateTime(), nullable=True),
        sa.Column("created_by", types.Id(), nullable=True),
        sa.Column("custom", types.Json(), nullable=False),
        sa.Column("id", types.Id(), nullable=False),
        sa.Column("created_at", types.UTCDateTime(), nullable=False),
        sa.Column("updated_at", types.UTCDateTime(), nullable=False),
        sa.Column("workspace_id", types.Id(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_products")),
    )
    with op.batch_alter_table("products", schema=None) as batch_op:
        batch_op.create_index(
            "ix_products_live_category",
            ["workspace_id", "category", "id"],
            unique=False,
            sqlite_where=sa.text("deleted_at is null"),
            postgresql_where=sa.text("deleted_at is null"),
        )
        batch_op.create_index(
            "ix_products_live_created_at",
            ["workspace_id", "created_at", "id"],
            unique=False,
            sqlite_where=sa.text("deleted_at is null"),
            postgresql_where=sa.text("deleted_at is null"),
        )
        batch_op.create_index(
            "ix_products_live_name_folded",
            ["workspace_id", "name_folded", "id"],
            unique=False,
            sqlite_where=sa.text("deleted_at is null"),
            postgresql_where=sa.text("deleted_at is null"),
        )
        batch_op.create_index(
            "ix_products_live_parent_id_position",
            ["workspace_id", "parent_id", "position", "id"],
            unique=False,
            sqlite_where=sa.text("deleted_at is null"),
            postgresql_where=sa.text("deleted_at is null"),
        )
        batch_op.create_index(
            "ix_products_live_position",
            ["workspace_id", "position", "id"],
            unique=False,
            sqlite_where=sa.text("deleted_at is null"),
            postgresql_where=sa.text("deleted_at is null"),
        )
        batch_op.create_index(
            "uq_products_sku",
            ["workspace_id", "sku_folded"],
            unique=True,
            sqlite_where=sa.text("deleted_at is null"),
            postgresql_where=sa.text("deleted_at is null"),
        )

    op.create_table(
        "tax_rates",
        sa.Column("percent", sa.Float(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("name_folded", sa.String(length=200), nullable=False),
        sa.Column("is_default", sa.Boolean(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("deleted_at", types.UTCDateTime(), nullable=True),
        sa.Column("created_by", types.Id(), nullable=True),
        sa.Column("custom", types.Json(), nullable=False),
        sa.Column("id", types.Id(), nullable=False),
        sa.Column("created_at", types.UTCDateTime(), nullable=False),
        sa.Column("updated_at", types.UTCDateTime(), nullable=False),
        sa.Column("workspace_id", types.Id(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tax_rates")),
    )
    with op.batch_alter_table("tax_rates", schema=None) as batch_op:
        batch_op.create_index(
            "ix_tax_rates_live_created_at",
            ["workspace_id", "created_at", "id"],
            unique=False,
            sqlite_where=sa.text("deleted_at is null"),
            postgresql_where=sa.text("deleted_at is null"),
        )
        batch_op.create_index(
            "ix_tax_rates_live_name_folded",
            ["workspace_id", "name_folded", "id"],
            unique=False,
            sqlite_where=sa.text("deleted_at is null"),
            postgresql_where=sa.text("deleted_at is null"),
        )
        batch_op.create_index(
            "uq_tax_rates_default",
            ["workspace_id"],
            unique=True,
            sqlite_where=sa.text("is_default and deleted_at is null"),
            postgresql_where=sa.text("is_default and deleted_at is null"),
        )
        batch_op.create_index(
            "uq_tax_rates_name",
            ["workspace_id", "name_folded"],
            unique=True,
            sqlite_where=sa.text("deleted_at is null"),
            postgresql_where=sa.text("deleted_at is null"),
        )

    op.create_table(
        "invoice_lines",
        sa.Column("invoice_id", types.Id(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("product_id", types.Id(), nullable=True),
        sa.Column("code", sa.String(length=60), nullable=True),
        sa.Column("description", sa.String(length=1000), nullable=False),
        sa.Column("quantity", sa.Float(), nullable=False),
        sa.Column("unit", sa.String(length=40), nullable=True),
        sa.Column("unit_price_minor", sa.BigInteger(), nullable=False),
        sa.Column("taxable", sa.Boolean(), nullable=False),
        sa.Column("total_minor", sa.BigInteger(), nullable=False),
        sa.Column("id", types.Id(), nullable=False),
        sa.Column("created_at", types.UTCDateTime(), nullable=False),
        sa.Column("updated_at", types.UTCDateTime(), nullable=False),
        sa.Column("workspace_id", types.Id(), nullable=False),
        sa.ForeignKeyConstraint(
            ["invoice_id"], ["invoices.id"], name=op.f("fk_invoice_lines_invoice_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invoice_lines")),
    )
    with op.batch_alter_table("invoice_lines", schema=None) as batch_op:
        batch_op.create_index("ix_invoice_lines_invoice_id", ["invoice_id", "position"], unique=False)
        batch_op.create_index("ix_invoice_lines_product_id", ["workspace_id", "product_id"], unique=False)

    for table in [
        "billing_settings",
        "contract_terms",
        "invoice_counters",
        "invoices",
        "payment_terms",
        "products",
        "tax_rates",
        "invoice_lines",
    ]:
        ddl.enable_row_security(op.get_bind(), table)
