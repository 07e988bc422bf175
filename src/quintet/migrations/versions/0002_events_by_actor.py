"""The audit list of one actor walks an index of its own.

Revision ID: 0002
Revises: 0001
"""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_events_actor", "events", ["workspace_id", "actor_id", "position", "id"])
