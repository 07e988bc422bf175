"""What deals and leads add up to by their status is read from the index alone.

Revision ID: 0011
Revises: 0010
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    live = sa.text("deleted_at is null")
    for table, value in (("deals", "value_minor"), ("leads", "estimated_revenue_minor")):
        name = f"ix_{table}_totals"
        columns = ["workspace_id", "pipeline_id", "stage_id", "currency", value, "probability", "status", "deleted_at"]
        op.drop_index(name, table_name=table)
        op.create_index(name, table, columns, sqlite_where=live, postgresql_where=live)
