"""Scans for duplicates, and the groups they find.

Revision ID: 0010
Revises: 0009
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

from quintet.foundation.db import ddl, types

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def _only(condition: str) -> dict[str, Any]:
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}


def upgrade() -> None:
    op.create_table(
        "duplicate_groups",
        sa.Column("object", sa.String(length=60), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("level", sa.String(length=10), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("reasons", types.Json(), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("merge_id", types.Id(), nullable=True),
        sa.Column("decided_by", types.Id(), nullable=True),
        sa.Column("decided_at", types.UTCDateTime(), nullable=True),
        sa.Column("id", types.Id(), nullable=False),
        sa.Column("created_at", types.UTCDateTime(), nullable=False),
        sa.Column("updated_at", types.UTCDateTime(), nullable=False),
        sa.Column("workspace_id", types.Id(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duplicate_groups")),
    )
    with op.batch_alter_table("duplicate_groups", schema=None) as batch_op:
        batch_op.create_index("ix_duplicate_groups_merge_id", ["merge_id"], unique=False)
        batch_op.create_index(
            "ix_duplicate_groups_score", ["workspace_id", "status", "object", "score", "id"], unique=False
        )
        batch_op.create_index("uq_duplicate_groups_key", ["workspace_id", "object", "key"], unique=True)

    op.create_table(
        "duplicate_scans",
        sa.Column("object", sa.String(length=60), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("records", sa.Integer(), nullable=False),
        sa.Column("pairs", sa.Integer(), nullable=False),
        sa.Column("groups", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("started_by", types.Id(), nullable=True),
        sa.Column("finished_at", types.UTCDateTime(), nullable=True),
        sa.Column("id", types.Id(), nullable=False),
        sa.Column("created_at", types.UTCDateTime(), nullable=False),
        sa.Column("updated_at", types.UTCDateTime(), nullable=False),
        sa.Column("workspace_id", types.Id(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duplicate_scans")),
    )
    with op.batch_alter_table("duplicate_scans", schema=None) as batch_op:
        batch_op.create_index("ix_duplicate_scans_object", ["workspace_id", "object", "id"], unique=False)
        batch_op.create_index(
            "uq_duplicate_scans_running", ["workspace_id", "object"], unique=True, **_only("state = 'running'")
        )

    op.create_table(
        "duplicate_members",
        sa.Column("group_id", types.Id(), nullable=False),
        sa.Column("record_id", types.Id(), nullable=False),
        sa.Column("workspace_id", types.Id(), nullable=False),
        sa.ForeignKeyConstraint(
            ["group_id"],
            ["duplicate_groups.id"],
            name=op.f("fk_duplicate_members_group_id_duplicate_groups"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("workspace_id", "group_id", "record_id", name=op.f("pk_duplicate_members")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("duplicate_members", schema=None) as batch_op:
        batch_op.create_index("ix_duplicate_members_record_id", ["record_id", "group_id"], unique=False)
    for table in ("duplicate_groups", "duplicate_members", "duplicate_scans"):
        ddl.enable_row_security(op.get_bind(), table)
