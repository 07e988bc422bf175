"""Documents: how they look, and the mails by which they are sent.

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

    for table in ["invoice_mails"]:
        ddl.enable_row_security(op.get_bind(), table)
