"""Companies as the card provider knows them, and what the sandbox in its place remembers.

Revision ID: 0013
Revises: 0012
"""

import sqlalchemy as sa
from alembic import op

from quintet.foundation.db import ddl, types

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:

    op.create_table(
        "card_customers",
        sa.Column("company_id", types.Id(), nullable=False),
        sa.Column("provider", sa.String(length=30), nullable=False),
        sa.Column("customer_id", sa.String(length=100), nullable=False),
        sa.Column("id", types.Id(), nullable=False),
        sa.Column("created_at", types.UTCDateTime(), nullable=False),
        sa.Column("updated_at", types.UTCDateTime(), nullable=False),
        sa.Column("workspace_id", types.Id(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_card_customers")),
    )
    with op.batch_alter_table("card_customers", schema=None) as batch_op:
        batch_op.create_index("uq_card_customers_company_id", ["workspace_id", "company_id", "provider"], unique=True)

    op.create_table(
        "sandbox_card_things",
        sa.Column("id", sa.String(length=60), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("workspace_id", types.Id(), nullable=False),
        sa.Column("parent_id", sa.String(length=60), nullable=True),
        sa.Column("key", sa.String(length=100), nullable=True),
        sa.Column("secret", sa.String(length=100), nullable=True),
        sa.Column("data", types.Json(), nullable=False),
        sa.Column("created_at", types.UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sandbox_card_things")),
    )
    with op.batch_alter_table("sandbox_card_things", schema=None) as batch_op:
        batch_op.create_index("ix_sandbox_card_things_parent_id", ["parent_id"], unique=False)
        batch_op.create_index("uq_sandbox_card_things_key", ["key"], unique=True)
        batch_op.create_index("uq_sandbox_card_things_secret", ["secret"], unique=True)

    for table in ["card_customers"]:
        ddl.enable_row_security(op.get_bind(), table)
