"""Which company each customer of a card provider was made for: its cards come first, whatever is merged into it.

Revision ID: 0026
Revises: 0025
"""

import sqlalchemy as sa
from alembic import op

from quintet.foundation.db import types

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("card_customers", schema=None) as batch_op:
        batch_op.add_column(sa.Column("made_for_id", types.Id(), nullable=True))
    # Of companies that were merged before, the oldest customer stays the first.
    customers = sa.table("card_customers", sa.column("made_for_id"), sa.column("company_id"))
    op.get_bind().execute(sa.update(customers).values(made_for_id=customers.c.company_id))
    with op.batch_alter_table("card_customers", schema=None) as batch_op:
        batch_op.alter_column("made_for_id", existing_type=types.Id(), nullable=False)
