"""The words that a workspace wants in fields.

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op

from quintet.foundation.db import ddl, types

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_LIVE = {"sqlite_where": sa.text("deleted_at is null"), "postgresql_where": sa.text("deleted_at is null")}


def upgrade() -> None:
    op.create_table(
        "taxonomies",
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("value", sa.String(length=200), nullable=False),
        sa.Column("value_folded", sa.String(length=400), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("deleted_at", types.UTCDateTime(), nullable=True),
        sa.Column("created_by", types.Id(), nullable=True),
        sa.Column("custom", types.Json(), nullable=False),
        sa.Column("id", types.Id(), nullable=False),
        sa.Column("created_at", types.UTCDateTime(), nullable=False),
        sa.Column("updated_at", types.UTCDateTime(), nullable=False),
        sa.Column("workspace_id", types.Id(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_taxonomies")),
    )
    with op.batch_alter_table("taxonomies", schema=None) as batch_op:
        batch_op.create_index(
            "ix_taxonomies_live_created_at", ["workspace_id", "created_at", "id"], unique=False, **_LIVE
        )
        batch_op.create_index(
            "ix_taxonomies_live_kind_position", ["workspace_id", "kind", "position", "id"], unique=False, **_LIVE
        )
        batch_op.create_index("uq_taxonomies_value", ["workspace_id", "kind", "value_folded"], unique=True, **_LIVE)
    ddl.enable_row_security(op.get_bind(), "taxonomies")
