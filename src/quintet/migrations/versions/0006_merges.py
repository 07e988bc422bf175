"""Merges of records, and where merged records went.

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op

from quintet.foundation.db import ddl, types

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "merged_records",
        sa.Column("object", sa.String(length=60), nullable=False),
        sa.Column("record_id", types.Id(), nullable=False),
        sa.Column("winner_id", types.Id(), nullable=False),
        sa.Column("merge_id", types.Id(), nullable=False),
        sa.Column("workspace_id", types.Id(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "object", "record_id", name=op.f("pk_merged_records")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("merged_records", schema=None) as batch_op:
        batch_op.create_index("ix_merged_records_merge_id", ["merge_id"], unique=False)

    op.create_table(
        "merges",
        sa.Column("object", sa.String(length=60), nullable=False),
        sa.Column("winner_id", types.Id(), nullable=False),
        sa.Column("loser_ids", types.Json(), nullable=False),
        sa.Column("changes", types.Json(), nullable=False),
        sa.Column("moves", types.Json(), nullable=False),
        sa.Column("created_by", types.Id(), nullable=True),
        sa.Column("undone_at", types.UTCDateTime(), nullable=True),
        sa.Column("left", types.Json(), nullable=False),
        sa.Column("id", types.Id(), nullable=False),
        sa.Column("created_at", types.UTCDateTime(), nullable=False),
        sa.Column("updated_at", types.UTCDateTime(), nullable=False),
        sa.Column("workspace_id", types.Id(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_merges")),
    )
    for table in ["merged_records", "merges"]:
        ddl.enable_row_security(op.get_bind(), table)
