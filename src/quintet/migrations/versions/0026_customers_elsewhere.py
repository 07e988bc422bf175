"""Which company each customer of a card provider was made for: its cards come first, whatever is merged into it. And
customers in the books that are billed in a second currency.

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
    with op.batch_alter_table("accounting_entries", schema=None) as batch_op:
        batch_op.add_column(sa.Column("currency", sa.String(length=3), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("theirs_currency", sa.String(length=3), nullable=True))
        batch_op.drop_index("uq_accounting_entries_ours")
    with op.batch_alter_table("accounting_entries", schema=None) as batch_op:
        batch_op.alter_column("currency", existing_type=sa.String(length=3), server_default=None)
        ours = ["workspace_id", "books_id", "kind", "record_id", "currency"]
        batch_op.create_index("uq_accounting_entries_ours", ours, unique=True)
