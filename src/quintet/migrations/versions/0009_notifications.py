"""What people should know of, and when they are reminded of tasks.

Revision ID: 0009
Revises: 0008
"""

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

from quintet.foundation.db import ddl, types

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def _only(condition: str) -> dict[str, Any]:
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}


def upgrade() -> None:
    op.create_table(
        "user_notifications",
        sa.Column("user_id", types.Id(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("text", sa.String(length=500), nullable=False),
        sa.Column("subject_type", sa.String(length=60), nullable=True),
        sa.Column("subject_id", types.Id(), nullable=True),
        sa.Column("key", sa.String(length=150), nullable=False),
        sa.Column("read_at", types.UTCDateTime(), nullable=True),
        sa.Column("id", types.Id(), nullable=False),
        sa.Column("created_at", types.UTCDateTime(), nullable=False),
        sa.Column("updated_at", types.UTCDateTime(), nullable=False),
        sa.Column("workspace_id", types.Id(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_user_notifications_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_notifications")),
    )
    with op.batch_alter_table("user_notifications", schema=None) as batch_op:
        batch_op.create_index("ix_notifications_created_at", ["created_at"], unique=False)
        batch_op.create_index(
            "ix_notifications_unread", ["workspace_id", "user_id"], unique=False, **_only("read_at is null")
        )
        batch_op.create_index("ix_notifications_user_id", ["workspace_id", "user_id", "id"], unique=False)
        batch_op.create_index("uq_notifications_key", ["workspace_id", "user_id", "key"], unique=True)
    ddl.enable_row_security(op.get_bind(), "user_notifications")

    op.add_column("tasks", sa.Column("remind_at", types.UTCDateTime(), nullable=True))
    op.create_index(
        "ix_tasks_remind_at", "tasks", ["remind_at"], **_only("remind_at is not null and deleted_at is null")
    )
    tasks = sa.table(
        "tasks", sa.column("remind_at"), sa.column("due_at", types.UTCDateTime()), sa.column("status", sa.String())
    )
    # What is due from now on is told when it is due; earlier reminders come with the next change of a task.
    due = sa.update(tasks).where(tasks.c.status == "open", tasks.c.due_at > datetime.now(UTC))
    op.get_bind().execute(due.values(remind_at=tasks.c.due_at))
