"""Photos of companies and leads; what deals are about to sell.

Revision ID: 0021
Revises: 0020
"""

import sqlalchemy as sa
from alembic import op

from quintet.foundation.db import types

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("companies", "leads"):
        op.add_column(table, sa.Column("photo_file_id", types.Id(), nullable=True))
        there = sa.text("photo_file_id is not null")
        op.create_index(
            f"ix_{table}_photo_file_id",
            table,
            ["workspace_id", "photo_file_id"],
            sqlite_where=there,
            postgresql_where=there,
        )
    op.add_column("deals", sa.Column("product_id", types.Id(), nullable=True))
    live = sa.text("deleted_at is null")
    columns = ["workspace_id", "product_id", "created_at", "id"]
    op.create_index("ix_deals_live_product_id_created_at", "deals", columns, sqlite_where=live, postgresql_where=live)
