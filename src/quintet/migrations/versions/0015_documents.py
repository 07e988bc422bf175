"""Documents: how they look.

Revision ID: 0015
Revises: 0014
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("billing_settings", schema=None) as batch_op:
        batch_op.add_column(sa.Column("language", sa.String(length=5), nullable=False, server_default="en"))
        batch_op.add_column(sa.Column("paper", sa.String(length=10), nullable=False, server_default="a4"))
        batch_op.add_column(sa.Column("accent_color", sa.String(length=7), nullable=False, server_default="#2f5bea"))
    with op.batch_alter_table("billing_settings", schema=None) as batch_op:
        for name in ("language", "paper", "accent_color"):
            batch_op.alter_column(name, server_default=None)
