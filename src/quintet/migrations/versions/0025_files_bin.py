"""Files that can be brought back after they were deleted.

Revision ID: 0025
Revises: 0024
"""

import sqlalchemy as sa
from alembic import op

from quintet.foundation.db import types

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("files", schema=None) as batch_op:
        batch_op.add_column(sa.Column("deleted_at", types.UTCDateTime(), nullable=True))
        batch_op.create_index(
            "ix_files_deleted_at",
            ["deleted_at"],
            unique=False,
            sqlite_where=sa.text("deleted_at is not null"),
            postgresql_where=sa.text("deleted_at is not null"),
        )
