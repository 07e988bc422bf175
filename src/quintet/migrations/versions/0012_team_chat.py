"""The team's chat and what is told there.

Revision ID: 0012
Revises: 0011
"""

import sqlalchemy as sa
from alembic import op

from quintet.foundation.db import ddl, types

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "announcements",
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("text", sa.String(length=1000), nullable=False),
        sa.Column("subject_type", sa.String(length=60), nullable=True),
        sa.Column("subject_id", types.Id(), nullable=True),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("error", sa.String(length=500), nullable=True),
        sa.Column("sent_at", types.UTCDateTime(), nullable=True),
        sa.Column("id", types.Id(), nullable=False),
        sa.Column("created_at", types.UTCDateTime(), nullable=False),
        sa.Column("updated_at", types.UTCDateTime(), nullable=False),
        sa.Column("workspace_id", types.Id(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_announcements")),
    )
    with op.batch_alter_table("announcements", schema=None) as batch_op:
        batch_op.create_index("ix_announcements_created_at", ["created_at"], unique=False)
        batch_op.create_index("ix_announcements_workspace_id", ["workspace_id", "id"], unique=False)
        batch_op.create_index("uq_announcements_key", ["workspace_id", "key"], unique=True)

    op.create_table(
        "team_chats",
        sa.Column("channel", sa.String(length=100), nullable=False),
        sa.Column("hook", sa.Text(), nullable=True),
        sa.Column("kinds", types.Json(), nullable=False),
        sa.Column("id", types.Id(), nullable=False),
        sa.Column("created_at", types.UTCDateTime(), nullable=False),
        sa.Column("updated_at", types.UTCDateTime(), nullable=False),
        sa.Column("workspace_id", types.Id(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team_chats")),
    )
    with op.batch_alter_table("team_chats", schema=None) as batch_op:
        batch_op.create_index("uq_team_chats_workspace_id", ["workspace_id"], unique=True)

    for table in ["announcements", "team_chats"]:
        ddl.enable_row_security(op.get_bind(), table)
