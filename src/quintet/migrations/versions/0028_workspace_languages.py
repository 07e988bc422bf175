"""Workspaces have a language.

Revision ID: 0028
Revises: 0027
"""

import sqlalchemy as sa
from alembic import op

from quintet.foundation.db import types

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("workspaces", schema=None) as batch_op:
        batch_op.add_column(sa.Column("language", sa.String(length=5), server_default="en", nullable=False))
    _speak_as_founders()
    with op.batch_alter_table("workspaces", schema=None) as batch_op:
        batch_op.alter_column("language", server_default=None)


def _speak_as_founders() -> None:
    """Workspaces get the language of who founded them: the first of their owners."""
    workspaces = sa.table("workspaces", sa.column("id", types.Id()), sa.column("language", sa.String()))
    members = sa.table(
        "members",
        sa.column("id", types.Id()),
        sa.column("workspace_id", types.Id()),
        sa.column("user_id", types.Id()),
        sa.column("role", sa.String()),
    )
    users = sa.table("users", sa.column("id", types.Id()), sa.column("language", sa.String()))
    spoken = (
        sa.select(users.c.language)
        .join(members, members.c.user_id == users.c.id)
        .where(members.c.workspace_id == workspaces.c.id, members.c.role == "owner")
        .order_by(members.c.id)
        .limit(1)
        .correlate(workspaces)
        .scalar_subquery()
    )
    op.get_bind().execute(sa.update(workspaces).values(language=sa.func.coalesce(spoken, "en")))
