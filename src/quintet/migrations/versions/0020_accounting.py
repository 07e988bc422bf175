"""The connection to a workspace's books, what stands in them, amounts that came for invoices, and the sandbox's books.

Revision ID: 0020
Revises: 0019
"""

import sqlalchemy as sa
from alembic import op

from quintet.foundation.db import ddl, types

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "accounting_connections",
        sa.Column("provider", sa.String(length=30), nullable=False),
        sa.Column("books_id", sa.String(length=60), nullable=False),
        sa.Column("books_name", sa.String(length=300), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("tokens", sa.Text(), nullable=False),
        sa.Column("renewals", sa.Integer(), nullable=False),
        sa.Column("expires_at", types.UTCDateTime(), nullable=False),
        sa.Column("renewing_until", types.UTCDateTime(), nullable=True),
        sa.Column("error", sa.String(length=500), nullable=True),
        sa.Column("sales_item_id", sa.String(length=60), nullable=True),
        sa.Column("connected_by", types.Id(), nullable=True),
        sa.Column("id", types.Id(), nullable=False),
        sa.Column("created_at", types.UTCDateTime(), nullable=False),
        sa.Column("updated_at", types.UTCDateTime(), nullable=False),
        sa.Column("workspace_id", types.Id(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounting_connections")),
    )
    with op.batch_alter_table("accounting_connections", schema=None) as batch_op:
        batch_op.create_index("uq_accounting_connections_workspace_id", ["workspace_id"], unique=True)

    op.create_table(
        "accounting_entries",
        sa.Column("books_id", sa.String(length=60), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("record_type", sa.String(length=20), nullable=False),
        sa.Column("record_id", types.Id(), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("theirs_id", sa.String(length=60), nullable=True),
        sa.Column("theirs_version", sa.String(length=20), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=True),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("error", sa.String(length=500), nullable=True),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.Column("synced_at", types.UTCDateTime(), nullable=True),
        sa.Column("claim", types.Id(), nullable=True),
        sa.Column("claimed_until", types.UTCDateTime(), nullable=True),
        sa.Column("id", types.Id(), nullable=False),
        sa.Column("created_at", types.UTCDateTime(), nullable=False),
        sa.Column("updated_at", types.UTCDateTime(), nullable=False),
        sa.Column("workspace_id", types.Id(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounting_entries")),
    )
    with op.batch_alter_table("accounting_entries", schema=None) as batch_op:
        batch_op.create_index(
            "ix_accounting_entries_status", ["workspace_id", "books_id", "status", "id"], unique=False
        )
        batch_op.create_index(
            "uq_accounting_entries_ours", ["workspace_id", "books_id", "kind", "record_id"], unique=True
        )
        batch_op.create_index(
            "uq_accounting_entries_theirs",
            ["workspace_id", "books_id", "kind", "theirs_id"],
            unique=True,
            sqlite_where=sa.text("theirs_id is not null"),
            postgresql_where=sa.text("theirs_id is not null"),
        )

    op.create_table(
        "applied_payments",
        sa.Column("fact_id", types.Id(), nullable=False),
        sa.Column("invoice_id", types.Id(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("applied_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("applied_at", types.UTCDateTime(), nullable=False),
        sa.Column("id", types.Id(), nullable=False),
        sa.Column("created_at", types.UTCDateTime(), nullable=False),
        sa.Column("updated_at", types.UTCDateTime(), nullable=False),
        sa.Column("workspace_id", types.Id(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_applied_payments")),
    )
    with op.batch_alter_table("applied_payments", schema=None) as batch_op:
        batch_op.create_index("ix_applied_payments_invoice_id", ["workspace_id", "invoice_id", "id"], unique=False)
        batch_op.create_index("uq_applied_payments_fact_id", ["workspace_id", "fact_id"], unique=True)

    op.create_table(
        "sandbox_book_entries",
        sa.Column("id", sa.String(length=60), nullable=False),
        sa.Column("books_id", sa.String(length=60), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=True),
        sa.Column("data", types.Json(), nullable=False),
        sa.Column("created_at", types.UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sandbox_book_entries")),
    )
    with op.batch_alter_table("sandbox_book_entries", schema=None) as batch_op:
        batch_op.create_index("ix_sandbox_book_entries_name", ["books_id", "kind", "name"], unique=False)
        batch_op.create_index("uq_sandbox_book_entries_key", ["books_id", "key"], unique=True)

    for table in ["accounting_connections", "accounting_entries", "applied_payments"]:
        ddl.enable_row_security(op.get_bind(), table)
