"""Whether a picture is still some contact's is asked of an index.

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    given = sa.text("avatar_file_id is not null")
    op.create_index(
        "ix_contacts_avatar_file_id",
        "contacts",
        ["workspace_id", "avatar_file_id"],
        sqlite_where=given,
        postgresql_where=given,
    )
