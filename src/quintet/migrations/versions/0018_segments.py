"""Segments: records by rules, or on a list; and what leads score, by which rules.

Revision ID: 0018
Revises: 0017
"""

import sqlalchemy as sa
from alembic import op

from quintet.foundation.db import ddl, types

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

_LIVE = {"sqlite_where": sa.text("deleted_at is null"), "postgresql_where": sa.text("deleted_at is null")}


def upgrade() -> None:
    op.create_table(
        "segments",
        sa.Column("object", sa.String(length=60), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("name_folded", sa.String(length=600), nullable=False),
        sa.Column("description", sa.String(length=500), nullable=False),
        sa.Column("rules", types.Json(), nullable=False),
        sa.Column("timezone", sa.String(length=60), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("deleted_at", types.UTCDateTime(), nullable=True),
        sa.Column("created_by", types.Id(), nullable=True),
        sa.Column("custom", types.Json(), nullable=False),
        sa.Column("id", types.Id(), nullable=False),
        sa.Column("created_at", types.UTCDateTime(), nullable=False),
        sa.Column("updated_at", types.UTCDateTime(), nullable=False),
        sa.Column("workspace_id", types.Id(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_segments")),
    )
    with op.batch_alter_table("segments", schema=None) as batch_op:
        batch_op.create_index(
            "ix_segments_live_created_at", ["workspace_id", "created_at", "id"], unique=False, **_LIVE
        )
        batch_op.create_index(
            "ix_segments_live_name_folded", ["workspace_id", "name_folded", "id"], unique=False, **_LIVE
        )
        batch_op.create_index("uq_segments_name", ["workspace_id", "object", "name_folded"], unique=True, **_LIVE)

    op.create_table(
        "segment_members",
        sa.Column("segment_id", types.Id(), nullable=False),
        sa.Column("record_type", sa.String(length=60), nullable=False),
        sa.Column("record_id", types.Id(), nullable=False),
        sa.Column("added_by", types.Id(), nullable=True),
        sa.Column("added_at", types.UTCDateTime(), nullable=False),
        sa.Column("workspace_id", types.Id(), nullable=False),
        sa.ForeignKeyConstraint(
            ["segment_id"], ["segments.id"], name=op.f("fk_segment_members_segment_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("workspace_id", "segment_id", "record_id", name=op.f("pk_segment_members")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("segment_members", schema=None) as batch_op:
        batch_op.create_index("ix_segment_members_record", ["workspace_id", "record_type", "record_id"], unique=False)

    op.create_table(
        "score_rules",
        sa.Column("rules", types.Json(), nullable=False),
        sa.Column("id", types.Id(), nullable=False),
        sa.Column("created_at", types.UTCDateTime(), nullable=False),
        sa.Column("updated_at", types.UTCDateTime(), nullable=False),
        sa.Column("workspace_id", types.Id(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_score_rules")),
    )
    with op.batch_alter_table("score_rules", schema=None) as batch_op:
        batch_op.create_index("uq_score_rules_workspace_id", ["workspace_id"], unique=True)

    op.create_table(
        "lead_scores",
        sa.Column("lead_id", types.Id(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("by_rules", sa.Integer(), nullable=False),
        sa.Column("by_hand", sa.Integer(), nullable=False),
        sa.Column("reasons", types.Json(), nullable=False),
        sa.Column("computed_at", types.UTCDateTime(), nullable=False),
        sa.Column("workspace_id", types.Id(), nullable=False),
        sa.ForeignKeyConstraint(["lead_id"], ["leads.id"], name=op.f("fk_lead_scores_lead_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("workspace_id", "lead_id", name=op.f("pk_lead_scores")),
        sqlite_with_rowid=False,
    )

    for table in ["segments", "segment_members", "score_rules", "lead_scores"]:
        ddl.enable_row_security(op.get_bind(), table)
