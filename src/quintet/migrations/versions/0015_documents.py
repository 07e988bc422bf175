"""Documents: how they look, the mails by which they are sent, their texts, and what was signed.

Revision ID: 0015
Revises: 0014
"""

import sqlalchemy as sa
from alembic import op

from quintet.foundation.db import ddl, types

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("billing_settings", schema=None) as batch_op:
        batch_op.add_column(sa.Column("language", sa.String(length=5), nullable=False, server_default="en"))
        batch_op.add_column(sa.Column("paper", sa.String(length=10), nullable=False, server_default="a4"))
        batch_op.add_column(sa.Column("accent_color", sa.String(length=7), nullable=False, server_default="#2f5bea"))
    with op.batch_alter_table("billing_settings", schema=None) as batch_op:
        for name in ("language", "paper", "accent_color"):
            batch_op.alter_column(name, server_default=None)

    with op.batch_alter_table("sandbox_messages", schema=None) as batch_op:
        batch_op.add_column(sa.Column("attachments", types.Json(), nullable=False, server_default="[]"))
    with op.batch_alter_table("sandbox_messages", schema=None) as batch_op:
        batch_op.alter_column("attachments", server_default=None)

    op.create_table(
        "invoice_mails",
        sa.Column("invoice_id", types.Id(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("to_address", sa.String(length=320), nullable=False),
        sa.Column("to_name", sa.String(length=450), nullable=False),
        sa.Column("reply_to", sa.String(length=320), nullable=True),
        sa.Column("subject", sa.String(length=300), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("noted", sa.Boolean(), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("error", sa.String(length=500), nullable=True),
        sa.Column("requested_by", types.Id(), nullable=True),
        sa.Column("provider_id", sa.String(length=300), nullable=True),
        sa.Column("sent_at", types.UTCDateTime(), nullable=True),
        sa.Column("id", types.Id(), nullable=False),
        sa.Column("created_at", types.UTCDateTime(), nullable=False),
        sa.Column("updated_at", types.UTCDateTime(), nullable=False),
        sa.Column("workspace_id", types.Id(), nullable=False),
        sa.ForeignKeyConstraint(
            ["invoice_id"], ["invoices.id"], name=op.f("fk_invoice_mails_invoice_id_invoices"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invoice_mails")),
    )
    with op.batch_alter_table("invoice_mails", schema=None) as batch_op:
        batch_op.create_index("ix_invoice_mails_invoice_id", ["workspace_id", "invoice_id", "created_at"], unique=False)
        batch_op.create_index(
            "uq_invoice_mails_waiting",
            ["workspace_id", "invoice_id"],
            unique=True,
            sqlite_where=sa.text("status in ('queued', 'sending')"),
            postgresql_where=sa.text("status in ('queued', 'sending')"),
        )

    op.create_table(
        "document_templates",
        sa.Column("type", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("name_folded", sa.String(length=400), nullable=False),
        sa.Column("subject", sa.String(length=500), nullable=True),
        sa.Column("content", sa.Text(), nullable=False),
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
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_templates")),
    )
    with op.batch_alter_table("document_templates", schema=None) as batch_op:
        live = {
            "sqlite_where": sa.text("deleted_at is null"),
            "postgresql_where": sa.text("deleted_at is null"),
        }
        for columns in (["created_at"], ["name_folded"], ["type", "name_folded"]):
            name = f"ix_document_templates_live_{'_'.join(columns)}"
            batch_op.create_index(name, ["workspace_id", *columns, "id"], unique=False, **live)
        batch_op.create_index(
            "uq_document_templates_name", ["workspace_id", "type", "name_folded"], unique=True, **live
        )
        batch_op.create_index(
            "uq_document_templates_default",
            ["workspace_id", "type"],
            unique=True,
            sqlite_where=sa.text("is_default and deleted_at is null"),
            postgresql_where=sa.text("is_default and deleted_at is null"),
        )

    op.create_table(
        "signed_agreements",
        sa.Column("invoice_id", types.Id(), nullable=False),
        sa.Column("template_id", types.Id(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("signed_name", sa.String(length=200), nullable=False),
        sa.Column("signed_at", types.UTCDateTime(), nullable=False),
        sa.Column("ip_address", sa.String(length=64), nullable=False),
        sa.Column("user_agent", sa.String(length=500), nullable=False),
        sa.Column("id", types.Id(), nullable=False),
        sa.Column("created_at", types.UTCDateTime(), nullable=False),
        sa.Column("updated_at", types.UTCDateTime(), nullable=False),
        sa.Column("workspace_id", types.Id(), nullable=False),
        sa.ForeignKeyConstraint(
            ["invoice_id"], ["invoices.id"], name=op.f("fk_signed_agreements_invoice_id_invoices"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signed_agreements")),
    )
    with op.batch_alter_table("signed_agreements", schema=None) as batch_op:
        batch_op.create_index("uq_signed_agreements_invoice_id", ["workspace_id", "invoice_id"], unique=True)

    with op.batch_alter_table("invoices", schema=None) as batch_op:
        batch_op.add_column(sa.Column("agreement_template_id", types.Id(), nullable=True))

    for table in ["document_templates", "invoice_mails", "signed_agreements"]:
        ddl.enable_row_security(op.get_bind(), table)
